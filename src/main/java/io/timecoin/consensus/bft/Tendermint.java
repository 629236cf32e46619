package io.timecoin.consensus.bft;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.timecoin.InvariantViolation;
import io.timecoin.consensus.validators.ValidatorSet;

/**
 * Decides one height after another by Tendermint's algorithm (arXiv 1807.04938, algorithm 1). Pure: statements
 * (verified before), answers and time go in, {@link BftPort} hears what is to be done. Calls of the port may call back.
 * <p>
 * Every entry notes what came and then applies the rules until none applies. Beyond the paper:
 * <ul>
 * <li>"valid" is two questions. A fresh proposal is judged by what this node itself thinks of it; one that a quorum of
 * prevotes vouches for, only by what all nodes judge alike. Both are asked of the port, and no rule waits for it:
 * timeouts go on.</li>
 * <li>A quorum stands for the proposal that it is about: whoever voted has the block, so it is obtained from them,
 * though the proposal never came here.</li>
 * <li>The valid value follows late prevotes of earlier rounds of the height too.</li>
 * <li>A round is jumped to when more than a third is in it <em>or in later ones</em>.</li>
 * <li>A round that lasts very long is left when somebody is in a later one.</li>
 * <li>No step is signed that is not later than all that were signed before, restarts included; such a step is taken
 * without a word.</li>
 * </ul>
 */
public final class Tendermint
{
    /** Index of a node that follows without a vote. */
    public static final int OBSERVER = -1;
    /** Later rounds are malformed. */
    public static final int MAX_ROUND = (1 << 20) - 1;

    private final ValidatorSet validators;
    private final ProposerRotation rotation;
    private final HeightState state;
    private final Progress progress;
    private final Evidence evidence;
    private final VoteGossip gossip;
    private final Intake intake;
    private final Rules rules;
    private final SignedSteps signed = new SignedSteps();
    private final BftStats stats = new BftStats();
    private byte[] previousDecidedId;
    private long lastNs;
    private boolean hasTime;

    /**
     * A machine before its first height.
     *
     * @param validators of the epoch.
     * @param self       own index, or {@link #OBSERVER}.
     * @param parameters times.
     * @param port       that acts.
     */
    public Tendermint(final ValidatorSet validators, final int self, final BftParameters parameters, final BftPort port)
    {
        if (self < OBSERVER || self >= validators.size())
        {
            throw new IllegalArgumentException("no validator has index " + self);
        }
        this.validators = validators;
        rotation = new ProposerRotation(validators);
        state = new HeightState(validators);
        progress = new Progress(validators);
        evidence = new Evidence(validators, port, stats);
        gossip = new VoteGossip(validators, state);
        intake = new Intake(validators, rotation, state, progress, evidence, stats);
        rules = new Rules(self, parameters, port, rotation, state, progress, signed, stats);
    }

    /**
     * Takes up where an earlier life ended; before the first {@link #start}. Steps that it signed are not signed
     * again, its locks hold, and its statements are told to others again.
     *
     * @param log own statements.
     */
    public void restore(final VoteLog log)
    {
        if (state.height != 0)
        {
            throw new IllegalStateException("a log is restored before the first height");
        }
        signed.restore(log);
    }

    /**
     * Begins a height: at the beginning the one after the last stored block, then the next one once a decided block is
     * on disk (if all validators lost one, nobody could vote for its height again). Its first round waits for its time.
     *
     * @param height from 1.
     * @param nowNs  time.
     */
    public void start(final int height, final long nowNs)
    {
        if (height <= state.height)
        {
            throw new InvariantViolation("a height begins after the one before it", height);
        }
        advance(nowNs);
        final boolean isFirst = state.height == 0;
        previousDecidedId = height == state.height + 1 ? state.decidedId : null;
        state.begin(height);
        evidence.clear();
        rules.onHeight(isFirst);
        if (signed.isRestored(height))
        {
            rules.resume();
            signed.votes().forEach(intake::vote);
            signed.locks().prevotes().forEach(intake::vote);
        }
        rules.run();
    }

    /**
     * Takes a proposal with a verified signature.
     *
     * @param proposal kept by reference.
     * @param nowNs    time.
     * @return what became of it.
     */
    public Receipt onProposal(final Statement proposal, final long nowNs)
    {
        advance(nowNs);
        final Receipt receipt = intake.proposal(proposal);
        rules.run();
        return receipt;
    }

    /**
     * Takes a vote with a verified signature.
     *
     * @param vote  kept by reference.
     * @param nowNs time.
     * @return what became of it.
     */
    public Receipt onVote(final Statement vote, final long nowNs)
    {
        advance(nowNs);
        final Receipt receipt = intake.vote(vote);
        rules.run();
        return receipt;
    }

    /**
     * Takes the answer to {@link BftPort#compose}.
     *
     * @param height  asked for.
     * @param round   asked for.
     * @param blockId of the block, kept by reference.
     * @param nowNs   time.
     */
    public void onComposed(final int height, final int round, final byte[] blockId, final long nowNs)
    {
        advance(nowNs);
        if (height == state.height)
        {
            rules.onComposed(round, blockId);
        }
        rules.run();
    }

