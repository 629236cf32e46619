package io.timecoin.block;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;

import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.consensus.bft.LockState;
import io.timecoin.consensus.bft.Statement;
import io.timecoin.consensus.bft.VoteLog;

/**
 * Own votes and proposals in one small preallocated file: the latest ones in a ring of {@link #SLOTS} slots, each
 * holding its {@link VoteRecord} twice, in pages of their own.
 * <p>
 * A crash while a slot is written can damage only that slot, which held the oldest statement; what was being written
 * had not left. A whole copy is enough, so that a single page that goes bad later does not make this validator forget
 * that it voted. Anything else that is not as it was written is refused at opening: better no validator than one that
 * votes twice.
 * <p>
 * The prevotes behind the latest lock follow, in one of two places by turns. If a crash tears them, the vote with them
 * had not left; if they go bad later, the lock still holds, and it may only take longer until others follow it.
 */
public final class VoteFile implements VoteLog
{
    /** Statements that are kept. */
    public static final int SLOTS = 16;

    private static final int PAGE_LENGTH = 4096;
    private static final int SLOT_LENGTH = 2 * PAGE_LENGTH;
    static final int LOCK_LENGTH = 18 * PAGE_LENGTH;
    private static final int LOCKS_OFFSET = SLOTS * SLOT_LENGTH;
    /** Bytes of the file, always. */
    static final int FILE_LENGTH = LOCKS_OFFSET + 2 * LOCK_LENGTH;

    private final Path file;
    private final FileChannel channel;
    private final VoteRecord record;
    private final ByteBuffer slot = ByteBuffer.allocateDirect(SLOT_LENGTH).order(LITTLE_ENDIAN);
    private final UnsafeBuffer slotView = new UnsafeBuffer(slot);
    private final LockRecord lockRecord;
    private final ByteBuffer lockBytes = ByteBuffer.allocateDirect(LOCK_LENGTH).order(LITTLE_ENDIAN);
    private final UnsafeBuffer lockView = new UnsafeBuffer(lockBytes);
    private final Entry[] entries = new Entry[SLOTS];
    private long lastSequence;
    /** Which of the two places has the latest lock's prevotes. */
    private int lockPlace;
    private boolean isBroken;

    private VoteFile(final Path file, final FileChannel channel, final byte[] chainId)
    {
        this.file = file;
        this.channel = channel;
        record = new VoteRecord(chainId);
        lockRecord = new LockRecord(chainId);
    }

