package io.timecoin.network;

import io.timecoin.InvariantViolation;
import io.timecoin.pipeline.EgressSlot;
import io.timecoin.wire.ChunkEncoder;
import io.timecoin.wire.HelloEncoder;
import io.timecoin.wire.IntroductionEncoder;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.RefusedEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The way out: finds the links of whom a message is for, and hands it to the transport or to a queue. It never waits:
 * what a slow receiver has no room for is dropped and counted, and the others get theirs.
 */
public final class Egress
{
    private static final long MAINTENANCE_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long INTRODUCTION_NS = TimeUnit.SECONDS.toNanos(3);
    private static final int INTRODUCTION_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH +
        IntroductionEncoder.BLOCK_LENGTH + IntroductionEncoder.endpointHeaderLength() + FrameShape.MAX_ENDPOINT;
    private static final int CHUNK_HEADER_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + ChunkEncoder.BLOCK_LENGTH +
        ChunkEncoder.payloadHeaderLength();

    /** The two links to one validator, or to an endpoint whose validator has not yet said who it is. */
    private static final class Peer
    {
        private final Link control;
        private final Link bulk;
        private final boolean isConfigured;
        private int index = Session.NULL_PEER;
        private int greetings;
        private boolean wasUp;

        private Peer(final Link control, final Link bulk, final boolean isConfigured)
        {
            this.control = control;
            this.bulk = bulk;
            this.isConfigured = isConfigured;
        }
    }

    private static final class Client
    {
        private final int session;
        private final Link link;
        private boolean toldRefusal;

        private Client(final int session, final Link link)
        {
            this.session = session;
            this.link = link;
        }
    }

    private final NetworkParameters parameters;
    private final NetworkLimits limits;
    private final SessionTable table;
    private final Transport transport;
    private final EgressStats stats = new EgressStats();
    private final String own;
    private final UnsafeBuffer hello;
    private final UnsafeBuffer introduction = new UnsafeBuffer(new byte[INTRODUCTION_LENGTH]);
    private final IntroductionEncoder introductionEncoder = new IntroductionEncoder();
    private final UnsafeBuffer chunk = new UnsafeBuffer(new byte[0]);
    private final ChunkEncoder chunkEncoder = new ChunkEncoder();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final RefusedEncoder refusedEncoder = new RefusedEncoder();
    private final List<Peer> peers = new ArrayList<>();
    private final Peer[] validators;
    /** Links to where validators without a session are said to be. */
    private final Peer[] guesses;
    private final Client[] clients;
    private final List<Client> clientList = new ArrayList<>();

    private long nowNs;
    private long maintainedNs;
    private long introducedNs;
    private boolean isStarted;
    private int seenSessionChanges;
    private long messageNumber;

    /**
     * A way out without links yet.
     *
     * @param parameters who this node is.
     * @param sessions   shared with ingress.
     * @param transport  shared with ingress.
     */
    public Egress(final NetworkParameters parameters, final SessionTable sessions, final Transport transport)
    {
        this.parameters = parameters;
        this.limits = parameters.limits();
        this.table = sessions;
        this.transport = transport;
        hello = hello(parameters);
        validators = new Peer[parameters.validatorCount()];
        guesses = new Peer[validators.length];
        own = Endpoint.normal(parameters.endpoint());
        clients = new Client[sessions.capacity()];
    }

    /**
     * One duty cycle: links, heartbeats, queues.
     *
     * @param nowNs the time.
     * @return work done.
     */
    public int doWork(final long nowNs)
    {
        this.nowNs = nowNs;
        int work = 0;
        if (!isStarted)
        {
            start();
            work++;
        }
        final int changes = table.sessionChanges();
        if (changes != seenSessionChanges)
        {
            seenSessionChanges = changes;
            followSessions();
            work++;
        }
        if (nowNs - maintainedNs >= MAINTENANCE_NS)
        {
            maintainedNs = nowNs;
            maintain();
            work++;
        }
        return work + drain();
    }

