package io.timecoin.network;

import io.timecoin.wire.BatchAnnouncementEncoder;
import io.timecoin.wire.BatchEncoder;
import io.timecoin.wire.BatchRequestEncoder;
import io.timecoin.wire.BatchUnavailableEncoder;
import io.timecoin.wire.ChunkEncoder;
import io.timecoin.wire.HelloEncoder;
import io.timecoin.wire.IntroductionEncoder;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.OutcomeEncoder;
import io.timecoin.wire.PlaceEncoder;
import io.timecoin.wire.PlaceRequestEncoder;
import io.timecoin.wire.PollEncoder;
import io.timecoin.wire.PollReplyEncoder;
import io.timecoin.wire.RefusedEncoder;
import io.timecoin.wire.SubmitEncoder;
import io.timecoin.wire.VerdictEncoder;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Well-formed frames of all kinds, made by the generated encoders. */
public final class Frames
{
    public static final byte[] CHAIN = filled(32, 7);

    private static final MessageHeaderEncoder HEADER = new MessageHeaderEncoder();

    private Frames()
    {
    }

    public static byte[] filled(final int length, final int value)
    {
        final byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte)value);
        return bytes;
    }

    public static byte[] identity(final int validator)
    {
        return filled(32, 100 + validator);
    }

    public static byte[] validatorHello(final int validator, final String endpoint)
    {
        return hello(CHAIN, Doorkeeper.PROTOCOL_VERSION, Doorkeeper.ROLE_VALIDATOR, identity(validator), 0, endpoint);
    }

    public static byte[] clientHello(final int name, final int stream, final String endpoint)
    {
        return hello(CHAIN, Doorkeeper.PROTOCOL_VERSION, Doorkeeper.ROLE_CLIENT, filled(32, name), stream, endpoint);
    }

    public static byte[] hello(
        final byte[] chain,
        final int version,
        final int role,
        final byte[] name,
        final int stream,
        final String endpoint)
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final HelloEncoder encoder = new HelloEncoder();
        encoder.wrapAndApplyHeader(buffer, 0, HEADER)
            .putChainId(chain, 0, 32)
            .protocolVersion(version)
            .role((short)role)
            .putNodeId(name, 0, 32)
            .replyStream(stream)
            .replyEndpoint(endpoint);
        return bytes(buffer, encoder.encodedLength());
    }

    public static byte[] submit(final long firstReference, final byte[]... payments)
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final SubmitEncoder encoder = new SubmitEncoder();
        final SubmitEncoder.EntriesEncoder entries =
            encoder.wrapAndApplyHeader(buffer, 0, HEADER).entriesCount(payments.length);
        for (int i = 0; i < payments.length; i++)
        {
            entries.next().reference(firstReference + i).putTransaction(payments[i], 0, payments[i].length);
        }
        return bytes(buffer, encoder.encodedLength());
    }

    public static byte[] batch(final byte[]... payments)
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final BatchEncoder encoder = new BatchEncoder();
        final BatchEncoder.MembersEncoder members =
            encoder.wrapAndApplyHeader(buffer, 0, HEADER).membersCount(payments.length);
        for (final byte[] payment : payments)
        {
            members.next().putTransaction(payment, 0, payment.length);
        }
        return bytes(buffer, encoder.encodedLength());
    }

    public static byte[] poll(final long pollId, final int entries)
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final PollEncoder encoder = new PollEncoder();
        final PollEncoder.EntriesEncoder group =
            encoder.wrapAndApplyHeader(buffer, 0, HEADER).pollId(pollId).entriesCount(entries);
        for (int i = 0; i < entries; i++)
        {
            group.next().putBatchName(filled(32, i), 0, 32).asked(-1L >>> i);
        }
        return bytes(buffer, encoder.encodedLength());
    }

    public static byte[] pollReply(final long pollId, final int entries)
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final PollReplyEncoder encoder = new PollReplyEncoder();
        final PollReplyEncoder.EntriesEncoder group =
            encoder.wrapAndApplyHeader(buffer, 0, HEADER).pollId(pollId).entriesCount(entries);
        for (int i = 0; i < entries; i++)
        {
            group.next().known(i).prefer(i).strong(i);
        }
        return bytes(buffer, encoder.encodedLength());
    }

    public static byte[] request(final int name)
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final BatchRequestEncoder encoder = new BatchRequestEncoder();
        encoder.wrapAndApplyHeader(buffer, 0, HEADER).putBatchName(filled(32, name), 0, 32);
        return bytes(buffer, encoder.encodedLength());
    }

    public static byte[] unavailable(final int name)
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final BatchUnavailableEncoder encoder = new BatchUnavailableEncoder();
        encoder.wrapAndApplyHeader(buffer, 0, HEADER).putBatchName(filled(32, name), 0, 32);
        return bytes(buffer, encoder.encodedLength());
    }

    public static byte[] announcement(final int entries)
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final BatchAnnouncementEncoder encoder = new BatchAnnouncementEncoder();
        final BatchAnnouncementEncoder.EntriesEncoder group =
            encoder.wrapAndApplyHeader(buffer, 0, HEADER).entriesCount(entries);
        for (int i = 0; i < entries; i++)
        {
            group.next().putBatchName(filled(32, i), 0, 32);
        }
        return bytes(buffer, encoder.encodedLength());
    }

    public static byte[] chunk(
        final long number, final int index, final int count, final long totalLength, final byte[] payload)
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final ChunkEncoder encoder = new ChunkEncoder();
        encoder.wrapAndApplyHeader(buffer, 0, HEADER)
            .messageNumber(number)
            .chunkIndex(index)
            .chunkCount(count)
            .totalLength(totalLength)
            .putPayload(payload, 0, payload.length);
        return bytes(buffer, encoder.encodedLength());
    }

    public static byte[] verdict(final long reference, final int code)
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final VerdictEncoder encoder = new VerdictEncoder();
        encoder.wrapAndApplyHeader(buffer, 0, HEADER)
            .reference(reference)
            .verdict(code)
            .requiredFee(3)
            .putTransactionId(filled(32, 9), 0, 32);
        return bytes(buffer, encoder.encodedLength());
    }

    public static byte[] outcome(final long reference, final int code)
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final OutcomeEncoder encoder = new OutcomeEncoder();
        encoder.wrapAndApplyHeader(buffer, 0, HEADER)
            .reference(reference)
            .outcome(code)
            .putTransactionId(filled(32, 9), 0, 32);
        return bytes(buffer, encoder.encodedLength());
    }

    public static byte[] refused(final int reason)
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final RefusedEncoder encoder = new RefusedEncoder();
        encoder.wrapAndApplyHeader(buffer, 0, HEADER).reason(reason);
        return bytes(buffer, encoder.encodedLength());
    }

    public static byte[] placeRequest(final byte[] identity)
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final PlaceRequestEncoder encoder = new PlaceRequestEncoder();
        encoder.wrapAndApplyHeader(buffer, 0, HEADER).putIdentity(identity, 0, identity.length);
        return bytes(buffer, encoder.encodedLength());
    }

    public static byte[] place(final byte[] identity, final int place)
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final PlaceEncoder encoder = new PlaceEncoder();
        encoder.wrapAndApplyHeader(buffer, 0, HEADER).putIdentity(identity, 0, identity.length).place(place);
        return bytes(buffer, encoder.encodedLength());
    }

    public static byte[] introduction(final int validator, final String endpoint)
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final IntroductionEncoder encoder = new IntroductionEncoder();
        encoder.wrapAndApplyHeader(buffer, 0, HEADER).validator(validator).endpoint(endpoint);
        return bytes(buffer, encoder.encodedLength());
    }

    /** One of each kind, with the stream on which it belongs. */
    public static Map<byte[], Integer> all()
    {
        final Map<byte[], Integer> frames = new LinkedHashMap<>();
        final BiConsumer<Integer, byte[]> add = (stream, frame) -> frames.put(frame, stream);
        add.accept(Transport.CONTROL, validatorHello(1, "127.0.0.1:4000"));
        add.accept(Transport.CLIENT, clientHello(1, 2_000, "127.0.0.1:4001"));
        add.accept(Transport.CLIENT, submit(1, filled(300, 1), filled(0, 1), filled(7, 2)));
        add.accept(Transport.BULK, batch(filled(250, 1), filled(251, 2)));
        add.accept(Transport.CONTROL, poll(5, 3));
        add.accept(Transport.CONTROL, pollReply(5, 3));
        add.accept(Transport.CONTROL, request(1));
        add.accept(Transport.CONTROL, unavailable(1));
        add.accept(Transport.CONTROL, announcement(4));
        add.accept(Transport.BULK, chunk(1, 0, 2, 1_000, filled(500, 3)));
        add.accept(FrameCheck.REPLY, verdict(1, 2));
        add.accept(FrameCheck.REPLY, outcome(1, 0));
        add.accept(FrameCheck.REPLY, refused(1));
        add.accept(Transport.CLIENT, placeRequest(identity(1)));
        add.accept(FrameCheck.REPLY, place(identity(1), 7));
        add.accept(Transport.CONTROL, introduction(2, "127.0.0.1:4002"));
        frames.putAll(BlockFrames.all());
        return frames;
    }

    public static UnsafeBuffer buffer(final byte[] frame)
    {
        return new UnsafeBuffer(frame);
    }

    private static byte[] bytes(final ExpandableArrayBuffer buffer, final int bodyLength)
    {
        return Arrays.copyOf(buffer.byteArray(), MessageHeaderEncoder.ENCODED_LENGTH + bodyLength);
    }
}
