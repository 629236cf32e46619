package io.timecoin.block;

import static io.timecoin.block.BlockStoreException.Reason.DAMAGED;
import static io.timecoin.block.BlockStoreException.Reason.IO;
import static io.timecoin.block.BlockStoreException.Reason.NOT_BLOCKS;
import static io.timecoin.block.BlockStoreException.Reason.VERSION;
import static io.timecoin.block.BlockStoreException.Reason.WRONG_CHAIN;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.crypto.Sha256;
import io.timecoin.wire.BlockFileStartDecoder;
import io.timecoin.wire.BlockFileStartEncoder;
import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.StoredBlockEndDecoder;

/**
 * One file of blocks: a frame that says whose they are, then block after block. Where its blocks begin is found by a
 * scan, once it is asked for. For one thread.
 */
final class BlockSegment implements AutoCloseable
{
    /** The only format that is read; 1 had no evidence. */
    static final int FORMAT_VERSION = 2;
    /** What a payload's message begins at. */
    static final int PAYLOAD = BlockFrame.LENGTH;
    private static final int BODY = PAYLOAD + MessageHeaderDecoder.ENCODED_LENGTH;
    private static final int START_PAYLOAD = MessageHeaderDecoder.ENCODED_LENGTH + BlockFileStartDecoder.BLOCK_LENGTH;
    static final int START_LENGTH = BlockFrame.LENGTH + START_PAYLOAD;
    private static final int SEARCH_LENGTH = 64 << 10;

    private final Path file;
    private final int firstHeight;
    private final boolean isWritable;
    private final BlockFrame frame = new BlockFrame();
    private final FrameBuffer read;
    private FileChannel channel;
    private long length;
    private long[] offsets = new long[16];
    private int count;
    private boolean isIndexed;

    private BlockSegment(final Path file, final int firstHeight, final boolean isWritable, final FrameBuffer read)
    {
        this.file = file;
        this.firstHeight = firstHeight;
        this.isWritable = isWritable;
        this.read = read;
    }

    /**
     * A file that is there; what it holds is not looked at yet.
     *
     * @param read memory for frames, shared with other files of the store.
     */
    static BlockSegment open(
        final Path file, final int firstHeight, final boolean isWritable, final FrameBuffer read)
    {
        final BlockSegment segment = new BlockSegment(file, firstHeight, isWritable, read);
        try
        {
            segment.length = segment.channel().size();
            return segment;
        }
        catch (final IOException ex)
        {
            throw segment.refused(0, ex);
        }
    }

    /** A new file, empty but for its beginning, which is on disk. */
    static BlockSegment create(
        final Path file, final int firstHeight, final byte[] chainId, final FrameBuffer read)
    {
        final BlockSegment segment = new BlockSegment(file, firstHeight, true, read);
        final FrameBuffer start = new FrameBuffer();
        new BlockFileStartEncoder().wrapAndApplyHeader(start.buffer(), PAYLOAD, new MessageHeaderEncoder())
            .formatVersion(FORMAT_VERSION)
            .putChainId(chainId, 0, Sha256.LENGTH)
            .firstHeight(firstHeight);
        segment.isIndexed = true;
        segment.append(start, BlockFrame.START, 0, firstHeight, START_PAYLOAD);
        segment.force();
        return segment;
    }

    Path file()
    {
        return file;
    }

    int firstHeight()
    {
        return firstHeight;
    }

    /** Bytes that are in use. */
    long length()
    {
        return length;
    }

    /** How many blocks it has; only after {@link #index}. */
    int count()
    {
        return count;
    }

    boolean isIndexed()
    {
        return isIndexed;
    }

    /** Where a block's first frame begins; only after {@link #index}. */
    long offset(final int height)
    {
        return offsets[height - firstHeight];
    }

    /** Puts a header before a payload and writes both at the end. */
    void append(
        final FrameBuffer payload, final int kind, final int number, final int height, final int payloadLength)
    {
        frame.encode(payload.buffer(), payload.bytes(), kind, number, height, payloadLength);
        final ByteBuffer bytes = payload.range(0, BlockFrame.LENGTH + payloadLength);
        try
        {
            while (bytes.hasRemaining())
            {
                length += channel().write(bytes, length);
            }
        }
        catch (final IOException ex)
        {
            throw refused(length, ex);
        }
    }

