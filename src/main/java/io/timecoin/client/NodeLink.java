package io.timecoin.client;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.exceptions.AeronException;
import io.aeron.exceptions.RegistrationException;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import io.timecoin.network.AeronSettings;
import io.timecoin.network.AeronTransport;
import io.timecoin.network.FrameCheck;
import io.timecoin.network.FrameFault;
import io.timecoin.network.Listener;
import io.timecoin.network.RefusalReason;
import io.timecoin.transaction.Verdict;
import io.timecoin.wire.ConfirmationDecoder;
import io.timecoin.wire.HelloDecoder;
import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.OutcomeDecoder;
import io.timecoin.wire.PlaceDecoder;
import io.timecoin.wire.RefusedDecoder;
import io.timecoin.wire.VerdictDecoder;
import org.agrona.DirectBuffer;

import java.util.concurrent.TimeUnit;

/** A client's way to one node and back: a publication to the node, and a subscription of its own for the replies. */
final class NodeLink implements FragmentHandler
{
    private static final long HELLO_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long REFUSED_PAUSE_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long MIN_BACKOFF_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long MAX_BACKOFF_NS = TimeUnit.SECONDS.toNanos(30);
    private static final int FRAGMENTS_PER_POLL = 256;
    private static final int MAX_REPLY = 8 * 1024;
    private static final int FRAME_SHARE_OF_TERM = 8;

    private final Aeron aeron;
    private final int node;
    private final String channel;
    private final int maxFrameLength;
    private final Subscription replies;
    private final FrameCheck check = new FrameCheck(MAX_REPLY, MAX_REPLY, MAX_REPLY);
    private final VerdictDecoder verdictDecoder = new VerdictDecoder();
    private final OutcomeDecoder outcomeDecoder = new OutcomeDecoder();
    private final ConfirmationDecoder confirmationDecoder = new ConfirmationDecoder();
    private final PlaceDecoder placeDecoder = new PlaceDecoder();
    private final RefusedDecoder refusedDecoder = new RefusedDecoder();

    private DirectBuffer hello;
    private long registrationId = Aeron.NULL_VALUE;
    private ExclusivePublication publication;
    private long deadlineNs;
    private long backoffNs = MIN_BACKOFF_NS;
    private long nextHelloNs;
    private long jitter;
    private boolean isStarted;
    private boolean isWelcome;
    private boolean isTold;
    private int welcomeSession;
    private boolean isRefused;
    private int refusedSession;

    private ClientListener listener;
    private RuntimeException failure;
    private long nowNs;

    NodeLink(
        final Aeron aeron,
        final int node,
        final String nodeEndpoint,
        final Listener listener,
        final int replyStream,
        final AeronSettings settings,
        final long jitter)
    {
        this.aeron = aeron;
        this.node = node;
        this.jitter = jitter;
        final int termBytes = settings.bulkTermBytes();
        channel = AeronTransport.channel(nodeEndpoint, termBytes, settings);
        maxFrameLength = termBytes / FRAME_SHARE_OF_TERM;
        replies = listener.listen(replyStream, image -> {}, image -> {});
    }

    void hello(final DirectBuffer frame)
    {
        hello = frame;
    }

    int maxFrameLength()
    {
        return maxFrameLength;
    }

    boolean isConnected()
    {
        return isWelcome && publication != null && publication.isConnected();
    }

    Client.Submitted send(final DirectBuffer buffer, final int offset, final int length)
    {
        long result = publication.offer(buffer, offset, length);
        if (result == Publication.ADMIN_ACTION)
        {
            result = publication.offer(buffer, offset, length);
        }
        if (result > 0)
        {
            return Client.Submitted.OK;
        }
        return result == Publication.BACK_PRESSURED || result == Publication.ADMIN_ACTION ?
            Client.Submitted.BUSY : Client.Submitted.NOT_CONNECTED;
    }

    int poll(final ClientListener target, final long now)
    {
        listener = target;
        nowNs = now;
        maintain();
        final int work = replies.poll(this, FRAGMENTS_PER_POLL);
        if (failure != null)
        {
            // Aeron would have counted it and gone on.
            final RuntimeException thrown = failure;
            failure = null;
            throw thrown;
        }
        return work;
    }

    void close()
    {
        closePublication();
        replies.close();
    }

    @Override
    public void onFragment(final DirectBuffer buffer, final int offset, final int length, final Header header)
    {
        if (failure != null || check.check(FrameCheck.REPLY, buffer, offset, length) != FrameFault.NONE)
        {
            return;
        }
        try
        {
            dispatch(buffer, offset + MessageHeaderDecoder.ENCODED_LENGTH, header.sessionId());
        }
        catch (final RuntimeException e)
        {
            failure = e;
        }
    }

