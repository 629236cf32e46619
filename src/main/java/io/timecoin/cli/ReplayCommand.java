package io.timecoin.cli;

import io.timecoin.load.ReportText;
import io.timecoin.node.TuningProfile;
import io.timecoin.pending.TransactionTable;
import io.timecoin.replay.HtmlReport;
import io.timecoin.replay.LatencyLog;
import io.timecoin.replay.Replay;
import io.timecoin.replay.ReplayOptions;
import io.timecoin.replay.ReplayReport;
import io.timecoin.replay.UnverifiedLayout;
import io.timecoin.validator.ValidatorLimits;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code replay}: a capture through the real pipeline, and what limits it. */
@Command(
    name = "replay",
    description = "Feed a capture through the real pipeline, as fast as it goes, and report what limits it.",
    mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer>
{
    private static final String DEFAULT_PROFILE = "replay-2";
    private static final long DEFAULT_CACHE_MB = 64;
    private static final long MAX_CACHE_MB = 1_800;
    private static final long MAX_POOL_MB = 300;
    private static final long BYTES_PER_MB = 1_000_000;
    private static final int MAX_REPEATS = 1_000;
    private static final double MAX_SPEED = 1_000;
    private static final double NS_PER_SECOND = 1e9;

    private enum Decide
    {
        recorded, alone
    }

    @Spec
    private CommandSpec spec;
    @Mixin
    private ReportOption report;

    @Parameters(paramLabel = "FILE", description = "A capture: from 'workload' or 'capture export'.")
    private Path file;

    @Option(names = "--tuning", paramLabel = "PROFILE",
        description = "Tuning profile, a name or a file (default: " + DEFAULT_PROFILE + ", with a worker a core).")
    private Path tuning;

    @Option(names = "--verify-workers", paramLabel = "N", description = "Agents that verify signatures.")
    private Integer verifyWorkers;

    @Option(names = "--no-verify",
        description = "Take every signature as valid, to measure the rest. The outcomes are no node's.")
    private boolean isUnverified;

    @Option(names = "--decide", paramLabel = "recorded|alone", defaultValue = "alone",
        description = "Whose decisions count: those in the file, or accept in the order of admission " +
            "(default: ${DEFAULT-VALUE}).")
    private Decide decide = Decide.alone;

    @Option(names = "--limit", paramLabel = "N", description = "Stop after so many transactions (default: all).")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--repeat", paramLabel = "N", defaultValue = "1",
        description = "Measured passes; the middle one is told (default: ${DEFAULT-VALUE}).")
    private int repeats = 1;

    @Option(names = "--speed", paramLabel = "X", defaultValue = "0",
        description = "1 for the recorded speed, 2 for twice that; 0 for as fast as it goes (default).")
    private double speed;

    @Option(names = "--warm-up", paramLabel = "N",
        description = "Transactions of each unmeasured pass before (default: ${DEFAULT-VALUE}; 0 for none).")
    private long warmUp = ReplayOptions.DEFAULT_WARM_UP;

    @Option(names = "--cache-size-mb", paramLabel = "MB",
        description = "Memory for the latest unspent outputs, as storage.cache_size_mb (default: ${DEFAULT-VALUE}).")
    private long cacheMb = DEFAULT_CACHE_MB;

    @Option(names = "--pool-size-mb", paramLabel = "MB",
        description = "Memory for pending transactions, as pool.size_mb of the node (default: ${DEFAULT-VALUE}).")
    private long poolMb = MAX_POOL_MB;

    @Option(names = "--html", paramLabel = "FILE", description = "Write the report with plots as one page.")
    private Path html;

    @Option(names = "--hlog", paramLabel = "FILE", description = "Write latencies for HdrHistogram's tools.")
    private Path hlog;

    @Option(names = "--scratch", paramLabel = "DIR",
        description = "Where the set of unspent outputs lies meanwhile (default: the system's temporary folder).")
    private Path scratch = Path.of(System.getProperty("java.io.tmpdir"));

    @Override
    public Integer call()
    {
        final ReplayOptions options = options();
        final PrintWriter err = spec.commandLine().getErr();
        final ReplayReport result;
        try (ProgressLine progress = new ProgressLine(err, ProgressLine.isTerminal()))
        {
            result = new Replay(options, new Listener(progress)).run();
        }
        if (isUnverified)
        {
            err.println("without verification: every signature was taken as valid");
        }
        if (report.isJson())
        {
            ReportOption.printJson(spec.commandLine().getOut(), result.toMap());
        }
        else
        {
            spec.commandLine().getOut().print(result.toText());
        }
        spec.commandLine().getOut().flush();
        // Last: a file that cannot be written does not cost the report of an hour.
        writeFiles(result);
        return result.faults().isEmpty() ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }

    private void writeFiles(final ReplayReport result)
    {
        try
        {
            if (html != null)
            {
                HtmlReport.write(result, html);
            }
            if (hlog != null)
            {
                LatencyLog.write(result, hlog);
            }
        }
        catch (final IOException ex)
        {
            throw new CliException(ExitCode.CONFIGURATION, "the replay is done, but a report could not be written",
                ex instanceof NoSuchFileException ? "there is no folder for " + ex.getMessage() : ex.getMessage(),
                "name other files with --html and --hlog");
        }
    }

    private ReplayOptions options()
    {
        requireRange("--limit", limit, 1, Long.MAX_VALUE);
        requireRange("--repeat", repeats, 1, MAX_REPEATS);
        requireRange("--warm-up", warmUp, 0, Integer.MAX_VALUE);
        requireRange("--pool-size-mb", poolMb, 1, MAX_POOL_MB);
        requireRange("--cache-size-mb", cacheMb, 0, MAX_CACHE_MB);
        requireOther("--html", html);
        requireOther("--hlog", hlog);
        if (!(speed >= 0 && speed <= MAX_SPEED))
        {
            throw new CommandLine.ParameterException(spec.commandLine(),
                "--speed must be from 0 to " + (int)MAX_SPEED + ", not " + speed);
        }
        return new ReplayOptions(file, profile(), limit, speed, repeats, decide == Decide.recorded, !isUnverified,
            warmUp, scratch, cacheMb << 20, tableBlocks());
    }

    /** As a node does: at most what a table can hold. */
    private int tableBlocks()
    {
        return (int)Math.min(TransactionTable.MAX_BLOCKS, poolMb * BYTES_PER_MB / TransactionTable.BLOCK_LENGTH);
    }

    private TuningProfile profile()
    {
        if (verifyWorkers != null)
        {
            requireRange("--verify-workers", verifyWorkers, 1, ValidatorLimits.MAX_VERIFY_WORKERS);
        }
        final int cores = Runtime.getRuntime().availableProcessors();
        if (tuning == null && isUnverified && cores > 1)
        {
            // Signatures cost nothing then, and what is left is spread over two threads.
            return UnverifiedLayout.of(TuningProfile.readForReplay(Path.of(DEFAULT_PROFILE)),
                verifyWorkers == null ? 1 : verifyWorkers);
        }
        final TuningProfile profile = TuningProfile.readForReplay(tuning == null ? Path.of(DEFAULT_PROFILE) : tuning);
        if (verifyWorkers != null)
        {
            return profile.withVerifyWorkers(verifyWorkers);
        }
        return tuning == null ?
            profile.withVerifyWorkers(Math.min(cores, ValidatorLimits.MAX_VERIFY_WORKERS)) : profile;
    }

    private void requireRange(final String option, final long value, final long min, final long max)
    {
        if (value < min || value > max)
        {
            throw new CommandLine.ParameterException(spec.commandLine(), option + " must be " +
                (max == Long.MAX_VALUE ? "at least " + min : "from " + min + " to " + max) + ", not " + value);
        }
    }

    /** Nobody wants a page of plots in the place of the capture that it tells of. */
    private void requireOther(final String option, final Path written)
    {
        if (written != null && written.toAbsolutePath().normalize().equals(file.toAbsolutePath().normalize()))
        {
            throw new CommandLine.ParameterException(spec.commandLine(), option + " names the capture itself");
        }
    }

    private record Listener(ProgressLine progress) implements Replay.Listener
    {
        @Override
        public void onStep(final String what)
        {
            progress.show(what);
        }

        @Override
        public void onProgress(final long elapsedNs, final long read, final long total)
        {
            if (!progress.isShown())
            {
                return;
            }
            final double elapsedS = elapsedNs / NS_PER_SECOND;
            progress.show(String.format(Locale.ROOT, "%5.1f s  %s%s transactions  %s a second", elapsedS,
                ReportText.number(read), total < 0 ? "" : " of " + ReportText.number(total),
                ReportText.rate(read / elapsedS)));
        }
    }
}
