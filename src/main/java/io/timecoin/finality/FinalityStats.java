package io.timecoin.finality;

import io.timecoin.block.BlockFault;

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
    /** Validators against whom evidence was found here or heard. */
    public long evidence;
    /** Evidence that was heard, or proposed in a block, and is not true or does not count, by the fault's order. */
    public final long[] badEvidence = new long[BlockFault.values().length];
    /** Validators whom final blocks of this life charged. */
    public long charged;
    /** Transactions in final blocks of this life. */
    public long confirmed;
    /** Parts, commits and bodies that others asked for and got. */
    public long served;
    /** Requests for parts, commits and bodies. */
    public long requests;
}
