package io.timecoin.testnet;

import org.agrona.IoUtil;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of a testnet: one that is named stays, a temporary one goes with the testnet, however that ends. */
final class Workspace implements AutoCloseable
{
    private final Path folder;
    private final boolean isTemporary;
    private final Thread hook;

    private Workspace(final Path folder, final boolean isTemporary)
    {
        this.folder = folder;
        this.isTemporary = isTemporary;
        hook = new Thread(this::delete, "testnet-delete");
        if (isTemporary)
        {
            Runtime.getRuntime().addShutdownHook(hook);
        }
    }

    static Workspace open(final Path named) throws IOException
    {
        return named == null ? new Workspace(Files.createTempDirectory("timecoin-testnet-"), true) :
            new Workspace(Files.createDirectories(named), false);
    }

    Path folder()
    {
        return folder;
    }

    @Override
    public void close()
    {
        if (isTemporary)
        {
            delete();
            removeHook();
        }
    }

    private void delete()
    {
        IoUtil.delete(folder.toFile(), true);
    }

    private void removeHook()
    {
        try
        {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
        catch (final IllegalStateException ex)
        {
            // The process is going down: the hook runs, and finds nothing left.
            return;
        }
    }
}
