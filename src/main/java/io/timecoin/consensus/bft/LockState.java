package io.timecoin.consensus.bft;

import java.util.List;

/**
 * What binds a validator within a height beyond its votes; it is forced to disk with each of them.
 *
 * @param lockedRound of the last precommit for a block, or {@link #NONE}.
 * @param lockedId    the block of that precommit, or null.
 * @param prevotes    the quorum for it, in rising order of validators. They are kept because they must be shown to
 *                    those who are to follow, and because after a restart of many validators nobody else may have
 *                    them: a faulty one among their authors may have told others otherwise.
 */
public record LockState(int lockedRound, byte[] lockedId, List<Statement> prevotes)
{
    /** No round. */
    public static final int NONE = -1;
    /** Of a validator that has precommitted no block in this height. */
    public static final LockState FREE = new LockState(NONE, null, List.of());
}
