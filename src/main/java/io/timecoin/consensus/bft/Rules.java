package io.timecoin.consensus.bft;

import io.timecoin.consensus.bft.Candidates.Candidate;
import io.timecoin.consensus.bft.Candidates.Judgement;
import io.timecoin.consensus.bft.HeightState.Phase;

/**
 * The rules of algorithm 1 of arXiv 1807.04938, each with its lines there, and the pace of blocks. A call of the port
 * is the last thing that any of them does, for it may call back and change everything.
 */
final class Rules
{
    private static final long NEVER = Long.MAX_VALUE;
    /** A round is stalled after as many times the wait for its proposal. */
    private static final int STALLED_WAITS = 8;

    private final int self;
    private final BftParameters parameters;
    private final BftPort port;
    private final ProposerRotation rotation;
    private final HeightState state;
    private final Progress progress;
    private final SignedSteps signed;
    private final BftStats stats;

    private byte[] composedId;
    private boolean isComposeAsked;
    private boolean isProposeTried;
    private boolean isDisputed;
    private boolean isForkTold;

    private long timeNs;
    /** When the first round of this height began, or of the previous one while that of this waits. */
    private long anchorNs;
    private long proposeEndNs = NEVER;
    private long prevoteEndNs = NEVER;
    private long precommitEndNs = NEVER;
    private long stallNs = NEVER;
    private long endedWaits;
    private boolean isWanted;
    private boolean isHurried;
    private boolean isRunning;

    Rules(final int self, final BftParameters parameters, final BftPort port, final ProposerRotation rotation,
        final HeightState state, final Progress progress, final SignedSteps signed, final BftStats stats)
    {
        this.self = self;
        this.parameters = parameters;
        this.port = port;
        this.rotation = rotation;
        this.state = state;
        this.progress = progress;
        this.signed = signed;
        this.stats = stats;
    }

    /** Time that passed, 0 or more. */
    void advance(final long elapsedNs)
    {
        timeNs += elapsedNs;
    }

    /** A height begins, and its first round waits. */
    void onHeight(final boolean isFirst)
    {
        anchorNs = isFirst ? timeNs : anchorNs;
        isDisputed = false;
        isForkTold = false;
        forgetRound();
    }

    /** Goes on within the height and round in which an earlier life ended. */
    void resume()
    {
        final LockState locks = signed.locks();
        state.lock(locks);
        // A later valid block is forgotten: without its prevotes it would convince nobody.
        state.value(locks.lockedRound(), locks.lockedId());
        anchorNs = timeNs;
        enter(phaseAfter(signed.step()), signed.round());
        // A proposal that was signed may have left, so that there is no second one in its round.
        isProposeTried = true;
    }

    void onComposed(final int round, final byte[] blockId)
    {
        if (isComposeAsked && round == state.round)
        {
            composedId = blockId;
        }
    }

    void onChecked(final Candidate candidate, final boolean isFresh, final boolean isValid)
    {
        final Judgement judgement = isValid ? Judgement.GOOD : Judgement.BAD;
        stats.checksFailed += isValid ? 0 : 1;
        if (isFresh)
        {
            candidate.fresh = judgement;
        }
        // What this node finds good by itself is good by what all judge alike; not the other way round.
        if (isValid || !isFresh)
        {
            candidate.common = judgement;
        }
    }

    void onCommit(final int round, final byte[] blockId)
    {
        stats.caughtUp++;
        // Others are ahead, and their next commit may be on its way: the next first round waits its whole time.
        anchorNs = timeNs;
        decide(round, blockId);
    }

    void wantBlock(final boolean isBlockWanted)
    {
        isWanted = isBlockWanted;
    }

    void hurry()
    {
        isHurried = true;
    }

    long endedWaits()
    {
        return endedWaits;
    }

    void tellFork(final int height, final byte[] own, final byte[] other)
    {
        if (!isForkTold)
        {
            isForkTold = true;
            port.forked(height, own, other);
        }
    }

    /** Applies rules until none applies. */
    void run()
    {
        if (isRunning)
        {
            return;
        }
        isRunning = true;
        try
        {
            boolean isApplied = true;
            while (isApplied)
            {
                isApplied = applyOne();
            }
        }
        finally
        {
            isRunning = false;
        }
    }

