package io.timecoin.validation;

/** What validation counted. One writer; other threads may read figures that are a little old. */
public final class ValidationStats
{
    /** Verdict codes are below this. */
    public static final int VERDICT_CODES = 32;

    /** Transactions by verdict code; members of batches and payments of clients alike. */
    public final long[] verdicts = new long[VERDICT_CODES];
    /** Batches that were told to consensus. */
    public long batches;
    /** Batches that were cut off by the next one. */
    public long batchesCut;
    /** Members of a batch whose first member is missing. */
    public long membersStray;
    /** Conflicts that were kept, told to consensus with their rivals. */
    public long conflictsKept;
    /** Conflicting members that were not kept, for too many rivals. */
    public long conflictsNotKept;
    /** Transactions that ended because an ancestor did. */
    public long parentsGone;
    /** Requests for the space of a transaction. */
    public long evictionsAsked;
    /** Locks that were reported as too old. */
    public long expiriesAsked;
    /** Transactions with unknown parents that were not kept, for want of their share. */
    public long parkedRefused;
    /** Transactions whose unknown parents came in time. */
    public long parkedTakenUp;
    /** Accepted transactions that a final block took back. */
    public long undone;
    /** Transactions of peers that are not held for the sake of others, told to consensus. */
    public long overruled;
    /** Decisions for handles that had ended before. */
    public long decisionsStale;

    /** Transactions that hold locks or are parked: neither decided nor ended. */
    public long undecided;
    /** Transactions whose parents are not all accepted. */
    public long waiting;
    /** Transactions whose parents are unknown. */
    public long parked;
    /** Locked outputs, one for each transaction that claims it. */
    public long locks;
    /** Lowest fee rate that gets in, units per KiB; 0 while there is space. */
    public long floorRate;
}
