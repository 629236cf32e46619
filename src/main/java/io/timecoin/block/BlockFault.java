package io.timecoin.block;

import java.util.Locale;

/**
 * What is wrong with a block's header, certificate, place or evidence. The codes are stable: they name counters and
 * reports.
 */
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
    NOT_IN_BLOCK(30),
    /** A step that nobody signs. */
    BAD_STEP(40),
    /** A round, or a valid round, that no such statement has. */
    BAD_ROUND(41),
    /** Both statements of evidence say the same. */
    SAME_STATEMENT(42),
    /** The two statements of evidence are not in order, so that one fact could have two encodings. */
    STATEMENTS_UNORDERED(43),
    /** More evidence than a block may have. */
    TOO_MUCH_EVIDENCE(44),
    /** A block's evidence is not in rising order of validators, so that one could be charged twice. */
    EVIDENCE_UNORDERED(45),
    /** Evidence against one who had no vote at that height, or has another key. */
    UNKNOWN_VALIDATOR(46),
    /** Evidence of an epoch too long ago. */
    EVIDENCE_TOO_OLD(47),
    /** The validator was charged before, or what it bonded is released. */
    ALREADY_CHARGED(48),
    /** Validators of this chain stay for ever, so that nobody can be charged. */
    NOBODY_CHARGED(49),
    /** The evidence does not have the header's root, or the header without any not that of an empty list. */
    BAD_EVIDENCE_ROOT(50);

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
