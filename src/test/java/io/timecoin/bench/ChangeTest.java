package io.timecoin.bench;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ChangeTest
{
    private static final double THRESHOLD_PERCENT = 5;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // unit      | then        | now         | change       | factor
        "NS          | 100         | 100         | WITHIN_NOISE | 1",
        "NS          | 100         | 106         | SLOWER       | 1.06",
        "NS          | 100         | 105         | SLIGHT       | 1.05",
        "NS          | 100         | 94          | FASTER       | 0.94",
        "NS          | 100         | 95          | SLIGHT       | 0.95",
        "US          | 90 100 110  | 110 120 130 | WITHIN_NOISE | 1.2",
        "US          | 90 100 110  | 111 121 131 | SLOWER       | 1.21",
        "US          | 111 121 131 | 90 100 110  | FASTER       | 0.826446280991736",
        // Noise of either side counts.
        "MS          | 100 100 100 | 100 120 140 | WITHIN_NOISE | 1.2",
        "MS          | 80 100 120  | 120 120 120 | WITHIN_NOISE | 1.2",
        "PER_SECOND  | 100         | 94          | SLOWER       | 0.94",
        "PER_SECOND  | 100         | 106         | FASTER       | 1.06",
        "PER_SECOND  | 100         | 96          | SLIGHT       | 0.96",
        "PER_SECOND  | 90 100 110  | 70 80 90    | WITHIN_NOISE | 0.8",
        "PER_SECOND  | 90 100 110  | 69 79 89    | SLOWER       | 0.79",
        "NS          | 0           | 0           | WITHIN_NOISE | 1",
        "NS          | 0           | 1           | SLOWER       | Infinity",
        "NS          | -1 0 1      | 0 1 2       | WITHIN_NOISE | Infinity",
    })
    void shouldCountOnlyWhatIsBeyondNoiseAndThreshold(
        final Unit unit, final String then, final String now, final Change.Kind kind, final double factor)
    {
        final Figure figure = new Figure("a.b", "what", unit);
        assertThat(Change.of(result(figure, then), result(figure, now), THRESHOLD_PERCENT))
            .usingRecursiveComparison().withComparatorForType(
                (one, other) -> Math.abs(one - other) < 1e-12 || one.equals(other) ? 0 : 1, Double.class)
            .isEqualTo(new Change("a.b", kind, factor));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // then | times reference | now | times reference | change
        "100    | 3               | 150 | 2               | SLOWER",
        "100    | 3               | 50  | 6               | FASTER",
        // The reference took longer, or less, as well: the machine's speed was another.
        "100    | 3               | 150 | 3               | WITHIN_NOISE",
        "100    | 3               | 50  | 3               | WITHIN_NOISE",
        "100    | 3               | 100 | 2               | WITHIN_NOISE",
        "100    | 3               | 150 | 2.95            | SLIGHT",
        "100    | 3               | 102 | 2               | SLIGHT",
        "100    | 3               | 150 | 6               | WITHIN_NOISE",
    })
    void shouldNotTakeTheMachineForTheBuild(final String then, final String thenSpeed, final String now,
        final String nowSpeed, final Change.Kind kind)
    {
        final Figure figure = new Figure("a.b", "what", Unit.US, "a.reference");
        assertThat(Change.of(
            new Result(figure, SampleTest.of(then), SampleTest.of(thenSpeed)),
            new Result(figure, SampleTest.of(now), SampleTest.of(nowSpeed)), THRESHOLD_PERCENT).kind()).isEqualTo(kind);
    }

    @Test
    void shouldNeverCallTheMachineSlower()
    {
        final Figure machine = new Figure(Yardstick.NAME, "what", Unit.NS);
        assertThat(Change.of(result(machine, "1"), result(machine, "2"), THRESHOLD_PERCENT).kind())
            .isEqualTo(Change.Kind.SLIGHT);
    }

    @Test
    void shouldCompareOnlyWhatIsTheSame()
    {
        final Result then = result(new Figure("a", "100 payments", Unit.NS), "1");
        assertThat(Change.of(then, result(new Figure("a", "200 payments", Unit.NS), "9"), 0).kind())
            .isEqualTo(Change.Kind.OTHERWISE);
        assertThat(Change.of(then, result(new Figure("a", "100 payments", Unit.US), "9"), 0).kind())
            .isEqualTo(Change.Kind.OTHERWISE);
        assertThat(Change.of(then, null, 0)).isEqualTo(new Change("a", Change.Kind.GONE, 1));
        assertThat(Change.of(null, then, 0)).isEqualTo(new Change("a", Change.Kind.NEW, 1));
    }

    private static Result result(final Figure figure, final String values)
    {
        return new Result(figure, SampleTest.of(values), null);
    }
}
