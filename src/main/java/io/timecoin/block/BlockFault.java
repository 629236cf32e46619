package io.timecoin.block;

import java.util.Locale;

/** What is wrong with a block's header, certificate or place. The codes are stable: they name counters and reports. */
public enum BlockFault
{
    /** Nothing. */
    NONE(0),
    /** Not the canonical encoding. */
    MALFORMED(1),
    /** A format that this build does not know. */
    UNSUPPORTED_VERSION(2),
    /** Of another chain. */
    WRONG_CHAIN(3),
    /** Height 0, beyond the largest, or not the one that is asked for. */
    BAD_HEIGHT(4),
    /** Not the epoch of its height. */
    BAD_EPOCH(5),
    /** More transactions than a block may list. */
    TOO_MANY_TRANSACTIONS(6),
    /** The list does not have the header's root, or the header of an empty block not that of an empty list. */
    BAD_ROOT(7),
    /** Not the hash of those who vote. */
    WRONG_VALIDATORS(8),
    /** No validator with any weight has this index. */
    UNKNOWN_PROPOSER(9),
    /** Does not follow the block before. */
    WRONG_PREVIOUS(10),
    /** Not the hash of the state that the blocks before lead to. */
    WRONG_STATE(11),
    /** Not later than the block before. */
    BAD_TIME(12),
    /** The certificate is for another block. */
    WRONG_BLOCK(20),
    /** No validator with any weight has a signer's index. */
    UNKNOWN_SIGNER(21),
    /** Signers are not in rising order, so that one could count twice. */
    SIGNERS_UNORDERED(22),
    /** The signers have no quorum. */
    TOO_LITTLE_WEIGHT(23),
    /** A signature is not valid. */
    BAD_SIGNATURE(24),
    /** The path does not lead from the transaction to the header's root. */
    NOT_IN_BLOCK(30);

    private final int code;
    private final String reason;

    BlockFault(final int code)
    {
        this.code = code;
        reason = name().toLowerCase(Locale.ROOT);
    }

    /**
     * Stable number.
     *
     * @return 0 for {@link #NONE}.
     */
    public int code()
    {
        return code;
    }

    /**
     * Stable name for reports and counters.
     *
     * @return lower case with underscores.
     */
    public String reason()
    {
        return reason;
    }
}