    private void maintain()
    {
        final boolean connected = isReady() && publication.isConnected();
        if (connected)
        {
            if (nowNs - nextHelloNs >= 0 && publication.offer(hello, 0, hello.capacity()) > 0)
            {
                nextHelloNs = nowNs + HELLO_INTERVAL_NS;
            }
            backoffNs = MIN_BACKOFF_NS;
            deadlineNs = nowNs + backoffNs;
        }
        else if (!isStarted || nowNs - deadlineNs >= 0)
        {
            reopen();
        }
        if (isWelcome && (!connected || !replies.isConnected()))
        {
            isWelcome = false;
            // It may have started anew and have to hear at once who we are.
            nextHelloNs = nowNs;
        }
        if (isTold && !isWelcome)
        {
            isTold = false;
            listener.onDisconnected(node);
        }
    }

    private void reopen()
    {
        isStarted = true;
        closePublication();
        jitter = jitter * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
        deadlineNs = nowNs + backoffNs - backoffNs / 4 + (jitter >>> 33) % (backoffNs / 2);
        backoffNs = Math.min(2 * backoffNs, MAX_BACKOFF_NS);
        nextHelloNs = nowNs;
        try
        {
            registrationId = aeron.asyncAddExclusivePublication(channel, AeronTransport.CLIENT_STREAM_ID);
        }
        catch (final AeronException e)
        {
            // The shared client is closed: its owner was told.
            registrationId = Aeron.NULL_VALUE;
        }
    }

    private boolean isReady()
    {
        if (publication == null && registrationId != Aeron.NULL_VALUE)
        {
            try
            {
                publication = aeron.getExclusivePublication(registrationId);
            }
            catch (final RegistrationException e)
            {
                registrationId = Aeron.NULL_VALUE;
            }
        }
        return publication != null;
    }

    private void closePublication()
    {
        if (publication != null)
        {
            publication.close();
        }
        else if (registrationId != Aeron.NULL_VALUE && !aeron.isClosed())
        {
            aeron.asyncRemovePublication(registrationId);
        }
        publication = null;
        registrationId = Aeron.NULL_VALUE;
    }

    private void dispatch(final DirectBuffer buffer, final int body, final int session)
    {
        switch (check.templateId())
        {
            case HelloDecoder.TEMPLATE_ID:
                onHello(session);
                break;

            case VerdictDecoder.TEMPLATE_ID:
                verdictDecoder.wrap(buffer, body, VerdictDecoder.BLOCK_LENGTH, VerdictDecoder.SCHEMA_VERSION);
                listener.onVerdict(node, verdictDecoder.reference(), Verdict.ofCode(verdictDecoder.verdict()),
                    verdictDecoder.requiredFee(), buffer, body + VerdictDecoder.transactionIdEncodingOffset());
                break;

            case OutcomeDecoder.TEMPLATE_ID:
                outcomeDecoder.wrap(buffer, body, OutcomeDecoder.BLOCK_LENGTH, OutcomeDecoder.SCHEMA_VERSION);
                listener.onOutcome(node, outcomeDecoder.reference(), Verdict.ofCode(outcomeDecoder.outcome()),
                    buffer, body + OutcomeDecoder.transactionIdEncodingOffset());
                break;

            case ConfirmationDecoder.TEMPLATE_ID:
                confirmationDecoder.wrap(
                    buffer, body, ConfirmationDecoder.BLOCK_LENGTH, ConfirmationDecoder.SCHEMA_VERSION);
                listener.onConfirmed(node, confirmationDecoder.reference(), confirmationDecoder.height(),
                    buffer, body + ConfirmationDecoder.transactionIdEncodingOffset());
                break;

            case PlaceDecoder.TEMPLATE_ID:
                placeDecoder.wrap(buffer, body, PlaceDecoder.BLOCK_LENGTH, PlaceDecoder.SCHEMA_VERSION);
                listener.onPlace(node, buffer, body + PlaceDecoder.identityEncodingOffset(), placeDecoder.place());
                break;

            case RefusedDecoder.TEMPLATE_ID:
                refusedDecoder.wrap(buffer, body, RefusedDecoder.BLOCK_LENGTH, RefusedDecoder.SCHEMA_VERSION);
                onRefused(session, RefusalReason.ofCode(refusedDecoder.reason()));
                break;

            default:
                // The check lets nothing else to a client.
                break;
        }
    }

    private void onHello(final int session)
    {
        if (isRefused && session == refusedSession)
        {
            return;
        }
        if (!isWelcome || session != welcomeSession)
        {
            isWelcome = true;
            welcomeSession = session;
            // From a node that has just come up, or come again: it may not have heard our own Hello.
            nextHelloNs = nowNs;
        }
        if (!isTold)
        {
            isTold = true;
            listener.onConnected(node);
        }
    }

    private void onRefused(final int session, final RefusalReason reason)
    {
        if (isRefused && session == refusedSession)
        {
            return;
        }
        // The node may not listen to this way any more: the next try takes a new one.
        closePublication();
        deadlineNs = nowNs + REFUSED_PAUSE_NS;
        isRefused = true;
        refusedSession = session;
        isWelcome = false;
        listener.onRefused(node, reason);
    }
}
