package io.timecoin.pipeline;

import com.lmax.disruptor.EventFactory;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A single-producer ring whose slots carry bytes in an arena. A claim needs a free slot and free bytes, and never
 * waits: without space the producer gets null and stops polling its own source.
 *
 * @param <S> the slot's type.
 */
public final class PayloadRing<S extends PayloadSlot>
{
    private final RingBuffer<S> ring;
    private final RingArena arena;
    private long claimed;

    /**
     * An empty ring.
     *
     * @param factory    makes the slots, once.
     * @param slots      number of slots, a power of two.
     * @param arenaBytes bytes of the arena, a power of two.
     */
    public PayloadRing(final EventFactory<S> factory, final int slots, final int arenaBytes)
    {
        ring = RingBuffer.createSingleProducer(factory, slots, new YieldingWaitStrategy());
        arena = new RingArena(arenaBytes);
    }

    /**
     * The ring itself, for consumers: pollers and gating sequences.
     *
     * @return never used to claim.
     */
    public RingBuffer<S> ring()
    {
        return ring;
    }

    /**
     * Where payloads lie.
     *
     * @return the arena's buffer; a consumer reads only the region of a slot that it holds.
     */
    public UnsafeBuffer payloads()
    {
        return arena.buffer();
    }

    /**
     * Most bytes that one slot can carry.
     *
     * @return the arena's capacity.
     */
    public int maxPayload()
    {
        return arena.capacity();
    }

    /**
     * Claims the next slot with space for its record. Publish it before the next claim.
     *
     * @param recordLength bytes of arena, 0 or more.
     * @return the slot, its payload's offset and length set, or null if slots or bytes are lacking.
     */
    public S claim(final int recordLength)
    {
        if (!ring.hasAvailableCapacity(1))
        {
            return null;
        }
        reclaim();
        final long position = arena.claim(recordLength);
        if (position == RingArena.NO_SPACE)
        {
            return null;
        }
        claimed = ring.next();
        final S slot = ring.get(claimed);
        slot.payloadOffset = arena.offset(position);
        slot.payloadLength = recordLength;
        slot.arenaEnd = arena.head();
        return slot;
    }

    /**
     * The sequence of the slot claimed last.
     *
     * @return the ring's sequence.
     */
    public long claimedSequence()
    {
        return claimed;
    }

    /** Publishes the slot claimed last. */
    public void publish()
    {
        ring.publish(claimed);
    }

    private void reclaim()
    {
        // A free slot exists, so the last consumed one has not been written over since.
        final long consumed = ring.getMinimumGatingSequence();
        if (consumed >= 0 && consumed <= claimed)
        {
            arena.reclaim(ring.get(consumed).arenaEnd);
        }
    }
}
