package io.timecoin.consensus.avalanche;

/** What acceptance says of a proposed block's list. Codes are stable: they travel in slots and stand in logs. */
public enum BlockVerdict
{
    /** Every listed transaction is here and valid, and this node has pledged itself to none of their conflicts. */
    OK(0),
    /** This node is strong for, or has accepted, a conflict of a listed transaction. */
    CONFLICTS_WITH_STRONG(1),
    /** A transaction is listed twice. */
    REPEATED(2),
    /** A listed transaction is in an earlier final block. */
    ALREADY_FINAL(3),
    /** Two listed transactions spend the same output, or one that can never be valid is listed. */
    INVALID(4),
    /** The list has more ids than a block may have, or its parts do not follow each other. */
    MALFORMED(5),
    /** The last block of those who vote now leaves out what this node accepted long before. */
    OMITS_ACCEPTED(6);

    private static final BlockVerdict[] VALUES = values();

    private final int code;

    BlockVerdict(final int code)
    {
        this.code = code;
    }

    /**
     * The stable number.
     *
     * @return 0 if the block may be voted for.
     */
    public int code()
    {
        return code;
    }

    /**
     * The verdict with a code.
     *
     * @param code 0 to 6.
     * @return its constant.
     */
    public static BlockVerdict ofCode(final int code)
    {
        if (code < 0 || code >= VALUES.length)
        {
            throw new IllegalArgumentException("no verdict on a block has the code " + code);
        }
        return VALUES[code];
    }
}
