package io.timecoin.block;

import static io.timecoin.block.BlockStoreException.Reason.DAMAGED;
import static io.timecoin.block.BlockStoreException.Reason.IO;
import static io.timecoin.block.BlockStoreException.Reason.MISSING;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.InvariantViolation;
import io.timecoin.crypto.MerkleTree;
import io.timecoin.crypto.Sha256;
import io.timecoin.transaction.TransactionLayout;

/**
 * Blocks in files, appended one after the other, each on disk before it is seen. A file is named by its first block's
 * height; a new one begins when the last is full. Everything has checksums; where blocks lie is found by reading the
 * files, so that there is no index that could differ from them. What a crash left of the last block is cut off when the
 * folder is opened; damage anywhere else is refused, with the file and the place: in the newest file at once, in older
 * ones when they are read. For one thread; others may read the folder through {@link #openReadOnly}.
 */
public final class BlockFiles implements BlockStore
{
    /** Bytes after which a new file is begun. */
    public static final long SEGMENT_LENGTH = 64L << 20;

    private static final String SUFFIX = ".blocks";
    private static final Pattern NAME = Pattern.compile("(\\d{10})\\.blocks");

    private final Path folder;
    private final BlockRetention retention;
    private final long segmentLength;
    private final boolean isWritable;
    private final List<BlockSegment> segments = new ArrayList<>();
    private final FrameBuffer read = new FrameBuffer();
    private final StoredBlockReader reader = new StoredBlockReader();
    private byte[] chainId;
    private StoredBlockWriter writer;
    private long cutBytes;
    private int lastHeight = NO_HEIGHT;

    private BlockFiles(
        final Path folder,
        final byte[] chainId,
        final BlockRetention retention,
        final long segmentLength,
        final boolean isWritable)
    {
        this.folder = folder;
        this.chainId = chainId;
        this.retention = retention;
        this.segmentLength = segmentLength;
        this.isWritable = isWritable;
    }

    /**
     * Opens a folder for appending.
     *
     * @param folder    made if absent; nobody else may append to it.
     * @param chainId   32 bytes: whose blocks they are.
     * @param retention how much is kept.
     * @return the store.
     * @throws BlockStoreException if a file cannot be used.
     */
    public static BlockFiles open(final Path folder, final byte[] chainId, final BlockRetention retention)
    {
        return open(folder, chainId, retention, SEGMENT_LENGTH);
    }

    static BlockFiles open(
        final Path folder, final byte[] chainId, final BlockRetention retention, final long segmentLength)
    {
        final BlockFiles store = new BlockFiles(folder, chainId.clone(), retention, segmentLength, true);
        try
        {
            Files.createDirectories(folder);
        }
        catch (final IOException ex)
        {
            throw store.refused(ex);
        }
        store.load();
        return store;
    }

    /**
     * Opens a folder for reading, also while a node appends to it: what it appends later is not seen.
     *
     * @param folder  with blocks, or none.
     * @param chainId 32 bytes; null takes the blocks of any chain.
     * @return the store; nothing can be appended.
     * @throws BlockStoreException if a file cannot be used.
     */
    public static BlockFiles openReadOnly(final Path folder, final byte[] chainId)
    {
        final BlockFiles store = new BlockFiles(folder, chainId, BlockRetention.ALL, SEGMENT_LENGTH, false);
        if (Files.isDirectory(folder))
        {
            store.load();
        }
        return store;
    }

    /**
     * Whose blocks they are.
     *
     * @return a copy of the chain's id; null if no chain was named and there are no blocks.
     */
    public byte[] chainId()
    {
        return chainId == null ? null : chainId.clone();
    }

    /**
     * Bytes of all files.
     *
     * @return 0 or more.
     */
    public long length()
    {
        long length = 0;
        for (final BlockSegment segment : segments)
        {
            length += segment.length();
        }
        return length;
    }

    /**
     * What a crash had left behind the last whole block when the folder was opened.
     *
     * @return bytes that were cut off, or are not seen.
     */
    public long cutBytes()
    {
        return cutBytes;
    }

    /**
     * Reads everything and checks all checksums.
     *
     * @throws BlockStoreException if anything is not as it was written.
     */
    public void verify()
    {
        reader.forget();
        for (final BlockSegment segment : segments)
        {
            final int count = segment.count();
            final boolean wasIndexed = segment.isIndexed();
            segment.index(false, true);
            if (wasIndexed && count != segment.count())
            {
                throw segment.fault(DAMAGED, 0, "blocks are gone");
            }
            requireCount(segment);
            for (int i = 0; i < segment.count(); i++)
            {
                requireRoot(segment, segment.firstHeight() + i);
            }
        }
    }

