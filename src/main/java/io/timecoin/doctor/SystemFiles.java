package io.timecoin.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/** Reads what the kernel tells under {@code /proc} and {@code /sys}, or a copy of it below another root. */
public final class SystemFiles
{
    private static final int MAX_BYTES = 4 << 20;
    private static final int MAX_QUOTED = 40;
    private static final int MAX_CORES = 4096;

    private final Path root;

    /**
     * Files below a folder.
     *
     * @param root {@code /} for this machine.
     */
    public SystemFiles(final Path root)
    {
        this.root = root;
    }

    /** The file or folder of a path of the system. */
    Path path(final String path)
    {
        return root.resolve(path.substring(1));
    }

    boolean exists(final String path)
    {
        return Files.exists(path(path));
    }

    /** The whole content without white space around it. */
    String text(final String path) throws UnreadableException
    {
        // Such files have length 0 until they are read.
        try (InputStream in = Files.newInputStream(path(path)))
        {
            return new String(in.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1).strip();
        }
        catch (final NoSuchFileException ex)
        {
            throw new UnreadableException("there is no " + path);
        }
        catch (final AccessDeniedException ex)
        {
            throw new UnreadableException(path + " may not be read by this user");
        }
        catch (final IOException ex)
        {
            throw new UnreadableException(path + " cannot be read: " + ex.getMessage());
        }
    }

    List<String> lines(final String path) throws UnreadableException
    {
        return text(path).lines().toList();
    }

    /** The rest of the first line that begins so. */
    String after(final String path, final String prefix) throws UnreadableException
    {
        for (final String line : lines(path))
        {
            if (line.startsWith(prefix))
            {
                return line.substring(prefix.length()).strip();
            }
        }
        throw new UnreadableException(path + " has no line that begins with '" + prefix + "'");
    }

    long number(final String path) throws UnreadableException
    {
        return number(path, text(path));
    }

    /** A number that was found in a file. */
    static long number(final String path, final String text) throws UnreadableException
    {
        try
        {
            return Long.parseLong(text);
        }
        catch (final NumberFormatException ex)
        {
            throw nonsense(path, text, "a number");
        }
    }

    /** The word in brackets: {@code always [madvise] never}. */
    String choice(final String path) throws UnreadableException
    {
        final String text = text(path);
        final int from = text.indexOf('[');
        final int to = text.indexOf(']', from + 1);
        if (from < 0 || to <= from + 1)
        {
            throw nonsense(path, text, "a word in brackets");
        }
        return text.substring(from + 1, to);
    }

    /** A list of cores such as {@code 0-3,8}; it may be empty. */
    BitSet cores(final String path) throws UnreadableException
    {
        return cores(path, text(path));
    }

    static BitSet cores(final String path, final String list) throws UnreadableException
    {
        final BitSet cores = new BitSet();
        if (list.isEmpty() || "(null)".equals(list))
        {
            return cores;
        }
        for (final String range : list.split(","))
        {
            if (!range.matches("\\d{1,4}(-\\d{1,4})?"))
            {
                throw nonsense(path, list, "a list of cores");
            }
            final String[] ends = range.split("-");
            final int first = Integer.parseInt(ends[0]);
            final int last = Integer.parseInt(ends[ends.length - 1]);
            if (last < first || last > MAX_CORES)
            {
                throw nonsense(path, list, "a list of cores");
            }
            cores.set(first, last + 1);
        }
        return cores;
    }

    /** As the kernel writes it. */
    static String list(final BitSet cores)
    {
        final StringBuilder list = new StringBuilder();
        for (int from = cores.nextSetBit(0); from >= 0;)
        {
            final int to = cores.nextClearBit(from) - 1;
            list.append(list.length() == 0 ? "" : ",").append(from).append(from == to ? "" : "-" + to);
            from = cores.nextSetBit(to + 1);
        }
        return list.toString();
    }

    /** How many files a folder holds. */
    int count(final String folder) throws UnreadableException
    {
        try (Stream<Path> files = Files.list(path(folder)))
        {
            return (int)files.count();
        }
        catch (final IOException ex)
        {
            throw new UnreadableException(folder + " cannot be listed");
        }
    }

    static UnreadableException nonsense(final String path, final String text, final String wanted)
    {
        final String line = text.lines().findFirst().orElse("");
        return new UnreadableException(path + " says '" +
            (line.length() > MAX_QUOTED ? line.substring(0, MAX_QUOTED) + "…" : line) + "', which is not " + wanted);
    }
}
