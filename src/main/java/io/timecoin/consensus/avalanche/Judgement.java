package io.timecoin.consensus.avalanche;

/** What the replies to one entry of a poll say so far, a bit a transaction. */
public final class Judgement
{
    /** Enough prefer it: the preference may move to it. */
    public long leads;
    /** A quorum prefers it: it may be marked strong. */
    public long marks;
    /** A success for a counter of successes in a row. */
    public long succeeds;
    /** Accepted by this one poll. */
    public long accepts;
    /** No reply that is still out can change any of these. */
    public long certain;
}
