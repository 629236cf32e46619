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
    default boolean finalized(final int handle, final long height)
    {
        throw new UnsupportedOperationException("blocks are not taken here");
    }

    /** A final block chose a rival of this accepted transaction, or of an ancestor; its descendants came before. */
    default boolean undone(final int handle)
    {
        throw new UnsupportedOperationException("blocks are not taken here");
    }

    /** A block is final and all that it lists was told before: its coinbase, if any, is due. */
    default boolean block(final long height, final long coinbaseAmount, final int proposer)
    {
        throw new UnsupportedOperationException("blocks are not taken here");
    }
}