    /**
     * Sends one message of a stage. Never waits.
     *
     * @param slot     where to, and where the payload lies.
     * @param payloads the ring's arena.
     */
    public void onMessage(final EgressSlot slot, final DirectBuffer payloads)
    {
        switch (slot.destination)
        {
            case CLIENT:
                sendToClient(slot, payloads);
                break;

            case PEER:
                sendToPeer(slot.peer, slot, payloads);
                break;

            case PEERS:
                for (int peer = 0; peer < validators.length; peer++)
                {
                    if ((slot.peers[peer >> 6] & 1L << peer) != 0)
                    {
                        sendToPeer(peer, slot, payloads);
                    }
                }
                break;

            case ALL_PEERS:
                for (int peer = 0; peer < validators.length; peer++)
                {
                    sendToPeer(peer, slot, payloads);
                }
                break;

            default:
                throw new InvariantViolation("a message has a destination");
        }
    }

    /**
     * What was counted.
     *
     * @return live counts.
     */
    public EgressStats stats()
    {
        return stats;
    }

    /**
     * Whether nothing waits for a receiver, for an orderly end.
     *
     * @return true if all queues are empty.
     */
    public boolean isDrained()
    {
        return stats.waitingBytes == 0;
    }

    /** Closes all links; the last call. */
    public void close()
    {
        for (int i = 0; i < peers.size(); i++)
        {
            peers.get(i).control.close();
            peers.get(i).bulk.close();
        }
        for (int i = 0; i < clientList.size(); i++)
        {
            clientList.get(i).link.close();
        }
    }

    private void start()
    {
        isStarted = true;
        maintainedNs = nowNs - MAINTENANCE_NS;
        introducedNs = nowNs;
        for (final String peer : parameters.peers())
        {
            final String endpoint = Endpoint.normal(peer);
            if (!endpoint.equals(own) && find(endpoint) == null)
            {
                addPeer(endpoint, true);
            }
        }
    }

    private Peer addPeer(final String endpoint, final boolean isConfigured)
    {
        final Peer peer = new Peer(
            new Link(transport, stats, endpoint, Transport.CONTROL, Transport.CONTROL, hello,
                limits.controlQueueBytes(), nowNs),
            new Link(transport, stats, endpoint, Transport.BULK, Transport.BULK, hello,
                limits.bulkQueueBytes(), nowNs),
            isConfigured);
        peers.add(peer);
        return peer;
    }

    private Peer find(final String endpoint)
    {
        for (int i = 0; i < peers.size(); i++)
        {
            if (peers.get(i).control.endpoint().equals(endpoint))
            {
                return peers.get(i);
            }
        }
        return null;
    }

    /** Ingress has let someone in or shown someone out. */
    private void followSessions()
    {
        for (int place = 0; place < clients.length; place++)
        {
            final Session session = table.at(place);
            final Client client = clients[place];
            if (client != null && (session == null || session.number() != client.session))
            {
                client.link.close();
                clientList.remove(client);
                clients[place] = null;
            }
            if (session != null && session.role() == Session.Role.CLIENT && clients[place] == null)
            {
                clients[place] = new Client(session.number(), new Link(transport, stats, session.replyEndpoint(),
                    Transport.CLIENT, session.replyStream(), greeting(session), limits.clientQueueBytes(), nowNs));
                clientList.add(clients[place]);
            }
        }
        for (int index = 0; index < validators.length; index++)
        {
            final Session session = table.ofValidator(index);
            if (session != null)
            {
                follow(index, session);
            }
            guess(index, session != null || validators[index] != null && validators[index].wasUp);
        }
    }

    /** Dials where others say that a validator is; what it says there itself is all that counts. */
    private void guess(final int index, final boolean isKnown)
    {
        final Peer before = guesses[index];
        final String endpoint = isKnown ? null : table.introduced(index);
        if (before != null && before.control.endpoint().equals(endpoint) && peers.contains(before))
        {
            return;
        }
        if (before != null && before.index == Session.NULL_PEER)
        {
            close(before);
        }
        guesses[index] = endpoint == null || endpoint.equals(own) || find(endpoint) != null ? null :
            addPeer(endpoint, false);
    }

