package io.timecoin.network;

import io.timecoin.pipeline.ControlSlot;
import io.timecoin.pipeline.EgressSlot;
import io.timecoin.pipeline.PayloadRing;
import io.timecoin.pipeline.TransactionSlot;

/** The way in. */
public final class Ingress
{
    private final IngressStats stats = new IngressStats();

    /**
     * A way in without sessions yet.
     *
     * @param parameters   who this node is.
     * @param sessions     shared with egress.
     * @param transport    shared with egress.
     * @param transactions single payments and ticks, for verification.
     * @param control      validators' messages, their coming and going, and ticks, for consensus.
     * @param egress       ingress's own answers: over the limit, not ready.
     */
    public Ingress(
        final NetworkParameters parameters,
        final SessionTable sessions,
        final Transport transport,
        final PayloadRing<TransactionSlot> transactions,
        final PayloadRing<ControlSlot> control,
        final PayloadRing<EgressSlot> egress)
    {
    }

    /**
     * One duty cycle.
     *
     * @param nowNs the time that slots are stamped with.
     * @return work done.
     */
    public int doWork(final long nowNs)
    {
        return 0;
    }

    /**
     * Opens or shuts the intake of new payments; while it is shut, clients are answered NOT_READY. Any thread may call.
     *
     * @param open true at the start.
     */
    public void intake(final boolean open)
    {
    }

    /**
     * What was counted.
     *
     * @return live counts.
     */
    public IngressStats stats()
    {
        return stats;
    }
}