    /**
     * Opens the file, or makes it. What it holds is on disk when this returns.
     *
     * @param file    in an existing folder that nobody else uses.
     * @param chainId 32 bytes.
     * @return the log.
     * @throws BlockException       {@link BlockFault#MALFORMED} if it is damaged, {@link BlockFault#WRONG_CHAIN} if it
     *                              is of another chain.
     * @throws UncheckedIOException if the disk fails.
     */
    public static VoteFile open(final Path file, final byte[] chainId)
    {
        try
        {
            if (!Files.exists(file))
            {
                create(file);
            }
            final FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try
            {
                final VoteFile votes = new VoteFile(file, channel, chainId);
                votes.load();
                return votes;
            }
            catch (final BlockException | IOException ex)
            {
                channel.close();
                throw ex;
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException("cannot open " + file + ": " + ex.getMessage(), ex);
        }
    }

    @Override
    public void append(final Statement statement, final LockState locks)
    {
        requireSound();
        final Entry entry = new Entry(statement, locks);
        try
        {
            if (isNewLock(entry))
            {
                lockPlace = 1 - lockPlace;
                writeLock(entry);
            }
            write(lastSequence + 1, entry);
        }
        catch (final IOException ex)
        {
            throw broken("write", ex);
        }
        lastSequence++;
        entries[slotOf(lastSequence)] = entry;
    }

    @Override
    public void force()
    {
        requireSound();
        try
        {
            channel.force(false);
        }
        catch (final IOException ex)
        {
            throw broken("force", ex);
        }
    }

    @Override
    public Entry last()
    {
        return entries[slotOf(lastSequence)];
    }

    @Override
    public void forEach(final Consumer<Entry> visitor)
    {
        for (long sequence = Math.max(1, lastSequence - SLOTS + 1); sequence <= lastSequence; sequence++)
        {
            final Entry entry = entries[slotOf(sequence)];
            if (entry != null)
            {
                visitor.accept(entry);
            }
        }
    }

    @Override
    public void close()
    {
        try
        {
            channel.close();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException("cannot close " + file + ": " + ex.getMessage(), ex);
        }
    }

    private static void create(final Path file) throws IOException
    {
        // Whole and named, or not there: a crash must not leave half a file that a later start refuses.
        final Path aside = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE))
        {
            writeFully(channel, ByteBuffer.allocate(FILE_LENGTH), 0);
            channel.force(true);
        }
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ))
        {
            folder.force(true);
        }
    }

    private void load() throws IOException
    {
        if (channel.size() != FILE_LENGTH)
        {
            throw damaged("it has " + channel.size() + " bytes instead of " + FILE_LENGTH);
        }
        final long[] sequences = new long[SLOTS];
        final boolean[] blank = new boolean[SLOTS];
        for (int i = 0; i < SLOTS; i++)
        {
            read(i);
            sequences[i] = sequenceInSlot(i);
            blank[i] = isBlank();
            lastSequence = Math.max(lastSequence, sequences[i]);
        }
        for (int i = 0; i < SLOTS; i++)
        {
            requireExpected(i, sequences[i], blank[i]);
        }
        if (lastSequence > 0)
        {
            // It may have reached only the system's cache, and will be told to others: now it is on disk.
            loadLock();
            write(lastSequence, last());
            channel.force(false);
        }
    }

    private boolean isNewLock(final Entry entry)
    {
        final Entry last = last();
        final LockState lock = entry.locks();
        return lock.lockedRound() >= 0 && (last == null || last.locks().lockedRound() != lock.lockedRound() ||
            last.statement().height() != entry.statement().height());
    }

    private void writeLock(final Entry entry) throws IOException
    {
        final int length = lockRecord.encode(lockView, entry.statement().height(), entry.locks());
        lockBytes.clear().limit(length);
        writeFully(channel, lockBytes, LOCKS_OFFSET + (long)lockPlace * LOCK_LENGTH);
    }

    /** Gives the last entry's lock its prevotes. */
    private void loadLock() throws IOException
    {
        final Entry last = last();
        final int height = last.statement().height();
        for (int place = 0; place < 2 && last.locks().lockedRound() >= 0; place++)
        {
            lockBytes.clear();
            readFully(lockBytes, LOCKS_OFFSET + (long)place * LOCK_LENGTH);
            final List<Statement> prevotes = lockRecord.prevotes(lockView, height, last.locks());
            if (!prevotes.isEmpty())
            {
                lockPlace = place;
                entries[slotOf(lastSequence)] = new Entry(last.statement(),
                    new LockState(last.locks().lockedRound(), last.locks().lockedId(), prevotes));
                writeLock(last());
                return;
            }
        }
    }

    /** Reads the slot in the buffer; 0 if neither copy is whole. */
    private long sequenceInSlot(final int index)
    {
        for (int copy = 0; copy < 2; copy++)
        {
            final int offset = copy * PAGE_LENGTH;
            if (record.isWhole(slotView, offset))
            {
                if (!record.isOfChain(slotView, offset))
                {
                    throw new BlockException(BlockFault.WRONG_CHAIN, file + " holds votes of another chain");
                }
                final long sequence = record.sequence(slotView, offset);
                entries[index] = record.entry(slotView, offset);
                if (entries[index] == null || sequence < 1 || slotOf(sequence) != index)
                {
                    throw damaged("slot " + index + " holds a record that nobody wrote there");
                }
                return sequence;
            }
        }
        return 0;
    }

    private void requireExpected(final int index, final long sequence, final boolean isBlank)
    {
        final boolean isNext = index == slotOf(lastSequence + 1);
        final long newest = lastSequence - Math.floorMod(lastSequence - index, SLOTS);
        final boolean isAsWritten = newest >= 1 ? sequence == newest : sequence == 0 && isBlank;
        if (!isAsWritten && !(isNext && sequence == 0))
        {
            throw damaged("slot " + index + " at offset " + index * SLOT_LENGTH + " is not as it was written");
        }
    }

    private boolean isBlank()
    {
        for (int i = 0; i < SLOT_LENGTH; i += Long.BYTES)
        {
            if (slotView.getLong(i) != 0)
            {
                return false;
            }
        }
        return true;
    }

    private void read(final int index) throws IOException
    {
        slot.clear();
        readFully(slot, (long)index * SLOT_LENGTH);
    }

    private void readFully(final ByteBuffer bytes, final long position) throws IOException
    {
        while (bytes.hasRemaining())
        {
            if (channel.read(bytes, position + bytes.position()) < 0)
            {
                throw damaged("it ends at " + (position + bytes.position()));
            }
        }
    }

    private void write(final long sequence, final Entry entry) throws IOException
    {
        slotView.setMemory(0, SLOT_LENGTH, (byte)0);
        record.encode(slotView, 0, sequence, entry);
        slotView.putBytes(PAGE_LENGTH, slotView, 0, VoteRecord.LENGTH);
        slot.clear();
        writeFully(channel, slot, (long)slotOf(sequence) * SLOT_LENGTH);
    }

    private static void writeFully(final FileChannel channel, final ByteBuffer bytes, final long position)
        throws IOException
    {
        while (bytes.hasRemaining())
        {
            channel.write(bytes, position + bytes.position());
        }
    }

    private void requireSound()
    {
        if (isBroken)
        {
            throw new IllegalStateException("an earlier write to " + file + " failed: what it holds is unknown");
        }
    }

    private UncheckedIOException broken(final String what, final IOException cause)
    {
        isBroken = true;
        return new UncheckedIOException("cannot " + what + " " + file + ": " + cause.getMessage(), cause);
    }

    private BlockException damaged(final String how)
    {
        return new BlockException(BlockFault.MALFORMED, file + " is damaged, so this validator cannot know what it " +
            "signed: " + how);
    }

    private static int slotOf(final long sequence)
    {
        return (int)(sequence % SLOTS);
    }
}
