package io.timecoin.load;

/**
 * When payments are due: at equal distances, whatever became of earlier ones. Nothing that the network does moves a due
 * time, so a latency that is counted from it holds what a waiting payer would have seen.
 */
public final class Schedule
{
    private static final double NS_PER_SECOND = 1e9;

    private long baseNs;
    private long sinceBase;
    private double intervalNs;
    private long taken;
    private long endNs = Long.MAX_VALUE;

    /**
     * A schedule whose first payment is due at its start.
     *
     * @param startNs       when it starts.
     * @param ratePerSecond payments a second, above 0.
     */
    public Schedule(final long startNs, final double ratePerSecond)
    {
        baseNs = startNs;
        intervalNs = intervalNs(ratePerSecond);
    }

    /**
     * Puts payments before the start, at the same rate, so that those from the start on stay where they are.
     *
     * @param count how many; call it before any was taken.
     * @return this.
     */
    public Schedule precededBy(final long count)
    {
        sinceBase = -count;
        return this;
    }

    /**
     * When the next payment is due.
     *
     * @return ns.
     */
    public long dueNs()
    {
        return baseNs + (long)(sinceBase * intervalNs);
    }

    /**
     * Whether a payment is due.
     *
     * @param nowNs the time.
     * @return false after the end as well.
     */
    public boolean isDue(final long nowNs)
    {
        final long dueNs = dueNs();
        return dueNs <= nowNs && dueNs < endNs;
    }

    /**
     * Takes the next payment off the schedule.
     *
     * @return when it was due, ns.
     */
    public long take()
    {
        final long dueNs = dueNs();
        sinceBase++;
        taken++;
        return dueNs;
    }

    /**
     * Payments that fell due up to a time, whether taken or not.
     *
     * @param nowNs the time.
     * @return a count.
     */
    public long dueCount(final long nowNs)
    {
        final long untilNs = Math.min(nowNs + 1, endNs) - baseNs;
        final long sinceBaseDue = (long)Math.ceil(untilNs / intervalNs);
        return taken + Math.max(0, sinceBaseDue - sinceBase);
    }

    /**
     * Changes the rate. Payments due before now keep their due times only if they were taken.
     *
     * @param ratePerSecond payments a second, above 0.
     * @param nowNs         the time.
     */
    public void rate(final double ratePerSecond, final long nowNs)
    {
        baseNs = Math.max(nowNs, baseNs);
        sinceBase = 0;
        intervalNs = intervalNs(ratePerSecond);
    }

    /**
     * Sets the end: nothing is due at it or after.
     *
     * @param endNs ns.
     */
    public void end(final long endNs)
    {
        this.endNs = endNs;
    }

    private static double intervalNs(final double ratePerSecond)
    {
        if (!(ratePerSecond > 0))
        {
            throw new IllegalArgumentException("a rate is above 0, not " + ratePerSecond);
        }
        return NS_PER_SECOND / ratePerSecond;
    }
}
