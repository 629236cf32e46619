package io.timecoin.network;

import io.timecoin.wire.HelloDecoder;
import io.timecoin.wire.IntroductionDecoder;
import io.timecoin.wire.MessageHeaderDecoder;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Lets in who says a proper Hello, knows whose each source is, and shows out who is silent or breaks the rules. */
final class Doorkeeper
{
    static final int PROTOCOL_VERSION = 1;
    static final int ROLE_VALIDATOR = 0;
    static final int ROLE_CLIENT = 1;
    /** Lower stream numbers belong to the nodes themselves. */
    static final int FIRST_CLIENT_STREAM = 1_024;
    /** How long a refused client is kept so that egress can tell it why. */
    static final long REFUSED_KEPT_NS = TimeUnit.SECONDS.toNanos(3);

    private static final long HOUSEKEEPING_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int SHORTEST_ENDPOINT = 3;
    /** A lie about where somebody is lasts no longer, if others know better. */
    private static final long INTRODUCTION_NS = TimeUnit.SECONDS.toNanos(30);

    private final NetworkParameters parameters;
    private final NetworkLimits limits;
    private final SessionTable table;
    private final Transport transport;
    private final IngressStats stats;
    private final Violations violations = new Violations();
    private final Chunks.Budget budget;
    private final Long2ObjectHashMap<Session> bySource = new Long2ObjectHashMap<>();
    private final Set<String> knownEndpoints = new HashSet<>();
    private final UnsafeBuffer chainId;
    private final HelloDecoder hello = new HelloDecoder();
    private final IntroductionDecoder introduction = new IntroductionDecoder();
    /** When somebody last said where a validator is. */
    private final Long2LongHashMap introducedNs = new Long2LongHashMap(Long.MIN_VALUE);
    private final UnsafeBuffer name = new UnsafeBuffer(new byte[NetworkParameters.ID_LENGTH]);
    private final byte[] text = new byte[FrameShape.MAX_ENDPOINT];
    private long housekeptNs = Long.MIN_VALUE;
    private int refused;
    private boolean changed;

    Doorkeeper(
        final NetworkParameters parameters,
        final SessionTable table,
        final Transport transport,
        final IngressStats stats)
    {
        this.parameters = parameters;
        this.limits = parameters.limits();
        this.table = table;
        this.transport = transport;
        this.stats = stats;
        budget = new Chunks.Budget(limits.maxPartialBytes());
        chainId = new UnsafeBuffer(parameters.chainId());
        for (final String peer : parameters.peers())
        {
            knownEndpoints.add(Endpoint.normal(peer));
        }
    }

    /** Whose a source is: null if it has not said Hello or was shown out. */
    Session session(final long source)
    {
        final Session session = bySource.get(source);
        return session != null && session.state() == Session.State.GREETED ? session : null;
    }

    /** Whether sessions have come, gone or moved since the last call. */
    boolean takeChanged()
    {
        final boolean was = changed;
        changed = false;
        return was;
    }

    /** A Hello whose shape was checked. */
    FrameFault onHello(
        final int stream, final long source, final DirectBuffer buffer, final int offset, final long nowNs)
    {
        hello.wrap(buffer, offset + MessageHeaderDecoder.ENCODED_LENGTH, HelloDecoder.BLOCK_LENGTH,
            HelloDecoder.SCHEMA_VERSION);
        final Session session = bySource.get(source);
        hello.getNodeId(name, 0, NetworkParameters.ID_LENGTH);
        final RefusalReason reason = examine(stream, buffer);
        if (session == null)
        {
            open(stream, source, reason, nowNs);
            return FrameFault.NONE;
        }
        if (session.state() != Session.State.GREETED)
        {
            return FrameFault.NO_SESSION;
        }
        if (reason != null || !isName(session.nodeId()))
        {
            return FrameFault.BAD_VALUE;
        }
        session.lastHeardNs = nowNs;
        return FrameFault.NONE;
    }

    /** Takes note of where another validator is, unless it is known better: only its own Hello tells who is there. */
    FrameFault onIntroduction(final DirectBuffer buffer, final int offset, final long nowNs)
    {
        introduction.wrap(buffer, offset + MessageHeaderDecoder.ENCODED_LENGTH, IntroductionDecoder.BLOCK_LENGTH,
            IntroductionDecoder.SCHEMA_VERSION);
        final int peer = introduction.validator();
        final int length = introduction.getEndpoint(text, 0, text.length);
        final String endpoint = Endpoint.normal(new String(text, 0, length, StandardCharsets.ISO_8859_1));
        if (peer >= parameters.validatorCount() || !Endpoint.isLiteral(endpoint))
        {
            return FrameFault.BAD_VALUE;
        }
        final long saidNs = introducedNs.get(peer);
        // One whose bond is not final here yet is introduced again.
        if (peer != parameters.self() && parameters.identities().get(peer) != null &&
            table.ofValidator(peer) == null && !knownEndpoints.contains(endpoint) &&
            !endpoint.equals(table.introduced(peer)) &&
            (saidNs == Long.MIN_VALUE || nowNs - saidNs >= INTRODUCTION_NS))
        {
            introducedNs.put(peer, nowNs);
            table.introduce(peer, endpoint);
        }
        return FrameFault.NONE;
    }

