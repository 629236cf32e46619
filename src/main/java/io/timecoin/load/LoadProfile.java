package io.timecoin.load;

/**
 * What a load is made of.
 *
 * @param rate               payments of any kind a second; {@link #MAX_RATE} looks for the highest that is kept up.
 * @param durationNs         for how long.
 * @param doubleSpendPercent share of payments that come as two rivals.
 * @param invalidPercent     share of payments that no node may accept.
 * @param seed               the same seed over the same outputs gives the same payments.
 */
public record LoadProfile(
    double rate, long durationNs, double doubleSpendPercent, double invalidPercent, long seed)
{
    /** Ramp up to saturation. */
    public static final double MAX_RATE = Double.POSITIVE_INFINITY;

    /** Holds the values to what makes sense. */
    public LoadProfile
    {
        if (!(rate > 0) || durationNs <= 0)
        {
            throw new IllegalArgumentException("a load has a rate and a duration above 0");
        }
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
