package io.timecoin.replay;

/** Why a replay cannot be, in three sentences. */
public final class ReplayException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /** What kind of failure; the command line has an exit code for each. */
    public enum Kind
    {
        /** What was asked for does not fit the file. */
        USAGE,
        /** This machine lacks what it takes. */
        CONFIGURATION,
        /** The capture is damaged, or none. */
        CORRUPT,
        /** The pipeline halted. */
        HALTED
    }

    private final Kind kind;
    private final String why;
    private final String next;

    /**
     * A failure.
     *
     * @param kind  decides the exit code.
     * @param what  happened.
     * @param why   it happened; empty if {@code what} says it all.
     * @param next  what the user can do.
     * @param cause or null.
     */
    public ReplayException(
        final Kind kind, final String what, final String why, final String next, final Throwable cause)
    {
        super(what, cause);
        this.kind = kind;
        this.why = why;
        this.next = next;
    }

    /**
     * What kind of failure.
     *
     * @return the kind.
     */
    public Kind kind()
    {
        return kind;
    }

    /**
     * Why it happened.
     *
     * @return sentences, or an empty text.
     */
    public String why()
    {
        return why;
    }

    /**
     * What the user can do.
     *
     * @return a sentence, or an empty text.
     */
    public String next()
    {
        return next;
    }
}
