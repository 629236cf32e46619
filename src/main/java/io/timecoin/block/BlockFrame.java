package io.timecoin.block;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import io.timecoin.wire.BlockFrameDecoder;
import io.timecoin.wire.BlockFrameEncoder;
import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.MessageHeaderEncoder;

/**
 * The header of every piece of a file of blocks: what follows, how long it is, and checksums of both. A block is a
 * frame with its commit and ids, frames of up to {@link #BODIES_PER_FRAME} bodies, and a frame that ends it.
 */
final class BlockFrame
{
    static final int START = 0;
    static final int BLOCK = 1;
    static final int BODIES = 2;
    static final int END = 3;

    /** Bodies of a frame; only a block's last one has fewer. */
    static final int BODIES_PER_FRAME = 64;
    static final int MAX_PAYLOAD = 8 << 20;
    static final int LENGTH = MessageHeaderDecoder.ENCODED_LENGTH + BlockFrameDecoder.BLOCK_LENGTH;

    // "TCBF", little endian.
    private static final long MAGIC = 0x4642_4354L;
    private static final int CHECKED_LENGTH =
        MessageHeaderDecoder.ENCODED_LENGTH + BlockFrameDecoder.headerChecksumEncodingOffset();

    private final MessageHeaderDecoder message = new MessageHeaderDecoder();
    private final BlockFrameDecoder decoder = new BlockFrameDecoder();
    private final BlockFrameEncoder encoder = new BlockFrameEncoder();
    private final MessageHeaderEncoder messageEncoder = new MessageHeaderEncoder();
    private final CRC32C crc = new CRC32C();

    /**
     * Writes a header before a payload that is there already.
     *
     * @param buffer        view of the bytes.
     * @param bytes         the same bytes from 0; the header comes first, the payload after it.
     * @param payloadLength bytes of the payload.
     */
    void encode(
        final MutableDirectBuffer buffer,
        final ByteBuffer bytes,
        final int kind,
        final int number,
        final int height,
        final int payloadLength)
    {
        encoder.wrapAndApplyHeader(buffer, 0, messageEncoder)
            .magic(MAGIC)
            .frameKind((short)kind)
            .reserved((short)0)
            .frameNumber(number)
            .height(height)
            .payloadLength(payloadLength)
            .payloadChecksum(checksum(bytes, LENGTH, payloadLength))
            .headerChecksum(checksum(bytes, 0, CHECKED_LENGTH));
    }

    /**
     * Takes a header.
     *
     * @param buffer view of the bytes.
     * @param bytes  the same bytes.
     * @param offset of the header in both.
     * @return false if there is none, or it is damaged.
     */
    boolean wrap(final DirectBuffer buffer, final ByteBuffer bytes, final int offset)
    {
        message.wrap(buffer, offset);
        if (message.schemaId() != BlockFrameDecoder.SCHEMA_ID ||
            message.templateId() != BlockFrameDecoder.TEMPLATE_ID ||
            message.blockLength() != BlockFrameDecoder.BLOCK_LENGTH)
        {
            return false;
        }
        decoder.wrap(buffer, offset + MessageHeaderDecoder.ENCODED_LENGTH, BlockFrameDecoder.BLOCK_LENGTH,
            BlockFrameDecoder.SCHEMA_VERSION);
        return decoder.magic() == MAGIC && decoder.headerChecksum() == checksum(bytes, offset, CHECKED_LENGTH) &&
            decoder.payloadLength() <= MAX_PAYLOAD;
    }

    int kind()
    {
        return decoder.frameKind();
    }

    int number()
    {
        return decoder.frameNumber();
    }

    int height()
    {
        return (int)decoder.height();
    }

    int payloadLength()
    {
        return (int)decoder.payloadLength();
    }

    /** Whether a payload is the one that the wrapped header is for. */
    boolean hasPayload(final ByteBuffer bytes, final int offset)
    {
        return decoder.payloadChecksum() == checksum(bytes, offset, payloadLength());
    }

    private long checksum(final ByteBuffer bytes, final int offset, final int length)
    {
        crc.reset();
        bytes.limit(offset + length).position(offset);
        crc.update(bytes);
        return crc.getValue();
    }
}
