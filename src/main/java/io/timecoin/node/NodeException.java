package io.timecoin.node;

/** A failure of which an operator can make sense: its kind and three sentences. Never a peer's fault or our own. */
public final class NodeException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /** What kind of failure; the command line has an exit code for each. */
    public enum Kind
    {
        /** A configuration, profile, genesis or key does not fit, or this machine lacks what it asks for. */
        CONFIGURATION,
        /** Nobody answers, or the node is not ready. */
        UNREACHABLE,
        /** Files are damaged or of another version. */
        CORRUPT,
        /** Another process holds the data folder. */
        LOCKED,
        /** It took too long. */
        TIMEOUT
    }

    private final Kind kind;
    private final String why;
    private final String next;

    /**
     * A failure.
     *
     * @param kind decides the exit code.
     * @param what happened.
     * @param why  it happened; empty if {@code what} says it all.
     * @param next what the operator can do.
     */
    public NodeException(final Kind kind, final String what, final String why, final String next)
    {
        super(what);
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
     * What the operator can do.
     *
     * @return a sentence.
     */
    public String next()
    {
        return next;
    }
}
