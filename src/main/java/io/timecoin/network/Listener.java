package io.timecoin.network;

import io.aeron.Aeron;
import io.aeron.Subscription;
import io.aeron.AvailableImageHandler;
import io.aeron.UnavailableImageHandler;

/**
 * One socket with several streams. With port 0 the first stream finds a free port, and the others must name the first's
 * channel by a tag: to the driver, the port found is not the port asked for.
 */
public final class Listener
{
    private static final String UDP = "aeron:udp?";

    private final Aeron aeron;
    private final String tag;
    private String channel;
    private String endpoint;

    /**
     * A socket that is opened with its first stream.
     *
     * @param aeron    of this process.
     * @param endpoint a valid endpoint; port 0 for any free one.
     */
    public Listener(final Aeron aeron, final String endpoint)
    {
        this.aeron = aeron;
        this.endpoint = endpoint;
        tag = Endpoint.port(endpoint) == 0 ? Long.toString(aeron.nextCorrelationId()) : null;
        channel = UDP + "endpoint=" + endpoint + (tag == null ? "" : "|tags=" + tag);
    }

    /**
     * Listens to one more stream; waits for the driver.
     *
     * @param streamId    Aeron's number.
     * @param available   hears of new senders.
     * @param unavailable hears of lost senders.
     * @return a subscription.
     */
    public Subscription listen(
        final int streamId, final AvailableImageHandler available, final UnavailableImageHandler unavailable)
    {
        final Subscription subscription = aeron.addSubscription(channel, streamId, available, unavailable);
        if (tag != null && Endpoint.port(endpoint) == 0)
        {
            endpoint = Endpoint.normal(resolved(subscription));
            channel = UDP + "tags=" + tag;
        }
        return subscription;
    }

    /**
     * Where it listens.
     *
     * @return host:port; the port is not 0 once a stream was added.
     */
    public String endpoint()
    {
        return endpoint;
    }

    private static String resolved(final Subscription subscription)
    {
        String found = subscription.resolvedEndpoint();
        while (found == null)
        {
            // The socket is open; its address is on the way through the counters.
            Thread.onSpinWait();
            found = subscription.resolvedEndpoint();
        }
        return found;
    }
}
