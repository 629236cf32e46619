package io.timecoin.wallet;

/** Why a key file cannot be used. The reason is for programs; the message says which file and what about it. */
public final class KeyFileException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum Reason
    {
        MISSING,
        /** A file is there already; keys are never overwritten. */
        EXISTS,
        /** The operating system refused. */
        INACCESSIBLE,
        /** Not a key file, or a damaged one. */
        CORRUPT,
        /** A key file of a version that this build does not know. */
        UNSUPPORTED_VERSION,
        PASSPHRASE_NEEDED,
        WRONG_PASSPHRASE
    }

    private final Reason reason;

    /**
     * Makes an exception.
     *
     * @param reason  what is wrong.
     * @param message which file and what about it.
     * @param cause   or null.
     */
    public KeyFileException(final Reason reason, final String message, final Throwable cause)
    {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * What is wrong.
     *
     * @return never null.
     */
    public Reason reason()
    {
        return reason;
    }
}
