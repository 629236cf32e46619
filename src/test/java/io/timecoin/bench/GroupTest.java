package io.timecoin.bench;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GroupTest
{
    private final List<String> calls = new ArrayList<>();

    @Test
    void shouldLetMeasurementsTakeTurnsFromAnotherFirstOneEachTime() throws Exception
    {
        final Group group =
            new Group("g", List.of(fake("g.a", "", 1), fake("g.b", "", 2), fake("g.c", "", 3)), 4, 7, 0);
        final List<Result> results = group.run((step) -> {});
        assertThat(calls).containsExactly(
            "prepare g.a", "prepare g.b", "prepare g.c",
            "run g.a", "run g.b", "run g.c",
            "run g.b", "run g.c", "run g.a",
            "run g.c", "run g.a", "run g.b",
            "run g.a", "run g.b", "run g.c",
            "close g.a", "close g.b", "close g.c");
        assertThat(results).extracting((result) -> result.figure().name()).containsExactly("g.a", "g.b", "g.c");
        assertThat(results).allSatisfy((result) -> assertThat(result.sample().size()).isEqualTo(4));
        assertThat(results.get(1).sample().values()).containsExactly(2.0, 2.0, 2.0, 2.0);
    }

    @Test
    void shouldTellHowManyTimesAsFastAsTheReferenceItIs() throws Exception
    {
        final List<Result> results =
            new Group("g", List.of(fake("g.slow", "", 30), fake("g.fast", "g.slow", 10)), 3, 7, 0).run((step) -> {});
        assertThat(results.get(0).speed()).isNull();
        assertThat(results.get(1).speed().values()).containsExactly(3.0, 3.0, 3.0);
    }

    @Test
    void shouldMeasureTheReferenceOfWhatIsWanted()
    {
        final Group group = new Group("g",
            List.of(fake("g.slow", "", 1), fake("g.x.fast", "g.slow", 1), fake("g.other", "", 1)), 1, 0, 0);
        final BenchOptions options = new BenchOptions(BenchOptions.Effort.QUICK, List.of("g.x"), Path.of("."));
        assertThat(group.only(options).measurements())
            .extracting((each) -> each.figures().get(0).name()).containsExactly("g.slow", "g.x.fast");
    }

    @Test
    void shouldCloseWhatItPreparedIfSomethingFails()
    {
        final Measurement failing = new Fake(new Figure("g.b", "", Unit.NS), 1)
        {
            @Override
            public double[] run(final long budgetNs)
            {
                throw new IllegalStateException("on purpose");
            }
        };
        final Group group = new Group("g", List.of(fake("g.a", "", 1), failing), 1, 0, 0);
        assertThatThrownBy(() -> group.run((step) -> {})).hasMessage("on purpose");
        assertThat(calls).containsSubsequence("close g.a", "close g.b");
    }

    private Measurement fake(final String name, final String reference, final double value)
    {
        return new Fake(new Figure(name, "", Unit.NS, reference), value);
    }

    private class Fake implements Measurement
    {
        private final Figure figure;
        private final double value;

        Fake(final Figure figure, final double value)
        {
            this.figure = figure;
            this.value = value;
        }

        @Override
        public List<Figure> figures()
        {
            return List.of(figure);
        }

        @Override
        public void prepare()
        {
            calls.add("prepare " + figure.name());
        }

        @Override
        public double[] run(final long budgetNs)
        {
            calls.add("run " + figure.name());
            return new double[]{ value };
        }

        @Override
        public void close()
        {
            calls.add("close " + figure.name());
        }
    }
}
