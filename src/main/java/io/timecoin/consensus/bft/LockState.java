package io.timecoin.consensus.bft;

/**
 * What binds a validator within a height beyond its votes; it is forced to disk with each of them.
 *
 * @param lockedRound of the last precommit for a block, or {@link #NONE}.
 * @param lockedId    the block of that precommit, or null.
 * @param validRound  latest round known here in which a quorum prevoted a block, or {@link #NONE}.
 * @param validId     the block of that quorum, or null.
 */
public record LockState(int lockedRound, byte[] lockedId, int validRound, byte[] validId)
{
    /** No round. */
    public static final int NONE = -1;
    /** Of a validator that has precommitted and seen nothing in this height. */
    public static final LockState FREE = new LockState(NONE, null, NONE, null);
}
