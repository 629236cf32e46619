package io.timecoin.simulation;

import io.timecoin.network.Transport;
import io.timecoin.transaction.Verdict;
import io.timecoin.wire.HelloEncoder;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.OutcomeDecoder;
import io.timecoin.wire.SubmitEncoder;
import io.timecoin.wire.VerdictDecoder;
import io.timecoin.wire.MessageHeaderDecoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * A client of all validators: says Hello to each, submits payments when they are due, counts the answers. What a
 * validator does not take now it submits again later: of payments with unknown parents a validator keeps but a few.
 */
final class VirtualClient implements Transport.FrameHandler
{
    private static final int PROTOCOL_VERSION = 1;
    private static final short CLIENT_ROLE = 1;
    private static final int REPLY_STREAM = 2_001;
    private static final long HELLO_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int POLL_LIMIT = 1_024;

    /** A payment on its way to a validator. */
    private record Submission(SimulatedPayment payment, int validator)
    {
    }

    /** A payment to be submitted again. */
    private record Again(Submission submission, long dueNs)
    {
    }

    private final VirtualTransport transport;
    private final byte[] chainId;
    private final byte[] name;
    private final int[] links;
    private final Queue<Submission> waiting = new ArrayDeque<>();
    private final Queue<Again> again = new ArrayDeque<>();
    private final Map<Long, Submission> byReference = new HashMap<>();
    private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[128 * 1024]);
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final VerdictDecoder verdict = new VerdictDecoder();
    private long nextHelloNs;
    private int outcomes;
    private long nowNs;

    VirtualClient(final VirtualTransport transport, final byte[] chainId, final String[] validators, final byte[] name)
    {
        this.transport = transport;
        this.chainId = chainId;
        this.name = name;
        links = new int[validators.length];
        for (int i = 0; i < links.length; i++)
        {
            links[i] = transport.open(validators[i], Transport.CLIENT);
        }
    }

    void submit(final SimulatedPayment payment)
    {
        submit(payment, payment.validator());
    }

    /** Submits a payment to another validator than the first. */
    void submit(final SimulatedPayment payment, final int validator)
    {
        final Submission submission = new Submission(payment, validator);
        byReference.put((long)payment.number(), submission);
        if (!trySubmit(submission))
        {
            waiting.add(submission);
        }
    }

    void doWork(final long timeNs)
    {
        nowNs = timeNs;
        if (nowNs >= nextHelloNs)
        {
            nextHelloNs = nowNs + HELLO_INTERVAL_NS;
            final int length = encodeHello();
            for (final int link : links)
            {
                transport.send(link, buffer, 0, length);
            }
        }
        while (!again.isEmpty() && again.peek().dueNs() <= nowNs)
        {
            waiting.add(again.remove().submission());
        }
        for (int i = waiting.size(); i > 0; i--)
        {
            // One validator that is not there holds up nobody else.
            final Submission submission = waiting.remove();
            if (!trySubmit(submission))
            {
                waiting.add(submission);
            }
        }
        transport.poll(REPLY_STREAM, this, POLL_LIMIT);
    }

    @Override
    public boolean onFrame(
        final int stream, final long source, final DirectBuffer frame, final int offset, final int length)
    {
        header.wrap(frame, offset);
        if (header.templateId() == VerdictDecoder.TEMPLATE_ID)
        {
            verdict.wrapAndApplyHeader(frame, offset, header);
            onVerdict(verdict.reference(), Verdict.ofCode(verdict.verdict()));
        }
        else if (header.templateId() == OutcomeDecoder.TEMPLATE_ID)
        {
            outcomes++;
        }
        return true;
    }

    @Override
    public void onSourceClosed(final int stream, final long source)
    {
        // The link back comes again by itself.
    }

    /** How often each verdict came. */
    Map<Verdict, Integer> verdicts()
    {
        return verdicts;
    }

    /** Events after the verdicts. */
    int outcomes()
    {
        return outcomes;
    }

    private void onVerdict(final long reference, final Verdict answer)
    {
        verdicts.merge(answer, 1, Integer::sum);
        switch (answer)
        {
            case MISSING_PARENT, POOL_FULL, RATE_LIMITED, NOT_READY ->
                again.add(new Again(byReference.get(reference), nowNs + AGAIN_NS));
            default ->
            {
                // Whatever it is, asking again would not change it.
            }
        }
    }

    private boolean trySubmit(final Submission submission)
    {
        final SimulatedPayment payment = submission.payment();
        final SubmitEncoder encoder = new SubmitEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        encoder.entriesCount(1).next()
            .reference(payment.number())
            .putTransaction(payment.bytes(), 0, payment.bytes().length);
        final int length = MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
        return transport.send(links[submission.validator()], buffer, 0, length) == Transport.Sent.OK;
    }

    private int encodeHello()
    {
        final HelloEncoder encoder = new HelloEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        encoder.putChainId(chainId, 0, chainId.length)
            .protocolVersion(PROTOCOL_VERSION)
            .role(CLIENT_ROLE)
            .putNodeId(name, 0, name.length)
            .replyStream(REPLY_STREAM)
            .replyEndpoint(transport.endpoint());
        return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
    }
}
