import io.timecoin.utxo.ChronicleUtxoStore;
import org.agrona.IoUtil;

import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Part of the build: lets Chronicle Map write down the source of the classes that it would make anew at each start, and
 * compiles them into the jar, where it looks for them first. So a start needs no compiler: see perf/README.md, "Start".
 * Arguments: the folder of the classes, and the Java release to compile them for.
 */
public final class MapClasses
{
    private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);
    private static final Pattern CLASS = Pattern.compile("^public (?:final )?class ([\\w$]+)", Pattern.MULTILINE);
    private static final int CAPACITY = 1_000;
    private static final int CHAIN_ID_LENGTH = 32;

    private MapClasses()
    {
    }

    /**
     * Writes the classes.
     *
     * @param args see above.
     * @throws IOException if a folder cannot be written to.
     */
    public static void main(final String[] args) throws IOException
    {
        final Path classes = Path.of(args[0]);
        // Of an earlier build, perhaps with another version: what is there would be found, and not made.
        deleteGenerated(classes.resolve("net/openhft"));
        final List<SimpleJavaFileObject> sources = sources(dump());
        if (sources.isEmpty())
        {
            throw new IllegalStateException("Chronicle Map shows no class of its own any more: is this step needed?");
        }
        final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8))
        {
            final List<String> options = List.of("--release", args[1], "-proc:none", "-Xlint:none",
                "-classpath", System.getProperty("java.class.path"), "-d", classes.toString());
            if (!compiler.getTask(null, files, null, options, null, sources).call())
            {
                throw new IllegalStateException("the classes of Chronicle Map do not compile");
            }
        }
    }

    private static void deleteGenerated(final Path folder) throws IOException
    {
        if (Files.isDirectory(folder))
        {
            try (Stream<Path> files = Files.walk(folder))
            {
                for (final Path file : files.filter(Files::isRegularFile).toList())
                {
                    Files.delete(file);
                }
            }
        }
    }

    /** What is printed while a set is made. */
    private static String dump() throws IOException
    {
        System.setProperty("chronicle.values.dumpCode", "true");
        final Path folder = Files.createTempDirectory("timecoin-build-");
        final PrintStream out = System.out;
        final ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try
        {
            ChronicleUtxoStore.createScratch(folder.resolve("set"), new byte[CHAIN_ID_LENGTH], CAPACITY).close();
        }
        finally
        {
            System.setOut(out);
            IoUtil.delete(folder.toFile(), true);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static List<SimpleJavaFileObject> sources(final String printed)
    {
        final List<SimpleJavaFileObject> sources = new ArrayList<>();
        final Matcher packages = PACKAGE.matcher(printed);
        boolean isMore = packages.find();
        while (isMore)
        {
            final int start = packages.start();
            final String name = packages.group(1);
            isMore = packages.find();
            sources.add(source(name, printed.substring(start, isMore ? packages.start() : printed.length())));
        }
        return sources;
    }

    private static SimpleJavaFileObject source(final String packageName, final String code)
    {
        final Matcher name = CLASS.matcher(code);
        if (!name.find())
        {
            throw new IllegalStateException("no class in what Chronicle Map printed: " + code);
        }
        final URI uri = URI.create("string:///" + packageName.replace('.', '/') + '/' + name.group(1) + ".java");
        return new SimpleJavaFileObject(uri, javax.tools.JavaFileObject.Kind.SOURCE)
        {
            @Override
            public CharSequence getCharContent(final boolean ignoreEncodingErrors)
            {
                return code;
            }
        };
    }
}
