package io.timecoin.capture;

import static io.timecoin.capture.CaptureFormat.BLOCK_HEADER_LENGTH;
import static io.timecoin.capture.CaptureFormat.DATA_HEADER_LENGTH;
import static io.timecoin.capture.CaptureFormat.LENGTH_FIELD;
import static io.timecoin.capture.CaptureFormat.MESSAGE_HEADER_LENGTH;

import io.timecoin.capture.CaptureException.Reason;
import io.timecoin.wire.MessageHeaderDecoder;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * Goes from record to record through the mapped file, checking each block when it is entered. Nothing is allocated but
 * a window a gigabyte.
 */
final class RecordReader implements AutoCloseable
{
    /** Larger than any block, smaller than what one mapping can be. */
    static final int WINDOW_LENGTH = 1 << 30;

    private final FileChannel channel;
    private final long fileLength;
    private final int windowLength;
    private final BlockHeader block;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private ByteBuffer window;
    private long windowStart;

    private boolean isBlockRead;
    private int recordsLeft;
    private int next;
    private int blockEnd;
    private int recordOffset;
    private int recordLength;

    /** Begins behind the block that was read last. */
    RecordReader(final FileChannel channel, final long fileLength, final BlockHeader place, final int windowLength)
    {
        this.channel = channel;
        this.fileLength = fileLength;
        this.windowLength = windowLength;
        block = new BlockHeader(place);
    }

    /** Goes to the next record in blocks of a kind; false if a block of another kind comes instead. */
    boolean next(final int kind)
    {
        while (recordsLeft == 0)
        {
            if (!isBlockRead)
            {
                readHeader();
            }
            if (block.kind() != kind)
            {
                requireSoundEnd();
                return false;
            }
            enterBlock();
        }
        recordsLeft--;
        recordOffset = next + LENGTH_FIELD;
        final int room = blockEnd - recordOffset;
        recordLength = room < MESSAGE_HEADER_LENGTH ? 0 : buffer.getInt(next, ByteOrder.LITTLE_ENDIAN);
        if (recordLength < MESSAGE_HEADER_LENGTH || recordLength > room)
        {
            throw fault(Reason.BAD_RECORD, "the length of a record is none that fits into its block");
        }
        header.wrap(buffer, recordOffset);
        next = recordOffset + recordLength;
        if (recordsLeft == 0)
        {
            isBlockRead = false;
            if (next != blockEnd)
            {
                throw new CaptureException(Reason.BAD_RECORD, windowStart + next, "bytes follow the last record");
            }
        }
        return true;
    }

    UnsafeBuffer buffer()
    {
        return buffer;
    }

    /** Where the record's message header lies in the buffer. */
    int recordOffset()
    {
        return recordOffset;
    }

    /** Bytes of the record, its message header included. */
    int recordLength()
    {
        return recordLength;
    }

    int templateId()
    {
        return header.templateId();
    }

    /** The kind of the block that was read last. */
    int blockKind()
    {
        return block.kind();
    }

    /**
     * Checks that the record is a message of a template, so that its decoder reads nothing that is not there.
     *
     * @param blockLength of the fixed fields.
     * @param hasData     whether bytes of variable length follow these.
     */
    void requireShape(final int blockLength, final boolean hasData)
    {
        final int fixedLength = MESSAGE_HEADER_LENGTH + blockLength + (hasData ? DATA_HEADER_LENGTH : 0);
        if (header.blockLength() != blockLength || header.version() != CaptureFormat.SCHEMA_VERSION ||
            recordLength < fixedLength)
        {
            throw badRecord("it is shorter than a message of its kind, or of another version");
        }
        final long dataLength = hasData ? buffer.getInt(
            recordOffset + fixedLength - DATA_HEADER_LENGTH, ByteOrder.LITTLE_ENDIAN) & 0xFFFF_FFFFL : 0;
        if (fixedLength + dataLength != recordLength)
        {
            throw badRecord("its parts do not add up to its length");
        }
    }

    /** A fault of the record. */
    CaptureException badRecord(final String why)
    {
        return fault(Reason.BAD_RECORD, "a record of template " + templateId() + " is not what a writer makes: " + why);
    }

    /** A fault of the record's place. */
    CaptureException fault(final Reason reason, final String message)
    {
        return new CaptureException(reason, windowStart + recordOffset - LENGTH_FIELD, message);
    }

    @Override
    public void close()
    {
        buffer.wrap(0, 0);
        if (window != null)
        {
            BufferUtil.free(window);
            window = null;
        }
    }

    private void readHeader()
    {
        final int available = block.available();
        map(block.nextOffset(), available);
        block.read(buffer, window, (int)(block.nextOffset() - windowStart));
        isBlockRead = true;
    }

    private void requireSoundEnd()
    {
        if (block.isAtEnd())
        {
            mapPayload();
        }
    }

    private void mapPayload()
    {
        map(block.offset(), BLOCK_HEADER_LENGTH + block.payloadLength());
        next = (int)(block.offset() - windowStart) + BLOCK_HEADER_LENGTH;
        blockEnd = next + block.payloadLength();
        block.requirePayload(window, next);
    }

    private void enterBlock()
    {
        mapPayload();
        recordsLeft = block.recordCount();
        if (recordsLeft == 0)
        {
            recordOffset = next + LENGTH_FIELD;
            throw fault(Reason.BAD_RECORD, "a block without records");
        }
    }

    private void map(final long from, final int length)
    {
        if (window != null && from >= windowStart && from + length <= windowStart + window.capacity())
        {
            return;
        }
        close();
        try
        {
            window = channel.map(FileChannel.MapMode.READ_ONLY, from,
                Math.min(Math.max(length, windowLength), fileLength - from));
        }
        catch (final IOException ex)
        {
            throw new CaptureException(Reason.IO, from, "cannot map the file: " + ex.getMessage(), ex);
        }
        windowStart = from;
        buffer.wrap(window);
    }
}
