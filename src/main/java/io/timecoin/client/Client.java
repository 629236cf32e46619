package io.timecoin.client;

import io.aeron.Aeron;
import io.timecoin.network.AeronSettings;
import io.timecoin.network.EmbeddedDriver;
import io.timecoin.network.Endpoint;
import io.timecoin.network.Listener;
import io.timecoin.wire.HelloEncoder;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.PlaceRequestEncoder;
import io.timecoin.wire.SubmitEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A client of one or several nodes: submits payments, hears verdicts and outcomes, says Hello once a second, and comes
 * back when a node was away. Nothing waits but the constructor. One thread.
 */
public final class Client implements AutoCloseable
{
    /** What became of a submission on this side. */
    public enum Submitted
    {
        /** On its way; a verdict follows, unless the node goes away. */
        OK,
        /** The way is full: try again later. */
        BUSY,
        /** The node has not let this client in, or is gone. */
        NOT_CONNECTED,
        /** Longer than a frame. */
        TOO_LARGE
    }

    private static final int PROTOCOL_VERSION = 1;
    private static final int ROLE_CLIENT = 1;
    private static final int ID_LENGTH = 32;
    private static final int FIRST_STREAM = 1_024;
    private static final int STREAM_SPREAD = 1 << 24;
    private static final int FRAME_OVERHEAD = MessageHeaderEncoder.ENCODED_LENGTH + SubmitEncoder.BLOCK_LENGTH +
        SubmitEncoder.EntriesEncoder.sbeHeaderSize() + SubmitEncoder.EntriesEncoder.sbeBlockLength() +
        SubmitEncoder.EntriesEncoder.transactionHeaderLength();

    private final NodeLink[] links;
    private final String replyEndpoint;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final SubmitEncoder submit = new SubmitEncoder();
    private final PlaceRequestEncoder placeRequest = new PlaceRequestEncoder();
    private final UnsafeBuffer frame;
    private final UnsafeBuffer wrapped = new UnsafeBuffer(new byte[0]);

    /**
     * Listens for replies and begins to connect.
     *
     * @param aeron    shared, not closed by this.
     * @param chainId  32 bytes of the chain to speak of.
     * @param reply    literal address and port at which nodes reach this client; port 0 for any free one.
     * @param nodes    host:port of each node.
     * @param settings lengths.
     * @param seed     makes this client's name; clients of one node need different ones.
     */
    public Client(
        final Aeron aeron,
        final byte[] chainId,
        final String reply,
        final List<String> nodes,
        final AeronSettings settings,
        final long seed)
    {
        if (chainId.length != ID_LENGTH || nodes.isEmpty() || !Endpoint.isValid(reply))
        {
            throw new IllegalArgumentException("a client needs a chain id, nodes and host:port for replies: " + reply);
        }
        final SplittableRandom random = new SplittableRandom(seed);
        final byte[] name = new byte[ID_LENGTH];
        random.nextBytes(name);
        final int firstStream = FIRST_STREAM + random.nextInt(STREAM_SPREAD);
        links = new NodeLink[nodes.size()];
        final Listener listener = new Listener(aeron, Endpoint.normal(reply));
        for (int node = 0; node < links.length; node++)
        {
            final String endpoint = Endpoint.normal(nodes.get(node));
            links[node] = new NodeLink(
                aeron, node, endpoint, listener, firstStream + node, settings, random.nextLong());
            links[node].hello(hello(chainId, name, firstStream + node, listener.endpoint()));
        }
        replyEndpoint = listener.endpoint();
        frame = new UnsafeBuffer(new byte[links[0].maxFrameLength()]);
    }

    /**
     * Listens for replies and begins to connect, over a process's own driver.
     *
     * @param driver   shared, not closed by this.
     * @param chainId  32 bytes of the chain to speak of.
     * @param reply    literal address and port at which nodes reach this client; port 0 for any free one.
     * @param nodes    host:port of each node.
     * @param settings lengths.
     * @param seed     makes this client's name; clients of one node need different ones.
     * @return a client.
     */
    public static Client on(
        final EmbeddedDriver driver,
        final byte[] chainId,
        final String reply,
        final List<String> nodes,
        final AeronSettings settings,
        final long seed)
    {
        return new Client(driver.aeron(), chainId, reply, nodes, settings, seed);
    }

    /**
     * Number of nodes.
     *
     * @return at least 1.
     */
    public int nodes()
    {
        return links.length;
    }

    /**
     * Where nodes reach this client.
     *
     * @return host:port, the port never 0.
     */
    public String replyEndpoint()
    {
        return replyEndpoint;
    }

