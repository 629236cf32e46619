package io.timecoin.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.timecoin.block.BlockException;
import io.timecoin.block.BlockFault;
import io.timecoin.block.Evidence;
import io.timecoin.block.EvidenceKeeper;

/**
 * Evidence of validators that said two things for one step, a file each: for the node's next life, and for whoever
 * wants to show it. As many files as there are places for validators at most. What cannot be kept is told to the log;
 * no payment depends on it.
 */
public final class EvidenceFolder implements EvidenceKeeper
{
    private static final Logger LOG = LoggerFactory.getLogger(EvidenceFolder.class);
    private static final String SUFFIX = ".evidence";
    private static final String UNFINISHED = ".new";

    private final Path folder;

    EvidenceFolder(final Path folder)
    {
        this.folder = folder;
    }

    /**
     * The files of evidence in a folder.
     *
     * @param folder of a node's evidence.
     * @return in order of their names; none if the folder is not there.
     * @throws IOException if it cannot be read.
     */
    public static List<Path> files(final Path folder) throws IOException
    {
        if (!Files.isDirectory(folder))
        {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder))
        {
            return entries.filter(file -> file.getFileName().toString().endsWith(SUFFIX)).sorted().toList();
        }
    }

    /**
     * Reads one of them.
     *
     * @param file with evidence.
     * @return of the right form; whether it is true was not looked at.
     * @throws BlockException if it is none.
     * @throws IOException    if it cannot be read.
     */
    public static Evidence read(final Path file) throws IOException
    {
        if (Files.size(file) != Evidence.LENGTH)
        {
            throw new BlockException(BlockFault.MALFORMED, "evidence has " + Evidence.LENGTH + " bytes, not " +
                Files.size(file));
        }
        return Evidence.decode(new UnsafeBuffer(Files.readAllBytes(file)), 0, Evidence.LENGTH);
    }

    @Override
    public List<Evidence> recall()
    {
        final List<Evidence> kept = new ArrayList<>();
        try
        {
            for (final Path file : files(folder))
            {
                try
                {
                    kept.add(read(file));
                }
                catch (final BlockException ex)
                {
                    LOG.atWarn().addKeyValue("file", file).addKeyValue("reason", ex.fault().reason())
                        .log("evidence in a file is damaged and left out; remove the file");
                }
            }
        }
        catch (final IOException ex)
        {
            LOG.warn("cannot read the evidence in {}: {}", folder, Reason.of(ex));
        }
        return kept;
    }

    @Override
    public void keep(final Evidence evidence)
    {
        LOG.warn("a validator said two things for one step: {}", evidence);
        try
        {
            Files.createDirectories(folder);
            final Path file = folder.resolve("validator-" + evidence.validator() + SUFFIX);
            final Path unfinished = folder.resolve(file.getFileName() + UNFINISHED);
            final byte[] bytes = new byte[Evidence.LENGTH];
            evidence.encoded().getBytes(0, bytes);
            try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE))
            {
                channel.write(ByteBuffer.wrap(bytes));
                channel.force(true);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        }
        catch (final IOException ex)
        {
            LOG.warn("cannot keep evidence in {}: {}", folder, Reason.of(ex));
        }
    }

    @Override
    public void charged(final Evidence evidence, final int height)
    {
        LOG.warn("block {} charges a validator, which loses its vote and its bond: {}", height, evidence);
    }
}
