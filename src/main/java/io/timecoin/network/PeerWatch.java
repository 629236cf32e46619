package io.timecoin.network;

import io.timecoin.pipeline.ControlSlot;
import io.timecoin.pipeline.PayloadRing;

/**
 * Tells the reader of a ring which validators are connected: those whose control source has said Hello and to whom our
 * own links are up. One that comes again over a new way is told as gone and back, as it may have started anew.
 */
final class PeerWatch
{
    private final SessionTable table;
    private final PayloadRing<ControlSlot> ring;
    private final boolean[] connected;
    private final int[] numbers;
    private final int[] controlGreetings;
    private int count;
    private int seenLinkChanges;
    private boolean due = true;

    PeerWatch(
        final int validatorCount,
        final SessionTable table,
        final PayloadRing<ControlSlot> ring)
    {
        this.table = table;
        this.ring = ring;
        connected = new boolean[validatorCount];
        numbers = new int[validatorCount];
        controlGreetings = new int[validatorCount];
    }

    /** Validators that count as connected now. */
    int connected()
    {
        return count;
    }

    /** Publishes what has changed, as far as the ring has space. */
    int doWork(final boolean sessionsChanged, final long nowNs)
    {
        final int linkChanges = table.linkChanges();
        if (!due && !sessionsChanged && linkChanges == seenLinkChanges)
        {
            return 0;
        }
        seenLinkChanges = linkChanges;
        due = false;
        for (int peer = 0; peer < connected.length; peer++)
        {
            update(peer, nowNs);
        }
        return 1;
    }

    private void update(final int peer, final long nowNs)
    {
        final Session session = table.ofValidator(peer);
        final boolean here = session != null && session.controlSources > 0 && table.isLinkUp(peer);
        if (connected[peer] && (!here || session.number() != numbers[peer] ||
            session.controlGreetings != controlGreetings[peer]))
        {
            if (!publish(ControlSlot.Kind.PEER_DISCONNECTED, peer, nowNs))
            {
                return;
            }
            connected[peer] = false;
            count--;
        }
        if (!connected[peer] && here && publish(ControlSlot.Kind.PEER_CONNECTED, peer, nowNs))
        {
            connected[peer] = true;
            numbers[peer] = session.number();
            controlGreetings[peer] = session.controlGreetings;
            count++;
        }
    }

    private boolean publish(final ControlSlot.Kind kind, final int peer, final long nowNs)
    {
        final ControlSlot slot = ring.claim(0);
        if (slot == null)
        {
            due = true;
            return false;
        }
        slot.kind = kind;
        slot.stampNs = nowNs;
        slot.peer = peer;
        slot.templateId = 0;
        ring.publish();
        return true;
    }
}
