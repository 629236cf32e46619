package io.timecoin.network;

/** Why a session was not accepted or has ended. The codes are stable: they travel in {@code Refused}. */
public enum RefusalReason
{
    WRONG_CHAIN(1),
    WRONG_VERSION(2),
    WRONG_ROLE(3),
    /** A validator's identity that the genesis does not list, or this node's own. */
    UNKNOWN_VALIDATOR(4),
    /** No literal address and port, or a stream that is not a client's. */
    BAD_ENDPOINT(5),
    TOO_MANY_SESSIONS(6),
    BANNED(7),
    IDLE(8),
    /** The same client came again over another way. */
    SUPERSEDED(9);

    private static final RefusalReason[] BY_CODE = new RefusalReason[10];

    static
    {
        for (final RefusalReason reason : values())
        {
            BY_CODE[reason.code] = reason;
        }
    }

    private final int code;

    RefusalReason(final int code)
    {
        this.code = code;
    }

    /**
     * The number on the wire.
     *
     * @return a stable code.
     */
    public int code()
    {
        return code;
    }

    /**
     * The reason of a code from the wire.
     *
     * @param code any number.
     * @return the reason, or null if none has this code.
     */
    public static RefusalReason ofCode(final int code)
    {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
