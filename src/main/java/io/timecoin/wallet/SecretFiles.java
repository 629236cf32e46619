package io.timecoin.wallet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Creates files for the owner's eyes only, which appear whole or not at all and never replace another. */
final class SecretFiles
{
    private static final Set<PosixFilePermission> OWNERS_RIGHTS = PosixFilePermissions.fromString("rwx------");
    private static final FileAttribute<?> OWNER_ONLY =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private SecretFiles()
    {
    }

    /**
     * Creates a file and forces it to disk.
     *
     * @param file    must not exist.
     * @param content all of it.
     * @throws FileAlreadyExistsException if there is anything of this name.
     * @throws IOException                if the operating system refuses.
     */
    static void create(final Path file, final byte[] content) throws IOException
    {
        final Path folder = file.toAbsolutePath().getParent();
        final Path temporary = createTemporary(folder);
        try
        {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE))
            {
                final ByteBuffer remaining = ByteBuffer.wrap(content);
                while (remaining.hasRemaining())
                {
                    channel.write(remaining);
                }
                channel.force(true);
            }
            publish(temporary, file);
        }
        finally
        {
            Files.deleteIfExists(temporary);
        }
        forceFolder(folder);
    }

    /** Whether others than the owner have rights to a file; false also where there are no such rights. */
    static boolean isExposed(final Path file)
    {
        try
        {
            return !OWNERS_RIGHTS.containsAll(Files.getPosixFilePermissions(file));
        }
        catch (final IOException | UnsupportedOperationException e)
        {
            return false;
        }
    }

    private static Path createTemporary(final Path folder) throws IOException
    {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix"))
        {
            return Files.createTempFile(folder, ".key-", ".tmp", OWNER_ONLY);
        }
        return Files.createTempFile(folder, ".key-", ".tmp");
    }

    // A second name for the file, unlike a rename, fails if the name is taken: nobody's key is lost to a race.
    private static void publish(final Path temporary, final Path file) throws IOException
    {
        try
        {
            Files.createLink(file, temporary);
        }
        catch (final FileAlreadyExistsException e)
        {
            throw e;
        }
        catch (final FileSystemException | UnsupportedOperationException e)
        {
            // Not every file system knows hard links; without the option to replace, a move refuses too.
            Files.move(temporary, file);
        }
    }

    // The new name is lost in a power failure unless the folder is forced too; Windows cannot and need not.
    private static void forceFolder(final Path folder) throws IOException
    {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix"))
        {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ))
            {
                channel.force(true);
            }
        }
    }
}
