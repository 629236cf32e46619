package io.timecoin;

/**
 * Our own fault: something that cannot be true, is. Nobody catches it but the shared handler that halts the node,
 * before the broken state can do damage. What a peer or a client does wrong is never reported so.
 */
public final class InvariantViolation extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /**
     * Reports a broken invariant.
     *
     * @param invariant what should have held.
     */
    public InvariantViolation(final String invariant)
    {
        super(invariant);
    }

    /**
     * Reports a broken invariant.
     *
     * @param invariant what should have held.
     * @param value     the number that broke it.
     */
    public InvariantViolation(final String invariant, final long value)
    {
        super(invariant + ": " + value);
    }
}
