package io.timecoin.network;

import io.timecoin.wire.BatchAnnouncementDecoder;
import io.timecoin.wire.BatchDecoder;
import io.timecoin.wire.BatchRequestDecoder;
import io.timecoin.wire.BatchUnavailableDecoder;
import io.timecoin.wire.BlockEvidenceDecoder;
import io.timecoin.wire.BlockPartDecoder;
import io.timecoin.wire.BlockPartRequestDecoder;
import io.timecoin.wire.BlockStatusDecoder;
import io.timecoin.wire.BodyRequestDecoder;
import io.timecoin.wire.ChunkDecoder;
import io.timecoin.wire.CommitDecoder;
import io.timecoin.wire.CommitRequestDecoder;
import io.timecoin.wire.ConfirmationDecoder;
import io.timecoin.wire.EvidenceDecoder;
import io.timecoin.wire.HelloDecoder;
import io.timecoin.wire.IntroductionDecoder;
import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.OutcomeDecoder;
import io.timecoin.wire.PlaceDecoder;
import io.timecoin.wire.PlaceRequestDecoder;
import io.timecoin.wire.PollDecoder;
import io.timecoin.wire.PollReplyDecoder;
import io.timecoin.wire.ProposalDecoder;
import io.timecoin.wire.RefusedDecoder;
import io.timecoin.wire.SubmitDecoder;
import io.timecoin.wire.TransactionRequestDecoder;
import io.timecoin.wire.VerdictDecoder;
import io.timecoin.wire.VoteDecoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

class FrameCheckTest
{
    private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
    private static final int MARGIN = 64;

    private final FrameCheck check = new FrameCheck(8 * 1024, 1 << 20, 256 * 1024);

    @Test
    void shouldPassEveryWellFormedFrameOnItsStreamOnly()
    {
        for (final Map.Entry<byte[], Integer> entry : Frames.all().entrySet())
        {
            final byte[] frame = entry.getKey();
            assertThat(check(entry.getValue(), frame)).isEqualTo(FrameFault.NONE);
            assertThat(check.templateId()).isEqualTo(template(frame));
            for (int stream = 0; stream <= FrameCheck.REPLY; stream++)
            {
                assertThat(check(stream, frame)).isIn(FrameFault.NONE, FrameFault.WRONG_STREAM);
            }
        }
        assertThat(check(Transport.CLIENT, Frames.batch(Frames.filled(9, 1)))).isEqualTo(FrameFault.WRONG_STREAM);
        assertThat(check(Transport.CONTROL, Frames.submit(1, Frames.filled(9, 1)))).isEqualTo(FrameFault.WRONG_STREAM);
        assertThat(check(Transport.BULK, Frames.poll(1, 1))).isEqualTo(FrameFault.WRONG_STREAM);
        assertThat(check(Transport.CONTROL, Frames.verdict(1, 1))).isEqualTo(FrameFault.WRONG_STREAM);
    }

    @Test
    void shouldRefuseEveryFrameThatIsCutOrContinued()
    {
        for (final Map.Entry<byte[], Integer> entry : Frames.all().entrySet())
        {
            final byte[] frame = entry.getKey();
            // Behind the cut lies what was cut off: a check that reads on would find a whole message.
            for (int length = 0; length < frame.length; length++)
            {
                assertThat(check.check(entry.getValue(), Frames.buffer(frame), 0, length))
                    .as("template %s cut to %s", template(frame), length)
                    .isIn(FrameFault.TOO_SHORT, FrameFault.TRUNCATED);
            }
            final byte[] longer = java.util.Arrays.copyOf(frame, frame.length + 1);
            assertThat(check(entry.getValue(), longer)).isEqualTo(FrameFault.TRAILING_BYTES);
        }
    }

