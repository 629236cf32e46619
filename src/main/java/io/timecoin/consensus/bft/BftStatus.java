package io.timecoin.consensus.bft;

import java.util.Arrays;

import io.timecoin.consensus.validators.ValidatorSet;

/**
 * Where a validator stands and which votes it has, as {@code BlockStatus} carries it: filled by
 * {@link Tendermint#status}, or from a message for {@link Tendermint#missing}. Reused; plain.
 */
public final class BftStatus
{
    /** The height that it decides now. */
    public int height;
    /** The round that it is in. */
    public int round;
    /**
     * The earlier round whose prevotes it asks for: that which vouches for the proposal at hand while it lacks them,
     * else the latest one with a quorum for a block; or {@link LockState#NONE}.
     */
    public int validRound = LockState.NONE;
    /** Whether it has the proposal of its round. Whoever holds the blocks clears it while their parts are missing. */
    public boolean hasProposal;
    /** Validators whose prevotes of the round it has, a bit each. */
    public final long[] prevotes;
    /** Validators whose precommits of the round it has. */
    public final long[] precommits;
    /** Validators whose prevotes of the valid round it has. */
    public final long[] validPrevotes;

    /**
     * An empty status.
     *
     * @param validators of the epoch.
     */
    public BftStatus(final ValidatorSet validators)
    {
        prevotes = new long[validators.words()];
        precommits = new long[validators.words()];
        validPrevotes = new long[validators.words()];
    }

    /** Forgets all. */
    public void clear()
    {
        height = 0;
        round = 0;
        validRound = LockState.NONE;
        hasProposal = false;
        Arrays.fill(prevotes, 0);
        Arrays.fill(precommits, 0);
        Arrays.fill(validPrevotes, 0);
    }
}
