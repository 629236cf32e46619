package io.timecoin.simulation;

import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.PollDecoder;
import io.timecoin.wire.PollReplyDecoder;
import io.timecoin.wire.PollReplyEncoder;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;

/**
 * What a liar must understand of frames: replies to polls, and the polls themselves. Frames come from real
 * validators.
 */
final class Frames
{
    private static final int TEMPLATE_OFFSET = 2;
    private static final int POLL_ID_OFFSET = MessageHeaderDecoder.ENCODED_LENGTH;
    private static final int COUNT_OFFSET = POLL_ID_OFFSET + PollReplyDecoder.BLOCK_LENGTH + 2;
    private static final int ENTRIES_OFFSET = COUNT_OFFSET + 2;
    private static final int REPLY_ENTRY_LENGTH = PollReplyDecoder.EntriesDecoder.sbeBlockLength();
    private static final int POLL_ENTRY_LENGTH = PollDecoder.EntriesDecoder.sbeBlockLength();
    private static final int PREFER_OFFSET = 8;
    private static final int STRONG_OFFSET = 16;

    private Frames()
    {
    }

    static int templateId(final byte[] frame)
    {
        return new UnsafeBuffer(frame).getShort(TEMPLATE_OFFSET, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
    }

    static boolean isPollReply(final byte[] frame)
    {
        return templateId(frame) == PollReplyDecoder.TEMPLATE_ID;
    }

    static boolean isPoll(final byte[] frame)
    {
        return templateId(frame) == PollDecoder.TEMPLATE_ID;
    }

    /** Number of the poll that a poll or a reply is about. */
    static long pollId(final byte[] frame)
    {
        return word(frame, POLL_ID_OFFSET);
    }

    /** Number of entries of a poll or a reply. */
    static int entryCount(final byte[] frame)
    {
        return new UnsafeBuffer(frame).getShort(COUNT_OFFSET, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
    }

    static long known(final byte[] reply, final int entry)
    {
        return word(reply, ENTRIES_OFFSET + entry * REPLY_ENTRY_LENGTH);
    }

    static long prefer(final byte[] reply, final int entry)
    {
        return word(reply, ENTRIES_OFFSET + entry * REPLY_ENTRY_LENGTH + PREFER_OFFSET);
    }

    static long strong(final byte[] reply, final int entry)
    {
        return word(reply, ENTRIES_OFFSET + entry * REPLY_ENTRY_LENGTH + STRONG_OFFSET);
    }

    static void vote(final byte[] reply, final int entry, final long known, final long prefer, final long strong)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(reply);
        final int offset = ENTRIES_OFFSET + entry * REPLY_ENTRY_LENGTH;
        buffer.putLong(offset, known, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(offset + PREFER_OFFSET, prefer, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(offset + STRONG_OFFSET, strong, ByteOrder.LITTLE_ENDIAN);
    }

    /** Offset of the 32 bytes that name the batch of a poll's entry. */
    static int batchNameOffset(final int entry)
    {
        return ENTRIES_OFFSET + entry * POLL_ENTRY_LENGTH;
    }

    static long asked(final byte[] poll, final int entry)
    {
        return word(poll, batchNameOffset(entry) + PollDecoder.EntriesDecoder.askedEncodingOffset());
    }

    /** A reply to a poll, with no vote in it yet. */
    static byte[] emptyReply(final byte[] poll)
    {
        final int count = entryCount(poll);
        final byte[] reply = new byte[ENTRIES_OFFSET + count * REPLY_ENTRY_LENGTH];
        final PollReplyEncoder encoder = new PollReplyEncoder()
            .wrapAndApplyHeader(new UnsafeBuffer(reply), 0, new MessageHeaderEncoder())
            .pollId(pollId(poll));
        final PollReplyEncoder.EntriesEncoder entries = encoder.entriesCount(count);
        for (int i = 0; i < count; i++)
        {
            entries.next().known(0).prefer(0).strong(0);
        }
        return reply;
    }

    private static long word(final byte[] frame, final int offset)
    {
        return new UnsafeBuffer(frame).getLong(offset, ByteOrder.LITTLE_ENDIAN);
    }
}
