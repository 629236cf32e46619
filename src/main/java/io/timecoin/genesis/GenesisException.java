package io.timecoin.genesis;

/** Why bytes or values are no genesis: a reason for programs, a message with what was found and what is allowed. */
public final class GenesisException extends RuntimeException
{
    private static final long serialVersionUID = 1;

    /** Which part is wrong. */
    public enum Reason
    {
        /** The bytes are not the encoding of a genesis: truncated, followed by others, or of another layout. */
        MALFORMED,
        /** A format that this build does not know. */
        UNSUPPORTED_VERSION,
        BAD_NETWORK,
        BAD_RULE,
        BAD_SUPPLY,
        BAD_PARAMETERS,
        BAD_VALIDATORS,
        BAD_ALLOCATIONS
    }

    private final Reason reason;

    /**
     * Makes an exception.
     *
     * @param reason  which part is wrong.
     * @param message what was found and what is allowed.
     */
    public GenesisException(final Reason reason, final String message)
    {
        super(message);
        this.reason = reason;
    }

    /**
     * Which part is wrong.
     *
     * @return never null.
     */
    public Reason reason()
    {
        return reason;
    }
}
