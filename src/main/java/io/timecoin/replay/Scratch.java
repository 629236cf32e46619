package io.timecoin.replay;

import io.timecoin.utxo.ChronicleUtxoStore;
import io.timecoin.utxo.UtxoStore;
import io.timecoin.utxo.UtxoStore.UtxoConsumer;
import io.timecoin.utxo.UtxoStoreException;
import io.timecoin.utxo.WriteBackUtxoStore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A temporary folder with the sets of a replay, one after the other; removed when closed. A process that is killed
 * removes nothing: the next replay with the same parent does. It tells by a lock in the folder, which ends with the
 * process that holds it, whatever becomes of process numbers and in whichever container it ran.
 */
final class Scratch implements AutoCloseable
{
    /** Chronicle's file for an output at a fill that it reaches, with room to spare; the rest of the file is sparse. */
    private static final long BYTES_PER_OUTPUT = 128;
    private static final long SPARE_BYTES = 64L << 20;
    private static final long MIN_CAPACITY = 10_000;
    private static final long MB = 1L << 20;
    private static final String PREFIX = "timecoin-replay-";
    private static final String LOCK = "lock";
    private static final int MAX_TRIES = 10;
    /** Those of this process: a lock of its own would not keep it out, and to look at one would give it up. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel lock;
    // An interrupt ends the process without closing anything.
    private final Thread hook = new Thread(this::delete);
    private int sets;

    private Scratch(final Path folder, final FileChannel lock)
    {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Makes the folder.
     *
     * @param parent  that it is made in.
     * @param outputs that it must have room for.
     */
    static Scratch in(final Path parent, final long outputs)
    {
        try
        {
            Files.createDirectories(parent);
            removeStale(parent);
            final long usable = Files.getFileStore(parent).getUsableSpace();
            // Divided, because a forged genesis promises more outputs than can be multiplied.
            if (outputs > (usable - SPARE_BYTES) / BYTES_PER_OUTPUT)
            {
                throw new ReplayException(ReplayException.Kind.CONFIGURATION, "not enough space in " + parent,
                    "a set of up to " + outputs + " outputs takes " +
                    Math.max(1, outputs / (MB / BYTES_PER_OUTPUT)) + " MB and " + SPARE_BYTES / MB +
                    " MB beside it, and " + usable / MB + " MB are free", "name a folder with more room: --scratch DIR",
                    null);
            }
            final Scratch scratch = make(parent);
            Runtime.getRuntime().addShutdownHook(scratch.hook);
            return scratch;
        }
        catch (final IOException ex)
        {
            throw new ReplayException(ReplayException.Kind.CONFIGURATION, "cannot write to " + parent,
                ex.getMessage(), "name another folder: --scratch DIR", ex);
        }
    }

    private static Scratch make(final Path parent) throws IOException
    {
        for (int i = 0; i < MAX_TRIES; i++)
        {
            final Path made = Files.createTempDirectory(parent.toRealPath(), PREFIX);
            OWN.add(made);
            final FileChannel lock = lock(made, StandardOpenOption.CREATE);
            if (lock != null && Files.exists(made.resolve(LOCK)))
            {
                return new Scratch(made, lock);
            }
            // Another replay took it for a stale one, between its making and its lock.
            closeQuietly(lock);
            OWN.remove(made);
        }
        throw new IOException("other processes remove what is made there");
    }

    private static void removeStale(final Path parent) throws IOException
    {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent.toRealPath(), PREFIX + "*"))
        {
            for (final Path stale : folders)
            {
                // Without a lock's file it is just being made, or none of ours.
                if (Files.exists(stale.resolve(LOCK)) && !OWN.contains(stale))
                {
                    removeIfStale(stale);
                }
            }
        }
    }

    private static void removeIfStale(final Path stale)
    {
        final FileChannel lock = lock(stale, StandardOpenOption.WRITE);
        if (lock != null)
        {
            try
            {
                delete(stale);
            }
            catch (final UncheckedIOException ex)
            {
                // Another user's, or on a disk that fails: it costs room, and no replay.
                return;
            }
            finally
            {
                closeQuietly(lock);
            }
        }
    }

    /** Null if somebody else holds the lock, or it cannot be told. */
    private static FileChannel lock(final Path folder, final StandardOpenOption option)
    {
        FileChannel channel = null;
        try
        {
            channel = FileChannel.open(folder.resolve(LOCK), option, StandardOpenOption.WRITE);
            if (channel.tryLock() != null)
            {
                return channel;
            }
        }
        catch (final IOException | OverlappingFileLockException ex)
        {
            closeQuietly(channel);
            return null;
        }
        closeQuietly(channel);
        return null;
    }

    private static void closeQuietly(final FileChannel channel)
    {
        if (channel != null)
        {
            try
            {
                channel.close();
            }
            catch (final IOException ex)
            {
                // The lock is given up either way.
                return;
            }
        }
    }

    /** Where the sets lie. */
    Path folder()
    {
        return folder;
    }

    /**
     * A set with its first outputs.
     *
     * @param chainId    32 bytes.
     * @param capacity   most outputs.
     * @param cacheBytes memory for the latest of them.
     * @param outputs    shows the first outputs, which go into the map itself.
     */
    UtxoStore store(
        final byte[] chainId, final long capacity, final long cacheBytes, final Consumer<UtxoConsumer> outputs)
    {
        try
        {
            final ChronicleUtxoStore map = ChronicleUtxoStore.createScratch(
                folder.resolve("set-" + sets++), chainId, Math.max(MIN_CAPACITY, capacity));
            try
            {
                outputs.accept(map::put);
                return WriteBackUtxoStore.over(map, cacheBytes);
            }
            catch (final RuntimeException ex)
            {
                map.close();
                throw ex;
            }
        }
        catch (final UtxoStoreException ex)
        {
            throw new ReplayException(ReplayException.Kind.CONFIGURATION, "cannot make a set in " + folder,
                ex.getMessage(), "name another folder: --scratch DIR", ex);
        }
    }

    @Override
    public void close()
    {
        delete();
        try
        {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
        catch (final IllegalStateException ex)
        {
            // The process ends already, and the hook has found or will find nothing.
            return;
        }
    }

    private void delete()
    {
        try
        {
            delete(folder);
        }
        finally
        {
            closeQuietly(lock);
            OWN.remove(folder);
        }
    }

    private static void delete(final Path folder)
    {
        if (!Files.exists(folder))
        {
            return;
        }
        try
        {
            Files.walkFileTree(folder, new SimpleFileVisitor<>()
            {
                @Override
                public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes)
                    throws IOException
                {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(final Path visited, final IOException failure)
                    throws IOException
                {
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException("cannot remove " + folder, ex);
        }
    }
}
