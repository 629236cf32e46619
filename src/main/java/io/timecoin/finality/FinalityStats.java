package io.timecoin.finality;

/** Counts since the start; plain, written by the blocks stage alone. */
public final class FinalityStats
{
    /** Messages with contents that no honest validator sends. */
    public long malformed;
    /** Votes and proposals that their author has not signed. */
    public long badSignatures;
    /** Commits whose certificate proves nothing. */
    public long badCertificates;
    /** Proposed blocks at a wrong place: another chain, state or set of validators. */
    public long misplaced;
    /** Proposed lists that acceptance refused. */
    public long refused;
    /** Validators caught in two statements for one step. */
    public long equivocations;
    /** Transactions in final blocks of this life. */
    public long confirmed;
    /** Parts, commits and bodies that others asked for and got. */
    public long served;
    /** Requests for parts, commits and bodies. */
    public long requests;
}
