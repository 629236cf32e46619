package io.timecoin.consensus;

import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

import java.nio.ByteBuffer;

/**
 * Hands each acceptance from the thread of consensus to one that may log. Writing neither allocates nor waits: what
 * there is no space for is left out and counted.
 */
public final class AcceptanceTrace
{
    /** Receives acceptances. */
    @FunctionalInterface
    public interface Reader
    {
        /**
         * A transaction was accepted here.
         *
         * @param txid      buffer with its id, valid during the call.
         * @param offset    of the 32 bytes.
         * @param polls     own polls that asked about it.
         * @param elapsedNs slot time since it became valid here.
         */
        void onAccepted(DirectBuffer txid, int offset, int polls, long elapsedNs);
    }

    private static final int TYPE_ID = 1;
    private static final int TXID_LENGTH = 32;
    private static final int POLLS_OFFSET = TXID_LENGTH;
    private static final int ELAPSED_OFFSET = POLLS_OFFSET + Integer.BYTES;
    private static final int RECORD_LENGTH = ELAPSED_OFFSET + Long.BYTES;
    private static final int RECORDS = 16_384;
    private static final int ALIGNED_RECORD_LENGTH = 64;

    private final OneToOneRingBuffer ring = new OneToOneRingBuffer(new UnsafeBuffer(ByteBuffer.allocateDirect(
        BitUtil.findNextPositivePowerOfTwo(RECORDS * ALIGNED_RECORD_LENGTH) + RingBufferDescriptor.TRAILER_LENGTH)));
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[RECORD_LENGTH]);
    private volatile long leftOut;

    void write(final DirectBuffer txid, final int offset, final int polls, final long elapsedNs)
    {
        message.putBytes(0, txid, offset, TXID_LENGTH);
        message.putInt(POLLS_OFFSET, polls);
        message.putLong(ELAPSED_OFFSET, elapsedNs);
        if (!ring.write(TYPE_ID, message, 0, RECORD_LENGTH))
        {
            leftOut++;
        }
    }

    /**
     * Reads what was accepted since the last call. One thread only.
     *
     * @param reader of each acceptance, in order.
     * @return number of acceptances.
     */
    public int read(final Reader reader)
    {
        return ring.read((type, buffer, index, length) -> reader.onAccepted(
            buffer, index, buffer.getInt(index + POLLS_OFFSET), buffer.getLong(index + ELAPSED_OFFSET)));
    }

    /**
     * Acceptances that found no space.
     *
     * @return a count since the start.
     */
    public long leftOut()
    {
        return leftOut;
    }
}