    /** Tells all where those are who are in nobody's configuration: they would not find each other. */
    private void introduce()
    {
        for (int i = 0; i < peers.size(); i++)
        {
            final Peer joined = peers.get(i);
            if (joined.isConfigured || joined.index == Session.NULL_PEER || !joined.wasUp)
            {
                continue;
            }
            final byte[] endpoint = joined.control.endpoint().getBytes(StandardCharsets.ISO_8859_1);
            introductionEncoder.wrapAndApplyHeader(introduction, 0, header)
                .validator(joined.index)
                .putEndpoint(endpoint, 0, endpoint.length);
            final int length = MessageHeaderEncoder.ENCODED_LENGTH + introductionEncoder.encodedLength();
            for (int to = 0; to < peers.size(); to++)
            {
                if (to != i && peers.get(to).wasUp)
                {
                    peers.get(to).control.send(introduction, 0, length, nowNs);
                }
            }
        }
    }

    /** Who is refused from the start hears that instead of our Hello, which would mean yes. */
    private UnsafeBuffer greeting(final Session session)
    {
        return session.state() == Session.State.REFUSED ? refused(session.reason()) : hello;
    }

    private UnsafeBuffer refused(final RefusalReason reason)
    {
        final UnsafeBuffer buffer =
            new UnsafeBuffer(new byte[MessageHeaderEncoder.ENCODED_LENGTH + RefusedEncoder.BLOCK_LENGTH]);
        refusedEncoder.wrapAndApplyHeader(buffer, 0, header).reason(reason.code());
        return buffer;
    }

    private void follow(final int index, final Session session)
    {
        Peer peer = validators[index];
        if (peer == null || !peer.control.endpoint().equals(session.replyEndpoint()))
        {
            if (peer != null)
            {
                unbind(peer);
            }
            peer = find(session.replyEndpoint());
            if (peer == null)
            {
                peer = addPeer(session.replyEndpoint(), false);
            }
            else if (peer.index != Session.NULL_PEER)
            {
                // Two validators claim one endpoint: the last one counts.
                validators[peer.index] = null;
                tellLink(peer.index, false);
            }
            peer.index = index;
            peer.wasUp = false;
            validators[index] = peer;
        }
        if (peer.greetings != session.greetings())
        {
            peer.greetings = session.greetings();
            peer.control.greetSoon(nowNs);
            peer.bulk.greetSoon(nowNs);
        }
    }

    private void unbind(final Peer peer)
    {
        validators[peer.index] = null;
        tellLink(peer.index, false);
        peer.index = Session.NULL_PEER;
        // Endpoints that others told us about live only as long as a validator claims them.
        if (!peer.isConfigured)
        {
            close(peer);
        }
    }

    private void close(final Peer peer)
    {
        peer.control.close();
        peer.bulk.close();
        peers.remove(peer);
    }

    private void maintain()
    {
        long waiting = 0;
        for (int i = 0; i < peers.size(); i++)
        {
            final Peer peer = peers.get(i);
            peer.control.maintain(nowNs);
            peer.bulk.maintain(nowNs);
            waiting += peer.control.waitingBytes() + peer.bulk.waitingBytes();
            // Both links: whoever is told as connected can be sent a batch and a poll about it.
            if (peer.index != Session.NULL_PEER && (peer.control.isUp() && peer.bulk.isUp()) != peer.wasUp)
            {
                peer.wasUp = !peer.wasUp;
                tellLink(peer.index, peer.wasUp);
            }
        }
        for (int i = 0; i < clientList.size(); i++)
        {
            final Client client = clientList.get(i);
            client.link.maintain(nowNs);
            waiting += client.link.waitingBytes();
            tellRefusal(client);
        }
        stats.waitingBytes = waiting;
        if (nowNs - introducedNs >= INTRODUCTION_NS)
        {
            introducedNs = nowNs;
            introduce();
        }
    }

    private void tellLink(final int index, final boolean up)
    {
        if (table.isLinkUp(index) != up)
        {
            table.linkUp(index, up);
        }
    }

    private void tellRefusal(final Client client)
    {
        if (client.toldRefusal || !client.link.isUp())
        {
            return;
        }
        final Session session = table.get(client.session);
        if (session != null && session.state() == Session.State.REFUSED)
        {
            client.toldRefusal = true;
            stats.refusalsSent++;
            final UnsafeBuffer frame = refused(session.reason());
            client.link.send(frame, 0, frame.capacity(), nowNs);
        }
    }

