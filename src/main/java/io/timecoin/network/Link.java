package io.timecoin.network;

import io.timecoin.InvariantViolation;
import org.agrona.DirectBuffer;

import java.util.concurrent.TimeUnit;

/**
 * One way to one receiver: opened, opened again with growing pauses, greeted first thing and once a second, with a
 * queue for when the receiver is slow. Nothing here waits.
 */
final class Link
{
    static final long HELLO_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    static final long MIN_BACKOFF_NS = TimeUnit.SECONDS.toNanos(1);
    static final long MAX_BACKOFF_NS = TimeUnit.SECONDS.toNanos(30);

    private static final int NULL_LINK = -1;

    private enum State
    {
        /** Waits until it may be opened. */
        CLOSED,
        /** Opened; the receiver is not there yet. */
        CONNECTING,
        /** Greeted. */
        UP
    }

    private final Transport transport;
    private final EgressStats stats;
    private final String endpoint;
    private final int transportStream;
    private final int stream;
    private final DirectBuffer hello;
    private final PeerQueue queue;
    private final boolean queuesEarly;

    private State state = State.CLOSED;
    private boolean isWaiting;
    private int link = NULL_LINK;
    private long retryNs;
    private long deadlineNs;
    private long backoffNs = MIN_BACKOFF_NS;
    private long nextHelloNs;
    private long jitter;

    /**
     * A way that is not open yet.
     *
     * @param stream          one of CONTROL, BULK and CLIENT: for counts.
     * @param transportStream the stream at the endpoint.
     * @param hello           our Hello, encoded.
     * @param queueBytes      most bytes that wait.
     */
    Link(
        final Transport transport,
        final EgressStats stats,
        final String endpoint,
        final int stream,
        final int transportStream,
        final DirectBuffer hello,
        final int queueBytes,
        final long nowNs)
    {
        this.transport = transport;
        this.stats = stats;
        this.endpoint = endpoint;
        this.stream = stream;
        this.transportStream = transportStream;
        this.hello = hello;
        queue = new PeerQueue(queueBytes);
        // A client is there before we open: its first verdicts wait. A validator that is away wants no old polls.
        queuesEarly = stream == Transport.CLIENT;
        jitter = SaltedBytesHash.of(hello, 0, hello.capacity(), endpoint.hashCode() * 31L + transportStream);
        retryNs = nowNs;
    }

    String endpoint()
    {
        return endpoint;
    }

    boolean isUp()
    {
        return state == State.UP;
    }

    long waitingBytes()
    {
        return queue.bytes();
    }

    /** Opening, greeting, giving up: about once a millisecond. */
    void maintain(final long nowNs)
    {
        switch (state)
        {
            case CLOSED:
                if (nowNs - retryNs >= 0)
                {
                    open(nowNs);
                }
                break;

            case CONNECTING:
                if (transport.isConnected(link))
                {
                    greet(nowNs);
                }
                else if (nowNs - deadlineNs >= 0)
                {
                    closeAndRetry(nowNs);
                }
                break;

            case UP:
                if (!transport.isConnected(link))
                {
                    lose(nowNs);
                }
                else if (nowNs - nextHelloNs >= 0)
                {
                    greet(nowNs);
                }
                break;

            default:
                throw new InvariantViolation("link in an unknown state");
        }
    }

    /** Says Hello again as soon as possible: the other side may have forgotten us. */
    void greetSoon(final long nowNs)
    {
        nextHelloNs = nowNs;
    }

    /** Sends one whole frame, now or later, or drops it. */
    boolean send(final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        if (state != State.UP)
        {
            if (queuesEarly)
            {
                return enqueue(buffer, offset, length);
            }
            stats.droppedAbsent[stream]++;
            return false;
        }
        if (!queue.isEmpty())
        {
            return enqueue(buffer, offset, length);
        }
        switch (transport.send(link, buffer, offset, length))
        {
            case OK:
                count(length);
                return true;

            case LATER:
                return enqueue(buffer, offset, length);

            default:
                stats.droppedAbsent[stream]++;
                closeAndRetry(nowNs);
                return false;
        }
    }

