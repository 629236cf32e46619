package io.timecoin.load;

/**
 * What a load is made of.
 *
 * @param rate               payments of any kind a second; {@link #MAX_RATE} looks for the highest that is kept up.
 * @param warmUpNs           for how long to send at that rate, of a ramp at its first one, before anything is measured.
 * @param durationNs         for how long after that.
 * @param doubleSpendPercent share of payments that come as two rivals.
 * @param invalidPercent     share of payments that no node may accept.
 * @param seed               the same seed over the same outputs gives the same payments.
 */
public record LoadProfile(
    double rate, long warmUpNs, long durationNs, double doubleSpendPercent, double invalidPercent, long seed)
{
    /** Ramp up to saturation. */
    public static final double MAX_RATE = Double.POSITIVE_INFINITY;

    /** More payments a second than a ramp sends on average where it was tried: sizes what it may need. */
    private static final double RAMP_TPS = 12_500;
    private static final double NS_PER_SECOND = 1e9;

    /** Holds the values to what makes sense. */
    public LoadProfile
    {
        if (!(rate > 0) || durationNs <= 0 || warmUpNs < 0)
        {
            throw new IllegalArgumentException("a load has a rate and a duration above 0, and no negative warm-up");
        }
    }

    /** A load without a warm-up. */
    public LoadProfile(
        final double rate,
        final long durationNs,
        final double doubleSpendPercent,
        final double invalidPercent,
        final long seed)
    {
        this(rate, 0, durationNs, doubleSpendPercent, invalidPercent, seed);
    }

    /**
     * The same load after a warm-up.
     *
     * @param ns for how long to warm up.
     * @return a copy.
     */
    public LoadProfile withWarmUpNs(final long ns)
    {
        return new LoadProfile(rate, ns, durationNs, doubleSpendPercent, invalidPercent, seed);
    }

    /**
     * For how long to warm up.
     *
     * @return seconds.
     */
    public double warmUpS()
    {
        return warmUpNs / NS_PER_SECOND;
    }

    /**
     * Payments that it may send, those of the warm-up included.
     *
     * @return a count; of a ramp, an estimate that is rather too high.
     */
    public long payments()
    {
        return (long)Math.ceil((isRamp() ? RAMP_TPS : rate) * (warmUpNs + durationNs) / NS_PER_SECOND);
    }

    /**
     * Whether the rate is to be found.
     *
     * @return true for a ramp.
     */
    public boolean isRamp()
    {
        return rate == MAX_RATE;
    }
}
