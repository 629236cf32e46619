package io.timecoin.cli;

import io.timecoin.capture.CaptureException;
import io.timecoin.capture.CaptureWriter;
import io.timecoin.workload.Shape;
import io.timecoin.workload.Shares;
import io.timecoin.workload.Workload;
import io.timecoin.workload.WorkloadException;
import io.timecoin.workload.WorkloadParameters;
import io.timecoin.workload.WorkloadReport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** {@code workload}: signed traffic from a seed, as a capture file with the outcomes that a replay must have. */
@Command(
    name = "workload",
    description = "Write signed transactions from a seed as a capture file, for replays.",
    mixinStandardHelpOptions = true,
    footer = {
        "",
        "The same options make the same file, byte for byte, on any machine and with any number of threads.",
        "Payments come in chains of --depth: each but the first spends outputs of the one before it in its chain,",
        "half of them before that is decided, half of them after. With depth 1 no output is spent again, with",
        "depth 2 half of the payments spend an output of a recent one, with depth 10 nine in ten.",
    })
final class WorkloadCommand implements Callable<Integer>
{
    /** A word for what --inputs and --outputs cannot say. */
    enum ShapeName
    {
        mixed
    }

    private static final int MAX_THREADS = 1024;
    private static final double NS_PER_SECOND = 1e9;
    private static final int WHOLE = 100;

    @Spec
    private CommandSpec spec;
    @Mixin
    private ReportOption report;

    @Option(names = "--transactions", paramLabel = "N", required = true,
        description = "Transactions in the file, of all kinds.")
    private int transactions;

    @Option(names = "--inputs", paramLabel = "I", description = "Inputs of each payment (default: 1).")
    private Integer inputs;

    @Option(names = "--outputs", paramLabel = "O", description = "Outputs of each payment (default: 2).")
    private Integer outputs;

    @Option(names = "--shape", paramLabel = "mixed",
        description = "Payments of 1 to 16 inputs and 1 to 8 outputs, some of them paid by two accounts.")
    private ShapeName shape;

    @Option(names = "--accounts", paramLabel = "A", defaultValue = "" + WorkloadParameters.DEFAULT_ACCOUNTS,
        description = "Keys that sign and get paid (default: ${DEFAULT-VALUE}).")
    private int accounts;

    @Option(names = "--depth", paramLabel = "D", defaultValue = "1",
        description = "Payments in a chain (default: ${DEFAULT-VALUE}).")
    private int depth;

    @Option(names = "--invalid", paramLabel = "PERCENT", defaultValue = "0",
        description = "Share of transactions that break a rule, each rule in turn.")
    private double invalid;

    @Option(names = "--double-spends", paramLabel = "PERCENT", defaultValue = "0",
        description = "Share of transactions that spend what an earlier payment spends.")
    private double doubleSpends;

    @Option(names = "--repeats", paramLabel = "PERCENT", defaultValue = "0",
        description = "Share of transactions that are the bytes of an earlier one.")
    private double repeats;

