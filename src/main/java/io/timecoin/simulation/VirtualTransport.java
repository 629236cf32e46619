package io.timecoin.simulation;

import io.timecoin.network.Transport;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** A node's end of a {@link VirtualNetwork}. */
public final class VirtualTransport implements Transport
{
    /** A frame that arrived, or the news that its source is gone. */
    private record Arrival(long source, byte[] frame)
    {
    }

    private final VirtualNetwork network;
    private final int number;
    private final String endpoint;
    private final Map<Integer, Queue<Arrival>> inboxes = new HashMap<>();
    private final List<VirtualLink> links = new ArrayList<>();
    // Egress looks at every link again and again: a network of hundreds needs this close together.
    private final BitSet linksUp = new BitSet();
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    private byte[] lastSent = {};

    VirtualTransport(final VirtualNetwork network, final int number, final String endpoint)
    {
        this.network = network;
        this.number = number;
        this.endpoint = endpoint;
    }

    /**
     * The node's number in its network: a validator's is its index, clients come after.
     *
     * @return from 0, in the order of joining.
     */
    public int number()
    {
        return number;
    }

    /**
     * Where others reach this node.
     *
     * @return host:port.
     */
    public String endpoint()
    {
        return endpoint;
    }

    @Override
    public int poll(final int stream, final FrameHandler handler, final int limit)
    {
        final Queue<Arrival> inbox = inboxes.get(stream);
        int handed = 0;
        while (inbox != null && handed < limit && !inbox.isEmpty())
        {
            final Arrival arrival = inbox.peek();
            if (arrival.frame == null)
            {
                handler.onSourceClosed(stream, arrival.source);
            }
            else
            {
                view.wrap(arrival.frame);
                if (!handler.onFrame(stream, arrival.source, view, 0, arrival.frame.length))
                {
                    break;
                }
            }
            inbox.remove();
            handed++;
        }
        return handed;
    }

    @Override
    public int open(final String target, final int stream)
    {
        final VirtualLink link = new VirtualLink(network, this, links.size(), target, stream);
        links.add(link);
        network.connect(link);
        return links.size() - 1;
    }

    @Override
    public boolean isConnected(final int link)
    {
        return linksUp.get(link);
    }

    @Override
    public Sent send(final int link, final DirectBuffer buffer, final int offset, final int length)
    {
        return links.get(link).send(frame(buffer, offset, length));
    }

    @Override
    public void close(final int link)
    {
        links.get(link).close();
    }

    @Override
    public int doWork(final long nowNs)
    {
        return 0;
    }

    @Override
    public void close()
    {
        links.forEach(VirtualLink::close);
    }

    boolean isIdle()
    {
        for (final Queue<Arrival> inbox : inboxes.values())
        {
            if (!inbox.isEmpty())
            {
                return false;
            }
        }
        return true;
    }

    void linkUp(final int link, final boolean isUp)
    {
        linksUp.set(link, isUp);
    }

    void arrived(final int stream, final long source, final byte[] frame)
    {
        inboxes.computeIfAbsent(stream, (absent) -> new ArrayDeque<>()).add(new Arrival(source, frame));
    }

    /** A message to many receivers is the same bytes many times over: they share one copy. */
    private byte[] frame(final DirectBuffer buffer, final int offset, final int length)
    {
        if (lastSent.length != length || !isSame(buffer, offset))
        {
            lastSent = new byte[length];
            buffer.getBytes(offset, lastSent);
        }
        return lastSent;
    }

    private boolean isSame(final DirectBuffer buffer, final int offset)
    {
        final byte[] array = buffer.byteArray();
        if (array != null)
        {
            final int start = offset + buffer.wrapAdjustment();
            return Arrays.equals(array, start, start + lastSent.length, lastSent, 0, lastSent.length);
        }
        for (int i = 0; i < lastSent.length; i++)
        {
            if (buffer.getByte(offset + i) != lastSent[i])
            {
                return false;
            }
        }
        return true;
    }
}