    /** Takes a whole block, which was appended from here on, into the index. */
    void add(final long offset)
    {
        if (count == offsets.length)
        {
            offsets = Arrays.copyOf(offsets, 2 * count);
        }
        offsets[count++] = offset;
    }

    /** Returns when everything that was appended is on disk. */
    void force()
    {
        try
        {
            channel().force(true);
        }
        catch (final IOException ex)
        {
            throw refused(length, ex);
        }
    }

    /** Forgets what was appended from an offset on. */
    void cut(final long offset)
    {
        try
        {
            if (isWritable)
            {
                channel().truncate(offset);
                channel().force(true);
            }
            length = offset;
        }
        catch (final IOException ex)
        {
            throw refused(offset, ex);
        }
    }

    /**
     * Reads a frame with its payload.
     *
     * @param into   receives them, the payload at {@link #PAYLOAD}.
     * @param offset where it begins.
     * @param height of its block.
     * @param kind   that it must have.
     * @return its header.
     */
    BlockFrame readFrame(final FrameBuffer into, final long offset, final int height, final int kind)
    {
        if (!readHeader(into, offset) || frame.kind() != kind || frame.height() != height ||
            !readPayload(into, offset))
        {
            throw fault(DAMAGED, offset, "block " + height + " is damaged");
        }
        return frame;
    }

    /** The same without reading the payload. */
    BlockFrame readHeader(final long offset, final int height)
    {
        if (!readHeader(read, offset) || frame.height() != height)
        {
            throw fault(DAMAGED, offset, "block " + height + " is damaged");
        }
        return frame;
    }

    /**
     * Checks whose file it is.
     *
     * @param chainId 32 bytes; null takes any.
     * @return the chain's id; null if the file was torn before it said so, and nothing follows.
     */
    byte[] checkStart(final byte[] chainId)
    {
        if (length < START_LENGTH)
        {
            return null;
        }
        if (!readHeader(read, 0) || frame.kind() != BlockFrame.START)
        {
            throw fault(NOT_BLOCKS, 0, "the file does not begin as a file of blocks");
        }
        final UnsafeBuffer buffer = read.buffer();
        final boolean isWhole = readPayload(read, 0);
        final BlockFileStartDecoder start = new BlockFileStartDecoder()
            .wrap(buffer, BODY, BlockFileStartDecoder.BLOCK_LENGTH, BlockFileStartDecoder.SCHEMA_VERSION);
        if (isWhole && start.formatVersion() != FORMAT_VERSION)
        {
            throw fault(VERSION, 0, "the file has format " + start.formatVersion() +
                ", but this build reads only format " + FORMAT_VERSION);
        }
        if (!isWhole || frame.payloadLength() != START_PAYLOAD || start.firstHeight() != firstHeight)
        {
            throw fault(DAMAGED, 0, "the file's beginning is damaged, or its name changed");
        }
        final byte[] found = new byte[Sha256.LENGTH];
        start.getChainId(found, 0, Sha256.LENGTH);
        if (chainId != null && !Arrays.equals(chainId, found))
        {
            throw fault(WRONG_CHAIN, 0, "the file is of another chain");
        }
        return found;
    }

    /**
     * Finds its blocks.
     *
     * @param isLast         whether the store goes on behind it: a tail that is torn is cut off then, and refused else.
     * @param withPayloads whether all bytes are read and checked, not only what leads from frame to frame.
     * @return bytes that were cut off.
     */
    long index(final boolean isLast, final boolean withPayloads)
    {
        count = 0;
        long end = START_LENGTH;
        while (end < length)
        {
            final long next = blockEnd(end, firstHeight + count, withPayloads);
            if (next < 0)
            {
                final long fault = -next;
                if (!isLast || goesOn(fault, firstHeight + count))
                {
                    throw fault(DAMAGED, fault, "block " + (firstHeight + count) + " is damaged");
                }
                final long torn = length - end;
                cut(end);
                isIndexed = true;
                return torn;
            }
            add(end);
            end = next;
        }
        isIndexed = true;
        return 0;
    }

