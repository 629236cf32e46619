package io.timecoin.consensus.bft;

import io.timecoin.consensus.validators.ValidatorSet;

/** The variables of the paper's algorithm for one height, and what is known of the height's rounds and blocks. */
final class HeightState
{
    final Rounds rounds;
    final Candidates candidates = new Candidates();

    Phase phase = Phase.IDLE;
    int height;
    int round;
    int lockedRound = LockState.NONE;
    byte[] lockedId;
    LockState locks = LockState.FREE;
    int validRound = LockState.NONE;
    byte[] validId;
    byte[] decidedId;
    /** What came of the next height's first round; or null. */
    RoundState early;

    /** Where a height stands. */
    enum Phase
    {
        /** Before the first height. */
        IDLE,
        /** The height's first round waits for its time. */
        WAITING,
        /** The paper's three steps of a round. */
        PROPOSE, PREVOTE, PRECOMMIT,
        /** The height is decided, and the next not begun. */
        DECIDED
    }

    HeightState(final ValidatorSet validators)
    {
        rounds = new Rounds(validators);
    }

    void begin(final int nextHeight)
    {
        rounds.clear(nextHeight == height + 1 ? early : null);
        candidates.clear();
        early = null;
        decidedId = null;
        lock(LockState.FREE);
        value(LockState.NONE, null);
        height = nextHeight;
        enter(Phase.WAITING, 0);
    }

    void enter(final Phase nextPhase, final int nextRound)
    {
        phase = nextPhase;
        round = nextRound;
        needRounds();
        rounds.open(nextRound);
        needRounds();
    }

    void lock(final LockState lock)
    {
        locks = lock;
        lockedRound = lock.lockedRound();
        lockedId = lock.lockedId();
    }

    void value(final int valueRound, final byte[] id)
    {
        validRound = valueRound;
        validId = id;
    }

    /** The round that this node is in. */
    RoundState current()
    {
        return rounds.get(round);
    }

    boolean isVoting()
    {
        return phase == Phase.PROPOSE || phase == Phase.PREVOTE || phase == Phase.PRECOMMIT;
    }

    Candidates.Candidate candidate(final byte[] id)
    {
        return candidates.open(id, lockedId, validId);
    }

    /** Whether the round has a proposal and lacks the prevotes of an earlier round that would vouch for it. */
    boolean awaitsVouching(final RoundState state)
    {
        if (state == null || state.proposal == null || state.proposal.validRound() == Statement.FRESH)
        {
            return false;
        }
        final RoundState vouching = rounds.get(state.proposal.validRound());
        return vouching == null || !vouching.prevotes.isQuorumFor(state.proposal.blockId());
    }

    /** Tells which rounds must be kept; to be called when one of them changed. */
    void needRounds()
    {
        final RoundState current = current();
        rounds.need(round, lockedRound, validRound,
            current == null || current.proposal == null ? LockState.NONE : current.proposal.validRound());
    }

    @Override
    public String toString()
    {
        final StringBuilder text = new StringBuilder(64);
        text.append(height).append('/').append(round).append(' ').append(phase).append(" locked ").append(lockedRound)
            .append(' ').append(Statement.name(lockedId)).append(" valid ").append(validRound).append(' ')
            .append(Statement.name(validId));
        for (int i = 0; i < rounds.size(); i++)
        {
            text.append(" [").append(rounds.at(i)).append(']');
        }
        return text.toString();
    }
}
