package io.timecoin.network;

import io.timecoin.pipeline.EgressSlot;
import org.agrona.DirectBuffer;

/** The way out. */
public final class Egress
{
    private final EgressStats stats = new EgressStats();

    /**
     * A way out without links yet.
     *
     * @param parameters who this node is.
     * @param sessions   shared with ingress.
     * @param transport  shared with ingress.
     */
    public Egress(final NetworkParameters parameters, final SessionTable sessions, final Transport transport)
    {
    }

    /**
     * One duty cycle: links, heartbeats, queues.
     *
     * @param nowNs the time.
     * @return work done.
     */
    public int doWork(final long nowNs)
    {
        return 0;
    }

    /**
     * Sends one message of a stage. Never waits.
     *
     * @param slot     where to, and where the payload lies.
     * @param payloads the ring's arena.
     */
    public void onMessage(final EgressSlot slot, final DirectBuffer payloads)
    {
    }

    /**
     * What was counted.
     *
     * @return live counts.
     */
    public EgressStats stats()
    {
        return stats;
    }

    /** Closes all links; the last call. */
    public void close()
    {
    }
}
