package io.timecoin.consensus.avalanche;

import io.timecoin.transaction.Verdict;

/** Where acceptance leaves what it decided. Every call returns false, and changes nothing, if there is no space now. */
public interface Decisions
{
    boolean accepted(int handle);

    boolean rejected(int handle, Verdict reason);

    boolean expired(int handle);

    boolean evicted(int handle);

    boolean released(int handle);

    /** An accepted transaction is in the final block of a height. */
    boolean finalized(int handle, long height);

    /** A final block chose a rival of this accepted transaction, or of an ancestor; its descendants came before. */
    boolean undone(int handle);

    /** The block that is told next charges a validator, before all that it lists. */
    boolean charged(int validator);

    /** A block is final and all that it lists was told before: its coinbase, if any, is due. */
    boolean block(long height, long coinbaseAmount, int proposer);
}
