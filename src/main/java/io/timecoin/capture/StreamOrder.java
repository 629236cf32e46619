package io.timecoin.capture;

/** Counts the records of a stream and holds its sequences to their order. */
final class StreamOrder
{
    private static final long NONE = -1;

    private long transactions;
    private long ticks;
    private long controls;
    private long decisions;
    private long gaps;
    private long lostTransactions;
    private long lostControls;
    private long lostDecisions;
    private long nextTransaction = NONE;
    private long nextControl = NONE;

    /** Whether a transaction's sequence follows the one before it. */
    boolean transaction(final long sequence)
    {
        transactions++;
        return slot(sequence);
    }

    /** Whether a tick's sequence follows the one before it. */
    boolean tick(final long sequence)
    {
        ticks++;
        return slot(sequence);
    }

    /** Whether a control slot's sequence follows the one before it. */
    boolean control(final long sequence)
    {
        controls++;
        final boolean isNext = sequence >= 0 && (nextControl == NONE || sequence == nextControl);
        nextControl = sequence + 1;
        return isNext;
    }

    void decision()
    {
        decisions++;
    }

    /** Whether a gap can be so large. */
    boolean gap(final long missingTransactions, final long missingControls, final long missingDecisions)
    {
        gaps++;
        lostTransactions += missingTransactions;
        lostControls += missingControls;
        lostDecisions += missingDecisions;
        nextTransaction += nextTransaction == NONE ? 0 : missingTransactions;
        nextControl += nextControl == NONE ? 0 : missingControls;
        return missingTransactions >= 0 && missingControls >= 0 && missingDecisions >= 0;
    }

    CaptureCounts counts()
    {
        return new CaptureCounts(
            transactions, ticks, controls, decisions, gaps, lostTransactions, lostControls, lostDecisions);
    }

    private boolean slot(final long sequence)
    {
        final boolean isNext = sequence >= 0 && (nextTransaction == NONE || sequence == nextTransaction);
        nextTransaction = sequence + 1;
        return isNext;
    }
}
