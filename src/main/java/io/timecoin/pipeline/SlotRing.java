package io.timecoin.pipeline;

import com.lmax.disruptor.EventFactory;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;

/**
 * A single-producer ring of slots without payload. The producer looks for space first; nothing here waits.
 *
 * @param <S> the slot's type.
 */
public final class SlotRing<S>
{
    private final RingBuffer<S> ring;
    private long published = -1;

    SlotRing(final EventFactory<S> factory, final int slots)
    {
        ring = RingBuffer.createSingleProducer(factory, slots, new YieldingWaitStrategy());
    }

    /**
     * Whether so many slots are free. Producer only; what it says can only grow until the next publish.
     *
     * @param slots number of slots.
     * @return true if that many claims would succeed.
     */
    public boolean hasSpace(final int slots)
    {
        return ring.hasAvailableCapacity(slots);
    }

    /**
     * Claims the next slot; publish it before the next claim. Claiming again without that gives the same slot.
     *
     * @return the slot, or null if none is free.
     */
    public S claim()
    {
        return ring.hasAvailableCapacity(1) ? ring.get(published + 1) : null;
    }

    /** Publishes the claimed slot. */
    public void publish()
    {
        published = ring.next();
        ring.publish(published);
    }

    RingBuffer<S> ring()
    {
        return ring;
    }
}