    @Override
    public String toString()
    {
        return "since " + (timeNs - anchorNs) / 1_000_000 + " ms, propose " + left(proposeEndNs) + ", prevote " +
            left(prevoteEndNs) + ", precommit " + left(precommitEndNs);
    }

    private String left(final long endNs)
    {
        return endNs == NEVER ? "never" : (endNs - timeNs) / 1_000_000 + " ms";
    }

    private boolean applyOne()
    {
        switch (state.phase)
        {
            case IDLE:
                return false;
            case DECIDED:
                return noticeFork();
            case WAITING:
                return decideByPrecommits() || skipRounds() || beginFirstRound();
            case PROPOSE:
                return decideByPrecommits() || followQuorumsOfPrevotes() || skipRounds() ||
                    propose() || prevoteProposal() || endPropose() || awaitPrecommits() || leaveStalled();
            case PREVOTE:
                return decideByPrecommits() || followQuorumsOfPrevotes() || skipRounds() ||
                    precommitNone() || awaitPrevotes() || awaitPrecommits() || leaveStalled();
            default:
                return decideByPrecommits() || followQuorumsOfPrevotes() || skipRounds() ||
                    awaitPrecommits() || leaveStalled();
        }
    }

    /** Lines 49 to 54. */
    private boolean decideByPrecommits()
    {
        for (int i = 0; i < state.rounds.size(); i++)
        {
            final RoundState round = state.rounds.at(i);
            final byte[] id = round.precommits.quorumBlock();
            final Candidate candidate = id == null ? null : state.candidate(id);
            if (candidate == null)
            {
                continue;
            }
            if (candidate.common == Judgement.GOOD)
            {
                stats.decided++;
                decide(round.round, id);
                return true;
            }
            if (candidate.common == Judgement.BAD && !isDisputed)
            {
                isDisputed = true;
                port.disputed(state.height, round.round, id);
                return true;
            }
            if (askCommon(candidate))
            {
                return true;
            }
        }
        return false;
    }

    private void decide(final int round, final byte[] id)
    {
        anchorNs = state.phase == Phase.WAITING ? timeNs : anchorNs;
        state.decidedId = id;
        state.phase = Phase.DECIDED;
        port.decided(state.height, round, id);
    }

    private boolean noticeFork()
    {
        for (int i = 0; i < state.rounds.size() && !isForkTold; i++)
        {
            final byte[] other = state.rounds.at(i).precommits.quorumBlockBut(state.decidedId);
            if (other != null)
            {
                tellFork(state.height, state.decidedId, other);
                return true;
            }
        }
        return false;
    }

    /** Lines 36 to 43, and later prevotes of earlier rounds. */
    private boolean followQuorumsOfPrevotes()
    {
        for (int i = 0; i < state.rounds.size(); i++)
        {
            final RoundState round = state.rounds.at(i);
            final boolean isDue = round.round == state.round ? state.phase != Phase.PROPOSE :
                round.round < state.round && round.round > state.validRound;
            final byte[] id = isDue && !round.isQuorumSeen ? round.prevotes.quorumBlock() : null;
            final Candidate candidate = id == null ? null : state.candidate(id);
            if (candidate == null)
            {
                continue;
            }
            if (candidate.common == Judgement.GOOD)
            {
                round.isQuorumSeen = true;
                follow(round.round, id);
                return true;
            }
            if (askCommon(candidate))
            {
                return true;
            }
        }
        return false;
    }

    private void follow(final int quorumRound, final byte[] id)
    {
        if (quorumRound > state.validRound)
        {
            state.value(quorumRound, id);
        }
        if (quorumRound == state.round && state.phase == Phase.PREVOTE)
        {
            state.lock(new LockState(quorumRound, id, state.current().prevotes.votesFor(id)));
            precommit(id);
        }
    }

    /** Lines 55 and 56. */
    private boolean skipRounds()
    {
        final boolean isAhead = progress.provenHeight() == state.height &&
            (progress.provenRound() > state.round || state.phase == Phase.WAITING);
        if (isAhead)
        {
            stats.roundsSkipped += progress.provenRound() > state.round ? 1 : 0;
            startRound(progress.provenRound());
        }
        return isAhead;
    }

