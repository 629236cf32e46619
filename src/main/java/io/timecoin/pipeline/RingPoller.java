package io.timecoin.pipeline;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.Sequence;

/**
 * Reads a ring in order, at most as many slots as the caller has space for downstream. The one place that knows the
 * traps of {@link EventPoller}: it always consumes the slot that it shows, shows one at least, and tells the producer
 * only at the end.
 *
 * @param <S> the slot's type.
 */
public final class RingPoller<S>
{
    /**
     * Receives slots.
     *
     * @param <S> the slot's type.
     */
    public interface Handler<S>
    {
        /**
         * One slot, to be read during the call only. It is consumed even if this throws, which halts the node.
         *
         * @param slot the slot.
         */
        void onSlot(S slot);
    }

    private final EventPoller<S> poller;
    private final EventPoller.Handler<S> adapter = this::onEvent;
    private Handler<S> handler;
    private int limit;
    private int count;
    private boolean isLast;

    RingPoller(final EventPoller<S> poller)
    {
        this.poller = poller;
    }

    /**
     * Hands over slots.
     *
     * @param handler   of each slot.
     * @param slotLimit most slots, or 0 or less for none.
     * @return number of slots handed over.
     */
    public int poll(final Handler<S> handler, final int slotLimit)
    {
        if (slotLimit <= 0)
        {
            return 0;
        }
        this.handler = handler;
        limit = slotLimit;
        count = 0;
        try
        {
            poller.poll(adapter);
        }
        catch (final RuntimeException ex)
        {
            throw ex;
        }
        catch (final Exception ex)
        {
            throw new IllegalStateException("handlers throw no checked exceptions", ex);
        }
        return count;
    }

    /**
     * Whether the slot that is being handed over is the last of this poll: whoever puts work on several slots off must
     * do it now, before those behind are told that the slots are consumed.
     *
     * @return meaningful during a handler's call.
     */
    public boolean isLast()
    {
        return isLast;
    }

    Sequence sequence()
    {
        return poller.getSequence();
    }

    private boolean onEvent(final S slot, final long sequence, final boolean endOfBatch)
    {
        count++;
        isLast = endOfBatch || count == limit;
        handler.onSlot(slot);
        return count < limit;
    }
}
