package io.timecoin.pipeline;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;

/**
 * Looks on at a ring: reads all of it while it is attached, and holds nobody up while it is not. One thread attaches,
 * detaches and reads.
 *
 * @param <S> the slot's type.
 */
public final class RingTap<S>
{
    /**
     * Receives slots.
     *
     * @param <S> the slot's type.
     */
    public interface Handler<S>
    {
        /**
         * One slot, to be read during the call only.
         *
         * @param slot     the slot.
         * @param sequence of the ring.
         */
        void onSlot(S slot, long sequence);
    }

    /** Further than any slot: a producer, or whoever follows, never waits for it. */
    private static final long DETACHED = Long.MAX_VALUE;
    /** Slots after which those are let go that were read. */
    private static final int RELEASE_INTERVAL = 64;

    private final RingBuffer<S> ring;
    private final Sequence sequence = new Sequence();
    private long last = -1;

    RingTap(final RingBuffer<S> ring)
    {
        this.ring = ring;
    }

    /**
     * Begins to read behind the last slot that is published now.
     *
     * <p>Whoever follows both this tap and other readers takes the least of their positions, and must look at this one
     * last ({@link Topology.Read} refuses another order). If it still finds this one detached, it has read the others'
     * positions before this one attached, so they are no further than the last slot that was published then, and this
     * one does not claim it. In another order it could see this one detached, then another reader at a slot that was
     * published after this one attached, and would pass this one by there.
     *
     * @return sequence of the first slot that will be read.
     */
    public long attach()
    {
        // What was published meanwhile may be lost at the first look, but not what comes after the second: from the
        // first on, nobody writes over a slot that this one has not read.
        sequence.setVolatile(ring.getCursor());
        last = ring.getCursor();
        sequence.setVolatile(last);
        return last + 1;
    }

    /** Lets the ring go by. */
    public void detach()
    {
        sequence.setVolatile(DETACHED);
    }

    /**
     * How far the ring is written.
     *
     * @return sequence of the last published slot, -1 before the first.
     */
    public long published()
    {
        return ring.getCursor();
    }

    /**
     * Hands over all slots that have not been read, up to one of them.
     *
     * @param handler of each slot.
     * @param end     sequence of the last slot, at most {@link #published()}.
     * @return number of slots handed over.
     */
    public int read(final Handler<S> handler, final long end)
    {
        final long first = last + 1;
        while (last < end)
        {
            last++;
            handler.onSlot(ring.get(last), last);
            if (last % RELEASE_INTERVAL == 0)
            {
                sequence.set(last);
            }
        }
        if (end >= first)
        {
            sequence.set(end);
            return (int)(end - first + 1);
        }
        return 0;
    }

    Sequence sequence()
    {
        return sequence;
    }
}
