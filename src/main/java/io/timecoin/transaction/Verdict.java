package io.timecoin.transaction;

/**
 * What became of a transaction, in the order in which the rules are applied (PROTOCOL, section 2): the first that
 * holds is the answer. The codes are stable: they travel on the wire, name counters and appear in reports.
 */
public enum Verdict
{
    /** Valid; its inputs are locked for it. */
    ADMITTED(0, false),
    MALFORMED(1, true),
    WRONG_CHAIN(2, true),
    TOO_LARGE(3, true),
    DUPLICATE_INPUT(4, true),
    BAD_OUTPUT(5, true),
    BAD_WITNESS(6, true),
    KNOWN(7, false),
    MISSING_PARENT(8, false),
    IMMATURE(9, false),
    NOT_YET(10, false),
    OUTPUTS_EXCEED_INPUTS(11, true),
    FEE_TOO_LOW(12, true),
    NOT_OWNER(13, true),
    BAD_SIGNATURE(14, true),
    CONFLICT(15, false),
    POOL_FULL(16, false),

    /** The output that is to make a validator holds less than one unit of weight costs. */
    BOND_TOO_SMALL(17, true),
    /** The identity that an output bonds, or takes out, did not sign. */
    NO_IDENTITY(18, true),
    /** A bond goes anywhere but whole into an output that takes the same identity out. */
    BONDED(19, true),
    /** The identity is, was or will be a validator: a bond would buy it nothing. */
    ALREADY_VALIDATOR(24, false),
    /** The identity to be taken out is not known as a validator's. */
    NOT_A_VALIDATOR(25, false),
    /** All places for validators that this chain will ever have are taken. */
    VALIDATORS_FULL(26, false),
    /** What a validator left is held until nobody can prove any more that it lied. */
    STILL_HELD(27, false),

    /** Ended without a decision: neither polled nor answered for within the lock timeout. */
    EXPIRED(20, false),
    /** Gave way to transactions of a higher fee rate. */
    EVICTED(21, false),
    /** An ancestor was rejected, expired or evicted. */
    PARENT_GONE(22, false),

    /** The session sends more than its share. */
    RATE_LIMITED(30, false),
    /** The node is shutting down or not yet ready. */
    NOT_READY(31, false),

    /** Was accepted, and a final block chose a rival of it, or of an ancestor. */
    UNDONE(23, false);

    private static final Verdict[] BY_CODE = new Verdict[32];

    static
    {
        for (final Verdict verdict : values())
        {
            BY_CODE[verdict.code] = verdict;
        }
    }

    private final int code;
    private final boolean lasting;
    private final String reason;

    Verdict(final int code, final boolean lasting)
    {
        this.code = code;
        this.lasting = lasting;
        this.reason = name().toLowerCase(java.util.Locale.ROOT);
    }

    /**
     * The number on the wire.
     *
     * @return a stable code, 0 to 31.
     */
    public int code()
    {
        return code;
    }

    /**
     * The name in reports, metrics and logs.
     *
     * @return lower case with underscores.
     */
    public String reason()
    {
        return reason;
    }

    /**
     * Whether the same bytes can never get another verdict, so that it may be remembered by wtxid.
     *
     * @return true for verdicts that depend on nothing but the bytes and the outputs that they name.
     */
    public boolean isLasting()
    {
        return lasting;
    }

    /**
     * The verdict of a code from the wire.
     *
     * @param code any number.
     * @return the verdict, or null if no verdict has this code.
     */
    public static Verdict ofCode(final int code)
    {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
