package io.timecoin.block;

import static io.timecoin.block.BlockStoreException.Reason.DAMAGED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.util.Arrays;

import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.crypto.Sha256;
import io.timecoin.wire.BatchDecoder;
import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.StoredBlockDecoder;

/**
 * Reads stored blocks. The first frame of the block that was asked for last is kept: peers ask for part after part.
 */
final class StoredBlockReader
{
    private static final int MESSAGE = BlockSegment.PAYLOAD + MessageHeaderDecoder.ENCODED_LENGTH;
    private static final int LENGTH_FIELD = Integer.BYTES;
    private static final int MEMBERS = MESSAGE + BatchDecoder.BLOCK_LENGTH + BatchDecoder.MembersDecoder.HEADER_SIZE;
    private static final int MEMBER_COUNT = MEMBERS - Short.BYTES;

    private final FrameBuffer block = new FrameBuffer();
    private final FrameBuffer bodies = new FrameBuffer();
    private int blockHeight = BlockStore.NO_HEIGHT;
    private Commit commit;
    private int stateLength;
    private int commitOffset;
    private int commitLength;
    private int idsOffset;
    private int idsLength;
    private int evidenceOffset;
    private int evidenceLength;

    // Of the block whose bodies were asked for last.
    private int bodiesHeight = BlockStore.NO_HEIGHT;
    private long[] bodyFrames = new long[16];
    private int bodyFrameCount;

    /** What holds the block that was loaded last. */
    UnsafeBuffer buffer()
    {
        return block.buffer();
    }

    /** Reads a block's first frame, to which the offsets refer until another block is loaded. */
    void load(final BlockSegment segment, final int height)
    {
        if (height == blockHeight)
        {
            return;
        }
        blockHeight = BlockStore.NO_HEIGHT;
        commit = null;
        final long offset = segment.offset(height);
        final int payloadLength = segment.readFrame(block, offset, height, BlockFrame.BLOCK).payloadLength();
        final int end = BlockSegment.PAYLOAD + payloadLength;
        int at = MESSAGE + StoredBlockDecoder.BLOCK_LENGTH;
        stateLength = fieldLength(block, at, end);
        at += LENGTH_FIELD + stateLength;
        commitLength = fieldLength(block, at, end);
        commitOffset = at + LENGTH_FIELD;
        at = commitOffset + commitLength;
        idsLength = fieldLength(block, at, end);
        idsOffset = at + LENGTH_FIELD;
        at = idsOffset + idsLength;
        evidenceLength = fieldLength(block, at, end);
        evidenceOffset = at + LENGTH_FIELD;
        if (evidenceLength < 0 || idsLength < 0 || commitLength < 0 || stateLength < 0 ||
            evidenceOffset + evidenceLength != end ||
            stateLength != 0 && stateLength != StateHash.ENCODED_LENGTH || idsLength % Sha256.LENGTH != 0)
        {
            throw segment.fault(DAMAGED, offset, "block " + height + " has parts that no block has");
        }
        blockHeight = height;
    }

    /** Reads a block's commit. */
    Commit commit(final BlockSegment segment, final int height)
    {
        load(segment, height);
        if (commit != null)
        {
            return commit;
        }
        final BlockFault fault = Commit.check(block.buffer(), commitOffset, commitLength);
        final Commit read = fault == BlockFault.NONE ? Commit.decode(block.buffer(), commitOffset, commitLength) : null;
        if (read == null || read.header().height() != height || read.header().transactionCount() != count())
        {
            throw segment.fault(DAMAGED, segment.offset(height),
                "the commit of block " + height + " is not one of it: " + fault.reason());
        }
        commit = read;
        return read;
    }

    /** Reads a block's evidence. */
    EvidenceList evidence(final BlockSegment segment, final int height)
    {
        final BlockHeader header = commit(segment, height).header();
        final BlockFault fault = EvidenceList.check(block.buffer(), evidenceOffset, evidenceLength);
        final EvidenceList read =
            fault == BlockFault.NONE ? EvidenceList.decode(block.buffer(), evidenceOffset, evidenceLength) : null;
        if (read == null || !read.isOf(header))
        {
            throw segment.fault(DAMAGED, segment.offset(height),
                "the evidence of block " + height + " is not its own: " + fault.reason());
        }
        return read;
    }

    boolean hasState()
    {
        return stateLength > 0;
    }

    int stateOffset()
    {
        return MESSAGE + StoredBlockDecoder.BLOCK_LENGTH + LENGTH_FIELD;
    }

    int count()
    {
        return idsLength / Sha256.LENGTH;
    }

    int idsOffset()
    {
        return idsOffset;
    }

    /** Forgets what is kept: a file is about to go, or to be read anew. */
    void forget()
    {
        blockHeight = BlockStore.NO_HEIGHT;
        bodiesHeight = BlockStore.NO_HEIGHT;
    }

    int forEachBody(
        final BlockSegment segment,
        final int height,
        final int first,
        final int count,
        final BlockStore.BodyConsumer consumer)
    {
        if (first < 0)
        {
            return 0;
        }
        findBodies(segment, height);
        int shown = 0;
        while (shown < count && (first + shown) / BlockFrame.BODIES_PER_FRAME < bodyFrameCount)
        {
            final int position = first + shown;
            final int number = position / BlockFrame.BODIES_PER_FRAME;
            final int from = position % BlockFrame.BODIES_PER_FRAME;
            final int payloadLength =
                segment.readFrame(bodies, bodyFrames[number], height, BlockFrame.BODIES).payloadLength();
            final UnsafeBuffer buffer = bodies.buffer();
            final int members = buffer.getShort(MEMBER_COUNT, LITTLE_ENDIAN) & 0xFFFF;
            int at = MEMBERS;
            for (int i = 0; i < members && shown < count; i++)
            {
                final int length = fieldLength(bodies, at, BlockSegment.PAYLOAD + payloadLength);
                if (length < 0)
                {
                    throw segment.fault(DAMAGED, bodyFrames[number], "the bodies of block " + height + " are damaged");
                }
                if (i >= from)
                {
                    shown++;
                    if (!consumer.onBody(first + shown - 1, buffer, at + LENGTH_FIELD, length))
                    {
                        return shown;
                    }
                }
                at += LENGTH_FIELD + length;
            }
            if (members <= from)
            {
                return shown;
            }
        }
        return shown;
    }

    private void findBodies(final BlockSegment segment, final int height)
    {
        if (height == bodiesHeight)
        {
            return;
        }
        bodiesHeight = BlockStore.NO_HEIGHT;
        bodyFrameCount = 0;
        long offset = segment.offset(height);
        BlockFrame frame = segment.readHeader(offset, height);
        while (frame.kind() != BlockFrame.END)
        {
            if (frame.kind() == BlockFrame.BODIES)
            {
                if (bodyFrameCount == bodyFrames.length)
                {
                    bodyFrames = Arrays.copyOf(bodyFrames, 2 * bodyFrameCount);
                }
                bodyFrames[bodyFrameCount++] = offset;
            }
            offset += BlockFrame.LENGTH + frame.payloadLength();
            frame = segment.readHeader(offset, height);
        }
        bodiesHeight = height;
    }

    /** A length that does not go beyond an end, or -1. */
    private static int fieldLength(final FrameBuffer frame, final int at, final int end)
    {
        if (at < 0 || at + LENGTH_FIELD > end)
        {
            return -1;
        }
        final int length = frame.buffer().getInt(at, LITTLE_ENDIAN);
        return length < 0 || length > end - at - LENGTH_FIELD ? -1 : length;
    }
}
