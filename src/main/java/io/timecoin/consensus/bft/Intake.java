package io.timecoin.consensus.bft;

import io.timecoin.consensus.validators.ValidatorSet;

/** Files statements where the rules look for them, within bounds whatever comes. */
final class Intake
{
    private final ValidatorSet validators;
    private final ProposerRotation rotation;
    private final HeightState state;
    private final Progress progress;
    private final Evidence evidence;
    private final BftStats stats;

    Intake(final ValidatorSet validators, final ProposerRotation rotation, final HeightState state,
        final Progress progress, final Evidence evidence, final BftStats stats)
    {
        this.validators = validators;
        this.rotation = rotation;
        this.state = state;
        this.progress = progress;
        this.evidence = evidence;
        this.stats = stats;
    }

    Receipt proposal(final Statement statement)
    {
        return counted(statement.step() == Step.PROPOSE ? take(statement) : Receipt.MALFORMED);
    }

    Receipt vote(final Statement statement)
    {
        return counted(statement.step() == Step.PROPOSE ? Receipt.MALFORMED : take(statement));
    }

    private Receipt counted(final Receipt receipt)
    {
        stats.receipts[receipt.ordinal()]++;
        return receipt;
    }

    private Receipt take(final Statement statement)
    {
        if (!statement.isWellFormed())
        {
            return Receipt.MALFORMED;
        }
        final int author = statement.validator();
        if (!validators.isVoter(author))
        {
            return Receipt.STRANGER;
        }
        if (statement.step() == Step.PROPOSE && author != rotation.proposer(statement.height(), statement.round()))
        {
            return Receipt.NOT_PROPOSER;
        }
        progress.onStatement(author, statement.height(), statement.round());
        if (statement.height() != state.height)
        {
            return statement.height() < state.height ? Receipt.OLD_HEIGHT : takeEarly(statement);
        }
        // The round to which this very statement brings us counts as reached.
        final int reached = progress.provenHeight() == state.height ? progress.provenRound() : 0;
        if (statement.round() > Math.max(state.round, reached) + Rounds.MAX_AHEAD)
        {
            return Receipt.AHEAD;
        }
        final RoundState round = state.rounds.open(statement.round());
        return round == null ? Receipt.OLD_ROUND : keep(statement, round);
    }

    private Receipt takeEarly(final Statement statement)
    {
        if (statement.height() != state.height + 1 || statement.round() != 0)
        {
            return Receipt.AHEAD;
        }
        if (state.early == null)
        {
            state.early = new RoundState(0, validators);
        }
        final Receipt receipt = keep(statement, state.early);
        return receipt == Receipt.COUNTED ? Receipt.EARLY : receipt;
    }

    private Receipt keep(final Statement statement, final RoundState round)
    {
        if (statement.step() == Step.PROPOSE)
        {
            return keepProposal(statement, round);
        }
        final VoteTally tally = round.tally(statement.step());
        final Statement first = tally.firstOf(statement.validator());
        final Receipt receipt = tally.add(statement, isWanted(statement, round));
        if (receipt == Receipt.EQUIVOCATION)
        {
            evidence.onPair(first, statement);
        }
        return receipt;
    }

    private Receipt keepProposal(final Statement proposal, final RoundState round)
    {
        askAgain(proposal.blockId());
        if (round.proposal == null)
        {
            round.proposal = proposal;
            state.needRounds();
            return Receipt.COUNTED;
        }
        if (round.proposal.says(proposal))
        {
            return Receipt.KNOWN;
        }
        evidence.onPair(round.proposal, proposal);
        return Receipt.EQUIVOCATION;
    }

    /**
     * With a proposal, the second copy of one too, a block comes into reach that could not be obtained before: what
     * is unanswered is asked again.
     */
    private void askAgain(final byte[] id)
    {
        final Candidates.Candidate candidate = state.candidates.get(id);
        if (candidate != null)
        {
            candidate.commonRound = LockState.NONE;
            candidate.freshRound = candidate.fresh == Candidates.Judgement.OPEN ? LockState.NONE : candidate.freshRound;
        }
    }

    /** Whether a vote is for a block that matters here. */
    private boolean isWanted(final Statement vote, final RoundState round)
    {
        final RoundState current = state.current();
        return vote.blockId() != null && (round.isProposed(vote.blockId()) ||
            current != null && current.isProposed(vote.blockId()) ||
            vote.isFor(state.lockedId) || vote.isFor(state.validId));
    }
}
