package io.timecoin.network;

/** Why a frame was not let in. Counted, never thrown. */
public enum FrameFault
{
    /** No fault. */
    NONE,
    /** Shorter than a message header. */
    TOO_SHORT,
    /** Longer than any frame of its kind may be. */
    TOO_LARGE,
    WRONG_SCHEMA,
    WRONG_VERSION,
    UNKNOWN_TEMPLATE,
    /** A known template that has no business on this stream. */
    WRONG_STREAM,
    BAD_BLOCK_LENGTH,
    /** Elements of another size than the schema's, or more or fewer than allowed. */
    BAD_GROUP,
    /** Variable data longer than allowed. */
    BAD_DATA,
    /** Ends before what it announces. */
    TRUNCATED,
    /** Goes on after its end. */
    TRAILING_BYTES,
    /** Well formed, but a field holds a value that has no meaning. */
    BAD_VALUE,
    /** From a source that has not said Hello, or was refused. */
    NO_SESSION,
    /** More than the session's share. */
    RATE_LIMITED,
    /** Parts of a logical message that do not fit together, or were never completed. */
    BAD_CHUNK,
    /** A part of a logical message for which the unfinished ones of all validators leave no room. */
    NO_CHUNK_SPACE
}
