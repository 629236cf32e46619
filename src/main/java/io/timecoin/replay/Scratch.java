package io.timecoin.replay;

import io.timecoin.utxo.ChronicleUtxoStore;
import io.timecoin.utxo.UtxoStore;
import io.timecoin.utxo.UtxoStore.UtxoConsumer;
import io.timecoin.utxo.UtxoStoreException;
import io.timecoin.utxo.WriteBackUtxoStore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Consumer;

/** A temporary folder with the sets of a replay, one after the other; removed when closed. */
final class Scratch implements AutoCloseable
{
    /** Chronicle's file for an output at a fill that it reaches, with room to spare; the rest of the file is sparse. */
    private static final long BYTES_PER_OUTPUT = 128;
    private static final long SPARE_BYTES = 64L << 20;
    private static final long MIN_CAPACITY = 10_000;
    private static final long MB = 1L << 20;

    private final Path folder;
    // An interrupt ends the process without closing anything.
    private final Thread hook = new Thread(this::delete);
    private int sets;

    private Scratch(final Path folder)
    {
        this.folder = folder;
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
            final Scratch scratch = new Scratch(Files.createTempDirectory(parent, "timecoin-replay-"));
            Runtime.getRuntime().addShutdownHook(scratch.hook);
            return scratch;
        }
        catch (final IOException ex)
        {
            throw new ReplayException(ReplayException.Kind.CONFIGURATION, "cannot write to " + parent,
                ex.getMessage(), "name another folder: --scratch DIR", ex);
        }
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
