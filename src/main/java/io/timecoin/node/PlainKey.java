package io.timecoin.node;

import io.timecoin.crypto.KeyPair;
import io.timecoin.wallet.KeyFile;
import io.timecoin.wallet.KeyFileException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Opens key files in the clear: a validator starts without anybody at the keyboard. */
public final class PlainKey
{
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private PlainKey()
    {
    }

    /**
     * Reads a key.
     *
     * @param file in the clear.
     * @return its key pair.
     * @throws NodeException if it is missing, unreadable, damaged or encrypted.
     */
    public static KeyPair open(final Path file)
    {
        try
        {
            return KeyFile.read(file).open();
        }
        catch (final KeyFileException ex)
        {
            final boolean isLocked = ex.reason() == KeyFileException.Reason.PASSPHRASE_NEEDED;
            throw new NodeException(NodeException.Kind.CONFIGURATION, ex.getMessage(),
                isLocked ? "nobody is there to type a passphrase" : "",
                isLocked ? "give the node a key of its own that is not encrypted; 'timecoin init' makes one" :
                    "restore the file from a backup, or name the right one; 'timecoin init' makes new keys");
        }
    }

    /**
     * Whether others than the owner may read a file.
     *
     * @param file that exists.
     * @return false also where there are no such rights.
     */
    public static boolean isExposed(final Path file)
    {
        try
        {
            return !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file));
        }
        catch (final IOException | UnsupportedOperationException ex)
        {
            // No such rights on this file system: nothing to say about them.
            return false;
        }
    }
}