    /** Whether a message in several frames fits as a whole, even if none of them leaves now. */
    boolean hasRoom(final long total, final int frames, final int largest)
    {
        if (state != State.UP && !queuesEarly)
        {
            stats.droppedAbsent[stream]++;
            return false;
        }
        if (queue.hasRoom(total, frames, largest))
        {
            return true;
        }
        stats.droppedFull[stream]++;
        return false;
    }

    /** Sends what waits, as far as the way is free. */
    int drain(final long nowNs)
    {
        int sent = 0;
        while (state == State.UP && !queue.isEmpty())
        {
            final int length = queue.headLength();
            final Transport.Sent result = transport.send(link, queue.buffer(), queue.headOffset(), length);
            if (result == Transport.Sent.LATER)
            {
                break;
            }
            if (result == Transport.Sent.CLOSED)
            {
                closeAndRetry(nowNs);
                break;
            }
            count(length);
            queue.removeHead();
            sent++;
        }
        countWaiting();
        return sent;
    }

    void close()
    {
        if (link != NULL_LINK)
        {
            transport.close(link);
            link = NULL_LINK;
            stats.linksClosed++;
        }
        queue.clear();
        countWaiting();
        state = State.CLOSED;
    }

    private void open(final long nowNs)
    {
        link = transport.open(endpoint, transportStream);
        stats.linksOpened++;
        deadlineNs = nowNs + pause();
        state = State.CONNECTING;
    }

    private void greet(final long nowNs)
    {
        switch (transport.send(link, hello, 0, hello.capacity()))
        {
            case OK:
                count(hello.capacity());
                backoffNs = MIN_BACKOFF_NS;
                nextHelloNs = nowNs + HELLO_INTERVAL_NS;
                state = State.UP;
                break;

            case CLOSED:
                closeAndRetry(nowNs);
                break;

            default:
                // The next round tries again.
                break;
        }
    }

    private void lose(final long nowNs)
    {
        // The transport may find the receiver again by itself; what waits is of no use to one who was away.
        dropWaiting();
        deadlineNs = nowNs + pause();
        state = State.CONNECTING;
    }

    private void closeAndRetry(final long nowNs)
    {
        transport.close(link);
        link = NULL_LINK;
        stats.linksClosed++;
        dropWaiting();
        // One that never came up has waited already; one that broke at once must not be opened in every round.
        retryNs = state == State.CONNECTING && nowNs - deadlineNs >= 0 ? nowNs : nowNs + pause();
        state = State.CLOSED;
    }

    private void dropWaiting()
    {
        if (queuesEarly)
        {
            return;
        }
        while (!queue.isEmpty())
        {
            queue.removeHead();
            stats.droppedAbsent[stream]++;
        }
        countWaiting();
    }

    private boolean enqueue(final DirectBuffer buffer, final int offset, final int length)
    {
        if (queue.offer(buffer, offset, length))
        {
            stats.queued[stream]++;
            countWaiting();
            return true;
        }
        stats.droppedFull[stream]++;
        return false;
    }

    private void countWaiting()
    {
        if (isWaiting == queue.isEmpty())
        {
            isWaiting = !isWaiting;
            stats.linksWaiting += isWaiting ? 1 : -1;
        }
    }

    private void count(final int length)
    {
        stats.frames[stream]++;
        stats.bytes[stream] += length;
    }

    /** A pause between three and five quarters of the backoff, which doubles each time. */
    private long pause()
    {
        jitter = jitter * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
        final long pauseNs = backoffNs - backoffNs / 4 + (jitter >>> 33) % (backoffNs / 2);
        backoffNs = Math.min(2 * backoffNs, MAX_BACKOFF_NS);
        return pauseNs;
    }
}
