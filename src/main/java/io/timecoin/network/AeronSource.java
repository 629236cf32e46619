package io.timecoin.network;

import io.aeron.Image;
import io.aeron.ImageControlledFragmentAssembler;
import io.aeron.logbuffer.ControlledFragmentHandler;
import io.aeron.logbuffer.Header;
import org.agrona.DirectBuffer;

/** One sender on one stream: puts its fragments together and hands over whole frames. */
final class AeronSource implements ControlledFragmentHandler
{
    private final int stream;
    private final Image image;
    private final ImageControlledFragmentAssembler assembler = new ImageControlledFragmentAssembler(this);
    private Transport.FrameHandler handler;
    private RuntimeException failure;
    private boolean isHeldUp;
    private boolean isIgnored;

    AeronSource(final int stream, final Image image)
    {
        this.stream = stream;
        this.image = image;
    }

    long id()
    {
        return image.correlationId();
    }

    boolean isClosed()
    {
        return image.isClosed();
    }

    /** Whether the last poll ended because the receiver had no space. */
    boolean isHeldUp()
    {
        return isHeldUp;
    }

    /** Takes nothing from it any more. */
    void ignore()
    {
        isIgnored = true;
    }

    int poll(final Transport.FrameHandler receiver, final int limit)
    {
        isHeldUp = false;
        if (isIgnored)
        {
            return 0;
        }
        handler = receiver;
        final int fragments = image.controlledPoll(assembler, limit);
        if (failure != null)
        {
            // Aeron would have counted it and gone on.
            final RuntimeException thrown = failure;
            failure = null;
            throw thrown;
        }
        return fragments;
    }

    @Override
    public Action onFragment(final DirectBuffer buffer, final int offset, final int length, final Header header)
    {
        try
        {
            if (handler.onFrame(stream, id(), buffer, offset, length))
            {
                return Action.CONTINUE;
            }
        }
        catch (final RuntimeException e)
        {
            failure = e;
        }
        isHeldUp = true;
        return Action.ABORT;
    }
}
