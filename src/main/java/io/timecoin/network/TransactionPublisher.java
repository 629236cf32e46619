package io.timecoin.network;

import io.timecoin.pipeline.PayloadRing;
import io.timecoin.pipeline.TransactionSlot;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Fills slots of the ring {@code transactions}: copies a payment's bytes and links them to an earlier copy, so that
 * repeated bytes cost one verification. The one way for a payment into the pipeline, from the network and in a replay.
 */
public final class TransactionPublisher
{
    private final PayloadRing<TransactionSlot> ring;
    private final UnsafeBuffer arena;
    private final DuplicateTable duplicates;

    /**
     * The producer of a ring.
     *
     * @param ring of which the caller is the one producer; it must hold the largest payment.
     * @param salt a node's secret, so that nobody can choose what collides.
     */
    public TransactionPublisher(final PayloadRing<TransactionSlot> ring, final long salt)
    {
        if (ring.maxPayload() < TransactionSlot.recordLength(FrameShape.MAX_TRANSACTION))
        {
            throw new IllegalArgumentException("the ring cannot hold the largest payment: " + ring.maxPayload());
        }
        this.ring = ring;
        arena = ring.payloads();
        duplicates = new DuplicateTable(ring.slots(), ring.maxPayload(), salt);
    }

    /**
     * Tells the time on the ring.
     *
     * @param stampNs slot time.
     * @return false if the ring is full.
     */
    public boolean tick(final long stampNs)
    {
        final TransactionSlot slot = ring.claim(0);
        if (slot == null)
        {
            return false;
        }
        fill(slot, 0, stampNs);
        slot.tick = true;
        ring.publish();
        return true;
    }

    /**
     * Claims a slot for a payment and copies its bytes; the caller adds who sent it and then publishes.
     *
     * @param buffer  with the payment.
     * @param offset  of its first byte.
     * @param length  of its bytes, at most 64 KiB.
     * @param stampNs slot time.
     * @return the slot, its sender unset, or null if the ring is full.
     */
    public TransactionSlot claim(final DirectBuffer buffer, final int offset, final int length, final long stampNs)
    {
        final int recordLength = TransactionSlot.recordLength(length);
        final TransactionSlot slot = ring.claim(recordLength);
        if (slot == null)
        {
            return null;
        }
        fill(slot, length, stampNs);
        arena.putBytes(slot.payloadOffset, buffer, offset, length);
        slot.firstCopy = duplicates.firstCopy(
            ring.claimedSequence(), arena, slot.payloadOffset, length, recordLength);
        return slot;
    }

    /** Publishes the claimed slot. */
    public void publish()
    {
        ring.publish();
    }

    private static void fill(final TransactionSlot slot, final int length, final long stampNs)
    {
        slot.tick = false;
        slot.stampNs = stampNs;
        slot.payloadLength = length;
        slot.session = 0;
        slot.peer = TransactionSlot.NULL_PEER;
        slot.reference = 0;
        slot.batch = TransactionSlot.NULL_BATCH;
        slot.batchIndex = 0;
        slot.batchCount = 0;
        slot.firstCopy = TransactionSlot.NO_COPY;
        slot.verdict = null;
        slot.signaturesValid = false;
    }
}
