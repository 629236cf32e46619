package io.timecoin.node;

import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A TOML file under inspection: collects every fault with its line and column, then refuses all of them at once. */
final class TomlDocument
{
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_FAULTS = 20;

    private final String name;
    private final TomlParseResult root;
    private final List<String> faults = new ArrayList<>();

    private TomlDocument(final String name, final String text)
    {
        this.name = name;
        root = Toml.parse(text);
        for (final TomlParseError error : root.errors())
        {
            fault(error.position(), "not TOML: " + error.getMessage().replace('\n', ' '));
        }
        refuseIfFaulty();
    }

    /**
     * Reads a file.
     *
     * @throws NodeException if it is missing, unreadable or not TOML.
     */
    static TomlDocument read(final Path file)
    {
        try
        {
            final byte[] bytes = read(file, MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES)
            {
                throw unreadable(file, "it is larger than 1 MiB");
            }
            return new TomlDocument(file.toString(),
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        }
        catch (final CharacterCodingException ex)
        {
            throw unreadable(file, "it is not UTF-8 text");
        }
        catch (final IOException ex)
        {
            throw unreadable(file, Files.isDirectory(file) ? "it is a folder" : Reason.of(ex));
        }
    }

    /** At most so many: a device says that it has none, and then never ends. */
    private static byte[] read(final Path file, final int maxBytes) throws IOException
    {
        try (InputStream in = Files.newInputStream(file))
        {
            return in.readNBytes(maxBytes);
        }
    }

    static TomlDocument parse(final String name, final String text)
    {
        return new TomlDocument(name, text);
    }

    TomlTable root()
    {
        return root;
    }

    void fault(final TomlPosition at, final String message)
    {
        if (faults.size() < MAX_FAULTS)
        {
            faults.add(name + ":" + at.line() + ":" + at.column() + ": " + message);
        }
    }

    void fault(final String message)
    {
        faults.add(name + ": " + message);
    }

    /** Notes each key of a table that is not among the known ones, with the one that was probably meant. */
    void checkKeys(final TomlTable table, final String section, final Collection<String> known)
    {
        for (final String key : table.keySet())
        {
            if (!known.contains(key))
            {
                final String hint = Spelling.nearest(key, known).map((right) -> "; did you mean '" + right + "'?")
                    .orElse("; known here: " + String.join(", ", known));
                final String what = table.get(List.of(key)) instanceof TomlTable ? "section" : "key";
                fault(table.inputPositionOf(List.of(key)),
                    "unknown " + what + " '" + (section.isEmpty() ? key : section + "." + key) + "'" + hint);
            }
        }
    }

    void refuseIfFaulty()
    {
        refuseIfFaulty("mend the file; 'timecoin config explain' lists every key of a node's configuration");
    }

    /**
     * Refuses the document if anything was noted.
     *
     * @param next what a user can do then.
     */
    void refuseIfFaulty(final String next)
    {
        if (!faults.isEmpty())
        {
            throw new NodeException(NodeException.Kind.CONFIGURATION,
                faults.size() == 1 ? faults.get(0) : name + " has " + faults.size() + " faults",
                faults.size() == 1 ? "" : String.join("\n        ", faults), next);
        }
    }

    private static NodeException unreadable(final Path file, final String why)
    {
        return new NodeException(NodeException.Kind.CONFIGURATION, "cannot read " + file, why,
            "name the right file; 'timecoin init' writes a configuration, tuning/*.toml are profiles");
    }
}
