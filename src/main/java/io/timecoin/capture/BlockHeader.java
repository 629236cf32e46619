package io.timecoin.capture;

import static io.timecoin.capture.CaptureFormat.BLOCK_HEADER_LENGTH;

import io.timecoin.capture.CaptureException.Reason;
import io.timecoin.wire.CaptureBlockDecoder;
import io.timecoin.wire.CaptureBlockEncoder;
import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.MessageHeaderEncoder;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Where a reader is in the chain of blocks: the header it read last and what the next one must say. Throws {@link
 * CaptureException} with the offset at which the block begins if the block is not whole or not in its place.
 */
final class BlockHeader
{
    private static final int MAGIC_OFFSET =
        CaptureFormat.MESSAGE_HEADER_LENGTH + CaptureBlockDecoder.magicEncodingOffset();
    private static final int MAGIC_END = MAGIC_OFFSET + CaptureBlockDecoder.magicEncodingLength();
    private static final int VERSION_OFFSET = MessageHeaderDecoder.versionEncodingOffset();
    private static final UnsafeBuffer BEGINNING = beginning();
    private static final int CHECKED_LENGTH =
        CaptureFormat.MESSAGE_HEADER_LENGTH + CaptureBlockDecoder.headerChecksumEncodingOffset();

    private final MessageHeaderDecoder message = new MessageHeaderDecoder();
    private final CaptureBlockDecoder decoder = new CaptureBlockDecoder();
    private final CRC32C crc = new CRC32C();
    private final long fileLength;

    private long nextOffset;
    private int nextNumber;
    private int previousChecksum;

    private long offset;
    private int kind = CaptureFormat.HEADER_BLOCK;
    private int payloadLength;
    private int recordCount;
    private long firstSequence;
    private int payloadChecksum;

    BlockHeader(final long fileLength)
    {
        this.fileLength = fileLength;
    }

    /** The same place in the same file. */
    BlockHeader(final BlockHeader other)
    {
        fileLength = other.fileLength;
        nextOffset = other.nextOffset;
        nextNumber = other.nextNumber;
        previousChecksum = other.previousChecksum;
        kind = other.kind;
        payloadLength = other.payloadLength;
        recordCount = other.recordCount;
    }

    /** Where the next block begins. */
    long nextOffset()
    {
        return nextOffset;
    }

    /** Bytes of the next header that the file has; more than one header has are not counted. */
    int available()
    {
        return (int)Math.min(BLOCK_HEADER_LENGTH, fileLength - nextOffset);
    }

    /** Whether the end was read. */
    boolean isAtEnd()
    {
        return kind == CaptureFormat.END_BLOCK;
    }

    /**
     * Takes the next header.
     *
     * @param buffer holds {@link #available()} bytes of it.
     * @param bytes  the same bytes.
     * @param start  index of the first in both.
     */
    void read(final UnsafeBuffer buffer, final ByteBuffer bytes, final int start)
    {
        requireWhole(buffer, start);
        requireVersion(buffer, start);
        crc.reset();
        bytes.limit(start + CHECKED_LENGTH).position(start);
        crc.update(bytes);
        decoder.wrap(buffer, start + CaptureFormat.MESSAGE_HEADER_LENGTH, CaptureBlockDecoder.BLOCK_LENGTH,
            CaptureBlockDecoder.SCHEMA_VERSION);
        final int checksum = (int)crc.getValue();
        if ((int)decoder.headerChecksum() != checksum || message.templateId() != CaptureBlockDecoder.TEMPLATE_ID ||
            message.schemaId() != CaptureBlockDecoder.SCHEMA_ID ||
            message.blockLength() != CaptureBlockDecoder.BLOCK_LENGTH)
        {
            throw fault(Reason.CHECKSUM, "the header of block " + nextNumber + " is damaged");
        }
        requirePlace();
        offset = nextOffset;
        kind = decoder.blockKind();
        payloadLength = (int)decoder.payloadLength();
        recordCount = (int)decoder.recordCount();
        firstSequence = decoder.firstSequence();
        payloadChecksum = (int)decoder.payloadChecksum();
        previousChecksum = checksum;
        nextNumber++;
        nextOffset = offset + BLOCK_HEADER_LENGTH + payloadLength;
        if (isAtEnd() && nextOffset != fileLength)
        {
            throw fault(Reason.TRAILING, fileLength - nextOffset + " bytes follow the end of the capture");
        }
    }

