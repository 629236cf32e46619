package io.timecoin.bench;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measurements that take turns: a repetition of each, then the next of each, from another first one every time. What
 * the machine does meanwhile hits all of them alike, so that their ratios hold on a noisy one.
 *
 * @param name         of the group, for messages.
 * @param measurements in the order of the report.
 * @param repetitions  of each.
 * @param budgetNs     of each repetition.
 * @param warmUpNs     processor time for which each runs unmeasured before, or longer until it is steady; 0 for not
 *                     at all.
 */
record Group(String name, List<Measurement> measurements, int repetitions, long budgetNs, long warmUpNs)
{
    private static final int MAX_WARM_UP_FACTOR = 8;
    private static final double STEADY_SHARE = 0.05;
    private static final int STEADY_RUNS = 3;

    /** The same with only those measurements of which a figure is wanted, or is the reference of one that is. */
    Group only(final BenchOptions options)
    {
        final List<String> references = new ArrayList<>();
        for (final Measurement each : measurements)
        {
            each.figures().stream().filter((figure) -> options.wants(figure.name()))
                .map(Figure::reference).forEach(references::add);
        }
        return new Group(name, measurements.stream()
            .filter((each) -> each.figures().stream()
                .anyMatch((figure) -> options.wants(figure.name()) || references.contains(figure.name())))
            .toList(), repetitions, budgetNs, warmUpNs);
    }

    /** Measures. */
    List<Result> run(final Consumer<String> progress) throws Exception
    {
        try
        {
            for (final Measurement each : measurements)
            {
                progress.accept(each.figures().get(0).name() + ": preparing");
                each.prepare();
                warmUp(each);
            }
            final double[][][] values = new double[measurements.size()][repetitions][];
            for (int repetition = 0; repetition < repetitions; repetition++)
            {
                for (int i = 0; i < measurements.size(); i++)
                {
                    final int turn = (i + repetition) % measurements.size();
                    final Measurement each = measurements.get(turn);
                    progress.accept(each.figures().get(0).name() + ": " + (repetition + 1) + " of " + repetitions);
                    values[turn][repetition] = each.run(budgetNs);
                }
            }
            return results(values);
        }
        finally
        {
            measurements.forEach(Measurement::close);
        }
    }

    /** Until the compiler has done its work, as far as can be seen: on a busy machine it lags behind. */
    private void warmUp(final Measurement measurement) throws Exception
    {
        final CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        final long endNs = System.nanoTime() + MAX_WARM_UP_FACTOR * warmUpNs;
        final long startNs = CpuTime.ns();
        double before = Double.NaN;
        int steadyRuns = 0;
        while (warmUpNs > 0 && System.nanoTime() - endNs < 0 &&
            (steadyRuns < STEADY_RUNS || CpuTime.ns() - startNs < warmUpNs))
        {
            final long compiledMs = compiler.getTotalCompilationTime();
            final double now = measurement.run(Math.min(budgetNs, warmUpNs))[0];
            final boolean isSteady = Math.abs(now - before) < STEADY_SHARE * now &&
                compiler.getTotalCompilationTime() == compiledMs;
            steadyRuns = isSteady ? steadyRuns + 1 : 0;
            before = now;
        }
    }

    private List<Result> results(final double[][][] values)
    {
        final List<Result> results = new ArrayList<>();
        for (int i = 0; i < values.length; i++)
        {
            final List<Figure> figures = measurements.get(i).figures();
            for (int column = 0; column < figures.size(); column++)
            {
                final double[] sample = new double[repetitions];
                for (int repetition = 0; repetition < repetitions; repetition++)
                {
                    sample[repetition] = values[i][repetition][column];
                }
                results.add(new Result(figures.get(column), new Sample(sample), null));
            }
        }
        return results.stream().map((result) -> withSpeed(result, results)).toList();
    }

    private static Result withSpeed(final Result result, final List<Result> all)
    {
        final Figure figure = result.figure();
        return all.stream()
            .filter((other) -> other.figure().name().equals(figure.reference()))
            .findFirst()
            .map((other) -> new Result(figure, result.sample(), figure.unit().isLessBetter() ?
                result.sample().ratioOf(other.sample()) : other.sample().ratioOf(result.sample())))
            .orElse(result);
    }
}