    /** Counts a broken rule, and bans after some. */
    void onViolation(final Session session, final int stream, final long source, final long nowNs)
    {
        stats.violations++;
        if (!violations.add(offender(session, source), nowNs))
        {
            return;
        }
        stats.bans++;
        if (session.role() == Session.Role.CLIENT)
        {
            refuse(session, RefusalReason.BANNED, nowNs);
            return;
        }
        // Only this way in: as long as anyone can claim an identity, a ban of the identity would hit its owner.
        stats.refusals[RefusalReason.BANNED.ordinal()]++;
        onSourceClosed(stream, source, nowNs);
    }

    void onSourceClosed(final int stream, final long source, final long nowNs)
    {
        final Session session = bySource.remove(source);
        if (session == null)
        {
            return;
        }
        changed = true;
        session.sources--;
        session.controlSources -= stream == Transport.CONTROL ? 1 : 0;
        if (session.sources == 0)
        {
            end(session, Session.State.CLOSED, session.reason(), nowNs);
        }
    }

    /** Shows out who is idle, forgets who was refused, gives up unfinished messages. */
    int doWork(final long nowNs)
    {
        if (housekeptNs != Long.MIN_VALUE && nowNs - housekeptNs < HOUSEKEEPING_NS)
        {
            return 0;
        }
        housekeptNs = nowNs;
        violations.clean(nowNs);
        for (int place = 0, count = table.capacity(); place < count; place++)
        {
            final Session session = table.at(place);
            if (session == null)
            {
                continue;
            }
            if (session.state() == Session.State.REFUSED)
            {
                if (nowNs - session.endedNs > REFUSED_KEPT_NS)
                {
                    end(session, Session.State.CLOSED, session.reason(), nowNs);
                }
            }
            else if (nowNs - session.lastHeardNs > limits.idleTimeoutNs())
            {
                showOut(session, nowNs);
            }
            else if (session.chunks != null)
            {
                stats.faults[FrameFault.BAD_CHUNK.ordinal()] += session.chunks.expire(nowNs);
            }
        }
        return 1;
    }

    private void showOut(final Session session, final long nowNs)
    {
        if (session.role() == Session.Role.CLIENT)
        {
            refuse(session, RefusalReason.IDLE, nowNs);
            return;
        }
        stats.refusals[RefusalReason.IDLE.ordinal()]++;
        end(session, Session.State.CLOSED, RefusalReason.IDLE, nowNs);
    }

    /** What speaks against the sender, in a fixed order; null if nothing does. Allocates nothing. */
    private RefusalReason examine(final int stream, final DirectBuffer buffer)
    {
        final int block = hello.offset();
        for (int i = 0; i < NetworkParameters.ID_LENGTH; i += Long.BYTES)
        {
            if (buffer.getLong(block + HelloDecoder.chainIdEncodingOffset() + i) != chainId.getLong(i))
            {
                return RefusalReason.WRONG_CHAIN;
            }
        }
        if (hello.protocolVersion() != PROTOCOL_VERSION)
        {
            return RefusalReason.WRONG_VERSION;
        }
        return hello.role() == (stream == Transport.CLIENT ? ROLE_CLIENT : ROLE_VALIDATOR) ? null :
            RefusalReason.WRONG_ROLE;
    }

    private void open(final int stream, final long source, final RefusalReason fault, final long nowNs)
    {
        if (stream == Transport.CLIENT)
        {
            openClient(source, fault, nowNs);
        }
        else if (fault != null)
        {
            stats.refusals[fault.ordinal()]++;
        }
        else
        {
            openValidator(stream, source, nowNs);
        }
    }

    private void openClient(final long source, final RefusalReason fault, final long nowNs)
    {
        final byte[] nodeId = name.byteArray().clone();
        final int stream = hello.replyStream();
        final String endpoint = endpoint();
        if (stream < FIRST_CLIENT_STREAM || !Endpoint.isLiteral(endpoint))
        {
            stats.refusals[RefusalReason.BAD_ENDPOINT.ordinal()]++;
            return;
        }
        RefusalReason reason = fault;
        if (reason == null && violations.isBanned(nameOf(nodeId), nowNs))
        {
            reason = RefusalReason.BANNED;
        }
        if (reason == null)
        {
            supersede(nodeId, nowNs);
            reason = stats.clients >= limits.maxClients() ? RefusalReason.TOO_MANY_SESSIONS : null;
        }
        if (reason != null && refused == SessionTable.REFUSED_MAX)
        {
            stats.refusals[reason.ordinal()]++;
            return;
        }
        final Session session = begin(
            new Greeting(Session.Role.CLIENT, Session.NULL_PEER, nodeId, endpoint, stream), source, nowNs);
        stats.clients++;
        if (reason != null)
        {
            refuse(session, reason, nowNs);
        }
    }

