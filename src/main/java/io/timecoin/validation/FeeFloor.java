package io.timecoin.validation;

import java.util.concurrent.TimeUnit;

/**
 * The lowest fee rate that gets into a crowded pool: above that of whatever had to go last, and halved each minute
 * since.
 */
final class FeeFloor
{
    /** What a newcomer must offer above what gave way to it: the least fee rate that a relayed payment may have. */
    static final long STEP_RATE = FeeRates.RATE_BYTES;

    private static final long HALF_LIFE_NS = TimeUnit.MINUTES.toNanos(1);

    private long rate;
    private long raisedAtNs;

    /** Something of this rate gives way. */
    void raise(final long evictedRate, final long nowNs)
    {
        final long least = Math.min(evictedRate, Long.MAX_VALUE - STEP_RATE) + STEP_RATE;
        if (least >= rate(nowNs))
        {
            rate = least;
            raisedAtNs = nowNs;
        }
    }

    /** The floor now, in units per KiB; 0 if there is none. */
    long rate(final long nowNs)
    {
        final long halvings = (nowNs - raisedAtNs) / HALF_LIFE_NS;
        final long now = halvings >= Long.SIZE ? 0 : rate >>> halvings;
        return now < STEP_RATE ? 0 : now;
    }
}
