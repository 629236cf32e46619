package io.timecoin.network;

import io.timecoin.wire.GroupSizeEncodingDecoder;
import io.timecoin.wire.MessageHeaderDecoder;
import org.agrona.DirectBuffer;

import java.nio.ByteOrder;

/**
 * Decides whether the bytes of a frame are exactly one message of the schema, before any decoder looks at them: SBE's
 * decoders believe whatever lengths and counts they find. What passes is the canonical encoding, byte for byte. It
 * throws nothing, allocates nothing and reads nothing outside the frame.
 */
public final class FrameCheck
{
    /** The stream number of what a client receives. */
    public static final int REPLY = 3;

    private static final int HEADER_LENGTH = MessageHeaderDecoder.ENCODED_LENGTH;
    private static final int GROUP_HEADER_LENGTH = GroupSizeEncodingDecoder.ENCODED_LENGTH;
    private static final int BYTES_HEADER_LENGTH = 4;
    private static final int UNSIGNED_SHORT = 0xFFFF;
    private static final ByteOrder ORDER = MessageHeaderDecoder.BYTE_ORDER;

    private final FrameShape[] shapes = FrameShape.byTemplate();
    private final int[] maxLengths;
    private int templateId;

    /**
     * A check with limits for whole messages.
     *
     * @param maxControl most bytes on the control stream.
     * @param maxBulk    most bytes on the bulk stream.
     * @param maxClient  most bytes to and from a client.
     */
    public FrameCheck(final int maxControl, final int maxBulk, final int maxClient)
    {
        maxLengths = new int[]{maxControl, maxBulk, maxClient, maxClient};
    }

    /**
     * The template of the message that passed last.
     *
     * @return its SBE template id.
     */
    public int templateId()
    {
        return templateId;
    }

    /**
     * Checks one frame.
     *
     * @param stream CONTROL, BULK, CLIENT or {@link #REPLY}.
     * @param buffer holds the frame.
     * @param offset of its first byte.
     * @param length its bytes; all of them must belong to the message.
     * @return {@link FrameFault#NONE} if the frame may be decoded.
     */
    public FrameFault check(final int stream, final DirectBuffer buffer, final int offset, final int length)
    {
        if (length < HEADER_LENGTH)
        {
            return FrameFault.TOO_SHORT;
        }
        if (length > maxLengths[stream])
        {
            return FrameFault.TOO_LARGE;
        }
        if (unsigned(buffer, offset + MessageHeaderDecoder.schemaIdEncodingOffset()) != MessageHeaderDecoder.SCHEMA_ID)
        {
            return FrameFault.WRONG_SCHEMA;
        }
        if (unsigned(buffer, offset + MessageHeaderDecoder.versionEncodingOffset()) !=
            MessageHeaderDecoder.SCHEMA_VERSION)
        {
            return FrameFault.WRONG_VERSION;
        }
        final int template = unsigned(buffer, offset + MessageHeaderDecoder.templateIdEncodingOffset());
        final FrameShape shape = template < shapes.length ? shapes[template] : null;
        if (shape == null)
        {
            return FrameFault.UNKNOWN_TEMPLATE;
        }
        if ((shape.streams() & 1 << stream) == 0)
        {
            return FrameFault.WRONG_STREAM;
        }
        if (unsigned(buffer, offset + MessageHeaderDecoder.blockLengthEncodingOffset()) != shape.blockLength())
        {
            return FrameFault.BAD_BLOCK_LENGTH;
        }
        templateId = template;
        return walk(shape, buffer, offset, length);
    }

    private static FrameFault walk(
        final FrameShape shape, final DirectBuffer buffer, final int offset, final int length)
    {
        final int end = offset + length;
        int position = offset + HEADER_LENGTH + shape.blockLength();
        if (position > end)
        {
            return FrameFault.TRUNCATED;
        }
        if (shape.elementLength() != FrameShape.NONE)
        {
            if (end - position < GROUP_HEADER_LENGTH)
            {
                return FrameFault.TRUNCATED;
            }
            final int element = unsigned(buffer, position);
            final int count = unsigned(buffer, position + 2);
            position += GROUP_HEADER_LENGTH;
            if (element != shape.elementLength() || count < shape.minCount() || count > shape.maxCount())
            {
                return FrameFault.BAD_GROUP;
            }
            // At most 65,535 elements of 65,535 bytes could overflow an int.
            if ((long)count * element > end - position)
            {
                return FrameFault.TRUNCATED;
            }
            if (shape.elementData() == FrameShape.NONE)
            {
                position += count * element;
            }
            else
            {
                return walkElements(shape, buffer, position, end, count);
            }
        }
        return shape.dataHeader() == FrameShape.NONE ? atEnd(position, end) :
            walkData(buffer, position, end, shape.dataHeader(), shape.maxData());
    }

    private static FrameFault walkElements(
        final FrameShape shape, final DirectBuffer buffer, final int start, final int end, final int count)
    {
        int position = start;
        for (int i = 0; i < count; i++)
        {
            position += shape.elementLength();
            if (end - position < BYTES_HEADER_LENGTH)
            {
                return FrameFault.TRUNCATED;
            }
            final long data = buffer.getInt(position, ORDER) & 0xFFFF_FFFFL;
            position += BYTES_HEADER_LENGTH;
            if (data > shape.elementData())
            {
                return FrameFault.BAD_DATA;
            }
            if (data > end - position)
            {
                return FrameFault.TRUNCATED;
            }
            position += (int)data;
        }
        return atEnd(position, end);
    }

    private static FrameFault walkData(
        final DirectBuffer buffer, final int position, final int end, final int headerLength, final int maxData)
    {
        if (end - position < headerLength)
        {
            return FrameFault.TRUNCATED;
        }
        final long data = headerLength == BYTES_HEADER_LENGTH ?
            buffer.getInt(position, ORDER) & 0xFFFF_FFFFL : unsigned(buffer, position);
        if (data > maxData)
        {
            return FrameFault.BAD_DATA;
        }
        if (data > end - position - headerLength)
        {
            return FrameFault.TRUNCATED;
        }
        return atEnd(position + headerLength + (int)data, end);
    }

    private static FrameFault atEnd(final int position, final int end)
    {
        return position == end ? FrameFault.NONE : FrameFault.TRAILING_BYTES;
    }

    private static int unsigned(final DirectBuffer buffer, final int index)
    {
        return buffer.getShort(index, ORDER) & UNSIGNED_SHORT;
    }
}