    private void openValidator(final int stream, final long source, final long nowNs)
    {
        final int peer = parameters.identities().find(name, 0);
        final String endpoint = endpoint();
        RefusalReason reason = null;
        if (peer < 0 || peer == parameters.self())
        {
            reason = RefusalReason.UNKNOWN_VALIDATOR;
        }
        else if (!Endpoint.isLiteral(endpoint) && !knownEndpoints.contains(endpoint))
        {
            reason = RefusalReason.BAD_ENDPOINT;
        }
        else if (violations.isBanned(sourceName(source), nowNs))
        {
            reason = RefusalReason.BANNED;
        }
        if (reason != null)
        {
            stats.refusals[reason.ordinal()]++;
            return;
        }
        Session session = table.ofValidator(peer);
        if (session != null && !session.replyEndpoint().equals(endpoint))
        {
            stats.refusals[RefusalReason.SUPERSEDED.ordinal()]++;
            end(session, Session.State.CLOSED, RefusalReason.SUPERSEDED, nowNs);
            session = null;
        }
        if (session == null)
        {
            session = begin(new Greeting(
                Session.Role.VALIDATOR, peer, name.byteArray().clone(), endpoint, 0), source, nowNs);
        }
        else
        {
            bySource.put(source, session);
            session.sources++;
            session.lastHeardNs = nowNs;
        }
        if (stream == Transport.CONTROL)
        {
            session.controlSources++;
            session.controlGreetings++;
        }
        session.greeted();
        changed = true;
        table.touch();
    }

    private Session begin(final Greeting greeting, final long source, final long nowNs)
    {
        final Session session = new Session(table.nextNumber(), greeting, limits, budget, nowNs);
        session.sources = 1;
        bySource.put(source, session);
        table.add(session);
        stats.sessionsOpened++;
        return session;
    }

    /** A client that comes again over another way gives up the first one. */
    private void supersede(final byte[] nodeId, final long nowNs)
    {
        for (int place = 0, count = table.capacity(); place < count; place++)
        {
            final Session session = table.at(place);
            if (session != null && session.role() == Session.Role.CLIENT &&
                session.state() == Session.State.GREETED && session.isNamed(nodeId))
            {
                stats.refusals[RefusalReason.SUPERSEDED.ordinal()]++;
                end(session, Session.State.CLOSED, RefusalReason.SUPERSEDED, nowNs);
            }
        }
    }

    /** Ends a client's session, but keeps it until the client was told why. */
    private void refuse(final Session session, final RefusalReason reason, final long nowNs)
    {
        stats.refusals[reason.ordinal()]++;
        stats.clients--;
        refused++;
        session.state(Session.State.REFUSED, reason, nowNs);
        table.touch();
    }

    /** The session is over; its sources have to say Hello again. */
    private void end(
        final Session session, final Session.State next, final RefusalReason reason, final long nowNs)
    {
        if (session.role() == Session.Role.CLIENT)
        {
            refused -= session.state() == Session.State.REFUSED ? 1 : 0;
            stats.clients -= session.state() == Session.State.GREETED ? 1 : 0;
        }
        else
        {
            session.chunks.clear();
        }
        session.state(next, reason, nowNs);
        table.remove(session);
        unbind(session, reason);
        stats.sessionsClosed++;
        changed = true;
    }

    private void unbind(final Session session, final RefusalReason reason)
    {
        final Long2ObjectHashMap<Session>.EntryIterator entries = bySource.entrySet().iterator();
        while (entries.hasNext())
        {
            entries.next();
            if (entries.getValue() == session)
            {
                if (reason == RefusalReason.BANNED)
                {
                    transport.refuse(entries.getLongKey());
                }
                entries.remove();
            }
        }
        session.sources = 0;
        session.controlSources = 0;
    }

    private long offender(final Session session, final long source)
    {
        return session.role() == Session.Role.CLIENT ? nameOf(session.nodeId()) : sourceName(source);
    }

    private long nameOf(final byte[] nodeId)
    {
        return SaltedBytesHash.of(new UnsafeBuffer(nodeId), 0, nodeId.length, parameters.seed());
    }

    /** Even, where the hash of a name is odd. */
    private static long sourceName(final long source)
    {
        return source << 1;
    }

    private boolean isName(final byte[] nodeId)
    {
        final byte[] bytes = name.byteArray();
        for (int i = 0; i < NetworkParameters.ID_LENGTH; i++)
        {
            if (bytes[i] != nodeId[i])
            {
                return false;
            }
        }
        return true;
    }

    private String endpoint()
    {
        final int length = hello.getReplyEndpoint(text, 0, text.length);
        return length < SHORTEST_ENDPOINT ? "" :
            Endpoint.normal(new String(text, 0, length, StandardCharsets.ISO_8859_1));
    }
}
