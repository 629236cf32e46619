package io.timecoin.bench;

import java.util.List;

/** Something that takes so little time that only many of it can be timed. */
final class LoopMeasurement implements Measurement
{
    /** What is repeated. */
    @FunctionalInterface
    interface Body
    {
        /**
         * Does it once.
         *
         * @param index counts from 0.
         * @return something that depends on what was done, so that nobody leaves it out.
         */
        long run(int index);
    }

    private static final int ROUND = 256;

    private final List<Figure> figures;
    private final Body body;
    private final int operations;
    private int next;
    private long sink;

    /**
     * A measurement.
     *
     * @param figure     that it tells, in ns.
     * @param body       what is repeated.
     * @param operations in each call of the body.
     */
    LoopMeasurement(final Figure figure, final Body body, final int operations)
    {
        figures = List.of(figure);
        this.body = body;
        this.operations = operations;
    }

    @Override
    public List<Figure> figures()
    {
        return figures;
    }

    @Override
    public void prepare()
    {
        // The body is ready as it is.
    }

    @Override
    public double[] run(final long budgetNs)
    {
        final long endNs = System.nanoTime() + budgetNs;
        final long startNs = CpuTime.ns();
        long rounds = 0;
        do
        {
            for (int i = 0; i < ROUND; i++)
            {
                sink += body.run(next++ & Integer.MAX_VALUE);
            }
            rounds++;
        }
        while (System.nanoTime() - endNs < 0);
        return new double[]{ (double)(CpuTime.ns() - startNs) / (rounds * ROUND * operations) };
    }

    /** Everything that was computed, added up. */
    long sink()
    {
        return sink;
    }

    @Override
    public void close()
    {
        // Nothing is held.
    }
}
