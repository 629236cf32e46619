package io.timecoin.bench;

/** A bench that cannot be run, or a file that is none of a bench. */
public final class BenchException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /** Whose fault it is. */
    public enum Kind
    {
        /** What was asked for does not exist. */
        USAGE,
        /** A file is not what it should be. */
        CORRUPT,
        /** The machine does not let it be measured. */
        CONFIGURATION,
        /** What was measured gave wrong results. */
        WRONG
    }

    private final Kind kind;
    private final String why;
    private final String next;

    /**
     * An error.
     *
     * @param kind of it.
     * @param what happened.
     * @param why  the reason; may be empty.
     * @param next what to do.
     */
    public BenchException(final Kind kind, final String what, final String why, final String next)
    {
        super(what);
        this.kind = kind;
        this.why = why;
        this.next = next;
    }

    /** Whose fault it is. */
    public Kind kind()
    {
        return kind;
    }

    /** The reason; may be empty. */
    public String why()
    {
        return why;
    }

    /** What to do. */
    public String next()
    {
        return next;
    }
}
