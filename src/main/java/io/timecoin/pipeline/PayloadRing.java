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
    private static final long NONE = -1;

    private final RingBuffer<S> ring;
    private final RingArena arena;
    /** For each slot, the position in the arena that is free again once it was consumed. */
    private final long[] arenaEnds;
    private long claimed = NONE;
    private long published = NONE;

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
        arenaEnds = new long[slots];
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
     * Most bytes that one slot can carry: a claim of so many succeeds at the latest when all earlier slots are
     * consumed.
     *
     * @return the arena's capacity.
     */
    public int maxPayload()
    {
        return arena.capacity();
    }

    /**
     * Number of slots.
     *
     * @return a power of two.
     */
    public int slots()
    {
        return ring.getBufferSize();
    }

    /**
     * Whether so many slots are free. Producer only; what it says can only grow until the next publish.
     *
     * @param slots number of slots.
     * @return true if that many claims of no bytes would succeed.
     */
    public boolean hasSpace(final int slots)
    {
        return ring.hasAvailableCapacity(slots);
    }

    /**
     * Free slots. Producer only.
     *
     * @return number of claims of no bytes that would succeed.
     */
    public int remainingSlots()
    {
        return (int)ring.remainingCapacity();
    }

    /**
     * Claims the next slot with space for its record. The claim ends with a publish or {@link #abort()}.
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
        long position = arena.claim(recordLength);
        if (position == RingArena.NO_SPACE)
        {
            // Only now is the consumers' progress worth a look into their cache lines.
            reclaim();
            position = arena.claim(recordLength);
            if (position == RingArena.NO_SPACE)
            {
                return null;
            }
        }
        claimed = published + 1;
        final S slot = ring.get(claimed);
        slot.payloadOffset = arena.offset(position);
        slot.payloadLength = recordLength;
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

    /** Publishes the claimed slot. */
    public void publish()
    {
        // Taken here and not in the claim, so that a claim can be given up; there is space, so this does not wait.
        published = ring.next();
        arenaEnds[(int)published & (arenaEnds.length - 1)] = arena.head();
        ring.publish(published);
    }

    /**
     * Publishes the claimed slot and gives back the rest of its claim.
     *
     * @param actualLength bytes of payload, at most those claimed.
     */
    public void publish(final int actualLength)
    {
        final S slot = ring.get(claimed);
        arena.shrink(actualLength);
        slot.payloadLength = actualLength;
        publish();
    }

    /** Gives the claim up; the slot and its bytes are free again. */
    public void abort()
    {
        arena.abort();
    }

    private void reclaim()
    {
        // The slot after the last published one is free, so no later one has taken the place of the last consumed one.
        // But a tap that is just being attached may say, for an instant, that it stands where others were long ago.
        final long consumed = ring.getMinimumGatingSequence();
        if (consumed > NONE && published - consumed < arenaEnds.length)
        {
            arena.reclaim(arenaEnds[(int)consumed & (arenaEnds.length - 1)]);
        }
    }
}