    /** The first round waits for its time, and for something to list or the time of a block that lists nothing. */
    private boolean beginFirstRound()
    {
        final long sinceNs = timeNs - anchorNs;
        final boolean isAsked = isWanted || state.current().proposal != null;
        final boolean isDue = isHurried || sinceNs >= parameters.idleIntervalNs() ||
            isAsked && sinceNs >= parameters.intervalNs();
        if (isDue)
        {
            startRound(0);
        }
        return isDue;
    }

    /** Lines 11 to 13, 20 and 21. */
    private void startRound(final int next)
    {
        if (state.phase == Phase.WAITING)
        {
            anchorNs = timeNs;
            isHurried = false;
        }
        stats.rounds++;
        enter(Phase.PROPOSE, next);
    }

    private void enter(final Phase phase, final int round)
    {
        state.enter(phase, round);
        forgetRound();
        // Who proposes waits too: the block may not come.
        proposeEndNs = timeNs + parameters.proposeNs(round);
        stallNs = timeNs + STALLED_WAITS * parameters.proposeNs(round);
    }

    private void forgetRound()
    {
        proposeEndNs = NEVER;
        prevoteEndNs = NEVER;
        precommitEndNs = NEVER;
        composedId = null;
        isComposeAsked = false;
        isProposeTried = false;
    }

    /** Lines 14 to 19. */
    private boolean propose()
    {
        if (isProposeTried || rotation.proposer(state.height, state.round) != self)
        {
            return false;
        }
        if (proposeAgain(state.validRound, state.validId))
        {
            return true;
        }
        // A restart may have lost the valid block. Another one is better than none, and safe: locks see to that.
        if (state.validId != null && timeNs < proposeEndNs - parameters.proposeNs(state.round) / 2)
        {
            return false;
        }
        if (proposeAgain(state.lockedRound, state.lockedId))
        {
            return true;
        }
        if (composedId != null)
        {
            return propose(Statement.FRESH, composedId);
        }
        final boolean isAsking = !isComposeAsked;
        if (isAsking)
        {
            isComposeAsked = true;
            port.compose(state.height, state.round);
        }
        return isAsking;
    }

    /** Proposes a block that prevotes of an earlier round vouch for, if there is one; or asks for it. */
    private boolean proposeAgain(final int vouchingRound, final byte[] id)
    {
        if (id == null)
        {
            return false;
        }
        final Candidate candidate = state.candidate(id);
        return candidate.common == Judgement.GOOD ? propose(vouchingRound, id) : askCommon(candidate);
    }

    private boolean propose(final int vouchingRound, final byte[] id)
    {
        isProposeTried = true;
        if (maySign(Step.PROPOSE))
        {
            stats.proposals++;
            port.propose(state.height, state.round, vouchingRound, id, state.locks);
        }
        return true;
    }

    /** Lines 22 to 33. */
    private boolean prevoteProposal()
    {
        final RoundState current = state.current();
        if (current.proposal == null || state.awaitsVouching(current))
        {
            return false;
        }
        final byte[] id = current.proposal.blockId();
        if (state.lockedRound > current.proposal.validRound() && !current.isProposed(state.lockedId))
        {
            prevote(null);
            return true;
        }
        final boolean isFresh = current.proposal.validRound() == Statement.FRESH &&
            !current.isProposed(state.lockedId) && !current.isProposed(state.validId);
        final Candidate candidate = state.candidate(id);
        final Judgement judgement = isFresh ? ownJudgement(candidate) : candidate.common;
        if (judgement == Judgement.OPEN)
        {
            return isFresh ? askFresh(candidate) : askCommon(candidate);
        }
        prevote(judgement == Judgement.GOOD ? id : null);
        return true;
    }

    /** What this node thinks of a block; that it once found it bad says nothing about a later round. */
    private Judgement ownJudgement(final Candidate candidate)
    {
        return candidate.fresh == Judgement.BAD && candidate.freshRound < state.round ? Judgement.OPEN :
            candidate.fresh;
    }

