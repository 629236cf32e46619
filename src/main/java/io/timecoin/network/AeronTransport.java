package io.timecoin.network;

import io.aeron.Aeron;
import io.aeron.ChannelUriStringBuilder;
import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.exceptions.AeronException;
import io.aeron.exceptions.RegistrationException;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;

import java.net.BindException;
import java.util.ArrayList;
import java.util.List;

/**
 * The transport over Aeron: one UDP endpoint, three streams. Ingress's thread polls, egress's thread sends; each side
 * has its own state here. Links are added without waiting for the driver.
 */
public final class AeronTransport implements Transport
{
    /** Aeron's number of the stream on which a node hears clients. */
    public static final int CLIENT_STREAM_ID = 102;

    private static final int STREAMS = 3;
    /** Aeron's stream numbers of the nodes are apart from those of clients, which start at 1,024. */
    private static final int FIRST_STREAM_ID = CLIENT_STREAM_ID - CLIENT;
    private static final int FRAME_SHARE_OF_TERM = 8;

    /** One way out. */
    private static final class Out
    {
        private final long registrationId;
        private ExclusivePublication publication;
        private boolean isDead;

        private Out(final long registrationId)
        {
            this.registrationId = registrationId;
        }
    }

    private final EmbeddedDriver driver;
    private final Aeron aeron;
    private final AeronSettings settings;
    private final String endpoint;
    private final Subscription[] subscriptions = new Subscription[STREAMS];

    // Ingress's side.
    private final List<List<AeronSource>> sources = new ArrayList<>();
    private final int[] turns = new int[STREAMS];
    private volatile boolean sourcesChanged;
    private long sourcesIgnored;

    // Egress's side.
    private final List<Out> outs = new ArrayList<>();

    /**
     * Listens at an endpoint.
     *
     * @param driver   of this process.
     * @param settings lengths.
     * @param listen   host:port; port 0 for any free one.
     * @throws NetworkException if nobody can listen there.
     */
    public AeronTransport(final EmbeddedDriver driver, final AeronSettings settings, final String listen)
    {
        this.driver = driver;
        this.aeron = driver.aeron();
        this.settings = settings;
        if (!Endpoint.isValid(listen))
        {
            throw new NetworkException(NetworkException.Fault.BAD_ENDPOINT,
                "\"" + listen + "\" is not an endpoint; write host:port, for example 127.0.0.1:24100", null);
        }
        final String place = Endpoint.normal(listen);
        final boolean isAnyPort = Endpoint.port(place) == 0;
        if (!isAnyPort && !driver.claim(place))
        {
            throw new NetworkException(NetworkException.Fault.PORT_IN_USE,
                listen + " is in use by another node of this process; choose another port", null);
        }
        final Listener listener = new Listener(aeron, place);
        try
        {
            for (int stream = 0; stream < STREAMS; stream++)
            {
                sources.add(new ArrayList<>());
                subscriptions[stream] = listener.listen(FIRST_STREAM_ID + stream, this::onImage, this::onImage);
            }
        }
        catch (final AeronException e)
        {
            driver.release(place);
            CloseHelper.closeAll(subscriptions);
            throw fault(listen, e);
        }
        endpoint = listener.endpoint();
        if (isAnyPort)
        {
            driver.claim(endpoint);
        }
    }

    /**
     * The channel of a link.
     *
     * @param to        a valid endpoint.
     * @param termBytes length of its terms.
     * @param settings  for the length of packets.
     * @return an Aeron channel.
     */
    public static String channel(final String to, final int termBytes, final AeronSettings settings)
    {
        return new ChannelUriStringBuilder()
            .media("udp")
            .endpoint(to)
            .termLength(termBytes)
            .mtu(isLoopback(to) ? settings.loopbackMtuBytes() : settings.mtuBytes())
            .sparse(true)
            .build();
    }

    /**
     * Where this node listens.
     *
     * @return host:port, the port never 0.
     */
    public String endpoint()
    {
        return endpoint;
    }

    /**
     * Senders that are not listened to: too many, with terms too long, or shown out.
     *
     * @return a count since the start.
     */
    public long sourcesIgnored()
    {
        return sourcesIgnored;
    }

    @Override
    public int maxFrameLength(final int stream)
    {
        final int frame = termBytes(stream) / FRAME_SHARE_OF_TERM;
        return stream == CONTROL ? Math.min(frame, Ingress.MAX_CONTROL_FRAME) : frame;
    }

    @Override
    public int doWork(final long nowNs)
    {
        if (!sourcesChanged)
        {
            return 0;
        }
        // Cleared first: a change during the look is looked at again.
        sourcesChanged = false;
        for (int stream = 0; stream < STREAMS; stream++)
        {
            for (int i = 0; i < subscriptions[stream].imageCount(); i++)
            {
                addSource(stream, subscriptions[stream], i);
            }
        }
        return 1;
    }

    @Override
    public int poll(final int stream, final FrameHandler handler, final int limit)
    {
        final List<AeronSource> list = sources.get(stream);
        final int count = list.size();
        if (count == 0)
        {
            return 0;
        }
        final int first = turns[stream] < count ? turns[stream] : 0;
        turns[stream] = first + 1;
        int work = 0;
        boolean anyClosed = false;
        for (int i = 0; i < count && work < limit; i++)
        {
            final int place = first + i < count ? first + i : first + i - count;
            final AeronSource source = list.get(place);
            anyClosed |= source.isClosed();
            work += source.poll(handler, limit - work);
            if (source.isHeldUp())
            {
                break;
            }
        }
        if (anyClosed)
        {
            removeClosed(stream, handler);
        }
        return work;
    }

