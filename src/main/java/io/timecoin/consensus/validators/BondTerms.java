package io.timecoin.consensus.validators;

/**
 * What it takes to become a validator of a chain.
 *
 * @param bondUnit    what one unit of weight costs, in units of money; 0 if the first validators stay for ever.
 * @param capacity    places for validators, the first ones included; a place is never taken twice.
 * @param epochLength blocks of an epoch, within which nobody's weight changes.
 */
public record BondTerms(long bondUnit, int capacity, int epochLength)
{
    /** Places that a chain has beyond those of its first validators. */
    public static final int SPARE_PLACES = 32;

    /** Requires what can be meant. */
    public BondTerms
    {
        if (bondUnit < 0 || capacity < 1 || capacity > ValidatorSet.MAX_VALIDATORS || epochLength < 1)
        {
            throw new IllegalArgumentException("a bond unit of " + bondUnit + ", " + capacity +
                " places and epochs of " + epochLength + " blocks");
        }
    }

    /**
     * The terms of a chain.
     *
     * @param bondUnit    0 if the first validators stay for ever.
     * @param first       number of the first validators.
     * @param epochLength blocks of an epoch.
     * @return with {@link #SPARE_PLACES} if there are to be changes.
     */
    public static BondTerms of(final long bondUnit, final int first, final int epochLength)
    {
        return new BondTerms(bondUnit,
            bondUnit == 0 ? first : Math.min(first + SPARE_PLACES, ValidatorSet.MAX_VALIDATORS), epochLength);
    }

    /**
     * Whether validators may come and go.
     *
     * @return false if the first ones stay for ever.
     */
    public boolean areOpen()
    {
        return bondUnit > 0;
    }

    /**
     * What a bond is worth.
     *
     * @param amount units of money.
     * @return votes; 0 if it is too small.
     */
    public long weight(final long amount)
    {
        return areOpen() ? Math.min(amount / bondUnit, ValidatorSet.MAX_WEIGHT) : 0;
    }

    /**
     * The epoch of a block.
     *
     * @param height from 1.
     * @return from 0.
     */
    public int epoch(final int height)
    {
        return (height - 1) / epochLength;
    }

    /**
     * The last block of a block's epoch.
     *
     * @param height from 1.
     * @return its height.
     */
    public int lastOfEpoch(final int height)
    {
        return (epoch(height) + 1) * epochLength;
    }

    /**
     * Whether the validators may be others after a block.
     *
     * @param height from 1.
     * @return true for the last of an epoch.
     */
    public boolean isLastOfEpoch(final int height)
    {
        return height % epochLength == 0;
    }
}
