package io.timecoin.capture;

import static io.timecoin.capture.CaptureFormat.BLOCK_HEADER_LENGTH;
import static io.timecoin.capture.CaptureFormat.LENGTH_FIELD;
import static io.timecoin.capture.CaptureFormat.MAX_PAYLOAD;
import static io.timecoin.capture.CaptureFormat.NO_SEQUENCE;

import io.timecoin.crypto.Sha256;
import io.timecoin.wire.CaptureBlockEncoder;
import io.timecoin.wire.MessageHeaderEncoder;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/** Collects records into blocks and writes these, each bound to the one before it. */
final class BlockWriter
{
    private static final int CHECKED_HEADER_LENGTH =
        CaptureFormat.MESSAGE_HEADER_LENGTH + CaptureBlockEncoder.headerChecksumEncodingOffset();

    private final FileChannel channel;
    private final int fullPayload;
    private final CRC32C crc = new CRC32C();
    private final Sha256 content = new Sha256();
    private final CaptureBlockEncoder header = new CaptureBlockEncoder();
    private final MessageHeaderEncoder messageHeader = new MessageHeaderEncoder();
    private ByteBuffer bytes;
    private UnsafeBuffer buffer;

    private int kind;
    private int length;
    private int recordCount;
    private long firstSequence;
    private int blockNumber;
    private int previousChecksum;
    private long position;

    BlockWriter(final FileChannel channel, final int fullPayload)
    {
        this.channel = channel;
        this.fullPayload = fullPayload;
        allocate(BLOCK_HEADER_LENGTH + fullPayload);
        begin(CaptureFormat.HEADER_BLOCK);
    }

    /** Where a record of at most so many bytes can be encoded; {@link #add} ends it. */
    int claim(final int blockKind, final int maxLength)
    {
        if (kind != blockKind || length + LENGTH_FIELD + maxLength > fullPayload)
        {
            flush();
            begin(blockKind);
        }
        if (LENGTH_FIELD + maxLength > MAX_PAYLOAD)
        {
            throw new IllegalArgumentException("a record of " + maxLength + " bytes is more than a block holds");
        }
        if (BLOCK_HEADER_LENGTH + LENGTH_FIELD + maxLength > bytes.capacity())
        {
            allocate(BLOCK_HEADER_LENGTH + LENGTH_FIELD + maxLength);
        }
        return BLOCK_HEADER_LENGTH + length + LENGTH_FIELD;
    }

    UnsafeBuffer buffer()
    {
        return buffer;
    }

    void add(final int recordLength, final long sequence)
    {
        buffer.putInt(BLOCK_HEADER_LENGTH + length, recordLength, ByteOrder.LITTLE_ENDIAN);
        length += LENGTH_FIELD + recordLength;
        recordCount++;
        if (firstSequence == NO_SEQUENCE)
        {
            firstSequence = sequence;
        }
    }

    /** Bytes written or collected. */
    long position()
    {
        return position + (recordCount == 0 ? 0 : BLOCK_HEADER_LENGTH + length);
    }

    /** Ends the last block and gives the hash of everything up to there. */
    byte[] contentHash()
    {
        flush();
        final byte[] hash = new byte[Sha256.LENGTH];
        content.finish(hash, 0);
        return hash;
    }

    void flush()
    {
        if (recordCount == 0)
        {
            return;
        }
        crc.reset();
        crc.update(range(BLOCK_HEADER_LENGTH, BLOCK_HEADER_LENGTH + length));
        header.wrapAndApplyHeader(buffer, 0, messageHeader)
            .magic(CaptureFormat.MAGIC)
            .formatVersion(CaptureFormat.VERSION)
            .blockKind((short)kind)
            .reserved((short)0)
            .blockNumber(blockNumber)
            .payloadLength(length)
            .recordCount(recordCount)
            .firstSequence(firstSequence)
            .payloadChecksum(crc.getValue())
            .previousChecksum(Integer.toUnsignedLong(previousChecksum));
        crc.reset();
        crc.update(range(0, CHECKED_HEADER_LENGTH));
        header.headerChecksum(crc.getValue());
        write(BLOCK_HEADER_LENGTH + length);
        previousChecksum = (int)crc.getValue();
        blockNumber++;
        begin(kind);
    }

    private void begin(final int blockKind)
    {
        kind = blockKind;
        length = 0;
        recordCount = 0;
        firstSequence = NO_SEQUENCE;
    }

    private void write(final int blockLength)
    {
        content.add(buffer, 0, blockLength);
        final ByteBuffer block = range(0, blockLength);
        try
        {
            while (block.hasRemaining())
            {
                channel.write(block);
            }
        }
        catch (final IOException ex)
        {
            throw new CaptureException(CaptureException.Reason.IO, position, "cannot write: " + ex.getMessage(), ex);
        }
        position += blockLength;
    }

    private ByteBuffer range(final int from, final int to)
    {
        return bytes.limit(to).position(from);
    }

    private void allocate(final int capacity)
    {
        bytes = ByteBuffer.allocateDirect(capacity);
        buffer = new UnsafeBuffer(bytes);
    }
}
