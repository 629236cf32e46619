package io.timecoin.validator;

import io.timecoin.network.Transport;
import io.timecoin.transaction.Verdict;
import io.timecoin.wire.HelloDecoder;
import io.timecoin.wire.HelloEncoder;
import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.OutcomeDecoder;
import io.timecoin.wire.SubmitEncoder;
import io.timecoin.wire.VerdictDecoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A client that submits payments to one validator and keeps what it is told about each. */
final class TestClient implements Transport.FrameHandler
{
    private static final int STREAM = 2_000;

    private final Transport transport;
    private final int link;
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private final Map<Long, Verdict> verdicts = new HashMap<>();
    private final Map<Long, Verdict> outcomes = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private long lastReference;

    TestClient(final MemoryNetwork network, final String endpoint, final String validator, final byte[] chainId)
    {
        transport = network.transport(endpoint);
        link = transport.open(validator, Transport.CLIENT);
        waiting.add(hello(endpoint, chainId));
    }

    /** Submits payments in one frame; the references are consecutive and end with the one returned. */
    long submit(final byte[]... payments)
    {
        int length = 64;
        for (final byte[] payment : payments)
        {
            length += payment.length + 12;
        }
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[length]);
        final SubmitEncoder encoder = new SubmitEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        final SubmitEncoder.EntriesEncoder entries = encoder.entriesCount(payments.length);
        for (final byte[] payment : payments)
        {
            entries.next().reference(++lastReference).putTransaction(payment, 0, payment.length);
        }
        final byte[] frame = new byte[MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength()];
        buffer.getBytes(0, frame);
        waiting.add(frame);
        return lastReference;
    }

    /** Any frame at all. */
    void sendRaw(final byte[] frame)
    {
        waiting.add(frame);
    }

    int doWork()
    {
        int work = 0;
        while (!waiting.isEmpty() &&
            transport.send(link, new UnsafeBuffer(waiting.peek()), 0, waiting.peek().length) == Transport.Sent.OK)
        {
            waiting.poll();
            work++;
        }
        return work + transport.poll(STREAM, this, 100);
    }

    Verdict verdict(final long reference)
    {
        return verdicts.get(reference);
    }

    Verdict outcome(final long reference)
    {
        return outcomes.get(reference);
    }

    int verdictCount()
    {
        return verdicts.size();
    }

    int outcomeCount()
    {
        return outcomes.size();
    }

    List<String> faults()
    {
        return faults;
    }

    @Override
    public boolean onFrame(
        final int stream, final long source, final DirectBuffer buffer, final int offset, final int length)
    {
        final MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(buffer, offset);
        switch (header.templateId())
        {
            case VerdictDecoder.TEMPLATE_ID ->
            {
                final VerdictDecoder decoder = new VerdictDecoder().wrapAndApplyHeader(buffer, offset, header);
                keep(verdicts, "verdict", decoder.reference(), decoder.verdict());
            }
            case OutcomeDecoder.TEMPLATE_ID ->
            {
                final OutcomeDecoder decoder = new OutcomeDecoder().wrapAndApplyHeader(buffer, offset, header);
                keep(outcomes, "outcome", decoder.reference(), decoder.outcome());
            }
            case HelloDecoder.TEMPLATE_ID ->
            {
                // Each link begins with one.
            }
            default -> faults.add("frame of template " + header.templateId());
        }
        return true;
    }

    @Override
    public void onSourceClosed(final int stream, final long source)
    {
    }

    private void keep(final Map<Long, Verdict> map, final String what, final long reference, final int code)
    {
        final Verdict before = map.put(reference, Verdict.ofCode(code));
        if (before != null)
        {
            faults.add("second " + what + " of " + reference + ": " + before + ", then " + Verdict.ofCode(code));
        }
    }

    private static byte[] hello(final String endpoint, final byte[] chainId)
    {
        final byte[] address = endpoint.getBytes(StandardCharsets.ISO_8859_1);
        final byte[] name = new byte[32];
        System.arraycopy(address, 0, name, 0, address.length);
        final byte[] frame = new byte[MessageHeaderEncoder.ENCODED_LENGTH + HelloEncoder.BLOCK_LENGTH +
            HelloEncoder.replyEndpointHeaderLength() + address.length];
        new HelloEncoder().wrapAndApplyHeader(new UnsafeBuffer(frame), 0, new MessageHeaderEncoder())
            .putChainId(chainId, 0, 32)
            .protocolVersion(1)
            .role((short)1)
            .putNodeId(name, 0, 32)
            .replyStream(STREAM)
            .putReplyEndpoint(address, 0, address.length);
        return frame;
    }
}
