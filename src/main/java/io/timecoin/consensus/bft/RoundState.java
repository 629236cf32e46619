package io.timecoin.consensus.bft;

import io.timecoin.consensus.validators.ValidatorSet;

/** What is known of one round. */
final class RoundState
{
    final int round;
    final VoteTally prevotes;
    final VoteTally precommits;
    /** The first that came of the proposer. */
    Statement proposal;
    /** Whether a quorum of prevotes for a block was acted upon; the paper's "for the first time". */
    boolean isQuorumSeen;

    RoundState(final int round, final ValidatorSet validators)
    {
        this.round = round;
        prevotes = new VoteTally(validators);
        precommits = new VoteTally(validators);
    }

    VoteTally tally(final Step step)
    {
        return step == Step.PREVOTE ? prevotes : precommits;
    }

    boolean isProposed(final byte[] id)
    {
        return proposal != null && proposal.isFor(id);
    }

    @Override
    public String toString()
    {
        return round + ": " + proposal + ", prevotes " + prevotes + ", precommits " + precommits;
    }
}
