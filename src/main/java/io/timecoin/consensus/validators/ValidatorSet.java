package io.timecoin.consensus.validators;

/**
 * The validators of an epoch: indexes, weights, and what of the total weight means what. A quorum is more than two
 * thirds; below a third is what may lie.
 */
public final class ValidatorSet
{
    /** Most validators; a set of them is a bit each in a few words. */
    public static final int MAX_VALIDATORS = 1024;
    /** Largest weight of one validator: 32 bits in the genesis. */
    public static final long MAX_WEIGHT = 0xFFFF_FFFFL;

    private final long[] weights;
    private final long totalWeight;
    private final int voters;

    /**
     * A set.
     *
     * @param weights by index, each 0 to {@link #MAX_WEIGHT}; 0 is one that does not vote (any more, or yet).
     */
    public ValidatorSet(final long[] weights)
    {
        if (weights.length < 1 || weights.length > MAX_VALIDATORS)
        {
            throw new IllegalArgumentException("validators must be 1 to " + MAX_VALIDATORS + ": " + weights.length);
        }
        this.weights = weights.clone();
        long total = 0;
        int voting = 0;
        for (final long weight : weights)
        {
            if (weight < 0 || weight > MAX_WEIGHT)
            {
                throw new IllegalArgumentException("a weight must be 0 to " + MAX_WEIGHT + ": " + weight);
            }
            total += weight;
            voting += weight > 0 ? 1 : 0;
        }
        if (total == 0)
        {
            throw new IllegalArgumentException("no validator has any weight");
        }
        totalWeight = total;
        voters = voting;
    }

    /**
     * Validators of weight 1.
     *
     * @param count how many.
     * @return the set.
     */
    public static ValidatorSet equal(final int count)
    {
        final long[] weights = new long[count];
        java.util.Arrays.fill(weights, 1);
        return new ValidatorSet(weights);
    }

    /**
     * Number of validators.
     *
     * @return 1 to {@link #MAX_VALIDATORS}.
     */
    public int size()
    {
        return weights.length;
    }

    /**
     * Weight of one validator.
     *
     * @param validator index.
     * @return 0 or more.
     */
    public long weight(final int validator)
    {
        return weights[validator];
    }

    /**
     * Number of validators who vote.
     *
     * @return 1 to {@link #size()}.
     */
    public int voters()
    {
        return voters;
    }

    /**
     * Whether a number is that of a validator who votes.
     *
     * @param validator any number from 0.
     * @return false if there is no such index, or its weight is 0.
     */
    public boolean isVoter(final int validator)
    {
        return validator < weights.length && weights[validator] > 0;
    }

    /**
     * Weight of all validators, W.
     *
     * @return 1 or more.
     */
    public long totalWeight()
    {
        return totalWeight;
    }

    /**
     * The least weight that is more than 2W/3.
     *
     * @return 1 to {@link #totalWeight()}.
     */
    public long quorumWeight()
    {
        return 2 * totalWeight / 3 + 1;
    }

    /**
     * Whether a weight is a quorum.
     *
     * @param weight of some validators.
     * @return true if it is more than 2W/3.
     */
    public boolean isQuorum(final long weight)
    {
        return weight >= quorumWeight();
    }

    /**
     * The largest weight below W/3: as much may lie without any promise being broken.
     *
     * @return 0 or more.
     */
    public long faultBound()
    {
        return (totalWeight - 1) / 3;
    }

    /**
     * Words of a set with a bit a validator.
     *
     * @return 1 or more.
     */
    public int words()
    {
        return (weights.length + Long.SIZE - 1) / Long.SIZE;
    }
}
