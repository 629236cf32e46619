package io.timecoin.consensus.bft;

import java.util.Arrays;

/**
 * A proposal or a vote with its signature. Its arrays are kept by reference and never written to.
 *
 * @param validator  index of its author.
 * @param height     from 1.
 * @param round      from 0.
 * @param step       {@link Step#PROPOSE} makes it a proposal.
 * @param validRound of a proposal: the round whose quorum of prevotes vouches for the block, or {@link #FRESH}; else
 *                   {@link #FRESH}.
 * @param blockId    32 bytes, or null for a vote for no block.
 * @param signature  64 bytes, valid: whoever makes a statement from a message has verified it.
 */
public record Statement(int validator, int height, int round, Step step, int validRound, byte[] blockId,
    byte[] signature)
{
    /** The valid round of a block that nobody vouched for yet. */
    public static final int FRESH = -1;
    /** Bytes of a block's id. */
    public static final int ID_LENGTH = 32;
    /** Bytes of a signature. */
    public static final int SIGNATURE_LENGTH = 64;

    /**
     * A proposal.
     *
     * @param validator  index of its author.
     * @param height     from 1.
     * @param round      from 0.
     * @param validRound that vouches for it, or {@link #FRESH}.
     * @param blockId    32 bytes.
     * @param signature  64 bytes.
     * @return the proposal.
     */
    public static Statement proposal(final int validator, final int height, final int round, final int validRound,
        final byte[] blockId, final byte[] signature)
    {
        return new Statement(validator, height, round, Step.PROPOSE, validRound, blockId, signature);
    }

    /**
     * A vote.
     *
     * @param validator index of its author.
     * @param height    from 1.
     * @param round     from 0.
     * @param step      prevote or precommit.
     * @param blockId   32 bytes, or null for no block.
     * @param signature 64 bytes.
     * @return the vote.
     */
    public static Statement vote(final int validator, final int height, final int round, final Step step,
        final byte[] blockId, final byte[] signature)
    {
        return new Statement(validator, height, round, step, FRESH, blockId, signature);
    }

    /**
     * Whether it is about this block.
     *
     * @param id of a block, or null for none.
     * @return true if it is.
     */
    public boolean isFor(final byte[] id)
    {
        return Arrays.equals(blockId, id);
    }

    /**
     * Whether another says the same, whatever its signature.
     *
     * @param other statement.
     * @return true if all but the signatures is equal.
     */
    public boolean says(final Statement other)
    {
        return validator == other.validator && height == other.height && round == other.round &&
            step == other.step && validRound == other.validRound && isFor(other.blockId);
    }

    /** Whether its numbers and lengths are those that such a statement may have, the validator's index aside. */
    boolean isWellFormed()
    {
        return validator >= 0 && height >= 1 && 0 <= round && round <= Tendermint.MAX_ROUND &&
            (blockId == null ? step != Step.PROPOSE : blockId.length == ID_LENGTH) &&
            signature != null && signature.length == SIGNATURE_LENGTH &&
            FRESH <= validRound && validRound < (step == Step.PROPOSE ? Math.max(round, 0) : 0);
    }

    @Override
    public String toString()
    {
        return step + " of " + validator + " at " + height + "/" + round + " for " + name(blockId) +
            (step == Step.PROPOSE ? " valid " + validRound : "");
    }

    static String name(final byte[] id)
    {
        if (id == null)
        {
            return "none";
        }
        final StringBuilder text = new StringBuilder(8);
        for (int i = 0; i < Math.min(4, id.length); i++)
        {
            text.append(Character.forDigit(id[i] >> 4 & 15, 16)).append(Character.forDigit(id[i] & 15, 16));
        }
        return text.toString();
    }
}
