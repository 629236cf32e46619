package io.timecoin.node;

import io.timecoin.crypto.KeyPair;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Set;

/**
 * A file with the 32 secret bytes from which keys follow, as 64 hexadecimal digits, readable by its owner alone. It is
 * not encrypted: a validator starts without anybody at the keyboard.
 */
public final class SeedFile
{
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final int MAX_BYTES = 4096;

    private SeedFile()
    {
    }

    /**
     * Writes a new file.
     *
     * @param file    must not exist.
     * @param comment one line that says what it is for.
     * @param seed    32 bytes.
     * @throws IOException if it exists or cannot be written.
     */
    public static void write(final Path file, final String comment, final byte[] seed) throws IOException
    {
        final Path folder = file.toAbsolutePath().getParent();
        // The rights come with the file, not after it: nobody can open it in between.
        if (Files.getFileStore(folder).supportsFileAttributeView("posix"))
        {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        }
        else
        {
            Files.createFile(file);
        }
        Files.writeString(file, "# " + comment + " Secret: keep it to yourself.\n" +
            HexFormat.of().formatHex(seed) + "\n", StandardOpenOption.WRITE);
    }

    /**
     * Reads a file.
     *
     * @param file as written by {@link #write}.
     * @return 32 bytes.
     * @throws NodeException if it is missing, unreadable or something else.
     */
    public static byte[] read(final Path file)
    {
        try
        {
            if (Files.size(file) > MAX_BYTES)
            {
                throw notAKey(file);
            }
            final String digits = Files.readAllLines(file).stream()
                .map(String::trim)
                .filter((line) -> !line.isEmpty() && !line.startsWith("#"))
                .reduce("", String::concat);
            final byte[] seed = HexFormat.of().parseHex(digits);
            if (seed.length != KeyPair.SEED_LENGTH)
            {
                throw notAKey(file);
            }
            return seed;
        }
        catch (final IOException ex)
        {
            throw new NodeException(NodeException.Kind.CONFIGURATION, "cannot read the key " + file, Reason.of(ex),
                "restore the file from a backup, or name the right one; 'timecoin init' makes new keys");
        }
        catch (final IllegalArgumentException ex)
        {
            throw notAKey(file);
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

    private static NodeException notAKey(final Path file)
    {
        return new NodeException(NodeException.Kind.CONFIGURATION, file + " is not a key",
            "it must hold " + 2 * KeyPair.SEED_LENGTH + " hexadecimal digits",
            "restore the file from a backup, or name the right one");
    }
}