    private int drain()
    {
        // Hundreds of links are not worth a look in each round when none of them has anything to send.
        if (stats.linksWaiting == 0)
        {
            return 0;
        }
        int work = 0;
        for (int i = 0; i < peers.size(); i++)
        {
            final Peer peer = peers.get(i);
            work += peer.control.drain(nowNs);
            work += peer.bulk.drain(nowNs);
        }
        for (int i = 0; i < clientList.size(); i++)
        {
            work += clientList.get(i).link.drain(nowNs);
        }
        return work;
    }

    private void sendToClient(final EgressSlot slot, final DirectBuffer payloads)
    {
        final Client client = clients[slot.session & clients.length - 1];
        if (client == null || client.session != slot.session)
        {
            stats.droppedAbsent[Transport.CLIENT]++;
            return;
        }
        client.link.send(payloads, slot.payloadOffset, slot.payloadLength, nowNs);
    }

    private void sendToPeer(final int index, final EgressSlot slot, final DirectBuffer payloads)
    {
        if (index == parameters.self())
        {
            return;
        }
        final int stream = slot.bulk ? Transport.BULK : Transport.CONTROL;
        final Peer peer = validators[index];
        if (peer == null)
        {
            stats.droppedAbsent[stream]++;
            return;
        }
        final Link link = slot.bulk ? peer.bulk : peer.control;
        if (slot.payloadLength <= transport.maxFrameLength(stream))
        {
            link.send(payloads, slot.payloadOffset, slot.payloadLength, nowNs);
        }
        else if (slot.bulk && slot.payloadLength <= limits.maxMessageBytes())
        {
            sendInChunks(link, payloads, slot.payloadOffset, slot.payloadLength);
        }
        else
        {
            stats.droppedTooLarge++;
        }
    }

    private void sendInChunks(final Link link, final DirectBuffer payload, final int offset, final int length)
    {
        final int frameLength = transport.maxFrameLength(Transport.BULK);
        final int chunkLength = frameLength - CHUNK_HEADER_LENGTH;
        final int count = (length + chunkLength - 1) / chunkLength;
        if (!link.hasRoom(length + (long)count * CHUNK_HEADER_LENGTH, count, frameLength))
        {
            return;
        }
        if (chunk.capacity() < frameLength)
        {
            chunk.wrap(new byte[frameLength]);
        }
        stats.chunkedMessages++;
        messageNumber = messageNumber + 1 & 0xFFFF_FFFFL;
        for (int i = 0; i < count; i++)
        {
            final int start = i * chunkLength;
            final int bytes = Math.min(chunkLength, length - start);
            chunkEncoder.wrapAndApplyHeader(chunk, 0, header)
                .messageNumber(messageNumber)
                .chunkIndex(i)
                .chunkCount(count)
                .totalLength(length)
                .putPayload(payload, offset + start, bytes);
            link.send(chunk, 0, CHUNK_HEADER_LENGTH + bytes, nowNs);
        }
    }

    private static UnsafeBuffer hello(final NetworkParameters parameters)
    {
        final byte[] endpoint = Endpoint.normal(parameters.endpoint()).getBytes(StandardCharsets.ISO_8859_1);
        final HelloEncoder encoder = new HelloEncoder();
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[MessageHeaderEncoder.ENCODED_LENGTH +
            HelloEncoder.BLOCK_LENGTH + HelloEncoder.replyEndpointHeaderLength() + endpoint.length]);
        encoder.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .putChainId(parameters.chainId(), 0, NetworkParameters.ID_LENGTH)
            .protocolVersion(Doorkeeper.PROTOCOL_VERSION)
            .role((short)Doorkeeper.ROLE_VALIDATOR)
            .putNodeId(parameters.identities().get(parameters.self()), 0, NetworkParameters.ID_LENGTH)
            .replyStream(0)
            .putReplyEndpoint(endpoint, 0, endpoint.length);
        return buffer;
    }
}