    /**
     * Whether a node has let this client in and is there.
     *
     * @param node its index.
     * @return true if submissions may reach it.
     */
    public boolean isConnected(final int node)
    {
        return links[node].isConnected();
    }

    /**
     * Longest payment that can be submitted.
     *
     * @return bytes, more than the rules allow.
     */
    public int maxTransactionLength()
    {
        return frame.capacity() - FRAME_OVERHEAD;
    }

    /**
     * Submits one payment.
     *
     * @param node      index of the node.
     * @param reference the caller's own number, not 0: verdict and outcome come with it.
     * @param buffer    holds the encoded transaction.
     * @param offset    of its first byte.
     * @param length    its bytes.
     * @return what became of it on this side.
     */
    public Submitted submit(
        final int node, final long reference, final DirectBuffer buffer, final int offset, final int length)
    {
        if (reference == 0)
        {
            throw new IllegalArgumentException("0 is no reference");
        }
        if (length > maxTransactionLength())
        {
            return Submitted.TOO_LARGE;
        }
        if (!links[node].isConnected())
        {
            return Submitted.NOT_CONNECTED;
        }
        submit.wrapAndApplyHeader(frame, 0, header)
            .entriesCount(1)
            .next()
            .reference(reference)
            .putTransaction(buffer, offset, length);
        return links[node].send(frame, 0, FRAME_OVERHEAD + length);
    }

    /**
     * Submits one payment.
     *
     * @param node        index of the node.
     * @param reference   the caller's own number, not 0.
     * @param transaction its encoding.
     * @return what became of it on this side.
     */
    public Submitted submit(final int node, final long reference, final byte[] transaction)
    {
        wrapped.wrap(transaction);
        return submit(node, reference, wrapped, 0, transaction.length);
    }

    /**
     * Asks which place among the validators an identity has; the answer comes to the listener.
     *
     * @param node     index of the node.
     * @param identity 32 bytes.
     * @return what became of the question on this side.
     */
    public Submitted askPlace(final int node, final byte[] identity)
    {
        if (identity.length != ID_LENGTH)
        {
            throw new IllegalArgumentException("an identity has " + ID_LENGTH + " bytes: " + identity.length);
        }
        if (!links[node].isConnected())
        {
            return Submitted.NOT_CONNECTED;
        }
        placeRequest.wrapAndApplyHeader(frame, 0, header).putIdentity(identity, 0, ID_LENGTH);
        return links[node].send(frame, 0, MessageHeaderEncoder.ENCODED_LENGTH + PlaceRequestEncoder.BLOCK_LENGTH);
    }

    /**
     * Sends bytes as they are, to see what a node does with them. A node counts malformed frames as violations and bans
     * the session after three: do this with a client of its own.
     *
     * @param node   index of the node.
     * @param buffer holds the bytes.
     * @param offset of the first.
     * @param length number of bytes.
     * @return what became of them on this side.
     */
    public Submitted sendFrame(final int node, final DirectBuffer buffer, final int offset, final int length)
    {
        if (length > frame.capacity())
        {
            return Submitted.TOO_LARGE;
        }
        return links[node].isConnected() ? links[node].send(buffer, offset, length) : Submitted.NOT_CONNECTED;
    }

    /**
     * Keeps sessions up and hands over what came in.
     *
     * @param listener hears it.
     * @param nowNs    the time.
     * @return number of events.
     */
    public int poll(final ClientListener listener, final long nowNs)
    {
        int work = 0;
        for (int node = 0; node < links.length; node++)
        {
            work += links[node].poll(listener, nowNs);
        }
        return work;
    }

    @Override
    public void close()
    {
        for (int node = 0; node < links.length; node++)
        {
            links[node].close();
        }
    }

    private static UnsafeBuffer hello(
        final byte[] chainId, final byte[] name, final int stream, final String endpoint)
    {
        final byte[] text = endpoint.getBytes(StandardCharsets.ISO_8859_1);
        final HelloEncoder encoder = new HelloEncoder();
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[MessageHeaderEncoder.ENCODED_LENGTH +
            HelloEncoder.BLOCK_LENGTH + HelloEncoder.replyEndpointHeaderLength() + text.length]);
        encoder.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .putChainId(chainId, 0, ID_LENGTH)
            .protocolVersion(PROTOCOL_VERSION)
            .role((short)ROLE_CLIENT)
            .putNodeId(name, 0, ID_LENGTH)
            .replyStream(stream)
            .putReplyEndpoint(text, 0, text.length);
        return buffer;
    }
}
