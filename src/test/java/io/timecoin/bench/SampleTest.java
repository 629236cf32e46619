package io.timecoin.bench;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SampleTest
{
    private static final Offset<Double> EXACTLY = Offset.offset(1e-12);

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // values          | median | spread
        "7                 | 7      | 0",
        "7 9               | 8      | 1",
        "9 1 5             | 5      | 4",
        "4 1 3 2           | 2.5    | 1.5",
        "3 3 3 3 3         | 3      | 0",
        "1 2 3 4 5         | 3      | 1.4826",
        "5 4 3 2 1         | 3      | 1.4826",
        // One repetition that others disturbed moves neither.
        "1 2 3 4 5000      | 3      | 1.4826",
        "10 20 30 40 50 60 | 35     | 22.239",
    })
    void shouldTellMedianAndSpread(final String values, final double median, final double spread)
    {
        final Sample sample = of(values);
        assertThat(sample.median()).isEqualTo(median, EXACTLY);
        assertThat(sample.spread()).isEqualTo(spread, EXACTLY);
        assertThat(sample.min()).isLessThanOrEqualTo(median);
        assertThat(sample.max()).isGreaterThanOrEqualTo(median);
    }

    @Test
    void shouldCompareTurnByTurn()
    {
        // Both were slower in the second turn: their ratio was not.
        final Sample ratio = of("10 100 20").ratioOf(of("20 200 40"));
        assertThat(ratio.values()).containsExactly(2.0, 2.0, 2.0);
        assertThat(ratio.spread()).isZero();
        assertThat(of("10 0").ratioOf(of("1 1"))).isNull();
    }

    @Test
    void shouldRefuseWhatIsNoMeasurement()
    {
        assertThatThrownBy(Sample::new).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Sample(1, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Sample(Double.POSITIVE_INFINITY)).isInstanceOf(IllegalArgumentException.class);
    }

    static Sample of(final String values)
    {
        return new Sample(Arrays.stream(values.strip().split(" +")).mapToDouble(Double::parseDouble).toArray());
    }
}
