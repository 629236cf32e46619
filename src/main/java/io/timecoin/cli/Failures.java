package io.timecoin.cli;

import io.timecoin.block.BlockStoreException;
import io.timecoin.capture.CaptureException;
import io.timecoin.node.NodeException;
import io.timecoin.node.Spelling;
import io.timecoin.replay.ReplayException;
import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Turns exceptions into messages and exit codes; a stack trace goes to a file, never to the terminal. */
final class Failures
{
    private Failures()
    {
    }

    static int onExecutionException(
        final Exception ex, final CommandLine commandLine, final CommandLine.ParseResult parseResult)
    {
        final PrintWriter err = commandLine.getErr();
        if (ex instanceof CliException known)
        {
            print(err, known.getMessage(), known.why(), known.next());
            return known.exitCode();
        }
        if (ex instanceof NodeException known)
        {
            print(err, known.getMessage(), known.why(), known.next());
            return exitCode(known.kind());
        }
        if (ex instanceof ReplayException known)
        {
            print(err, known.getMessage(), known.why(), known.next());
            return exitCode(known.kind());
        }
        if (ex instanceof CaptureException known)
        {
            return onCapture(err, known);
        }
        if (ex instanceof BlockStoreException known)
        {
            return onBlocks(err, known);
        }
        return onInternal(err, ex);
    }

    private static int onBlocks(final PrintWriter err, final BlockStoreException ex)
    {
        final boolean isAccess = ex.reason() == BlockStoreException.Reason.IO;
        final boolean isForeign = ex.reason() == BlockStoreException.Reason.WRONG_CHAIN;
        print(err, ex.getMessage(), isAccess ? "" : ex.code(), isAccess ? "check the path and its rights" :
            isForeign ? "name the configuration of the node that made these blocks" :
                "take the blocks of another node of this chain: they are the same");
        return isAccess || isForeign ? ExitCode.CONFIGURATION : ExitCode.CORRUPT;
    }

    private static int onCapture(final PrintWriter err, final CaptureException ex)
    {
        final boolean isAccess = ex.reason() == CaptureException.Reason.IO;
        print(err, ex.getMessage(), isAccess ? "" : ex.reason().code() + " at byte " + ex.offset(),
            isAccess ? "check the path, its rights and the disk's room" :
                ex.offset() == 0 ? "use a capture file that this version of timecoin wrote, or an earlier one" :
                    "everything before that byte can be used; 'timecoin capture info' tells what that is");
        return isAccess ? ExitCode.CONFIGURATION : ExitCode.CORRUPT;
    }

    static int onInternal(final PrintWriter err, final Throwable ex)
    {
        print(err, "an internal error: " + ex.getClass().getSimpleName() + describe(ex),
            ex instanceof OutOfMemoryError ? "the JVM has not enough memory: see -Xmx" : "this is a fault of timecoin",
            details(ex));
        return ExitCode.INTERNAL;
    }

    static void onUncaught(final Thread thread, final Throwable ex, final PrintStream err)
    {
        final PrintWriter writer = new PrintWriter(err, true, StandardCharsets.UTF_8);
        print(writer, "an internal error in thread " + thread.getName() + ": " + ex.getClass().getSimpleName() +
            describe(ex), "this is a fault of timecoin", details(ex));
    }

    static int onParameterException(final CommandLine.ParameterException ex, final String[] args)
    {
        final CommandLine commandLine = ex.getCommandLine();
        final PrintWriter err = commandLine.getErr();
        final String name = commandLine.getCommandSpec().qualifiedName();
        String next = "'" + name + " --help' shows what it takes";
        String what = firstLine(ex.getMessage());
        if (ex instanceof CommandLine.UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty())
        {
            final String word = unmatched.getUnmatched().get(0);
            final boolean isOption = word.startsWith("-");
            final boolean isCommand = !isOption && !commandLine.getSubcommands().isEmpty();
            what = "%s '%s'".formatted(
                isOption ? "unknown option" : isCommand ? "unknown command" : "unexpected argument", word);
            final Optional<String> meant = Spelling.nearest(word,
                isOption ? commandLine.getCommandSpec().optionsMap().keySet() : commandLine.getSubcommands().keySet());
            next = meant.map((right) -> "did you mean '" + right + "'? ").orElse("") + next;
        }
        print(err, what, "", next);
        return ExitCode.USAGE;
    }

    static int exitCode(final NodeException.Kind kind)
    {
        return switch (kind)
        {
            case CONFIGURATION -> ExitCode.CONFIGURATION;
            case UNREACHABLE -> ExitCode.UNREACHABLE;
            case CORRUPT -> ExitCode.CORRUPT;
            case LOCKED -> ExitCode.LOCKED;
            case TIMEOUT -> ExitCode.TIMEOUT;
        };
    }

    static int exitCode(final ReplayException.Kind kind)
    {
        return switch (kind)
        {
            case USAGE -> ExitCode.USAGE;
            case CONFIGURATION -> ExitCode.CONFIGURATION;
            case CORRUPT -> ExitCode.CORRUPT;
            case HALTED -> ExitCode.INTERNAL;
        };
    }

    static void print(final PrintWriter err, final String what, final String why, final String next)
    {
        err.println("error: " + what);
        if (!why.isEmpty())
        {
            err.println("  why:  " + why);
        }
        if (!next.isEmpty())
        {
            err.println("  next: " + next);
        }
        err.flush();
    }

    private static String details(final Throwable ex)
    {
        try
        {
            final Path file = Files.createTempFile("timecoin-error-", ".log");
            try (PrintWriter writer = new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8)))
            {
                ex.printStackTrace(writer);
            }
            return "details for a report are in " + file;
        }
        catch (final IOException | UncheckedIOException fileEx)
        {
            return "details could not be written to a file: " + firstLine(String.valueOf(fileEx.getMessage()));
        }
    }

    private static String describe(final Throwable ex)
    {
        return ex.getMessage() == null ? "" : " (" + firstLine(ex.getMessage()) + ")";
    }

    private static String firstLine(final String text)
    {
        return text == null ? "" : text.lines().findFirst().orElse("");
    }
}