    @Test
    void shouldRefuseEveryOtherHeader()
    {
        for (final Map.Entry<byte[], Integer> entry : Frames.all().entrySet())
        {
            final byte[] frame = entry.getKey();
            final int stream = entry.getValue();
            for (final int extreme : new int[]{0, 1, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF})
            {
                assertThat(check(stream, with(frame, MessageHeaderDecoder.schemaIdEncodingOffset(), extreme)))
                    .isEqualTo(FrameFault.WRONG_SCHEMA);
                if (extreme != 1)
                {
                    assertThat(check(stream, with(frame, MessageHeaderDecoder.versionEncodingOffset(), extreme)))
                        .isEqualTo(FrameFault.WRONG_VERSION);
                }
                assertThat(check(stream, with(frame, MessageHeaderDecoder.templateIdEncodingOffset(), extreme)))
                    .isEqualTo(FrameFault.UNKNOWN_TEMPLATE);
                if (blockLength(frame) != extreme)
                {
                    assertThat(check(stream, with(frame, MessageHeaderDecoder.blockLengthEncodingOffset(), extreme)))
                        .isEqualTo(FrameFault.BAD_BLOCK_LENGTH);
                }
            }
        }
    }

    @Test
    void shouldRefuseGroupsOfAnotherSizeOrCount()
    {
        for (final Map.Entry<byte[], Integer> entry : Frames.all().entrySet())
        {
            final byte[] frame = entry.getKey();
            final FrameShape shape = FrameShape.byTemplate()[template(frame)];
            if (shape.elementLength() == FrameShape.NONE)
            {
                continue;
            }
            final int group = MessageHeaderDecoder.ENCODED_LENGTH + shape.blockLength();
            for (final int extreme : new int[]{0, 1, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF})
            {
                if (shape.elementLength() != extreme)
                {
                    assertThat(check(entry.getValue(), with(frame, group, extreme))).isEqualTo(FrameFault.BAD_GROUP);
                }
                assertThat(check(entry.getValue(), with(frame, group + 2, extreme)))
                    .isIn(FrameFault.BAD_GROUP, FrameFault.TRUNCATED, FrameFault.TRAILING_BYTES, FrameFault.BAD_DATA);
            }
            assertThat(check(entry.getValue(), with(frame, group + 2, shape.maxCount() + 1)))
                .isEqualTo(FrameFault.BAD_GROUP);
        }
    }

