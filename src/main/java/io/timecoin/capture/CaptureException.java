package io.timecoin.capture;

import java.util.Locale;

/** Why a capture file cannot be read further, or not be written; the message is complete as it stands. */
public final class CaptureException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /** What is wrong, in kinds that ask for different remedies. */
    public enum Reason
    {
        /** The operating system refused. */
        IO,
        /** The file does not begin as a capture does. */
        NOT_A_CAPTURE,
        /** Written by a later version. */
        VERSION,
        /** The file ends within a block. */
        TORN,
        /** The file ends behind a whole block that is not the last one of a capture. */
        CUT,
        /** Bytes are not what they were when they were written. */
        CHECKSUM,
        /** A whole block, or a record, that does not belong behind the one before it. */
        ORDER,
        /** The bytes of a record are none that a writer makes. */
        BAD_RECORD,
        /** Something follows the end of the capture. */
        TRAILING,
        /** The capture is of another chain. */
        FOREIGN_CHAIN;

        private final String code = name().toLowerCase(Locale.ROOT);

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
    private final long offset;

    /**
     * A fault in a file.
     *
     * @param reason  what kind of fault it is.
     * @param offset  in the file, of the first byte that cannot be used.
     * @param message what was found and what was expected.
     */
    public CaptureException(final Reason reason, final long offset, final String message)
    {
        this(reason, offset, message, null);
    }

    CaptureException(final Reason reason, final long offset, final String message, final Throwable cause)
    {
        super(message, cause);
        this.reason = reason;
        this.offset = offset;
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

    /**
     * How far the file can be used: every record before this byte is whole and as it was written. With {@link
     * Reason#BAD_RECORD} and with a record out of order it is where that record begins, else where a block begins or
     * should.
     *
     * @return bytes from the file's start.
     */
    public long offset()
    {
        return offset;
    }
}
