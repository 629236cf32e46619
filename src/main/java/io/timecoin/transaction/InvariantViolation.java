package io.timecoin.transaction;

/** Our own fault: something that the rules exclude has happened. Never caught by a stage: it halts the node. */
public final class InvariantViolation extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /**
     * A broken invariant without a number.
     *
     * @param what the invariant, in words.
     */
    public InvariantViolation(final String what)
    {
        super(what);
    }

    /**
     * A broken invariant and the value that shows it.
     *
     * @param what  the invariant, in words.
     * @param value the offending value.
     */
    public InvariantViolation(final String what, final long value)
    {
        super(what + ": " + value);
    }

    /**
     * A broken invariant found by another exception.
     *
     * @param what  the invariant, in words.
     * @param cause what showed it.
     */
    public InvariantViolation(final String what, final Throwable cause)
    {
        super(what, cause);
    }
}
