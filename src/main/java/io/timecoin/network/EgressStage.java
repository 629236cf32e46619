package io.timecoin.network;

import io.timecoin.pipeline.DutyCycle;
import io.timecoin.pipeline.EgressSlot;
import io.timecoin.pipeline.RingName;
import io.timecoin.pipeline.RingPoller;
import io.timecoin.pipeline.Rings;
import io.timecoin.pipeline.Stage;
import org.agrona.DirectBuffer;

/** Drains the egress rings into {@link Egress}, consensus first: a stream of receipts must not delay a vote. */
public final class EgressStage implements DutyCycle
{
    private static final int MESSAGES_PER_RING_AND_CYCLE = 256;

    private final Egress egress;
    private final Source[] sources;

    /**
     * The stage, a consumer of the rings from now on. Make it before anything is published.
     *
     * @param egress what sends.
     * @param rings  of the node.
     */
    public EgressStage(final Egress egress, final Rings rings)
    {
        this.egress = egress;
        sources = new Source[]{
            new Source(egress, rings, RingName.CONSENSUS_EGRESS),
            new Source(egress, rings, RingName.VALIDATION_EGRESS),
            new Source(egress, rings, RingName.UTXO_EGRESS),
            new Source(egress, rings, RingName.INGRESS_EGRESS)};
    }

    @Override
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

    private static final class Source implements RingPoller.Handler<EgressSlot>
    {
        private final Egress egress;
        private final RingPoller<EgressSlot> poller;
        private final DirectBuffer payloads;

        private Source(final Egress egress, final Rings rings, final RingName ring)
        {
            this.egress = egress;
            payloads = rings.payloads(ring);
            poller = rings.readEgress(Stage.EGRESS, ring);
        }

        private int drain()
        {
            return poller.poll(this, MESSAGES_PER_RING_AND_CYCLE);
        }

        @Override
        public void onSlot(final EgressSlot slot)
        {
            egress.onMessage(slot, payloads);
        }
    }
}
