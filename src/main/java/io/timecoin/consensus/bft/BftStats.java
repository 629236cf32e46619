package io.timecoin.consensus.bft;

/** Counts since the start; plain, written by the thread of the algorithm alone. */
public final class BftStats
{
    /** Statements of others and own ones, by the ordinal of their {@link Receipt}. */
    public final long[] receipts = new long[Receipt.values().length];
    /** Heights decided by precommits here, and by certificates of others. */
    public long decided;
    public long caughtUp;
    /** Rounds begun, and those of them that were jumped to because a third was ahead. */
    public long rounds;
    public long roundsSkipped;
    /** Rounds left because they went on for long and somebody was in a later one. */
    public long roundsStalled;
    /** Waits that ran out. */
    public long proposeTimeouts;
    public long prevoteTimeouts;
    public long precommitTimeouts;
    /** Own statements. */
    public long proposals;
    public long prevotes;
    public long prevotesForNone;
    public long precommits;
    public long precommitsForNone;
    /** Steps taken without a word, because an earlier life had already signed them or later ones. */
    public long mute;
    /** Blocks judged, and found bad. */
    public long checks;
    public long checksFailed;
    /** Pieces of evidence handed out. */
    public long equivocations;

    /**
     * Statements that met one fate.
     *
     * @param receipt the fate.
     * @return how many.
     */
    public long received(final Receipt receipt)
    {
        return receipts[receipt.ordinal()];
    }
}
