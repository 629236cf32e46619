package io.timecoin.cli;

/** Ends a command with an exit code and three sentences: what happened, why, and what to do next. */
public final class CliException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String why;
    private final String next;

    /**
     * An error of which a user can make sense.
     *
     * @param exitCode one of {@link ExitCode}.
     * @param what     what happened.
     * @param why      the reason; empty if {@code what} says it all.
     * @param next     what to do about it.
     */
    public CliException(final int exitCode, final String what, final String why, final String next)
    {
        super(what);
        this.exitCode = exitCode;
        this.why = why;
        this.next = next;
    }

    /**
     * What the process ends with.
     *
     * @return one of {@link ExitCode}.
     */
    public int exitCode()
    {
        return exitCode;
    }

    /**
     * Why it happened.
     *
     * @return a sentence, or an empty text.
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
