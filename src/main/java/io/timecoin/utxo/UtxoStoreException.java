package io.timecoin.utxo;

/**
 * Why a folder with the set of unspent outputs cannot be used, and what to do; the message is complete as it stands.
 */
public final class UtxoStoreException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /** What is wrong, in kinds that ask for different remedies. */
    public enum Reason
    {
        /** The Java that runs has no compiler, which Chronicle Map needs. */
        NO_COMPILER,
        /** The folder holds no set of unspent outputs. */
        ABSENT,
        /** A set was to be created where one lies already. */
        PRESENT,
        /** It was not closed: the process that had it open died, or still runs. */
        UNCLEAN,
        /** Bytes are not what they were when it was closed. */
        CORRUPT,
        /** Written by another version of the format. */
        WRONG_VERSION,
        /** Belongs to another chain. */
        WRONG_CHAIN,
        /** Was made for another capacity than configured. */
        WRONG_CAPACITY,
        /** The operating system refused. */
        IO;

        private final String code = name().toLowerCase(java.util.Locale.ROOT);

        /**
         * The stable name for reports and scripts.
         *
         * @return lower case with underscores.
         */
        public String code()
        {
            return code;
        }
    }

    private final Reason reason;

    UtxoStoreException(final Reason reason, final String message)
    {
        this(reason, message, null);
    }

    UtxoStoreException(final Reason reason, final String message, final Throwable cause)
    {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * What kind of fault it is.
     *
     * @return never null.
     */
    public Reason reason()
    {
        return reason;
    }
}