    /**
     * Takes the answer to {@link BftPort#check}.
     *
     * @param height  asked for.
     * @param blockId asked for.
     * @param isFresh as it was asked.
     * @param isValid whether the block is good, and here.
     * @param nowNs   time.
     */
    public void onChecked(final int height, final byte[] blockId, final boolean isFresh, final boolean isValid,
        final long nowNs)
    {
        advance(nowNs);
        final Candidates.Candidate candidate = height == state.height ? state.candidates.get(blockId) : null;
        if (candidate != null)
        {
            rules.onChecked(candidate, isFresh, isValid);
        }
        rules.run();
    }

    /**
     * Takes a decision of others whose certificate is verified and whose block is here and valid; calls
     * {@link BftPort#decided} if it is of this height.
     *
     * @param height  decided.
     * @param round   of the certificate.
     * @param blockId of the block, kept by reference.
     * @param nowNs   time.
     * @return whether it decided this height.
     */
    public boolean onCommit(final int height, final int round, final byte[] blockId, final long nowNs)
    {
        advance(nowNs);
        final byte[] own = height == state.height ? state.decidedId :
            height == state.height - 1 ? previousDecidedId : null;
        if (own != null && !Arrays.equals(own, blockId))
        {
            rules.tellFork(height, own, blockId);
        }
        final boolean isDeciding = height == state.height && height > 0 && own == null;
        if (isDeciding)
        {
            rules.onCommit(round, blockId);
        }
        rules.run();
        return isDeciding;
    }

    /**
     * Says whether there is something to list; holds until told otherwise. Without it a new height waits longer.
     *
     * @param isWanted true if a block is wanted.
     * @param nowNs    time.
     */
    public void wantBlock(final boolean isWanted, final long nowNs)
    {
        advance(nowNs);
        rules.wantBlock(isWanted);
        rules.run();
    }

    /**
     * Begins the first round of this height (or, when it is decided, of the next) without waiting for its time.
     *
     * @param nowNs time.
     */
    public void hurry(final long nowNs)
    {
        advance(nowNs);
        rules.hurry();
        rules.run();
    }

    /**
     * Lets time pass.
     *
     * @param nowNs time; if it goes back, it stands still here.
     * @return number of waits that ended.
     */
    public int doWork(final long nowNs)
    {
        advance(nowNs);
        final long before = rules.endedWaits();
        rules.run();
        return (int)(rules.endedWaits() - before);
    }

    /**
     * The height that is being decided, or was decided last and awaits the next {@link #start}.
     *
     * @return 0 before the first start.
     */
    public int height()
    {
        return state.height;
    }

    /**
     * The round.
     *
     * @return 0 or more.
     */
    public int round()
    {
        return state.round;
    }

    /**
     * Whether the height is decided and awaits the next {@link #start}.
     *
     * @return true if it is.
     */
    public boolean isDecided()
    {
        return state.phase == HeightState.Phase.DECIDED;
    }

    /**
     * A height that an honest validator has reached, by what more than a third have signed. If it is above
     * {@link #height()}, commits are to be asked for.
     *
     * @return at least {@link #height()}.
     */
    public int provenHeight()
    {
        return Math.max(state.height, progress.provenHeight());
    }

    /**
     * Whose turn it is.
     *
     * @param height of the block.
     * @param round  of the proposal.
     * @return index of a validator.
     */
    public int proposer(final int height, final int round)
    {
        return rotation.proposer(height, round);
    }

    /**
     * The first proposal that came for a round of this height.
     *
     * @param round of it.
     * @return null if there is none or it is no longer kept.
     */
    public Statement proposal(final int round)
    {
        final RoundState found = state.rounds.get(round);
        return found == null ? null : found.proposal;
    }

    /**
     * What binds this node now.
     *
     * @return locks.
     */
    public LockState locks()
    {
        return state.locks;
    }

    /**
     * Visits precommits of this height for a block, in rising order of validators, each validator once.
     *
     * @param round   of them.
     * @param blockId of the block.
     * @param visitor of each.
     * @return their weight.
     */
    public long precommits(final int round, final byte[] blockId, final Consumer<Statement> visitor)
    {
        final RoundState found = state.rounds.get(round);
        long weight = 0;
        for (int i = 0; found != null && i < validators.size(); i++)
        {
            final Statement precommit = found.precommits.voteOf(i, blockId);
            if (precommit != null)
            {
                weight += validators.weight(i);
                visitor.accept(precommit);
            }
        }
        return weight;
    }

    /**
     * Tells where this node stands.
     *
     * @param into overwritten.
     */
    public void status(final BftStatus into)
    {
        gossip.describe(into);
    }

    /**
     * Visits votes of this height that another validator lacks and can use.
     *
     * @param peer    its status, of any height.
     * @param visitor of each; it ends the visit by returning false.
     * @return number of votes visited.
     */
    public int missing(final BftStatus peer, final Predicate<Statement> visitor)
    {
        return gossip.missing(peer, visitor);
    }

    /**
     * Counts.
     *
     * @return live, to be read on the thread of the algorithm.
     */
    public BftStats stats()
    {
        return stats;
    }

    @Override
    public String toString()
    {
        return state + " " + rules;
    }

    /** Time stands still here while the caller's goes back. */
    private void advance(final long nowNs)
    {
        rules.advance(hasTime ? Math.max(0, nowNs - lastNs) : 0);
        hasTime = true;
        lastNs = nowNs;
    }
}