    @Override
    public void refuse(final long source)
    {
        for (int stream = 0; stream < STREAMS; stream++)
        {
            final List<AeronSource> list = sources.get(stream);
            for (int i = 0; i < list.size(); i++)
            {
                if (list.get(i).id() == source)
                {
                    // Never read again, its sender soon finds the window full; to reject it would wait for the driver.
                    list.get(i).ignore();
                    sourcesIgnored++;
                }
            }
        }
    }

    @Override
    public int open(final String to, final int stream)
    {
        final int streamId = stream == CONTROL || stream == BULK ? FIRST_STREAM_ID + stream : stream;
        Out out;
        try
        {
            out = new Out(aeron.asyncAddExclusivePublication(channel(to, termBytes(stream), settings), streamId));
        }
        catch (final AeronException e)
        {
            // The client is closed, and whoever has to know was told.
            out = new Out(Aeron.NULL_VALUE);
            out.isDead = true;
        }
        for (int link = 0; link < outs.size(); link++)
        {
            if (outs.get(link) == null)
            {
                outs.set(link, out);
                return link;
            }
        }
        outs.add(out);
        return outs.size() - 1;
    }

    @Override
    public boolean isConnected(final int link)
    {
        final Out out = outs.get(link);
        return isReady(out) && out.publication.isConnected();
    }

    @Override
    public Sent send(final int link, final DirectBuffer buffer, final int offset, final int length)
    {
        final Out out = outs.get(link);
        if (!isReady(out))
        {
            return out.isDead ? Sent.CLOSED : Sent.LATER;
        }
        long result = out.publication.offer(buffer, offset, length);
        if (result == Publication.ADMIN_ACTION)
        {
            // A term has just been changed for the next one; the next try finds it.
            result = out.publication.offer(buffer, offset, length);
        }
        if (result > 0)
        {
            return Sent.OK;
        }
        return result == Publication.CLOSED || result == Publication.MAX_POSITION_EXCEEDED ? Sent.CLOSED : Sent.LATER;
    }

    @Override
    public void close(final int link)
    {
        final Out out = outs.set(link, null);
        if (out.publication != null)
        {
            out.publication.close();
        }
        else if (!out.isDead && !aeron.isClosed())
        {
            aeron.asyncRemovePublication(out.registrationId);
        }
    }

    @Override
    public void close()
    {
        for (int link = 0; link < outs.size(); link++)
        {
            if (outs.get(link) != null)
            {
                close(link);
            }
        }
        CloseHelper.closeAll(subscriptions);
        driver.release(endpoint);
    }

    private int termBytes(final int stream)
    {
        switch (stream)
        {
            case CONTROL:
                return settings.controlTermBytes();

            case BULK:
                return settings.bulkTermBytes();

            default:
                return settings.clientTermBytes();
        }
    }

    private boolean isReady(final Out out)
    {
        if (out.publication != null)
        {
            return true;
        }
        if (out.isDead)
        {
            return false;
        }
        try
        {
            out.publication = aeron.getExclusivePublication(out.registrationId);
        }
        catch (final RegistrationException e)
        {
            out.isDead = true;
        }
        return out.publication != null;
    }

    private void onImage(final Image image)
    {
        sourcesChanged = true;
    }

    private void addSource(final int stream, final Subscription subscription, final int index)
    {
        // Images may go while we look.
        final Image image = index < subscription.imageCount() ? subscription.imageAtIndex(index) : null;
        final List<AeronSource> list = sources.get(stream);
        for (int i = 0; image != null && i < list.size(); i++)
        {
            if (list.get(i).id() == image.correlationId())
            {
                return;
            }
        }
        if (image == null)
        {
            return;
        }
        final AeronSource source = new AeronSource(stream, image);
        if (list.size() >= settings.maxSourcesPerStream() ||
            image.termBufferLength() > AeronSettings.MAX_SOURCE_TERM_BYTES)
        {
            source.ignore();
            sourcesIgnored++;
        }
        list.add(source);
    }

    private void removeClosed(final int stream, final FrameHandler handler)
    {
        final List<AeronSource> list = sources.get(stream);
        for (int i = list.size() - 1; i >= 0; i--)
        {
            final AeronSource source = list.get(i);
            if (source.isClosed())
            {
                list.remove(i);
                handler.onSourceClosed(stream, source.id());
            }
        }
    }

    private static boolean isLoopback(final String to)
    {
        return to.startsWith("127.") || to.startsWith("localhost:") || to.startsWith("[::1]:");
    }

    private static NetworkException fault(final String listen, final AeronException e)
    {
        for (Throwable cause = e; cause != null; cause = cause.getCause())
        {
            if (cause instanceof BindException || String.valueOf(cause.getMessage()).contains("in use"))
            {
                return new NetworkException(NetworkException.Fault.PORT_IN_USE,
                    listen + " is in use by another process; stop that or choose another port", e);
            }
        }
        return new NetworkException(NetworkException.Fault.BAD_ADDRESS,
            "this machine cannot listen at " + listen + ": " + e.getMessage() + "; give one of its own addresses", e);
    }
}