    @Override
    public void close()
    {
        try
        {
            if (channel != null)
            {
                channel.close();
                channel = null;
            }
        }
        catch (final IOException ex)
        {
            throw refused(length, ex);
        }
    }

    BlockStoreException fault(final BlockStoreException.Reason reason, final long offset, final String message)
    {
        return new BlockStoreException(reason, file, offset, message);
    }

    /** Where the block that begins at an offset ends; minus where it cannot be read. */
    private long blockEnd(final long start, final int height, final boolean withPayloads)
    {
        long offset = start;
        for (int number = 0;; number++)
        {
            if (!readHeader(read, offset) || frame.height() != height || frame.number() != number ||
                frame.payloadLength() > length - offset - BlockFrame.LENGTH || !isInOrder(number, frame.kind()))
            {
                return -offset;
            }
            final boolean isEnd = frame.kind() == BlockFrame.END;
            if ((withPayloads || isEnd) && !readPayload(read, offset))
            {
                return -offset;
            }
            if (isEnd)
            {
                final StoredBlockEndDecoder end = new StoredBlockEndDecoder().wrap(
                    read.buffer(), BODY, StoredBlockEndDecoder.BLOCK_LENGTH, StoredBlockEndDecoder.SCHEMA_VERSION);
                return end.frameCount() == number + 1 && end.blockLength() == offset - start ?
                    offset + BlockFrame.LENGTH + frame.payloadLength() : -offset;
            }
            offset += BlockFrame.LENGTH + frame.payloadLength();
        }
    }

    private static boolean isInOrder(final int number, final int kind)
    {
        return number == 0 ? kind == BlockFrame.BLOCK : kind == BlockFrame.BODIES || kind == BlockFrame.END;
    }

    /**
     * Whether a later block follows somewhere. Each block is on disk before the next one is written, so that no crash
     * leaves a later one behind one that is not whole: that is damage.
     */
    private boolean goesOn(final long from, final int height)
    {
        final FrameBuffer search = new FrameBuffer().ensure(SEARCH_LENGTH);
        final BlockFrame candidate = new BlockFrame();
        for (long at = from; at < length; at += SEARCH_LENGTH - BlockFrame.LENGTH)
        {
            final int available = readAt(search, at, SEARCH_LENGTH);
            for (int i = 0; i + BlockFrame.LENGTH <= available; i++)
            {
                if (candidate.wrap(search.buffer(), search.bytes(), i) && candidate.height() > height)
                {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean readHeader(final FrameBuffer into, final long offset)
    {
        return offset + BlockFrame.LENGTH <= length && readAt(into, offset, BlockFrame.LENGTH) == BlockFrame.LENGTH &&
            frame.wrap(into.buffer(), into.bytes(), 0);
    }

    /** Reads what follows the header that was read last. */
    private boolean readPayload(final FrameBuffer into, final long offset)
    {
        final int frameLength = BlockFrame.LENGTH + frame.payloadLength();
        if (offset + frameLength > length)
        {
            return false;
        }
        into.ensure(frameLength);
        return readAt(into, offset, frameLength) == frameLength &&
            frame.wrap(into.buffer(), into.bytes(), 0) && frame.hasPayload(into.bytes(), BlockFrame.LENGTH);
    }

    private int readAt(final FrameBuffer into, final long offset, final int wanted)
    {
        final ByteBuffer bytes = into.range(0, (int)Math.min(wanted, length - offset));
        try
        {
            while (bytes.hasRemaining())
            {
                if (channel().read(bytes, offset + bytes.position()) < 0)
                {
                    break;
                }
            }
            return bytes.position();
        }
        catch (final IOException ex)
        {
            throw refused(offset, ex);
        }
    }

    private FileChannel channel() throws IOException
    {
        if (channel == null)
        {
            channel = isWritable ?
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE) :
                FileChannel.open(file, StandardOpenOption.READ);
        }
        return channel;
    }

    private BlockStoreException refused(final long offset, final IOException ex)
    {
        return new BlockStoreException(IO, file, offset,
            "cannot use a file of blocks: " + (ex.getMessage() == null ? ex.toString() : ex.getMessage()), ex);
    }
}
