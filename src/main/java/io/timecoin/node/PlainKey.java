package io.timecoin.node;

import io.timecoin.crypto.KeyPair;
import io.timecoin.wallet.KeyFile;
import io.timecoin.wallet.KeyFileException;

import java.nio.file.Path;

/** Opens a validator's key file, in the clear: a validator starts without anybody at the keyboard. */
final class PlainKey
{
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
    static KeyPair open(final Path file)
    {
        try
        {
            return KeyFile.read(file).open();
        }
        catch (final KeyFileException ex)
        {
            throw refused(ex);
        }
    }

    private static NodeException refused(final KeyFileException ex)
    {
        return switch (ex.reason())
        {
            case CORRUPT -> new NodeException(NodeException.Kind.CORRUPT, ex.getMessage(), "",
                "restore the file from a backup, or name the right one with node.key");
            case UNSUPPORTED_VERSION -> new NodeException(NodeException.Kind.CORRUPT, ex.getMessage(), "",
                "use the release that wrote it, or make a new network with 'timecoin init'");
            case PASSPHRASE_NEEDED -> new NodeException(NodeException.Kind.CONFIGURATION, ex.getMessage(),
                "nobody is there to type a passphrase",
                "give the node a key of its own that is not encrypted; 'timecoin init' makes one");
            case INACCESSIBLE -> new NodeException(NodeException.Kind.CONFIGURATION, ex.getMessage(), "",
                "name a file with node.key that this user may read");
            default -> new NodeException(NodeException.Kind.CONFIGURATION, ex.getMessage(), "",
                "restore the file from a backup, or name the right one with node.key; 'timecoin init' makes new keys");
        };
    }
}