    @Option(names = "--rate", paramLabel = "TPS", defaultValue = "" + WorkloadParameters.DEFAULT_RATE_TPS,
        description = "Transactions a second of slot time, for their stamps (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--initial-outputs", paramLabel = "N",
        description = "Unspent outputs to begin with (default: those that are spent, and one for each account).")
    private Long initialOutputs;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1",
        description = "Another seed makes another chain (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--threads", paramLabel = "N", description = "Threads that sign (default: one for each core).")
    private Integer threads;

    @Option(names = "--out", paramLabel = "FILE", required = true,
        description = "File to write; one of this name is replaced once the new one is whole.")
    private Path out;

    // Whoever stops it half-way finds nothing of the file.
    private final Thread cleaner = new Thread(() -> CaptureWriter.part(out).toFile().delete(), "workload-cleaner");
    private boolean isCleaning;

    @Override
    public Integer call()
    {
        try
        {
            print(write());
        }
        finally
        {
            removeCleaner();
        }
        return ExitCode.OK;
    }

    private WorkloadReport write()
    {
        try (ProgressLine line = new ProgressLine(spec.commandLine().getErr(), ProgressLine.isTerminal()))
        {
            final Bar bar = new Bar(line);
            return Workload.write(parameters(), out, threads(), (done, total) ->
            {
                addCleaner();
                bar.show(done, total);
            });
        }
        catch (final WorkloadException ex)
        {
            throw new CommandLine.ParameterException(spec.commandLine(), ex.getMessage(), ex);
        }
        catch (final CaptureException ex)
        {
            throw new CliException(ExitCode.CONFIGURATION, "the workload is not written", ex.getMessage(),
                "name a file in a folder that you may write to, on a disk with space");
        }
    }

    /** Not before the unfinished file is this process's own: another one may be writing it. */
    private void addCleaner()
    {
        if (!isCleaning)
        {
            isCleaning = true;
            Runtime.getRuntime().addShutdownHook(cleaner);
        }
    }

    private void removeCleaner()
    {
        try
        {
            Runtime.getRuntime().removeShutdownHook(cleaner);
        }
        catch (final IllegalStateException ex)
        {
            // It runs already.
            cleaner.interrupt();
        }
    }

    private WorkloadParameters parameters()
    {
        if (shape != null && (inputs != null || outputs != null))
        {
            throw new WorkloadException("--shape mixed leaves no choice of --inputs and --outputs");
        }
        if (initialOutputs != null && initialOutputs < 1)
        {
            throw new WorkloadException("--initial-outputs must be at least 1, not " + initialOutputs);
        }
        return new WorkloadParameters(
            transactions,
            shape == null ? new Shape(inputs == null ? 1 : inputs, outputs == null ? 2 : outputs) : Shape.MIXED,
            accounts,
            depth,
            new Shares(invalid, doubleSpends, repeats),
            rate,
            initialOutputs == null ? WorkloadParameters.AS_NEEDED : initialOutputs,
            seed);
    }

    private int threads()
    {
        if (threads != null && (threads < 1 || threads > MAX_THREADS))
        {
            throw new WorkloadException("--threads must be from 1 to " + MAX_THREADS + ", not " + threads);
        }
        return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    }

    private void print(final WorkloadReport written)
    {
        final PrintWriter writer = spec.commandLine().getOut();
        if (report.isJson())
        {
            ReportOption.printJson(writer, json(written));
            return;
        }
        final double seconds = written.elapsedNs() / NS_PER_SECOND;
        writer.printf(Locale.ROOT, "file                 %s, %,d bytes, %d a transaction%n", out, written.fileBytes(),
            written.fileBytes() / written.transactions());
        writer.printf(Locale.ROOT, "chain                %s%n", written.chainId());
        writer.printf(Locale.ROOT, "transactions         %,d, %,d signatures, in %.1f s (%,.0f a second)%n",
            written.transactions(), written.signatures(), seconds, written.transactions() / seconds);
        writer.printf(Locale.ROOT, "to be accepted       %,d%n", written.planned().accepted());
        reasons(written).forEach((reason, count) ->
            writer.printf(Locale.ROOT, "to be rejected       %,d %s%n", count, reason));
        writer.printf(Locale.ROOT, "repeats              %,d%n", written.planned().repeats());
        writer.printf(Locale.ROOT, "unspent outputs      %,d to begin with, %,d at the end, at most %,d%n",
            written.initialOutputs(), written.planned().unspentOutputs(), written.maxOutputs());
        writer.printf(Locale.ROOT, "state at the end     %s%n", written.stateHash());
    }

    private Map<String, Object> json(final WorkloadReport written)
    {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("file", out.toString());
        json.put("file_bytes", written.fileBytes());
        json.put("chain_id", written.chainId());
        json.put("transactions", written.transactions());
        json.put("signatures", written.signatures());
        json.put("accepted", written.planned().accepted());
        json.put("rejected", reasons(written));
        json.put("repeats", written.planned().repeats());
        json.put("initial_outputs", written.initialOutputs());
        json.put("utxos", written.planned().unspentOutputs());
        json.put("max_utxos", written.maxOutputs());
        json.put("state_hash", written.stateHash());
        json.put("elapsed_s", written.elapsedNs() / NS_PER_SECOND);
        return json;
    }

    private static Map<String, Long> reasons(final WorkloadReport written)
    {
        final Map<String, Long> reasons = new TreeMap<>();
        written.planned().rejected().forEach((verdict, count) -> reasons.put(verdict.reason(), count));
        return reasons;
    }

    /** Draws itself anew at each percent. */
    private static final class Bar
    {
        private static final int CELLS = 40;

        private final ProgressLine line;
        private int shown = -1;

        Bar(final ProgressLine line)
        {
            this.line = line;
        }

        void show(final long done, final long total)
        {
            final int percent = (int)(WHOLE * done / total);
            if (percent != shown)
            {
                shown = percent;
                final int cells = CELLS * percent / WHOLE;
                line.show(String.format(Locale.ROOT, "[%s%s] %3d %%  %,d of %,d signed", "#".repeat(cells),
                    " ".repeat(CELLS - cells), percent, done, total));
            }
        }
    }
}
