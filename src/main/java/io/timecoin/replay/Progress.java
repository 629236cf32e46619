package io.timecoin.replay;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What the stages of a replay know of each other beside the rings, so that a decision that was made at slot s takes
 * effect exactly before slot s + {@link #DECISION_DELAY_SLOTS}: how many slots validation is done with, for how many of
 * them all decisions are made, and how many decisions those are. One writer each, read by others; nothing here waits.
 */
final class Progress
{
    /** Slots of the ring {@code transactions}, ticks included, between a decision and its effect in validation. */
    static final int DECISION_DELAY_SLOTS = 16_384;

    private static final long UNKNOWN = -1;
    /** Validation is at most a delay behind what is decided, and decisions are made at most for what it has done. */
    private static final int KEPT_SLOTS = 2 * DECISION_DELAY_SLOTS;
    /** Longs, so that no two numbers share a cache line or a pair of them. */
    private static final int STRIDE = 16;
    private static final int COMPLETED = STRIDE;
    private static final int DECIDED = 2 * STRIDE;
    private static final int END = 3 * STRIDE;
    private static final int FINISHED = 4 * STRIDE;
    private static final int READ = 5 * STRIDE;

    private final AtomicLongArray numbers = new AtomicLongArray(6 * STRIDE);
    private final long[] decisionsThrough = new long[KEPT_SLOTS];
    private final AtomicLong startNs = new AtomicLong(UNKNOWN);

    Progress()
    {
        numbers.set(END, UNKNOWN);
        numbers.set(FINISHED, UNKNOWN);
    }

    /** Validation has told all that it has to tell before this slot. */
    void completed(final long slots)
    {
        numbers.setRelease(COMPLETED, slots);
    }

    long completed()
    {
        return numbers.getAcquire(COMPLETED);
    }

    /** So many decisions were made through this slot; seen by others after {@link #decided(long)}. */
    void decisionsThrough(final long slot, final long decisions)
    {
        decisionsThrough[(int)slot & KEPT_SLOTS - 1] = decisions;
    }

    /** Decisions made through a slot for which all are made; at most {@link #DECISION_DELAY_SLOTS} ago. */
    long decisionsThrough(final long slot)
    {
        return decisionsThrough[(int)slot & KEPT_SLOTS - 1];
    }

    /** All decisions are made on what was told before this slot. */
    void decided(final long slots)
    {
        numbers.setRelease(DECIDED, slots);
    }

    long decided()
    {
        return numbers.getAcquire(DECIDED);
    }

    /** The reader has passed on all decisions that are recorded behind fewer slots, or behind this many. */
    void read(final long slots)
    {
        numbers.setRelease(READ, slots);
    }

    long read()
    {
        return numbers.getAcquire(READ);
    }

    /** The reader has put the last slot on the ring. */
    void end(final long slots)
    {
        numbers.setRelease(END, slots);
    }

    /** Number of slots of the stream, or -1 while it is not known. */
    long end()
    {
        return numbers.getAcquire(END);
    }

    /** Validation has taken the last decision. */
    void finished(final long nowNs)
    {
        numbers.setRelease(FINISHED, nowNs);
    }

    boolean isFinished()
    {
        return numbers.getAcquire(FINISHED) != UNKNOWN;
    }

    long finishedNs()
    {
        return numbers.getAcquire(FINISHED);
    }

    /** Lets the reader begin. */
    void start(final long nowNs)
    {
        startNs.setRelease(nowNs);
    }

    boolean isStarted()
    {
        return startNs.getAcquire() != UNKNOWN;
    }

    long startNs()
    {
        return startNs.getAcquire();
    }
}
