package io.timecoin.consensus.avalanche;

import io.timecoin.InvariantViolation;
import io.timecoin.consensus.validators.ValidatorSet;

/**
 * Who votes now, with what weight: all parts of acceptance read it here. It changes after the last block of an epoch
 * behind which others vote, and is told of that block early (PROTOCOL, section 5).
 * <p>
 * A place without weight (not yet, or no more) is not asked, not waited for, and its word counts nothing. Its own node
 * looks on: it polls, and accepts what a quorum of the others is strong for.
 */
public final class Electorate
{
    /** No height: nothing is to change. */
    private static final long NEVER = Long.MAX_VALUE;
    /** Final blocks, an epoch's number of them, for which the marks of the last voters still bind against blocks. */
    private static final int FORMER_BLOCKS = 100;

    private final int self;
    private final long[] others;
    private ValidatorSet set;
    private long ownWeight;
    private long quorumWeight;
    private long since;
    private ValidatorSet next;
    private long boundary = NEVER;
    private long applied;
    private boolean isFrozen;
    private boolean isOver;

    /**
     * Those who vote from the first block on.
     *
     * @param set  a weight for each place, taken or not.
     * @param self own place.
     */
    public Electorate(final ValidatorSet set, final int self)
    {
        this(set, self, 0);
    }

    /**
     * Those who vote now.
     *
     * @param set   a weight for each place, taken or not.
     * @param self  own place.
     * @param since height of the block after which they began to.
     */
    public Electorate(final ValidatorSet set, final int self, final long since)
    {
        if (self < 0 || self >= set.size())
        {
            throw new IllegalArgumentException("no validator has the index " + self);
        }
        this.self = self;
        others = new long[set.words()];
        become(set, since);
    }

    /**
     * Places, taken or not.
     *
     * @return always the same.
     */
    public int size()
    {
        return set.size();
    }

    /**
     * Words of a set with a bit a place.
     *
     * @return always the same.
     */
    public int words()
    {
        return others.length;
    }

    /**
     * Own place.
     *
     * @return always the same.
     */
    public int self()
    {
        return self;
    }

    /**
     * Weight of one place.
     *
     * @param validator its index.
     * @return 0 if it does not vote.
     */
    public long weight(final int validator)
    {
        return set.weight(validator);
    }

    /**
     * Own weight.
     *
     * @return 0 if this node looks on.
     */
    public long ownWeight()
    {
        return ownWeight;
    }

    /**
     * Weight of all, W.
     *
     * @return 1 or more.
     */
    public long totalWeight()
    {
        return set.totalWeight();
    }

    /**
     * The least weight that is more than 2W/3.
     *
     * @return 1 to {@link #totalWeight()}.
     */
    public long quorumWeight()
    {
        return quorumWeight;
    }

    /**
     * Number of those who vote.
     *
     * @return 1 to {@link #size()}.
     */
    public int voters()
    {
        return set.voters();
    }

    /** The largest number of validators below a third of those who vote. */
    int mostLiars()
    {
        return (set.voters() - 1) / 3;
    }

    /** A bit for each place but the own one that has weight; not to be written. */
    long[] others()
    {
        return others;
    }

    /** Height of the block after which these began to vote: validators that agree about it have the same weights. */
    long since()
    {
        return since;
    }

    /** Others will vote after the block of a height. */
    void announce(final long height, final ValidatorSet successors)
    {
        if (boundary != NEVER || height <= applied)
        {
            throw new InvariantViolation("others are to vote after a block that is not ahead", height);
        }
        if (successors.size() != set.size())
        {
            throw new InvariantViolation("places of those who are to vote", successors.size());
        }
        boundary = height;
        next = successors;
    }

    /** Whether others vote after the block of this height. */
    boolean isBoundary(final long height)
    {
        return height == boundary;
    }

    /** This node prevotes for a block of the boundary's height: until one is applied nothing is accepted by polls. */
    void freeze()
    {
        isFrozen = true;
    }

    boolean isFrozen()
    {
        return isFrozen;
    }

    /** A final block was applied. */
    void onApplied(final long height)
    {
        applied = height;
        if (height >= boundary)
        {
            isOver = true;
            if (height > boundary)
            {
                throw new InvariantViolation("the block was missed after which others vote, before height", height);
            }
        }
    }

    /** Whether it is time to {@link #turn()}. */
    boolean isOver()
    {
        return isOver;
    }

    /** From now on the others vote. */
    void turn()
    {
        become(next, boundary);
        next = null;
        boundary = NEVER;
        isFrozen = false;
        isOver = false;
    }

    /** Whether marks that were made under the last voters still bind this node against blocks. */
    boolean hasFormerMarks()
    {
        return since != 0 && applied - since < FORMER_BLOCKS;
    }

    private void become(final ValidatorSet voters, final long height)
    {
        set = voters;
        ownWeight = voters.weight(self);
        quorumWeight = voters.quorumWeight();
        since = height;
        java.util.Arrays.fill(others, 0);
        for (int i = 0; i < voters.size(); i++)
        {
            others[i >> 6] |= i != self && voters.isVoter(i) ? 1L << i : 0;
        }
    }
}