    /** Lines 57 to 60. */
    private boolean endPropose()
    {
        final boolean isOver = timeNs >= proposeEndNs;
        if (isOver)
        {
            stats.proposeTimeouts++;
            endedWaits++;
            prevote(null);
        }
        return isOver;
    }

    private void prevote(final byte[] id)
    {
        state.phase = Phase.PREVOTE;
        if (maySign(Step.PREVOTE))
        {
            stats.prevotes++;
            stats.prevotesForNone += id == null ? 1 : 0;
            port.vote(state.height, state.round, Step.PREVOTE, id, state.locks);
        }
    }

    /** Lines 44 to 46. */
    private boolean precommitNone()
    {
        final boolean isNone = state.current().prevotes.isQuorumFor(null);
        if (isNone)
        {
            precommit(null);
        }
        return isNone;
    }

    /** Lines 34, 35 and 61 to 64. */
    private boolean awaitPrevotes()
    {
        if (prevoteEndNs == NEVER)
        {
            final boolean isWaiting = state.current().prevotes.isQuorum();
            prevoteEndNs = isWaiting ? timeNs + parameters.prevoteNs(state.round) : NEVER;
            return isWaiting;
        }
        final boolean isOver = timeNs >= prevoteEndNs;
        if (isOver)
        {
            stats.prevoteTimeouts++;
            endedWaits++;
            precommit(null);
        }
        return isOver;
    }

    private void precommit(final byte[] id)
    {
        state.phase = Phase.PRECOMMIT;
        if (maySign(Step.PRECOMMIT))
        {
            stats.precommits++;
            stats.precommitsForNone += id == null ? 1 : 0;
            port.vote(state.height, state.round, Step.PRECOMMIT, id, state.locks);
        }
    }

    /** Lines 47, 48 and 65 to 67. */
    private boolean awaitPrecommits()
    {
        if (precommitEndNs == NEVER)
        {
            final boolean isWaiting = state.current().precommits.isQuorum();
            precommitEndNs = isWaiting ? timeNs + parameters.precommitNs(state.round) : NEVER;
            return isWaiting;
        }
        final boolean isOver = timeNs >= precommitEndNs && state.round < Tendermint.MAX_ROUND;
        if (isOver)
        {
            stats.precommitTimeouts++;
            endedWaits++;
            startRound(state.round + 1);
        }
        return isOver;
    }

    /**
     * Not in the paper, where nothing is lost: some validators may have left this round by votes that only they had,
     * of a faulty one, and forgotten them in a restart. Then neither those here nor those there are enough. To begin a
     * round is always safe.
     */
    private boolean leaveStalled()
    {
        final boolean isStalled = timeNs >= stallNs && state.round < Tendermint.MAX_ROUND &&
            progress.isAnyoneBeyond(state.height, state.round);
        if (isStalled)
        {
            stats.roundsStalled++;
            endedWaits++;
            startRound(state.round + 1);
        }
        return isStalled;
    }

    private boolean askFresh(final Candidate candidate)
    {
        final boolean isAsking = candidate.freshRound < state.round;
        if (isAsking)
        {
            candidate.freshRound = state.round;
            candidate.fresh = Judgement.OPEN;
            stats.checks++;
            port.check(state.height, state.round, candidate.id, true);
        }
        return isAsking;
    }

    private boolean askCommon(final Candidate candidate)
    {
        final boolean isAsking = candidate.common == Judgement.OPEN && candidate.commonRound < state.round;
        if (isAsking)
        {
            candidate.commonRound = state.round;
            stats.checks++;
            port.check(state.height, state.round, candidate.id, false);
        }
        return isAsking;
    }

    private boolean maySign(final Step step)
    {
        final boolean may = self != Tendermint.OBSERVER && signed.claim(state.height, state.round, step);
        stats.mute += may || self == Tendermint.OBSERVER ? 0 : 1;
        return may;
    }

    private static Phase phaseAfter(final Step step)
    {
        switch (step)
        {
            case PROPOSE: return Phase.PROPOSE;
            case PREVOTE: return Phase.PREVOTE;
            default: return Phase.PRECOMMIT;
        }
    }
}
