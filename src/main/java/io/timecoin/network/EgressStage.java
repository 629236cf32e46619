package io.timecoin.network;

import io.timecoin.metrics.Counter;
import io.timecoin.metrics.Counters;
import io.timecoin.pipeline.DutyCycle;
import io.timecoin.pipeline.EgressSlot;
import io.timecoin.pipeline.RingName;
import io.timecoin.pipeline.RingPoller;
import io.timecoin.pipeline.Rings;
import io.timecoin.pipeline.Stage;
import org.agrona.DirectBuffer;

import java.util.concurrent.TimeUnit;

/** Drains the egress rings into {@link Egress}, consensus first: a stream of receipts must not delay a vote. */
public final class EgressStage implements DutyCycle
{
    private static final int MESSAGES_PER_RING_AND_CYCLE = 256;
    private static final long PUBLISH_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Egress egress;
    private final Counters counters;
    private final Source[] sources;
    private long nextPublishNs = Long.MIN_VALUE;

    /**
     * The stage, a consumer of the rings from now on. Make it before anything is published.
     *
     * @param egress   what sends.
     * @param rings    of the node.
     * @param counters of the node.
     */
    public EgressStage(final Egress egress, final Rings rings, final Counters counters)
    {
        this.egress = egress;
        this.counters = counters;
        sources = new Source[]{
            new Source(egress, rings, RingName.CONSENSUS_EGRESS),
            new Source(egress, rings, RingName.BLOCKS_EGRESS),
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
        if (nowNs >= nextPublishNs)
        {
            nextPublishNs = nowNs + PUBLISH_INTERVAL_NS;
            publish(egress.stats());
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

    private void publish(final EgressStats stats)
    {
        counters.set(Counter.EGRESS_FRAMES_CONTROL, stats.frames[Transport.CONTROL]);
        counters.set(Counter.EGRESS_FRAMES_BULK, stats.frames[Transport.BULK]);
        counters.set(Counter.EGRESS_FRAMES_CLIENT, stats.frames[Transport.CLIENT]);
        counters.set(Counter.EGRESS_BYTES_CONTROL, stats.bytes[Transport.CONTROL]);
        counters.set(Counter.EGRESS_BYTES_BULK, stats.bytes[Transport.BULK]);
        counters.set(Counter.EGRESS_BYTES_CLIENT, stats.bytes[Transport.CLIENT]);
        counters.set(Counter.EGRESS_DROPPED_FULL, sum(stats.droppedFull));
        counters.set(Counter.EGRESS_DROPPED_ABSENT, sum(stats.droppedAbsent));
        counters.set(Counter.EGRESS_WAITING_BYTES, stats.waitingBytes);
    }

    private static long sum(final long[] byStream)
    {
        long sum = 0;
        for (final long count : byStream)
        {
            sum += count;
        }
        return sum;
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