    @Override
    public int firstHeight()
    {
        return lastHeight == NO_HEIGHT ? NO_HEIGHT : segments.get(0).firstHeight();
    }

    @Override
    public int lastHeight()
    {
        return lastHeight;
    }

    @Override
    public void beginBlock(
        final Commit commit,
        final EvidenceList evidence,
        final DirectBuffer ids,
        final int idsOffset,
        final DirectBuffer state,
        final int stateOffset)
    {
        if (!isWritable || writer != null && writer.isOpen())
        {
            throw new InvariantViolation("blocks are appended one by one, to a store that is open for it");
        }
        MemoryBlockStore.requireNext(commit, evidence, this);
        final int height = commit.header().height();
        if (segments.isEmpty() || last().length() >= segmentLength)
        {
            segments.add(BlockSegment.create(
                folder.resolve(String.format("%010d", height) + SUFFIX), height, chainId, read));
            forceFolder();
        }
        if (writer == null)
        {
            writer = new StoredBlockWriter();
        }
        writer.begin(last(), commit, evidence, ids, idsOffset, state, stateOffset);
    }

    @Override
    public void addBody(final DirectBuffer body, final int offset, final int length)
    {
        if (length < 1 || length > TransactionLayout.MAX_LENGTH)
        {
            throw new InvariantViolation("length of a stored transaction", length);
        }
        writer.add(body, offset, length);
    }

    @Override
    public void endBlock()
    {
        lastHeight = writer.end();
        retain();
    }

    @Override
    public Commit commit(final int height)
    {
        final BlockSegment segment = segment(height);
        return segment == null ? null : reader.commit(segment, height);
    }

    @Override
    public EvidenceList evidence(final int height)
    {
        final BlockSegment segment = segment(height);
        return segment == null ? null : reader.evidence(segment, height);
    }

    @Override
    public int heightOf(final DirectBuffer blockId, final int offset)
    {
        for (int height = lastHeight; height >= Math.max(1, firstHeight()); height--)
        {
            if (reader.commit(segment(height), height).header().hasId(blockId, offset))
            {
                return height;
            }
        }
        return NO_HEIGHT;
    }

    @Override
    public int copyIds(
        final int height, final int first, final int count, final MutableDirectBuffer out, final int offset)
    {
        final BlockSegment segment = segment(height);
        if (segment == null)
        {
            return 0;
        }
        reader.load(segment, height);
        final int copied = MemoryBlockStore.clamp(first, count, reader.count());
        if (copied > 0)
        {
            out.putBytes(offset, reader.buffer(), reader.idsOffset() + first * Sha256.LENGTH, copied * Sha256.LENGTH);
        }
        return copied;
    }

    @Override
    public int forEachBody(final int height, final int first, final int count, final BodyConsumer consumer)
    {
        final BlockSegment segment = segment(height);
        return segment == null ? 0 : reader.forEachBody(segment, height, first, count, consumer);
    }

    @Override
    public boolean copyState(final int height, final MutableDirectBuffer out, final int offset)
    {
        final BlockSegment segment = segment(height);
        if (segment == null)
        {
            return false;
        }
        reader.load(segment, height);
        if (reader.hasState())
        {
            out.putBytes(offset, reader.buffer(), reader.stateOffset(), StateHash.ENCODED_LENGTH);
        }
        return reader.hasState();
    }

    @Override
    public Place find(final DirectBuffer txid, final int offset, final int lowestHeight)
    {
        final UnsafeBuffer ids = new UnsafeBuffer(0, 0);
        for (int height = lastHeight; height >= Math.max(lowestHeight, Math.max(1, firstHeight())); height--)
        {
            reader.load(segment(height), height);
            ids.wrap(reader.buffer(), reader.idsOffset(), reader.count() * Sha256.LENGTH);
            final int position = MemoryBlockStore.position(ids, reader.count(), txid, offset);
            if (position >= 0)
            {
                return new Place(height, position);
            }
        }
        return null;
    }

    @Override
    public void close()
    {
        if (writer != null && writer.isOpen())
        {
            writer.abandon();
        }
        segments.forEach(BlockSegment::close);
    }

