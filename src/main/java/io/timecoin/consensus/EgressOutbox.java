package io.timecoin.consensus;

import io.timecoin.consensus.avalanche.Outbox;
import io.timecoin.pipeline.EgressSlot;
import io.timecoin.pipeline.PayloadRing;
import org.agrona.MutableDirectBuffer;

/** Encodes straight into the ring {@code consensus_egress}; what a message does not need of its claim goes back. */
final class EgressOutbox implements Outbox
{
    private final PayloadRing<EgressSlot> ring;
    private EgressSlot slot;

    EgressOutbox(final PayloadRing<EgressSlot> ring)
    {
        this.ring = ring;
    }

    @Override
    public int claim(final int length)
    {
        slot = ring.claim(length);
        return slot == null ? NO_SPACE : slot.payloadOffset;
    }

    @Override
    public MutableDirectBuffer buffer()
    {
        return ring.payloads();
    }

    @Override
    public void send(final int peer, final boolean bulk, final int length)
    {
        slot.peer = peer;
        publish(EgressSlot.Destination.PEER, bulk, length);
    }

    @Override
    public void send(final long[] peers, final boolean bulk, final int length)
    {
        System.arraycopy(peers, 0, slot.peers, 0, slot.peers.length);
        publish(EgressSlot.Destination.PEERS, bulk, length);
    }

    @Override
    public void broadcast(final boolean bulk, final int length)
    {
        publish(EgressSlot.Destination.ALL_PEERS, bulk, length);
    }

    @Override
    public void abort()
    {
        ring.abort();
    }

    private void publish(final EgressSlot.Destination destination, final boolean bulk, final int length)
    {
        slot.destination = destination;
        slot.bulk = bulk;
        ring.publish(length);
    }
}
