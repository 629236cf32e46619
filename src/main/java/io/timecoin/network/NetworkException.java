package io.timecoin.network;

/** Why this node's own end of the network could not be opened: for the operator, with what to do about it. */
public final class NetworkException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Fault
    {
        /** The text is not host:port. */
        BAD_ENDPOINT,
        /** Another process, or another node of this one, has the port. */
        PORT_IN_USE,
        /** The host name is unknown, or the address is not this machine's. */
        BAD_ADDRESS,
        /** The media driver did not start. */
        DRIVER
    }

    private final Fault fault;

    NetworkException(final Fault fault, final String message, final Throwable cause)
    {
        super(message, cause);
        this.fault = fault;
    }

    /**
     * What went wrong.
     *
     * @return one of the faults.
     */
    public Fault fault()
    {
        return fault;
    }
}
