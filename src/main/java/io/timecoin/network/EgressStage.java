package io.timecoin.network;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import io.timecoin.pipeline.EgressSlot;
import io.timecoin.pipeline.PayloadRing;
import org.agrona.DirectBuffer;

/** Drains the egress rings into {@link Egress}, consensus first: a stream of receipts must not delay a vote. */
public final class EgressStage
{
    private static final int MESSAGES_PER_RING_AND_CYCLE = 256;

    private final Egress egress;
    private final Source[] sources;

    /**
     * The stage, a consumer of the rings from now on. Make it before anything is published.
     *
     * @param egress     what sends.
     * @param consensus  messages of consensus.
     * @param validation messages of validation.
     * @param utxo       messages of utxo.
     * @param ingress    ingress's own answers: over the limit, not ready.
     */
    public EgressStage(
        final Egress egress,
        final PayloadRing<EgressSlot> consensus,
        final PayloadRing<EgressSlot> validation,
        final PayloadRing<EgressSlot> utxo,
        final PayloadRing<EgressSlot> ingress)
    {
        this.egress = egress;
        sources = new Source[]{
            new Source(egress, consensus),
            new Source(egress, validation),
            new Source(egress, utxo),
            new Source(egress, ingress)};
    }

    /**
     * One duty cycle.
     *
     * @param nowNs the time.
     * @return work done.
     */
    public int doWork(final long nowNs)
    {
        int work = egress.doWork(nowNs);
        for (int i = 0; i < sources.length; i++)
        {
            work += sources[i].drain();
        }
        return work;
    }

    /**
     * What sends.
     *
     * @return for its counts.
     */
    public Egress egress()
    {
        return egress;
    }

    private static final class Source implements EventPoller.Handler<EgressSlot>
    {
        private final Egress egress;
        private final EventPoller<EgressSlot> poller;
        private final DirectBuffer payloads;
        private int handled;

        private Source(final Egress egress, final PayloadRing<EgressSlot> payloadRing)
        {
            this.egress = egress;
            payloads = payloadRing.payloads();
            final RingBuffer<EgressSlot> ring = payloadRing.ring();
            poller = ring.newPoller();
            ring.addGatingSequences(poller.getSequence());
        }

        private int drain()
        {
            handled = 0;
            try
            {
                poller.poll(this);
            }
            catch (final RuntimeException e)
            {
                throw e;
            }
            catch (final Exception e)
            {
                throw new IllegalStateException("an egress ring could not be read", e);
            }
            return handled;
        }

        @Override
        public boolean onEvent(final EgressSlot slot, final long sequence, final boolean endOfBatch)
        {
            egress.onMessage(slot, payloads);
            return ++handled < MESSAGES_PER_RING_AND_CYCLE;
        }
    }
}
