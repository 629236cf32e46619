package io.timecoin.validator;

import io.timecoin.network.Transport;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Transports that hand frames to each other through bounded queues in memory. Safe for several threads. */
final class MemoryNetwork
{
    private final Map<String, MemoryTransport> byEndpoint = new ConcurrentHashMap<>();
    private final AtomicLong sources = new AtomicLong();
    private final int queueFrames;

    MemoryNetwork(final int queueFrames)
    {
        this.queueFrames = queueFrames;
    }

    MemoryTransport transport(final String endpoint)
    {
        final MemoryTransport transport = new MemoryTransport();
        byEndpoint.put(endpoint, transport);
        return transport;
    }

    /** One way from a sender to a receiver's stream. */
    private static final class Way
    {
        private final long source;
        private final ManyToOneConcurrentArrayQueue<byte[]> frames;
        private byte[] left;

        private Way(final long source, final int queueFrames)
        {
            this.source = source;
            frames = new ManyToOneConcurrentArrayQueue<>(queueFrames);
        }
    }

    private record Target(String endpoint, int stream)
    {
    }

    /** One node's, or one client's, end of the network. */
    final class MemoryTransport implements Transport
    {
        private final Map<Integer, List<Way>> inbound = new ConcurrentHashMap<>();
        private final Map<Integer, Target> targets = new ConcurrentHashMap<>();
        private final Map<Integer, Way> outbound = new ConcurrentHashMap<>();
        private final UnsafeBuffer frame = new UnsafeBuffer(0, 0);
        private int lastLink;

        @Override
        public int poll(final int stream, final FrameHandler handler, final int limit)
        {
            int frames = 0;
            for (final Way way : inbound.getOrDefault(stream, List.of()))
            {
                while (frames < limit)
                {
                    final byte[] next = way.left != null ? way.left : way.frames.poll();
                    if (next == null)
                    {
                        break;
                    }
                    frame.wrap(next);
                    if (!handler.onFrame(stream, way.source, frame, 0, next.length))
                    {
                        way.left = next;
                        return frames;
                    }
                    way.left = null;
                    frames++;
                }
            }
            return frames;
        }

        @Override
        public int open(final String endpoint, final int stream)
        {
            targets.put(++lastLink, new Target(endpoint, stream));
            return lastLink;
        }

        @Override
        public boolean isConnected(final int link)
        {
            return way(link) != null;
        }

        @Override
        public Sent send(final int link, final DirectBuffer buffer, final int offset, final int length)
        {
            final Way way = way(link);
            if (way == null)
            {
                return Sent.LATER;
            }
            final byte[] copy = new byte[length];
            buffer.getBytes(offset, copy);
            return way.frames.offer(copy) ? Sent.OK : Sent.LATER;
        }

        @Override
        public void close(final int link)
        {
            targets.remove(link);
            outbound.remove(link);
        }

        @Override
        public int doWork(final long nowNs)
        {
            return 0;
        }

        @Override
        public void close()
        {
        }

        private Way way(final int link)
        {
            final Way known = outbound.get(link);
            if (known != null)
            {
                return known;
            }
            final Target target = targets.get(link);
            final MemoryTransport receiver = target == null ? null : byEndpoint.get(target.endpoint);
            if (receiver == null)
            {
                return null;
            }
            final Way way = new Way(sources.incrementAndGet(), queueFrames);
            receiver.inbound.computeIfAbsent(target.stream, stream -> new CopyOnWriteArrayList<>()).add(way);
            outbound.put(link, way);
            return way;
        }
    }
}
