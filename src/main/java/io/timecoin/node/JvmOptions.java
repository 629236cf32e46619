package io.timecoin.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Options of the JVM, as an argument file of {@code java @FILE} has them: separated by white space, comments from
 * {@code #} to the end of the line.
 *
 * @param source  file or resource, for messages.
 * @param options in order; empty if there is no such file.
 */
public record JvmOptions(String source, List<String> options)
{
    private static final int MAX_BYTES = 1 << 16;
    // What decides whether two options speak of the same thing: -Xmx1g and -Xmx2g, -XX:+A and -XX:-A, -Da=1 and -Da=2.
    private static final Pattern SIZE = Pattern.compile("(-X(?:m[nsx]|ss))(.*)");
    private static final Pattern FLAG = Pattern.compile("-XX:([+-])(\\w+)");
    private static final Pattern VALUE = Pattern.compile("(-XX:\\w+|-D[^=]+|-X[a-z]+|--[a-z-]+)[=:](.*)");
    /** Options that may be given several times, each for itself. */
    private static final Pattern REPEATABLE = Pattern.compile("--add-[a-z]+=.*|-Xlog:.*|-javaagent:.*|-agent.*");

    /** Options, none of them null. */
    public JvmOptions
    {
        options = List.copyOf(options);
    }

    /**
     * Reads an argument file.
     *
     * @param file may be missing.
     * @return its options.
     * @throws NodeException if it cannot be read.
     */
    static JvmOptions read(final Path file)
    {
        if (!Files.exists(file))
        {
            return new JvmOptions(file.toString(), List.of());
        }
        try
        {
            if (Files.size(file) > MAX_BYTES)
            {
                throw unreadable(file, "it is larger than 64 KiB");
            }
            return parse(file.toString(), Files.readString(file));
        }
        catch (final IOException ex)
        {
            throw unreadable(file, Reason.of(ex));
        }
    }

    static JvmOptions parse(final String source, final String text)
    {
        final List<String> options = new ArrayList<>();
        for (final String line : text.lines().toList())
        {
            for (final String word : line.replaceFirst("#.*", "").trim().split("\\s+"))
            {
                if (!word.isEmpty())
                {
                    options.add(word);
                }
            }
        }
        return new JvmOptions(source, options);
    }

    /**
     * What these options ask for and a JVM does not have.
     *
     * @param running options of the JVM, as its management interface lists them.
     * @return a clause each, such as "lacks -Xms1g" or "has -Xmx2g instead of -Xmx1g"; empty if it has them all.
     */
    public List<String> missingFrom(final List<String> running)
    {
        final Map<String, String> found = new LinkedHashMap<>();
        // The last of several counts, as it does for the JVM.
        running.forEach((option) -> found.put(subject(option), option));
        final List<String> missing = new ArrayList<>();
        for (final String option : options)
        {
            final String other = found.get(subject(option));
            if (other == null)
            {
                missing.add("lacks " + option);
            }
            else if (!other.equals(option))
            {
                missing.add("has " + other + " instead of " + option);
            }
        }
        return missing;
    }

    /**
     * A system property that the options set.
     *
     * @param name of the property.
     * @return its value, the last if there are several; null if none.
     */
    public String property(final String name)
    {
        final String prefix = "-D" + name + "=";
        return options.stream().filter((option) -> option.startsWith(prefix)).reduce((first, last) -> last)
            .map((option) -> option.substring(prefix.length())).orElse(null);
    }

    private static String subject(final String option)
    {
        if (REPEATABLE.matcher(option).matches())
        {
            return option;
        }
        for (final Pattern pattern : List.of(SIZE, VALUE))
        {
            final Matcher matcher = pattern.matcher(option);
            if (matcher.matches())
            {
                return matcher.group(1);
            }
        }
        final Matcher flag = FLAG.matcher(option);
        return flag.matches() ? "-XX:" + flag.group(2) : option;
    }

    private static NodeException unreadable(final Path file, final String why)
    {
        return new NodeException(NodeException.Kind.CONFIGURATION, "cannot read " + file, why,
            "mend it or take it away: it holds the options of the JVM that belong to the tuning profile");
    }
}
