package io.timecoin.workload;

/** Numbers and stamps of slots: a transaction each at a steady rate, and a tick a millisecond. */
final class SlotClock
{
    static final long FIRST_TICK_NS = 1_000_000_000L;
    static final long TICK_NS = 1_000_000L;

    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final long TICKS_PER_SECOND = NS_PER_SECOND / TICK_NS;

    private final long rateTps;
    private long transactions;
    private long slot = -1;
    private long stampNs;

    SlotClock(final long rateTps)
    {
        this.rateTps = rateTps;
    }

    /** Goes to the slot of the next transaction. */
    void next()
    {
        final long elapsedNs = transactions * NS_PER_SECOND / rateTps;
        stampNs = FIRST_TICK_NS + elapsedNs;
        // Ticks up to the stamp come first: one at the start, then one a millisecond.
        slot = transactions + elapsedNs / TICK_NS + 1;
        transactions++;
    }

    long slot()
    {
        return slot;
    }

    long stampNs()
    {
        return stampNs;
    }

    /** Slots that take at most so many seconds. */
    long slotsIn(final int seconds)
    {
        return seconds * (rateTps + TICKS_PER_SECOND);
    }
}
