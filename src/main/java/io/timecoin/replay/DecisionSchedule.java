package io.timecoin.replay;

import io.timecoin.pipeline.DecisionSlot;
import io.timecoin.transaction.Verdict;

/**
 * Decisions that have come and are not due yet, oldest first. It takes whatever the ring brings, so that the ring's
 * size never matters; it grows when it must, which it does only until it has the size of a delay's decisions.
 */
final class DecisionSchedule
{
    private static final int KIND_BITS = 8;
    private static final int REASON_BITS = 8;
    private static final int NO_REASON = 0xFF;
    private static final DecisionSlot.Kind[] KINDS = DecisionSlot.Kind.values();

    private long[] waiting;
    private long taken;
    private long given;

    /** Room for so many, a power of two, before it grows. */
    DecisionSchedule(final int capacity)
    {
        waiting = new long[capacity];
    }

    void add(final DecisionSlot.Kind kind, final int handle, final Verdict reason)
    {
        if (taken - given == waiting.length)
        {
            grow();
        }
        final long code = reason == null ? NO_REASON : reason.code();
        waiting[(int)taken & waiting.length - 1] =
            (long)handle << KIND_BITS + REASON_BITS | code << KIND_BITS | kind.ordinal();
        taken++;
    }

    /** All that came, given back or not. */
    long taken()
    {
        return taken;
    }

    /** All that were given back. */
    long given()
    {
        return given;
    }

    boolean isEmpty()
    {
        return taken == given;
    }

    /** The oldest, to be read with the methods below. */
    long next()
    {
        return waiting[(int)given++ & waiting.length - 1];
    }

    static DecisionSlot.Kind kind(final long decision)
    {
        return KINDS[(int)decision & (1 << KIND_BITS) - 1];
    }

    static int handle(final long decision)
    {
        return (int)(decision >>> KIND_BITS + REASON_BITS);
    }

    static Verdict reason(final long decision)
    {
        final int code = (int)(decision >>> KIND_BITS) & (1 << REASON_BITS) - 1;
        return code == NO_REASON ? null : Verdict.ofCode(code);
    }

    private void grow()
    {
        final long[] larger = new long[2 * waiting.length];
        for (long i = given; i < taken; i++)
        {
            larger[(int)i & larger.length - 1] = waiting[(int)i & waiting.length - 1];
        }
        waiting = larger;
    }
}
