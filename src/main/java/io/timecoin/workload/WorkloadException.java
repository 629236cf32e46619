package io.timecoin.workload;

/** A workload that nobody can make; the message says why. */
public final class WorkloadException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /**
     * An impossible wish.
     *
     * @param message which parameter, its value and what is allowed.
     */
    public WorkloadException(final String message)
    {
        super(message);
    }
}
