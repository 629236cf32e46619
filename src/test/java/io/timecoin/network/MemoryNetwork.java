package io.timecoin.network;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Endpoints in memory: each way has its own order and its own small space, as an Aeron publication has. */
final class MemoryNetwork
{
    private final Map<String, Node> nodes = new HashMap<>();
    private long lastSource;
    /** Frames that one way holds before it answers LATER. */
    int spacePerWay = 1_000;

    /** A sender's way to one stream of one endpoint. */
    private final class Way
    {
        private final String endpoint;
        private final int stream;
        private Source source;

        private Way(final String endpoint, final int stream)
        {
            this.endpoint = endpoint;
            this.stream = stream;
        }

        private Source connect()
        {
            final Node node = nodes.get(endpoint);
            if (source != null && (node != source.node || node.closed))
            {
                source = null;
            }
            if (source == null && node != null && !node.closed && node.hears(stream))
            {
                source = new Source(node, stream, ++lastSource);
                node.sources.add(source);
            }
            return source;
        }
    }

    private static final class Source
    {
        private final Node node;
        private final int stream;
        private final long id;
        private final Deque<byte[]> frames = new ArrayDeque<>();
        private boolean closed;

        private Source(final Node node, final int stream, final long id)
        {
            this.node = node;
            this.stream = stream;
            this.id = id;
        }
    }

    /** One end. */
    final class Node implements Transport
    {
        private final String endpoint;
        private final List<Source> sources = new ArrayList<>();
        private final List<Way> ways = new ArrayList<>();
        private final int replyStream;
        private boolean closed;
        int opened;
        long refused;

        private Node(final String endpoint, final int replyStream)
        {
            this.endpoint = endpoint;
            this.replyStream = replyStream;
        }

        private boolean hears(final int stream)
        {
            return replyStream == 0 ? stream <= CLIENT : stream == replyStream;
        }

        @Override
        public int poll(final int stream, final FrameHandler handler, final int limit)
        {
            int work = 0;
            for (int i = 0; i < sources.size(); i++)
            {
                final Source source = sources.get(i);
                while (source.stream == stream && !source.frames.isEmpty() && work < limit)
                {
                    final byte[] frame = source.frames.peek();
                    if (!handler.onFrame(stream, source.id, new UnsafeBuffer(frame), 0, frame.length))
                    {
                        return work;
                    }
                    source.frames.poll();
                    work++;
                }
                if (source.stream == stream && source.closed && source.frames.isEmpty())
                {
                    sources.remove(i--);
                    handler.onSourceClosed(stream, source.id);
                }
            }
            return work;
        }

        @Override
        public int open(final String to, final int stream)
        {
            opened++;
            ways.add(new Way(to, stream));
            return ways.size() - 1;
        }

        @Override
        public boolean isConnected(final int link)
        {
            return !closed && ways.get(link).connect() != null;
        }

        @Override
        public Sent send(final int link, final DirectBuffer buffer, final int offset, final int length)
        {
            final Source source = ways.get(link).connect();
            if (source == null || source.frames.size() >= spacePerWay)
            {
                return Sent.LATER;
            }
            final byte[] frame = new byte[length];
            buffer.getBytes(offset, frame);
            source.frames.add(frame);
            return Sent.OK;
        }

        @Override
        public void refuse(final long source)
        {
            refused++;
        }

        @Override
        public void close(final int link)
        {
            final Way way = ways.set(link, null);
            if (way.source != null)
            {
                way.source.closed = true;
            }
        }

        @Override
        public int doWork(final long nowNs)
        {
            return 0;
        }

        /** Sends one frame over a new or given way; the test plays the other side. */
        int way(final String to, final int stream)
        {
            return open(to, stream);
        }

        boolean send(final int link, final byte[] frame)
        {
            return send(link, new UnsafeBuffer(frame), 0, frame.length) == Sent.OK;
        }

        /** Frames that arrived on a stream, taken off. */
        List<byte[]> received(final int stream)
        {
            final List<byte[]> frames = new ArrayList<>();
            poll(stream, new FrameHandler()
            {
                @Override
                public boolean onFrame(
                    final int on, final long source, final DirectBuffer buffer, final int offset, final int length)
                {
                    final byte[] frame = new byte[length];
                    buffer.getBytes(offset, frame);
                    frames.add(frame);
                    return true;
                }

                @Override
                public void onSourceClosed(final int on, final long source)
                {
                    // The test sees what arrives.
                }
            }, Integer.MAX_VALUE);
            return frames;
        }

        @Override
        public void close()
        {
            closed = true;
            nodes.remove(endpoint, this);
            for (final Way way : ways)
            {
                if (way != null && way.source != null)
                {
                    way.source.closed = true;
                }
            }
        }
    }

    Node node(final String endpoint)
    {
        final Node node = new Node(endpoint, 0);
        nodes.put(endpoint, node);
        return node;
    }

    /** A client's end, which hears one stream of replies. */
    Node client(final String endpoint, final int replyStream)
    {
        final Node node = new Node(endpoint, replyStream);
        nodes.put(endpoint, node);
        return node;
    }
}
