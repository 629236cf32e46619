package io.timecoin.simulation;

import io.timecoin.network.Transport.Sent;

/** One direction between two nodes on one stream: opened by its sender, up while nothing cuts it. */
final class VirtualLink implements Wire
{
    static final long NO_SOURCE = -1;

    private final VirtualNetwork network;
    private final VirtualTransport sender;
    private final int number;
    private final String endpoint;
    private final int stream;

    private VirtualTransport receiver;
    private long source = NO_SOURCE;
    private boolean closed;
    private long lastArrivalNs;
    private int framesUnderWay;

    VirtualLink(
        final VirtualNetwork network,
        final VirtualTransport sender,
        final int number,
        final String endpoint,
        final int stream)
    {
        this.network = network;
        this.sender = sender;
        this.number = number;
        this.endpoint = endpoint;
        this.stream = stream;
    }

    VirtualTransport sender()
    {
        return sender;
    }

    String endpoint()
    {
        return endpoint;
    }

    VirtualTransport receiver()
    {
        return receiver;
    }

    boolean isUp()
    {
        return source != NO_SOURCE;
    }

    boolean isClosed()
    {
        return closed;
    }

    void up(final VirtualTransport target, final long newSource)
    {
        receiver = target;
        source = newSource;
        sender.linkUp(number, true);
    }

    /** The receiver learns that the source is gone, after everything that arrived before. */
    void down()
    {
        if (isUp())
        {
            receiver.arrived(stream, source, null);
            source = NO_SOURCE;
            sender.linkUp(number, false);
        }
    }

    void close()
    {
        closed = true;
        down();
    }

    Sent send(final byte[] frame)
    {
        if (closed)
        {
            return Sent.CLOSED;
        }
        if (!isUp() || framesUnderWay >= network.conditions(sender, receiver).maxFrames())
        {
            return Sent.LATER;
        }
        network.sent(sender, receiver, frame);
        final Behaviour behaviour = network.behaviourBetween(sender, receiver);
        if (behaviour == null)
        {
            pass(frame);
        }
        else
        {
            behaviour.onSend(receiver.number(), stream, frame, this);
        }
        return Sent.OK;
    }

    @Override
    public void pass(final byte[] frame)
    {
        passLater(frame, 0);
    }

    @Override
    public void passLater(final byte[] frame, final long delayNs)
    {
        if (!isUp())
        {
            return;
        }
        final LinkConditions conditions = network.conditions(sender, receiver);
        final SplitMix random = network.random();
        network.counts().sent(frame.length);
        if (random.happens(conditions.loss()))
        {
            network.counts().lost();
            return;
        }
        transmit(frame, delayNs, conditions);
        if (random.happens(conditions.duplication()))
        {
            network.counts().duplicated();
            transmit(frame, delayNs, conditions);
        }
    }

    private void transmit(final byte[] frame, final long extraNs, final LinkConditions conditions)
    {
        final SplitMix random = network.random();
        final long jitterNs = conditions.jitterNs() > 0 ? random.next(conditions.jitterNs()) : 0;
        long arrivalNs = network.nowNs() + extraNs + network.delayNs(sender, receiver) + jitterNs;
        if (extraNs == 0 && !random.happens(conditions.reordering()))
        {
            arrivalNs = Math.max(arrivalNs, lastArrivalNs);
            lastArrivalNs = arrivalNs;
        }
        final long sentAs = source;
        framesUnderWay++;
        network.at(arrivalNs, () -> arrive(frame, sentAs));
    }

    private void arrive(final byte[] frame, final long sentAs)
    {
        framesUnderWay--;
        if (sentAs != source || network.isCut(sender, receiver))
        {
            network.counts().lost();
            return;
        }
        final Behaviour behaviour = network.behaviourBetween(receiver, sender);
        if (behaviour != null)
        {
            behaviour.onReceive(sender.number(), stream, frame);
        }
        receiver.arrived(stream, source, frame);
    }
}
