package io.timecoin.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * How many of a faucet's outputs earlier loads have spent, in a file beside its key: nodes cannot be asked for unspent
 * outputs yet, and a second load must not begin with spent ones.
 */
final class SpentMark
{
    /** Marks the last outputs of a faucet, which bonds and leaves were paid from. */
    static final String BONDED_SUFFIX = ".bonded";
    private static final String SUFFIX = ".spent";
    private static final String DIGITS = "[0-9]{1,9}";

    private final Path file;

    SpentMark(final Path faucetKey)
    {
        this(faucetKey, SUFFIX);
    }

    SpentMark(final Path faucetKey, final String suffix)
    {
        file = faucetKey.resolveSibling(faucetKey.getFileName() + suffix);
    }

    /**
     * Outputs spent by earlier loads of a chain.
     *
     * @param chainId as hexadecimal digits.
     * @return 0 if there were none, or none of this chain.
     * @throws IOException if the file is there and cannot be read.
     */
    int read(final String chainId) throws IOException
    {
        if (!Files.exists(file))
        {
            return 0;
        }
        final String[] words = Files.readString(file).trim().split(" ");
        final boolean isOfChain = words.length == 2 && words[0].equals(chainId) && words[1].matches(DIGITS);
        return isOfChain ? Integer.parseInt(words[1]) : 0;
    }

    /**
     * Remembers.
     *
     * @param chainId as hexadecimal digits.
     * @param spent   outputs that no later load may begin with.
     * @throws IOException if it cannot be written.
     */
    void write(final String chainId, final int spent) throws IOException
    {
        final Path aside = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(aside, chainId + " " + spent + "\n");
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
