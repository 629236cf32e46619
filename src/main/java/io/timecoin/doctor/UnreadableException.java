package io.timecoin.doctor;

/** A file of the system says nothing, or nothing that makes sense: a check cannot tell how things are. */
final class UnreadableException extends Exception
{
    private static final long serialVersionUID = 1L;

    UnreadableException(final String message)
    {
        super(message);
    }
}