    private void load()
    {
        final List<Path> files = files();
        for (int i = 0; i < files.size(); i++)
        {
            final boolean isLast = i == files.size() - 1;
            final BlockSegment segment = BlockSegment.open(files.get(i), heightOf(files.get(i)), isWritable, read);
            segments.add(segment);
            final byte[] found = segment.checkStart(chainId);
            if (found == null)
            {
                dropTornStart(segment, isLast);
                continue;
            }
            chainId = found;
            if (isLast)
            {
                cutBytes += segment.index(true, true);
            }
        }
        dropEmptyLast();
        lastHeight = segments.isEmpty() ? NO_HEIGHT : last().firstHeight() + last().count() - 1;
    }

    /** A crash may leave the newest file without its beginning: nothing was in it. */
    private void dropTornStart(final BlockSegment segment, final boolean isLast)
    {
        if (!isLast)
        {
            throw segment.fault(DAMAGED, 0, "the file ends before its first block");
        }
        cutBytes += segment.length();
        drop(segment);
    }

    /** A file that was begun, and got no whole block, is begun anew: the one before it is the last. */
    private void dropEmptyLast()
    {
        if (!segments.isEmpty() && last().isIndexed() && last().count() == 0)
        {
            drop(last());
        }
        if (!segments.isEmpty() && !last().isIndexed() && last().index(false, true) == 0 && last().count() == 0)
        {
            throw last().fault(MISSING, last().length(), "the file has no blocks");
        }
    }

    private void drop(final BlockSegment segment)
    {
        segment.close();
        segments.remove(segment);
        if (isWritable)
        {
            delete(segment.file());
        }
    }

    private void retain()
    {
        while (segments.size() > 1 && (length() > retention.maxBytes() ||
            lastHeight - segments.get(1).firstHeight() + 1 >= retention.maxBlocks()))
        {
            reader.forget();
            drop(segments.get(0));
        }
    }

    private BlockSegment last()
    {
        return segments.get(segments.size() - 1);
    }

    private BlockSegment segment(final int height)
    {
        if (height < 1 || height > lastHeight || height < firstHeight())
        {
            return null;
        }
        int index = segments.size() - 1;
        while (segments.get(index).firstHeight() > height)
        {
            index--;
        }
        final BlockSegment segment = segments.get(index);
        if (!segment.isIndexed())
        {
            segment.index(false, false);
            requireCount(segment);
        }
        return segment;
    }

    private void requireRoot(final BlockSegment segment, final int height)
    {
        final byte[] root = new byte[Sha256.LENGTH];
        final Commit commit = reader.commit(segment, height);
        new MerkleTree().root(reader.buffer(), reader.idsOffset(), reader.count(), new UnsafeBuffer(root), 0);
        if (!Arrays.equals(root, commit.header().transactionsRoot()))
        {
            throw segment.fault(DAMAGED, segment.offset(height), "the list of block " + height + " is not its own");
        }
    }

    /** Files follow each other without a gap. */
    private void requireCount(final BlockSegment segment)
    {
        final int index = segments.indexOf(segment);
        final int next = index == segments.size() - 1 ? lastHeight + 1 : segments.get(index + 1).firstHeight();
        if (segment.firstHeight() + segment.count() != next)
        {
            throw segment.fault(MISSING, segment.length(),
                "block " + (segment.firstHeight() + segment.count()) + " should follow, but the next file begins at " +
                next);
        }
    }

    private List<Path> files()
    {
        try (Stream<Path> entries = Files.list(folder))
        {
            return entries.filter((path) -> NAME.matcher(path.getFileName().toString()).matches()).sorted().toList();
        }
        catch (final IOException ex)
        {
            throw refused(ex);
        }
    }

    private int heightOf(final Path file)
    {
        final Matcher matcher = NAME.matcher(file.getFileName().toString());
        final long height = matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
        if (height < 1 || height > Integer.MAX_VALUE)
        {
            throw new BlockStoreException(DAMAGED, file, 0, "the file is named after no height");
        }
        return (int)height;
    }

    private void delete(final Path file)
    {
        try
        {
            Files.deleteIfExists(file);
        }
        catch (final IOException ex)
        {
            throw refused(ex);
        }
    }

    /** A new file's name is on disk only with its folder. */
    private void forceFolder()
    {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ))
        {
            channel.force(true);
        }
        catch (final IOException ex)
        {
            throw refused(ex);
        }
    }

    private BlockStoreException refused(final IOException ex)
    {
        return new BlockStoreException(IO, folder, 0,
            "cannot use the folder of blocks: " + (ex.getMessage() == null ? ex.toString() : ex.getMessage()), ex);
    }
}
