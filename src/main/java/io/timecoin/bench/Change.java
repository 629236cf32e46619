package io.timecoin.bench;

/**
 * What became of a figure since the baseline.
 *
 * @param name   of the figure.
 * @param kind   of the change.
 * @param factor now over then, of the medians; 1 if either is missing.
 */
public record Change(String name, Kind kind, double factor)
{
    private static final double WHOLE = 100;

    /** What can be said. */
    public enum Kind
    {
        /** Worse, beyond the noise and beyond the threshold: a failed gate. */
        SLOWER,
        /** Better, beyond both. */
        FASTER,
        /** Beyond the noise, but not beyond the threshold. */
        SLIGHT,
        /** The intervals overlap: nothing can be said. */
        WITHIN_NOISE,
        /** Measured now only. */
        NEW,
        /** Measured then only. */
        GONE,
        /** Measured then in another way. */
        OTHERWISE;

        /** As files and tables name it. */
        public String word()
        {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * Compares one figure.
     *
     * @param then             in the baseline; null if it is not there.
     * @param now              measured; null if it was not.
     * @param thresholdPercent change that matters.
     * @return the change.
     */
    static Change of(final Result then, final Result now, final double thresholdPercent)
    {
        if (then == null || now == null)
        {
            return then == null ? new Change(now.figure().name(), Kind.NEW, 1) :
                new Change(then.figure().name(), Kind.GONE, 1);
        }
        final Figure figure = now.figure();
        if (figure.unit() != then.figure().unit() || !figure.what().equals(then.figure().what()))
        {
            return new Change(figure.name(), Kind.OTHERWISE, 1);
        }
        final Change change = of(figure, then.sample(), now.sample(), thresholdPercent);
        if (then.speed() != null && now.speed() != null && figure.reference().equals(then.figure().reference()))
        {
            // If the reference changed alike, it was the machine.
            final Figure speed = new Figure(figure.name(), "", Unit.PER_SECOND);
            final Kind relative = of(speed, then.speed(), now.speed(), thresholdPercent).kind();
            return relative == change.kind() ? change : new Change(figure.name(), weaker(change.kind(), relative),
                change.factor());
        }
        return figure.name().equals(Yardstick.NAME) ?
            new Change(figure.name(), weaker(change.kind(), Kind.SLIGHT), change.factor()) : change;
    }

    private static Kind weaker(final Kind one, final Kind other)
    {
        return one == Kind.SLIGHT && other != Kind.WITHIN_NOISE || other == Kind.SLIGHT && one != Kind.WITHIN_NOISE ?
            Kind.SLIGHT : Kind.WITHIN_NOISE;
    }

    private static Change of(
        final Figure figure, final Sample then, final Sample now, final double thresholdPercent)
    {
        final double before = then.median();
        final double after = now.median();
        if (before == after)
        {
            return new Change(figure.name(), Kind.WITHIN_NOISE, 1);
        }
        final double factor = after / before;
        if (Math.abs(after - before) <= then.spread() + now.spread())
        {
            return new Change(figure.name(), Kind.WITHIN_NOISE, factor);
        }
        // What is 5 % worse takes 5 % longer, or lets through 5 % less.
        final boolean isWorse = figure.unit().isLessBetter() == after > before;
        if (Math.abs(after - before) <= thresholdPercent / WHOLE * Math.abs(before))
        {
            return new Change(figure.name(), Kind.SLIGHT, factor);
        }
        return new Change(figure.name(), isWorse ? Kind.SLOWER : Kind.FASTER, factor);
    }
}
