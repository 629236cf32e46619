package io.timecoin.block;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.crypto.Sha256;
import io.timecoin.wire.BatchEncoder;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.StoredBlockEncoder;
import io.timecoin.wire.StoredBlockEndEncoder;

/** Appends one block at a time to a file. */
final class StoredBlockWriter
{
    private static final int MESSAGE = BlockSegment.PAYLOAD + MessageHeaderEncoder.ENCODED_LENGTH;
    private static final int LENGTH_FIELD = Integer.BYTES;
    private static final int MEMBERS = MESSAGE + BatchEncoder.BLOCK_LENGTH + BatchEncoder.MembersEncoder.HEADER_SIZE;
    private static final int END_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + StoredBlockEndEncoder.BLOCK_LENGTH;

    private final FrameBuffer frame = new FrameBuffer();
    private final BatchEncoder batch = new BatchEncoder();
    private final MessageHeaderEncoder messageHeader = new MessageHeaderEncoder();
    private BlockSegment segment;
    private Commit commit;
    private long start;
    private int frameNumber;
    private int bodies;
    private int framedBodies;
    private int length;

    boolean isOpen()
    {
        return segment != null;
    }

    void begin(
        final BlockSegment into,
        final Commit begun,
        final EvidenceList evidence,
        final DirectBuffer ids,
        final int idsOffset,
        final DirectBuffer state,
        final int stateOffset)
    {
        segment = into;
        commit = begun;
        start = into.length();
        frameNumber = 0;
        bodies = 0;
        final int idsLength = begun.header().transactionCount() * Sha256.LENGTH;
        frame.ensure(MESSAGE + 4 * LENGTH_FIELD + StateHash.ENCODED_LENGTH + begun.encodedLength() + idsLength +
            evidence.encodedLength());
        final UnsafeBuffer buffer = frame.buffer();
        new StoredBlockEncoder().wrapAndApplyHeader(buffer, BlockSegment.PAYLOAD, messageHeader);
        int at = MESSAGE + StoredBlockEncoder.BLOCK_LENGTH;
        final int stateLength = state == null ? 0 : StateHash.ENCODED_LENGTH;
        buffer.putInt(at, stateLength, LITTLE_ENDIAN);
        if (state != null)
        {
            buffer.putBytes(at + LENGTH_FIELD, state, stateOffset, stateLength);
        }
        at += LENGTH_FIELD + stateLength;
        buffer.putInt(at, begun.encodedLength(), LITTLE_ENDIAN);
        at += LENGTH_FIELD + begun.encode(buffer, at + LENGTH_FIELD);
        buffer.putInt(at, idsLength, LITTLE_ENDIAN);
        buffer.putBytes(at + LENGTH_FIELD, ids, idsOffset, idsLength);
        at += LENGTH_FIELD + idsLength;
        buffer.putInt(at, evidence.encodedLength(), LITTLE_ENDIAN);
        at += LENGTH_FIELD + evidence.encode(buffer, at + LENGTH_FIELD);
        append(BlockFrame.BLOCK, at - BlockSegment.PAYLOAD);
        beginBodies();
    }

    void add(final DirectBuffer body, final int offset, final int bodyLength)
    {
        frame.ensure(length + LENGTH_FIELD + bodyLength);
        frame.buffer().putInt(length, bodyLength, LITTLE_ENDIAN);
        frame.buffer().putBytes(length + LENGTH_FIELD, body, offset, bodyLength);
        length += LENGTH_FIELD + bodyLength;
        bodies++;
        framedBodies++;
        if (framedBodies == BlockFrame.BODIES_PER_FRAME)
        {
            endBodies();
        }
    }

    /** Returns the block's height when it is on disk. */
    int end()
    {
        MemoryBlockStore.requireBodies(commit, bodies);
        endBodies();
        final long blockLength = segment.length() - start;
        new StoredBlockEndEncoder().wrapAndApplyHeader(frame.buffer(), BlockSegment.PAYLOAD, messageHeader)
            .frameCount(frameNumber + 1)
            .bodyCount(bodies)
            .blockLength(blockLength);
        append(BlockFrame.END, END_LENGTH);
        segment.force();
        segment.add(start);
        segment = null;
        return commit.header().height();
    }

    /** Takes back what was written of the block. */
    void abandon()
    {
        segment.cut(start);
        segment = null;
    }

    private void beginBodies()
    {
        framedBodies = 0;
        length = MEMBERS;
    }

    private void endBodies()
    {
        if (framedBodies > 0)
        {
            batch.wrapAndApplyHeader(frame.buffer(), BlockSegment.PAYLOAD, messageHeader).membersCount(framedBodies);
            append(BlockFrame.BODIES, length - BlockSegment.PAYLOAD);
            beginBodies();
        }
    }

    private void append(final int kind, final int payloadLength)
    {
        segment.append(frame, kind, frameNumber++, commit.header().height(), payloadLength);
    }
}
