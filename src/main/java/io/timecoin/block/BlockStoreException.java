package io.timecoin.block;

import java.nio.file.Path;
import java.util.Locale;

/** Files of blocks that cannot be used, or a disk that fails: says which file and where in it. */
public final class BlockStoreException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum Reason
    {
        /** The operating system refuses. */
        IO,
        /** The file does not begin as a file of blocks does. */
        NOT_BLOCKS,
        /** Written by a later version. */
        VERSION,
        /** Of another chain. */
        WRONG_CHAIN,
        /** Bytes are not what was written. */
        DAMAGED,
        /** A file between others is gone. */
        MISSING
    }

    private final Reason reason;
    private final transient Path file;
    private final long offset;

    /**
     * A fault in a file.
     *
     * @param reason  what is wrong.
     * @param file    in which.
     * @param offset  of the first byte that cannot be used.
     * @param message a sentence without file and offset.
     */
    public BlockStoreException(final Reason reason, final Path file, final long offset, final String message)
    {
        this(reason, file, offset, message, null);
    }

    /**
     * A fault with a cause.
     *
     * @param reason  what is wrong.
     * @param file    in which.
     * @param offset  of the first byte that cannot be used.
     * @param message a sentence without file and offset.
     * @param cause   or null.
     */
    public BlockStoreException(
        final Reason reason, final Path file, final long offset, final String message, final Throwable cause)
    {
        super(message + ": " + file + ", byte " + offset, cause);
        this.reason = reason;
        this.file = file;
        this.offset = offset;
    }

    /**
     * What is wrong.
     *
     * @return its kind.
     */
    public Reason reason()
    {
        return reason;
    }

    /**
     * Stable name for reports.
     *
     * @return lower case with underscores.
     */
    public String code()
    {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    /**
     * The file.
     *
     * @return its path.
     */
    public Path file()
    {
        return file;
    }

    /**
     * Where in the file.
     *
     * @return offset of the first byte that cannot be used.
     */
    public long offset()
    {
        return offset;
    }
}
