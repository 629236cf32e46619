package io.timecoin.node;

import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SleepingIdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

import java.util.concurrent.TimeUnit;

/**
 * What a thread does when its agents had nothing to do.
 *
 * @param kind    of strategy.
 * @param parkUs  longest park of {@link Kind#BACKOFF}, the sleep of {@link Kind#SLEEP}, microseconds.
 */
public record IdleProfile(Kind kind, int parkUs)
{
    private static final long BACKOFF_SPINS = 10;
    private static final long BACKOFF_YIELDS = 5;
    private static final long BACKOFF_MIN_PARK_NS = TimeUnit.MICROSECONDS.toNanos(20);

    /** Strategies, from the quickest to the cheapest. */
    public enum Kind
    {
        BUSY_SPIN, YIELD, BACKOFF, SLEEP
    }

    /**
     * A strategy for one thread.
     *
     * @return not shared.
     */
    public IdleStrategy create()
    {
        final long parkNs = TimeUnit.MICROSECONDS.toNanos(parkUs);
        return switch (kind)
        {
            case BUSY_SPIN -> new BusySpinIdleStrategy();
            case YIELD -> new YieldingIdleStrategy();
            case BACKOFF -> new BackoffIdleStrategy(
                BACKOFF_SPINS, BACKOFF_YIELDS, Math.min(BACKOFF_MIN_PARK_NS, parkNs), parkNs);
            case SLEEP -> new SleepingIdleStrategy(parkNs);
        };
    }
}
