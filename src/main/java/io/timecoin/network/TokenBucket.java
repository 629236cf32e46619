package io.timecoin.network;

import java.util.concurrent.TimeUnit;

/** A rate with a burst of one second. Time is an argument and must not go backwards by more than it matters. */
final class TokenBucket
{
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final long perSecond;
    private final long capacity;
    // In tokens times a second's nanoseconds, so that no fraction is lost.
    private long level;
    private long lastNs;

    /**
     * A full bucket.
     *
     * @param perSecond tokens a second, and most at once; 0 for no limit.
     */
    TokenBucket(final int perSecond, final long nowNs)
    {
        this.perSecond = perSecond;
        capacity = perSecond * SECOND_NS;
        level = capacity;
        lastNs = nowNs;
    }

    /** Takes one token if there is one. */
    boolean take(final long nowNs)
    {
        if (perSecond == 0)
        {
            return true;
        }
        final long elapsedNs = nowNs - lastNs;
        if (elapsedNs > 0)
        {
            // After a second it is full in any case; more would overflow.
            level = elapsedNs >= SECOND_NS ? capacity : Math.min(capacity, level + elapsedNs * perSecond);
            lastNs = nowNs;
        }
        if (level < SECOND_NS)
        {
            return false;
        }
        level -= SECOND_NS;
        return true;
    }
}
