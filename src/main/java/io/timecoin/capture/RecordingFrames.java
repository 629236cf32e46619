package io.timecoin.capture;

import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.protocol.DataHeaderFlyweight;
import io.aeron.protocol.HeaderFlyweight;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads the messages of the one recording of an Archive straight from its segment files, also while it goes on and
 * after a crash: as far as frames are whole, in their place, and as their checksums say. The catalog is not needed.
 */
final class RecordingFrames implements AutoCloseable
{
    private static final int HEADER = DataHeaderFlyweight.HEADER_LENGTH;
    private static final int ALIGNMENT = FrameDescriptor.FRAME_ALIGNMENT;
    private static final int UNFRAGMENTED = FrameDescriptor.UNFRAGMENTED & 0xFF;
    private static final int FIRST_FRAGMENT = FrameDescriptor.BEGIN_FRAG_FLAG & 0xFF;
    private static final int LAST_FRAGMENT = FrameDescriptor.END_FRAG_FLAG & 0xFF;

    private final Path archive;
    private final FrameChecksum checksum = new FrameChecksum();
    private final ExpandableArrayBuffer assembled = new ExpandableArrayBuffer();
    private final UnsafeBuffer segment = new UnsafeBuffer(0, 0);
    private MappedByteBuffer mapped;
    private long segmentBase = -1;
    /** Behind the last whole message. */
    private long position;
    private boolean isTorn;

    private DirectBuffer message;
    private int messageOffset;
    private int messageLength;

    RecordingFrames(final Path archive)
    {
        this.archive = archive;
    }

    /** The file of a segment, as the Archive names it. */
    static Path segment(final Path archive, final long base)
    {
        return archive.resolve("0-" + base + ".rec");
    }

    /** Goes to the next message; false where the recording ends, or cannot be read further. */
    boolean next()
    {
        long place = position;
        int length = 0;
        while (enter(place))
        {
            final int offset = (int)(place - segmentBase);
            final int frameLength = segment.getInt(offset, ByteOrder.LITTLE_ENDIAN);
            if (frameLength <= 0)
            {
                break;
            }
            final int aligned = BitUtil.align(frameLength, ALIGNMENT);
            if (frameLength < HEADER || !isInPlace(offset, place))
            {
                isTorn = true;
                return false;
            }
            final int type = segment.getShort(offset + HeaderFlyweight.TYPE_FIELD_OFFSET, ByteOrder.LITTLE_ENDIAN);
            if (type == HeaderFlyweight.HDR_TYPE_PAD)
            {
                place += aligned;
                continue;
            }
            if (aligned > segment.capacity() - offset || checksum.compute(segment, offset + HEADER, aligned - HEADER) !=
                segment.getInt(offset + DataHeaderFlyweight.SESSION_ID_FIELD_OFFSET, ByteOrder.LITTLE_ENDIAN))
            {
                isTorn = true;
                return false;
            }
            place += aligned;
            final int flags = segment.getByte(offset + HeaderFlyweight.FLAGS_FIELD_OFFSET) & 0xFF;
            if ((flags & UNFRAGMENTED) == UNFRAGMENTED)
            {
                return found(segment, offset + HEADER, frameLength - HEADER, place);
            }
            length = (flags & FIRST_FRAGMENT) != 0 ? 0 : length;
            assembled.putBytes(length, segment, offset + HEADER, frameLength - HEADER);
            length += frameLength - HEADER;
            if ((flags & LAST_FRAGMENT) != 0)
            {
                return found(assembled, 0, length, place);
            }
        }
        // Some fragments of a message without the others, or a file that was cut: nothing of these was handed out.
        isTorn |= length > 0;
        return false;
    }

    /** Where the message lies; valid until the next call. */
    DirectBuffer buffer()
    {
        return message;
    }

    int offset()
    {
        return messageOffset;
    }

    int length()
    {
        return messageLength;
    }

    /** Bytes of the recording up to the end of the last message. */
    long position()
    {
        return position;
    }

    /** Whether what follows the last message is neither the end nor a message. */
    boolean isTorn()
    {
        return isTorn;
    }

    @Override
    public void close()
    {
        segment.wrap(0, 0);
        if (mapped != null)
        {
            BufferUtil.free(mapped);
            mapped = null;
        }
    }

    private boolean found(final DirectBuffer buffer, final int offset, final int length, final long end)
    {
        message = buffer;
        messageOffset = offset;
        messageLength = length;
        position = end;
        return true;
    }

    /** Frames carry their place in the stream: what was left of other data does not fit. */
    private boolean isInPlace(final int offset, final long place)
    {
        return segment.getInt(offset + DataHeaderFlyweight.TERM_OFFSET_FIELD_OFFSET, ByteOrder.LITTLE_ENDIAN) ==
            (int)(place & ArchiveSink.TERM_LENGTH - 1) &&
            segment.getInt(offset + DataHeaderFlyweight.STREAM_ID_FIELD_OFFSET, ByteOrder.LITTLE_ENDIAN) ==
            ArchiveSink.STREAM_ID;
    }

    /** Maps the segment of a place, unless it is; false if there is no room for a frame's header. */
    private boolean enter(final long place)
    {
        final long base = place - place % ArchiveSink.SEGMENT_LENGTH;
        if (base != segmentBase)
        {
            close();
            segmentBase = base;
            map(segment(archive, base));
        }
        final long room = segment.capacity() - (place - base);
        isTorn |= room > 0 && room < HEADER;
        return room >= HEADER;
    }

    private void map(final Path file)
    {
        if (!Files.exists(file))
        {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ))
        {
            mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0,
                Math.min(channel.size(), ArchiveSink.SEGMENT_LENGTH));
            segment.wrap(mapped);
        }
        catch (final IOException ex)
        {
            throw new CaptureException(CaptureException.Reason.IO, segmentBase,
                "cannot read " + file + ": " + ex.getMessage(), ex);
        }
    }
}