    /** Checks the records of the block that was read last. */
    void requirePayload(final ByteBuffer bytes, final int start)
    {
        crc.reset();
        bytes.limit(start + payloadLength).position(start);
        crc.update(bytes);
        if ((int)crc.getValue() != payloadChecksum)
        {
            throw new CaptureException(
                Reason.CHECKSUM, offset, "the records of block " + (nextNumber - 1) + " are damaged");
        }
    }

    /** Where the block that was read last begins. */
    long offset()
    {
        return offset;
    }

    int kind()
    {
        return kind;
    }

    int payloadLength()
    {
        return payloadLength;
    }

    int recordCount()
    {
        return recordCount;
    }

    long firstSequence()
    {
        return firstSequence;
    }

    private void requireWhole(final UnsafeBuffer buffer, final int start)
    {
        final int available = available();
        if (nextNumber == 0 && !beginsAsCapture(buffer, start, available))
        {
            throw fault(Reason.NOT_A_CAPTURE, "the file does not begin as a capture does");
        }
        if (available == 0)
        {
            throw fault(Reason.CUT, "the file ends without the end of a capture");
        }
        if (available < BLOCK_HEADER_LENGTH)
        {
            throw fault(Reason.TORN, "the file ends " + available + " bytes into the header of block " + nextNumber);
        }
    }

    private static boolean beginsAsCapture(final UnsafeBuffer buffer, final int start, final int available)
    {
        // Of a file that is torn this early, only what there is can be compared; later versions have longer headers.
        for (int i = Short.BYTES; i < Math.min(available, MAGIC_END); i++)
        {
            if ((i < VERSION_OFFSET || i >= MAGIC_OFFSET) && buffer.getByte(start + i) != BEGINNING.getByte(i))
            {
                return false;
            }
        }
        return available > 0;
    }

    private static UnsafeBuffer beginning()
    {
        final UnsafeBuffer beginning = new UnsafeBuffer(new byte[BLOCK_HEADER_LENGTH]);
        new CaptureBlockEncoder().wrapAndApplyHeader(beginning, 0, new MessageHeaderEncoder())
            .magic(CaptureFormat.MAGIC);
        return beginning;
    }

    private void requireVersion(final UnsafeBuffer buffer, final int start)
    {
        message.wrap(buffer, start);
        decoder.wrap(buffer, start + CaptureFormat.MESSAGE_HEADER_LENGTH, CaptureBlockDecoder.BLOCK_LENGTH,
            CaptureBlockDecoder.SCHEMA_VERSION);
        // A later version may keep its checksum elsewhere, so that this comes before it.
        if (nextNumber == 0 &&
            (message.version() > CaptureFormat.SCHEMA_VERSION || decoder.formatVersion() > CaptureFormat.VERSION))
        {
            throw fault(Reason.VERSION, "the file has format " + decoder.formatVersion() + " and schema version " +
                message.version() + ", but this build knows only those up to " + CaptureFormat.VERSION + " and " +
                CaptureFormat.SCHEMA_VERSION);
        }
    }

    private void requirePlace()
    {
        final int nextKind = decoder.blockKind();
        final boolean isKindInOrder = nextNumber <= CaptureFormat.GENESIS_BLOCK ? nextKind == nextNumber :
            nextKind > CaptureFormat.GENESIS_BLOCK && nextKind >= kind && nextKind <= CaptureFormat.END_BLOCK;
        if (decoder.magic() != CaptureFormat.MAGIC || decoder.blockNumber() != nextNumber ||
            (int)decoder.previousChecksum() != previousChecksum || !isKindInOrder || isAtEnd())
        {
            throw fault(Reason.ORDER, "a block that is whole but does not belong here stands where block " +
                nextNumber + " should");
        }
        final long length = decoder.payloadLength();
        if (length > CaptureFormat.MAX_PAYLOAD || decoder.recordCount() > length)
        {
            throw fault(Reason.BAD_RECORD, "block " + nextNumber + " is said to have " + decoder.recordCount() +
                " records in " + length + " bytes");
        }
        if (length > fileLength - nextOffset - BLOCK_HEADER_LENGTH)
        {
            throw fault(Reason.TORN, "the file ends " + (fileLength - nextOffset) + " bytes into block " +
                nextNumber + ", which has " + (BLOCK_HEADER_LENGTH + length));
        }
    }

    private CaptureException fault(final Reason reason, final String message)
    {
        return new CaptureException(reason, nextOffset, message);
    }
}
