package io.timecoin.network;

import org.agrona.DirectBuffer;

/**
 * Moves frames between this node and others: Aeron in a process, a virtual network in simulation. A frame is one whole
 * SBE message. Sources and links are small numbers that the transport gives out.
 */
public interface Transport extends AutoCloseable
{
    /** Frames of validators' polls, replies and requests. */
    int CONTROL = 0;
    /** Frames of validators' batches and chunks. */
    int BULK = 1;
    /** Frames of clients. */
    int CLIENT = 2;

    /** The outcome of a send. */
    enum Sent
    {
        OK,
        /** The way is full or not yet there: keep the frame and try again. */
        LATER,
        /** The other side is gone. */
        CLOSED
    }

    /** Receives frames. */
    interface FrameHandler
    {
        /**
         * One frame, valid during the call.
         *
         * @param stream one of CONTROL, BULK and CLIENT.
         * @param source who sent it: unique among all sources seen since the start.
         * @return false to leave the frame for a later poll and end this one.
         */
        boolean onFrame(int stream, long source, DirectBuffer buffer, int offset, int length);

        /** A source has gone and its number will not come again. */
        void onSourceClosed(int stream, long source);
    }

    /**
     * Hands over frames of one stream.
     *
     * @return frames handed over.
     */
    int poll(int stream, FrameHandler handler, int limit);

    /**
     * Starts to open a way to another node or client; never waits.
     *
     * @param endpoint host:port.
     * @param stream   one of CONTROL and BULK for a validator, the client's own stream number for a client.
     * @return a link's number, at once; sends answer LATER until it is up.
     */
    int open(String endpoint, int stream);

    /** Whether the other side of a link is there now. */
    boolean isConnected(int link);

    /** Offers one frame. */
    Sent send(int link, DirectBuffer buffer, int offset, int length);

    /**
     * Longest frame that a link takes; longer messages go in chunks.
     *
     * @param stream one of CONTROL, BULK and CLIENT.
     * @return bytes.
     */
    default int maxFrameLength(final int stream)
    {
        return stream == BULK ? 128 * 1024 : 8 * 1024;
    }

    /** Asks for a source to be cut off, if the transport can do that: nothing more is wanted from it. */
    default void refuse(final long source)
    {
    }

    /** Closes a link. */
    void close(int link);

    /** Housekeeping; called in each duty cycle of ingress. */
    int doWork(long nowNs);

    @Override
    void close();
}
