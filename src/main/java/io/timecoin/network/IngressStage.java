package io.timecoin.network;

import io.timecoin.metrics.Counter;
import io.timecoin.metrics.Counters;
import io.timecoin.pipeline.DutyCycle;
import io.timecoin.pipeline.RingName;
import io.timecoin.pipeline.Rings;
import io.timecoin.pipeline.Stage;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs {@link Ingress} on the rings that it fills, and shows what it counts and how full all rings are. */
public final class IngressStage implements DutyCycle
{
    private static final long PUBLISH_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final FrameFault[] FAULTS = FrameFault.values();
    private static final RingName[] RINGS = RingName.values();

    private final Ingress ingress;
    private final Rings rings;
    private final Counters counters;
    private volatile boolean isStopped;
    private long nextPublishNs = Long.MIN_VALUE;

    /**
     * The stage.
     *
     * @param parameters who this node is.
     * @param sessions   shared with egress.
     * @param transport  shared with egress.
     * @param rings      of the node.
     * @param counters   of the node, with the names of all rings and all of {@link FrameFault}, in order.
     */
    public IngressStage(
        final NetworkParameters parameters,
        final SessionTable sessions,
        final Transport transport,
        final Rings rings,
        final Counters counters)
    {
        this.rings = rings;
        this.counters = counters;
        ingress = new Ingress(parameters, sessions, transport, rings.writeTransactions(Stage.INGRESS),
            rings.writeControl(Stage.INGRESS), rings.writeBallots(Stage.INGRESS),
            rings.writeEgress(Stage.INGRESS, RingName.INGRESS_EGRESS));
    }

    @Override
    public int doWork(final long nowNs)
    {
        final int work = isStopped ? 0 : ingress.doWork(nowNs);
        if (nowNs >= nextPublishNs)
        {
            nextPublishNs = nowNs + PUBLISH_INTERVAL_NS;
            publish(ingress.stats());
        }
        return work;
    }

    /**
     * Opens or shuts the intake of new payments; while it is shut, clients are answered NOT_READY. Any thread may call.
     *
     * @param open true at the start.
     */
    public void intake(final boolean open)
    {
        ingress.intake(open);
    }

    /**
     * Takes payments up again that an earlier life of this node had accepted; to be called before the first duty cycle.
     *
     * @param payments parents first.
     */
    public void resubmit(final List<byte[]> payments)
    {
        ingress.resubmit(payments);
    }

    /** Puts nothing on the rings any more, so that they drain. Any thread may call. */
    public void stop()
    {
        isStopped = true;
    }

    /**
     * What was counted.
     *
     * @return live counts.
     */
    public IngressStats stats()
    {
        return ingress.stats();
    }

    private void publish(final IngressStats stats)
    {
        for (int i = 0; i < FAULTS.length; i++)
        {
            counters.faults(i, stats.faults[i]);
        }
        for (int i = 0; i < RINGS.length; i++)
        {
            counters.ringRemaining(i, rings.remaining(RINGS[i]));
        }
        counters.set(Counter.INGRESS_FRAMES_CONTROL, stats.frames[Transport.CONTROL]);
        counters.set(Counter.INGRESS_FRAMES_BULK, stats.frames[Transport.BULK]);
        counters.set(Counter.INGRESS_FRAMES_CLIENT, stats.frames[Transport.CLIENT]);
        counters.set(Counter.INGRESS_BYTES_CONTROL, stats.bytes[Transport.CONTROL]);
        counters.set(Counter.INGRESS_BYTES_BULK, stats.bytes[Transport.BULK]);
        counters.set(Counter.INGRESS_BYTES_CLIENT, stats.bytes[Transport.CLIENT]);
        counters.set(Counter.INGRESS_TRANSACTIONS, stats.transactions);
        counters.set(Counter.INGRESS_COPIES, stats.duplicates);
        counters.set(Counter.INGRESS_RATE_LIMITED, stats.rateLimited);
        counters.set(Counter.INGRESS_NOT_READY, stats.notReady);
        counters.set(Counter.INGRESS_ANSWERS_DROPPED, stats.answersDropped);
        counters.set(Counter.INGRESS_BALLOTS_DROPPED, stats.ballotsDropped);
        counters.set(Counter.INGRESS_TICKS_SKIPPED, stats.ticksSkipped);
        counters.set(Counter.INGRESS_SESSIONS_OPENED, stats.sessionsOpened);
        counters.set(Counter.INGRESS_SESSIONS_CLOSED, stats.sessionsClosed);
        counters.set(Counter.INGRESS_VIOLATIONS, stats.violations);
        counters.set(Counter.INGRESS_BANS, stats.bans);
        counters.set(Counter.INGRESS_CLIENTS, stats.clients);
    }
}
