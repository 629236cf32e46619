package io.timecoin.network;

import io.timecoin.pipeline.PayloadRing;
import io.timecoin.pipeline.TransactionSlot;
import io.timecoin.transaction.Verdict;
import io.timecoin.wire.BatchDecoder;
import io.timecoin.wire.GroupSizeEncodingDecoder;
import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.SubmitDecoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;

/**
 * Splits checked frames into payments, one slot each. When the ring is full it keeps the rest of the frame and its
 * place in it; until that rest has gone no other frame may come, so that the members of a batch stay together.
 */
final class TransactionIntake
{
    private static final ByteOrder ORDER = MessageHeaderDecoder.BYTE_ORDER;
    private static final int GROUP_HEADER_LENGTH = GroupSizeEncodingDecoder.ENCODED_LENGTH;
    private static final int COUNT_OFFSET = 2;
    private static final int BYTES_HEADER_LENGTH = 4;
    private static final int SUBMIT_GROUP = MessageHeaderDecoder.ENCODED_LENGTH + SubmitDecoder.BLOCK_LENGTH;
    private static final int BATCH_GROUP = MessageHeaderDecoder.ENCODED_LENGTH + BatchDecoder.BLOCK_LENGTH;
    private static final long NO_REFERENCE = 0;
    private static final int REST_BYTES = 128 * 1024;

    private final TransactionPublisher publisher;
    private final Answers answers;
    private final IngressStats stats;
    private final UnsafeBuffer rest = new UnsafeBuffer(new byte[REST_BYTES]);

    // The frame in hand; its session is null if there is none.
    private Session session;
    private boolean isBatch;
    private long batch;
    private int count;
    private int index;
    private boolean charged;
    private long lastBatch = TransactionSlot.NULL_BATCH;
    private int restOffset;

    TransactionIntake(
        final PayloadRing<TransactionSlot> ring, final long salt, final Answers answers, final IngressStats stats)
    {
        this.answers = answers;
        this.stats = stats;
        publisher = new TransactionPublisher(ring, salt);
    }

    /** Whether part of a frame still waits for space. */
    boolean isBusy()
    {
        return session != null;
    }

    /** Tells the time on the ring. Returns false if it is full. */
    boolean tick(final long nowNs)
    {
        return publisher.tick(nowNs);
    }

    /** A client's frame; it is done with when this returns. */
    void submit(final Session from, final DirectBuffer frame, final int offset, final int length, final long nowNs)
    {
        begin(from, false, TransactionSlot.NULL_BATCH, frame, offset + SUBMIT_GROUP);
        take(frame, offset + SUBMIT_GROUP + GROUP_HEADER_LENGTH, offset + length, nowNs);
    }

    /** A validator's batch; it is done with when this returns. */
    void batch(final Session from, final DirectBuffer frame, final int offset, final int length, final long nowNs)
    {
        begin(from, true, ++lastBatch, frame, offset + BATCH_GROUP);
        take(frame, offset + BATCH_GROUP + GROUP_HEADER_LENGTH, offset + length, nowNs);
    }

    /** A payment that nobody sent, and of which nobody is told. Returns false if there is no space. */
    boolean own(final byte[] payment, final long nowNs)
    {
        final TransactionSlot slot =
            publisher.claim(new UnsafeBuffer(payment), 0, payment.length, nowNs);
        if (slot == null)
        {
            return false;
        }
        slot.session = Session.NULL_SESSION;
        slot.peer = Session.NULL_PEER;
        slot.reference = NO_REFERENCE;
        stats.transactions++;
        publisher.publish();
        return true;
    }

    /** Answers all payments of a client's frame alike and takes none. */
    void decline(final Session from, final DirectBuffer frame, final int offset, final Verdict verdict)
    {
        begin(from, false, TransactionSlot.NULL_BATCH, frame, offset + SUBMIT_GROUP);
        int position = offset + SUBMIT_GROUP + GROUP_HEADER_LENGTH;
        for (; index < count; index++)
        {
            answers.verdict(from.number(), frame.getLong(position, ORDER), verdict);
            position += Long.BYTES;
            position += BYTES_HEADER_LENGTH + frame.getInt(position, ORDER);
            stats.notReady++;
        }
        session = null;
    }

    /** Goes on with what waits. Returns the number of payments taken. */
    int resume(final long nowNs)
    {
        final int before = index;
        // A copy has the frame's end at the buffer's end, which is all that is left to know about it.
        take(rest, restOffset, rest.capacity(), nowNs);
        return index - before;
    }

    private void begin(
        final Session from, final boolean batched, final long number, final DirectBuffer frame, final int group)
    {
        session = from;
        isBatch = batched;
        batch = number;
        count = frame.getShort(group + COUNT_OFFSET, ORDER) & 0xFFFF;
        index = 0;
        charged = false;
    }

    private void take(final DirectBuffer frame, final int start, final int end, final long nowNs)
    {
        int position = start;
        while (index < count)
        {
            final int lengthAt = position + (isBatch ? 0 : Long.BYTES);
            final int length = frame.getInt(lengthAt, ORDER);
            final long reference = isBatch ? 0 : frame.getLong(position, ORDER);
            final int bytes = lengthAt + BYTES_HEADER_LENGTH;
            if (!isBatch && !isWelcome(reference, length, nowNs))
            {
                index++;
            }
            else if (put(frame, bytes, length, reference, nowNs))
            {
                index++;
                charged = false;
            }
            else
            {
                stats.backPressure++;
                keep(frame, position, end);
                return;
            }
            position = bytes + length;
        }
        session = null;
    }

    /** Whether a client's payment may take a slot; if not, it is answered. */
    private boolean isWelcome(final long reference, final int length, final long nowNs)
    {
        if (charged)
        {
            return true;
        }
        if (!session.transactions.take(nowNs))
        {
            stats.rateLimited++;
            answers.verdict(session.number(), reference, Verdict.RATE_LIMITED);
            return false;
        }
        if (reference == NO_REFERENCE || length > FrameShape.MAX_TRANSACTION)
        {
            answers.verdict(session.number(), reference,
                reference == NO_REFERENCE ? Verdict.MALFORMED : Verdict.TOO_LARGE);
            return false;
        }
        charged = true;
        return true;
    }

    private boolean put(
        final DirectBuffer frame, final int offset, final int length, final long reference, final long nowNs)
    {
        final TransactionSlot slot = publisher.claim(frame, offset, length, nowNs);
        if (slot == null)
        {
            return false;
        }
        slot.session = session.number();
        slot.peer = session.peer();
        slot.reference = reference;
        if (isBatch)
        {
            slot.batch = batch;
            slot.batchIndex = index;
            slot.batchCount = count;
        }
        if (slot.firstCopy != TransactionSlot.NO_COPY)
        {
            stats.duplicates++;
        }
        stats.transactions++;
        publisher.publish();
        return true;
    }

    /** Keeps the rest of a frame, which is only lent. */
    private void keep(final DirectBuffer frame, final int position, final int end)
    {
        if (frame == rest)
        {
            restOffset = position;
            return;
        }
        final int length = end - position;
        if (length > rest.capacity())
        {
            rest.wrap(new byte[length]);
        }
        restOffset = rest.capacity() - length;
        rest.putBytes(restOffset, frame, position, length);
    }
}
