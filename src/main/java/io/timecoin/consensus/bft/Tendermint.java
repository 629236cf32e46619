package io.timecoin.consensus.bft;

import java.util.function.Consumer;
import java.util.function.Predicate;

import io.timecoin.consensus.validators.ValidatorSet;

/**
 * Decides one height after another by Tendermint's algorithm (arXiv 1807.04938, algorithm 1). Pure: statements
 * (verified before), answers and time go in, {@link BftPort} hears what is to be done. Calls of the port may call back.
 */
public final class Tendermint
{
    /** Index of a node that follows without a vote. */
    public static final int OBSERVER = -1;
    /** Later rounds are malformed. */
    public static final int MAX_ROUND = 1 << 24;

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
    }

    /**
     * Takes up where an earlier life ended; before the first {@link #start}. Steps that it signed are not signed
     * again, its locks hold, and its statements are told to others again.
     *
     * @param log own statements.
     */
    public void restore(final VoteLog log)
    {
        throw new UnsupportedOperationException();
    }

    /**
     * Begins a height: at the beginning the one after the last stored block, then the next one once a decided block is
     * stored. Its first round waits for its time.
     *
     * @param height from 1.
     * @param nowNs  time.
     */
    public void start(final int height, final long nowNs)
    {
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
    }

    /**
     * Says whether there is something to list; holds until told otherwise. Without it a new height waits longer.
     *
     * @param isWanted true if a block is wanted.
     * @param nowNs    time.
     */
    public void wantBlock(final boolean isWanted, final long nowNs)
    {
        throw new UnsupportedOperationException();
    }

    /**
     * Begins the first round of this height (or, when it is decided, of the next) without waiting for its time.
     *
     * @param nowNs time.
     */
    public void hurry(final long nowNs)
    {
        throw new UnsupportedOperationException();
    }

    /**
     * Lets time pass.
     *
     * @param nowNs time; if it goes back, it stands still here.
     * @return number of waits that ended.
     */
    public int doWork(final long nowNs)
    {
        throw new UnsupportedOperationException();
    }

    /**
     * The height that is being decided, or was decided last and awaits the next {@link #start}.
     *
     * @return 0 before the first start.
     */
    public int height()
    {
        return 0;
    }

    /**
     * The round.
     *
     * @return 0 or more.
     */
    public int round()
    {
        return 0;
    }

    /**
     * Whether the height is decided and awaits the next {@link #start}.
     *
     * @return true if it is.
     */
    public boolean isDecided()
    {
        return false;
    }

    /**
     * A height that an honest validator has reached, by what more than a third have signed. If it is above
     * {@link #height()}, commits are to be asked for.
     *
     * @return at least {@link #height()}.
     */
    public int provenHeight()
    {
        return 0;
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
        return 0;
    }

    /**
     * The first proposal that came for a round of this height.
     *
     * @param round of it.
     * @return null if there is none or it is no longer kept.
     */
    public Statement proposal(final int round)
    {
        return null;
    }

    /**
     * What binds this node now.
     *
     * @return locks.
     */
    public LockState locks()
    {
        return LockState.FREE;
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
        return 0;
    }

    /**
     * Tells where this node stands.
     *
     * @param into overwritten.
     */
    public void status(final BftStatus into)
    {
        throw new UnsupportedOperationException();
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
        return 0;
    }

    /**
     * Counts.
     *
     * @return live, to be read on the thread of the algorithm.
     */
    public BftStats stats()
    {
        return null;
    }
}