    @Test
    void shouldRefuseVariableDataThatIsTooLongOrGoesBeyondTheEnd()
    {
        final byte[] submit = Frames.submit(1, Frames.filled(300, 1));
        final int length = submit.length - 300 - 4;
        for (final int extreme : new int[]{301, 1 << 16, 1 << 17})
        {
            assertThat(check(Transport.CLIENT, withInt(submit, length, extreme))).isEqualTo(FrameFault.TRUNCATED);
        }
        for (final int extreme : new int[]{(1 << 17) + 1, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
        {
            assertThat(check(Transport.CLIENT, withInt(submit, length, extreme))).isEqualTo(FrameFault.BAD_DATA);
        }
        assertThat(check(Transport.CLIENT, withInt(submit, length, 299))).isEqualTo(FrameFault.TRAILING_BYTES);
        final byte[] chunk = Frames.chunk(1, 0, 2, 1_000, Frames.filled(500, 3));
        for (final int extreme : new int[]{501, Integer.MAX_VALUE})
        {
            assertThat(check(Transport.BULK, withInt(chunk, chunk.length - 504, extreme)))
                .isEqualTo(FrameFault.TRUNCATED);
        }
        assertThat(check(Transport.BULK, withInt(chunk, chunk.length - 504, -1))).isEqualTo(FrameFault.BAD_DATA);
        final byte[] hello = Frames.clientHello(1, 2_000, "127.0.0.1:4001");
        assertThat(check(Transport.CLIENT, with(hello, hello.length - 16, 0xFFFF))).isEqualTo(FrameFault.BAD_DATA);
        assertThat(check(Transport.CLIENT, with(hello, hello.length - 16, 15))).isEqualTo(FrameFault.TRUNCATED);
    }

    @Test
    void shouldRefuseFramesLongerThanTheStreamAllows()
    {
        final FrameCheck small = new FrameCheck(100, 200, 300);
        assertThat(small.check(Transport.CONTROL, new UnsafeBuffer(new byte[101]), 0, 101))
            .isEqualTo(FrameFault.TOO_LARGE);
        assertThat(small.check(Transport.BULK, new UnsafeBuffer(new byte[201]), 0, 201))
            .isEqualTo(FrameFault.TOO_LARGE);
        assertThat(small.check(Transport.CLIENT, new UnsafeBuffer(new byte[301]), 0, 301))
            .isEqualTo(FrameFault.TOO_LARGE);
    }

    /** Whatever passes has, decoded by the generated decoder, exactly the frame's length. Nothing throws. */
    @Test
    void shouldSurviveRandomDamage()
    {
        final long seed = 20_260_101L;
        final Random random = new Random(seed);
        final List<Map.Entry<byte[], Integer>> frames = new ArrayList<>(Frames.all().entrySet());
        int passed = 0;
        for (int round = 0; round < 200_000; round++)
        {
            final Map.Entry<byte[], Integer> entry = frames.get(random.nextInt(frames.size()));
            final byte[] frame = entry.getKey();
            final int length = random.nextInt(4) == 0 ? random.nextInt(frame.length + MARGIN) : frame.length;
            final byte[] damaged = new byte[MARGIN + length + MARGIN];
            random.nextBytes(damaged);
            System.arraycopy(frame, 0, damaged, MARGIN, Math.min(length, frame.length));
            for (int hits = random.nextInt(3); length > 0 && hits >= 0; hits--)
            {
                damaged[MARGIN + random.nextInt(Math.min(length, 40))] = (byte)random.nextInt();
            }
            final UnsafeBuffer buffer = new UnsafeBuffer(damaged);
            final int stream = random.nextInt(8) == 0 ? random.nextInt(4) : entry.getValue();
            final FrameFault fault = check.check(stream, buffer, MARGIN, length);
            if (fault == FrameFault.NONE)
            {
                passed++;
                assertThat(decodedLength(buffer, MARGIN, length)).as("seed %s round %s", seed, round).isEqualTo(length);
            }
        }
        assertThat(passed).isGreaterThan(1_000);
    }

    private static int decodedLength(final UnsafeBuffer buffer, final int offset, final int length)
    {
        final UnsafeBuffer frame = new UnsafeBuffer(buffer, offset, length);
        final MessageHeaderDecoder header = new MessageHeaderDecoder();
        header.wrap(frame, 0);
        final int decoded = switch (header.templateId())
        {
            case HelloDecoder.TEMPLATE_ID -> new HelloDecoder().wrapAndApplyHeader(frame, 0, header).sbeDecodedLength();
            case RefusedDecoder.TEMPLATE_ID ->
                new RefusedDecoder().wrapAndApplyHeader(frame, 0, header).sbeDecodedLength();
            case SubmitDecoder.TEMPLATE_ID ->
                new SubmitDecoder().wrapAndApplyHeader(frame, 0, header).sbeDecodedLength();
            case VerdictDecoder.TEMPLATE_ID ->
                new VerdictDecoder().wrapAndApplyHeader(frame, 0, header).sbeDecodedLength();
            case OutcomeDecoder.TEMPLATE_ID ->
                new OutcomeDecoder().wrapAndApplyHeader(frame, 0, header).sbeDecodedLength();
            case PlaceRequestDecoder.TEMPLATE_ID ->
                new PlaceRequestDecoder().wrapAndApplyHeader(frame, 0, header).sbeDecodedLength();
            case IntroductionDecoder.TEMPLATE_ID ->
                new IntroductionDecoder().wrapAndApplyHeader(frame, 0, header).sbeDecodedLength();
            case PlaceDecoder.TEMPLATE_ID -> new PlaceDecoder().wrapAndApplyHeader(frame, 0, header).sbeDecodedLength();
            case BatchDecoder.TEMPLATE_ID -> new BatchDecoder().wrapAndApplyHeader(frame, 0, header).sbeDecodedLength();
            case PollDecoder.TEMPLATE_ID -> new PollDecoder().wrapAndApplyHeader(frame, 0, header).sbeDecodedLength();
            case PollReplyDecoder.TEMPLATE_ID ->
                new PollReplyDecoder().wrapAndApplyHeader(frame, 0, header).sbeDecodedLength();
            case BatchRequestDecoder.TEMPLATE_ID ->
                new BatchRequestDecoder().wrapAndApplyHeader(frame, 0, header).sbeDecodedLength();
            case BatchUnavailableDecoder.TEMPLATE_ID ->
                new BatchUnavailableDecoder().wrapAndApplyHeader(frame, 0, header).sbeDecodedLength();
            case BatchAnnouncementDecoder.TEMPLATE_ID ->
                new BatchAnnouncementDecoder().wrapAndApplyHeader(frame, 0, header).sbeDecodedLength();
            case ChunkDecoder.TEMPLATE_ID -> new ChunkDecoder().wrapAndApplyHeader(frame, 0, header).sbeDecodedLength();
            case BlockPartDecoder.TEMPLATE_ID ->
                new BlockPartDecoder().wrapAndApplyHeader(frame, 0, header).sbeDecodedLength();
            case BlockEvidenceDecoder.TEMPLATE_ID ->
                new BlockEvidenceDecoder().wrapAndApplyHeader(frame, 0, header).sbeDecodedLength();
            case EvidenceDecoder.TEMPLATE_ID ->
                new EvidenceDecoder().wrapAndApplyHeader(frame, 0, header).sbeDecodedLength();
            case BlockPartRequestDecoder.TEMPLATE_ID ->
                new BlockPartRequestDecoder().wrapAndApplyHeader(frame, 0, header).sbeDecodedLength();
            case BlockStatusDecoder.TEMPLATE_ID ->
                new BlockStatusDecoder().wrapAndApplyHeader(frame, 0, header).sbeDecodedLength();
            case BodyRequestDecoder.TEMPLATE_ID ->
                new BodyRequestDecoder().wrapAndApplyHeader(frame, 0, header).sbeDecodedLength();
            case CommitDecoder.TEMPLATE_ID ->
                new CommitDecoder().wrapAndApplyHeader(frame, 0, header).sbeDecodedLength();
            case CommitRequestDecoder.TEMPLATE_ID ->
                new CommitRequestDecoder().wrapAndApplyHeader(frame, 0, header).sbeDecodedLength();
            case ConfirmationDecoder.TEMPLATE_ID ->
                new ConfirmationDecoder().wrapAndApplyHeader(frame, 0, header).sbeDecodedLength();
            case ProposalDecoder.TEMPLATE_ID ->
                new ProposalDecoder().wrapAndApplyHeader(frame, 0, header).sbeDecodedLength();
            case TransactionRequestDecoder.TEMPLATE_ID ->
                new TransactionRequestDecoder().wrapAndApplyHeader(frame, 0, header).sbeDecodedLength();
            case VoteDecoder.TEMPLATE_ID ->
                new VoteDecoder().wrapAndApplyHeader(frame, 0, header).sbeDecodedLength();
            default -> throw new AssertionError("passed with template " + header.templateId());
        };
        return MessageHeaderDecoder.ENCODED_LENGTH + decoded;
    }

    private FrameFault check(final int stream, final byte[] frame)
    {
        return check.check(stream, Frames.buffer(frame), 0, frame.length);
    }

    private static int template(final byte[] frame)
    {
        return Frames.buffer(frame).getShort(MessageHeaderDecoder.templateIdEncodingOffset(), LITTLE);
    }

    private static int blockLength(final byte[] frame)
    {
        return Frames.buffer(frame).getShort(MessageHeaderDecoder.blockLengthEncodingOffset(), LITTLE);
    }

    private static byte[] with(final byte[] frame, final int offset, final int value)
    {
        final byte[] changed = frame.clone();
        Frames.buffer(changed).putShort(offset, (short)value, LITTLE);
        return changed;
    }

    private static byte[] withInt(final byte[] frame, final int offset, final int value)
    {
        final byte[] changed = frame.clone();
        Frames.buffer(changed).putInt(offset, value, LITTLE);
        return changed;
    }
}
