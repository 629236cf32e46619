package io.timecoin.consensus.avalanche;

import io.timecoin.InvariantViolation;
import io.timecoin.transaction.Verdict;

/**
 * Decisions in order, until there is space for them downstream: one reply may decide thousands. A transaction takes
 * at most two places before validation can use its index again, so twice the table is enough for ever.
 */
final class DecisionQueue
{
    private static final int ACCEPTED = 0;
    private static final int REJECTED = 1;
    private static final int EXPIRED = 2;
    private static final int EVICTED = 3;
    private static final int RELEASED = 4;
    private static final int KIND_BITS = 3;
    private static final int REASON_BITS = 5;

    private final Decisions decisions;
    private final long[] items;
    private final int mask;
    private int head;
    private int size;

    DecisionQueue(final int transactions, final Decisions decisions)
    {
        this.decisions = decisions;
        items = new long[Integer.highestOneBit(Math.max(1, 2 * transactions - 1)) * 2];
        mask = items.length - 1;
    }

    void accepted(final int handle)
    {
        add(ACCEPTED, handle, Verdict.ADMITTED);
    }

    void rejected(final int handle, final Verdict reason)
    {
        add(REJECTED, handle, reason);
    }

    void expired(final int handle)
    {
        add(EXPIRED, handle, Verdict.EXPIRED);
    }

    void evicted(final int handle)
    {
        add(EVICTED, handle, Verdict.EVICTED);
    }

    void released(final int handle)
    {
        add(RELEASED, handle, Verdict.ADMITTED);
    }

    int size()
    {
        return size;
    }

    /** Passes on as much as there is space for. */
    int drain()
    {
        int count = 0;
        while (size > 0 && pass(items[head]))
        {
            head = head + 1 & mask;
            size--;
            count++;
        }
        return count;
    }

    private boolean pass(final long item)
    {
        final int handle = (int)(item >>> KIND_BITS + REASON_BITS);
        switch ((int)item & (1 << KIND_BITS) - 1)
        {
            case ACCEPTED:
                return decisions.accepted(handle);

            case REJECTED:
                return decisions.rejected(handle,
                    Verdict.ofCode((int)(item >>> KIND_BITS) & (1 << REASON_BITS) - 1));

            case EXPIRED:
                return decisions.expired(handle);

            case EVICTED:
                return decisions.evicted(handle);

            case RELEASED:
                return decisions.released(handle);

            default:
                throw new InvariantViolation("kind of a decision", item);
        }
    }

    private void add(final int kind, final int handle, final Verdict reason)
    {
        if (size == items.length)
        {
            throw new InvariantViolation("decisions in the queue", size);
        }
        items[head + size & mask] = ((handle & 0xFFFF_FFFFL) << REASON_BITS | reason.code()) << KIND_BITS | kind;
        size++;
    }
}
