package io.timecoin.capture;

import io.timecoin.genesis.Genesis;
import io.timecoin.genesis.GenesisException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The folder of one recording, inside the folder {@code capture} of a node.
 * <pre>
 * start         when it began, and with what; written last, so that without it there is no recording
 * genesis.sbe   of the chain
 * outputs       the unspent outputs at its first record, if they are not the genesis's; of a recording that was begun
 *               in mid-run, a copy that was made while the node went on
 * copied        of such a recording: how many decisions there were until the copy was made
 * archive/      Aeron Archive's catalog and segments
 * end           how it ended; absent while it goes on, and after a crash
 * </pre>
 */
final class RecordingFolder
{
    private static final String START = "start";
    private static final String COPIED = "copied";
    private static final String END = "end";
    private static final String GENESIS = "genesis.sbe";
    private static final String OUTPUTS = "outputs";
    private static final String ARCHIVE = "archive";
    private static final String VERSION = "1";
    private static final String NAME_FORMAT = "%06d";
    private static final String NAME_PATTERN = "[0-9]{6}";

    private final Path path;

    private RecordingFolder(final Path path)
    {
        this.path = path;
    }

    /** Makes the folder of the next recording. */
    static RecordingFolder create(final Path captures) throws IOException
    {
        Files.createDirectories(captures);
        int next = 1;
        try (Stream<Path> names = Files.list(captures))
        {
            next += names.map(name -> name.getFileName().toString()).filter(name -> name.matches(NAME_PATTERN))
                .mapToInt(Integer::parseInt).max().orElse(0);
        }
        return new RecordingFolder(Files.createDirectory(captures.resolve(NAME_FORMAT.formatted(next))));
    }

    /** A recording that is there. */
    static RecordingFolder of(final Path path)
    {
        return new RecordingFolder(path);
    }

    /** Whether a folder is that of a recording. */
    static boolean is(final Path path)
    {
        return Files.isRegularFile(path.resolve(START)) && Files.isRegularFile(path.resolve(GENESIS));
    }

    /** All recordings of a node, the oldest first. */
    static List<RecordingFolder> all(final Path captures)
    {
        if (!Files.isDirectory(captures))
        {
            return List.of();
        }
        try (Stream<Path> names = Files.list(captures))
        {
            final List<RecordingFolder> found = new ArrayList<>();
            names.filter(RecordingFolder::is).sorted().forEach(each -> found.add(new RecordingFolder(each)));
            return found;
        }
        catch (final IOException ex)
        {
            throw unreadable(captures, ex);
        }
    }

    Path path()
    {
        return path;
    }

    Path archive()
    {
        return path.resolve(ARCHIVE);
    }

    Path outputs()
    {
        return path.resolve(OUTPUTS);
    }

    boolean beginsWithGenesis()
    {
        return !Files.exists(outputs());
    }

    /** Notes that all that a recording needs is there, which began with the node. */
    void writeStart(final Genesis genesis, final long createdMs) throws IOException
    {
        writeStart(genesis, createdMs, false, 0);
    }

    /** The same of one that was begun in mid-run, when so many contested payments were open. */
    void writeLateStart(final Genesis genesis, final long createdMs, final long contested) throws IOException
    {
        writeStart(genesis, createdMs, true, contested);
    }

    /** Contested payments that were open when a recording was begun in mid-run. */
    long contested()
    {
        return number(START, read(START), "contested");
    }

    private void writeStart(
        final Genesis genesis, final long createdMs, final boolean isLate, final long contested) throws IOException
    {
        Files.write(path.resolve(GENESIS), genesis.encode());
        final Properties text = new Properties();
        text.setProperty("version", VERSION);
        text.setProperty("created_ms", Long.toString(createdMs));
        text.setProperty("late", Boolean.toString(isLate));
        text.setProperty("contested", Long.toString(contested));
        write(START, text);
    }

    /** Notes that the copy of the unspent outputs is there. */
    void writeCopied(final long decisions) throws IOException
    {
        final Properties text = new Properties();
        text.setProperty("decisions", Long.toString(decisions));
        write(COPIED, text);
    }

    /** Whether the recording was begun in mid-run. */
    boolean isLate()
    {
        final Properties text = read(START);
        return text != null && Boolean.parseBoolean(text.getProperty("late"));
    }

    /** Decisions that there were until the copy was made, from the recording's first; -1 if it never was. */
    long decisionsUntilCopied()
    {
        final Properties text = read(COPIED);
        return text == null ? -1 : number(COPIED, text, "decisions");
    }

    void writeEnd(final RecordingEnd end) throws IOException
    {
        final Properties text = new Properties();
        text.setProperty("reason", end.reason().code());
        text.setProperty("details", end.details());
        text.setProperty("position", Long.toString(end.position()));
        text.setProperty("lost", Long.toString(end.lost()));
        write(END, text);
    }

    Genesis genesis()
    {
        try
        {
            return Genesis.decode(Files.readAllBytes(path.resolve(GENESIS)));
        }
        catch (final IOException ex)
        {
            throw unreadable(path.resolve(GENESIS), ex);
        }
        catch (final GenesisException ex)
        {
            throw new CaptureException(CaptureException.Reason.BAD_RECORD, 0,
                "the genesis of the recording " + path + " cannot be read: " + ex.getMessage(), ex);
        }
    }

    long createdMs()
    {
        return number(START, read(START), "created_ms");
    }

    /** How the recording ended; null while it goes on, and after a crash. */
    RecordingEnd end()
    {
        final Properties text = read(END);
        if (text == null)
        {
            return null;
        }
        for (final RecordingEnd.Reason reason : RecordingEnd.Reason.values())
        {
            if (reason.code().equals(text.getProperty("reason")))
            {
                return new RecordingEnd(reason, text.getProperty("details", ""), number(END, text, "position"),
                    number(END, text, "lost"));
            }
        }
        throw damaged(END);
    }

    private long number(final String file, final Properties text, final String key)
    {
        final String value = text == null ? "" : text.getProperty(key, "");
        if (!value.matches("[0-9]{1,18}"))
        {
            throw damaged(file);
        }
        return Long.parseLong(value);
    }

    private Properties read(final String name)
    {
        final Properties text = new Properties();
        try (Reader reader = Files.newBufferedReader(path.resolve(name)))
        {
            text.load(reader);
            return text;
        }
        catch (final NoSuchFileException ex)
        {
            return null;
        }
        catch (final IOException | IllegalArgumentException ex)
        {
            throw damaged(name);
        }
    }

    private void write(final String name, final Properties text) throws IOException
    {
        final Path aside = path.resolve(name + ".new");
        try (Writer writer = Files.newBufferedWriter(aside))
        {
            text.store(writer, null);
        }
        Files.move(aside, path.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private CaptureException damaged(final String name)
    {
        return new CaptureException(CaptureException.Reason.BAD_RECORD, 0,
            "the file '" + name + "' of the recording " + path + " is not what a node writes");
    }

    private static CaptureException unreadable(final Path file, final IOException ex)
    {
        return new CaptureException(CaptureException.Reason.IO, 0, "cannot read " + file + ": " + ex.getMessage(),
            new UncheckedIOException(ex));
    }
}
