package io.timecoin.cli;

import io.timecoin.genesis.Genesis;
import io.timecoin.load.LoadRun;
import io.timecoin.load.LoadStats;
import io.timecoin.testnet.Testnet;
import io.timecoin.testnet.TestnetOptions;
import io.timecoin.testnet.TestnetReport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code testnet}: several validators on this machine, with load, and a report at the end. */
@Command(
    name = "testnet",
    description = "Run several validators on this machine over real UDP, send payments, report what became of them.",
    mixinStandardHelpOptions = true)
final class TestnetCommand implements Callable<Integer>
{
    private static final int MIN_SAMPLED = 2;

    private enum Rule
    {
        quorum, sampled
    }

    @Spec
    private CommandSpec spec;
    @Mixin
    private ReportOption report;
    @Mixin
    private LoadOptions load;

    @Option(names = "--validators", paramLabel = "N", defaultValue = "5",
        description = "Number of validators (default: ${DEFAULT-VALUE}).")
    private int validators = TestnetOptions.DEFAULT_VALIDATORS;

    @Option(names = "--processes", description = "One JVM each, instead of one for all.")
    private boolean isProcesses;

    @Option(names = "--rule", paramLabel = "quorum|sampled",
        description = "Acceptance rule (default: quorum for up to twice the sample size, else sampled).")
    private Rule rule;

    @Option(names = "--sample-size", paramLabel = "K", description = "Validators asked in a poll of the sampled rule.")
    private Integer sampleSize;

    @Option(names = "--bond-unit", paramLabel = "AMOUNT", converter = AmountConverter.class,
        description = "Let others join, for so many TIME a unit of weight (default: 0, nobody).")
    private long bondUnit;

    @Option(names = "--tuning", paramLabel = "NAME|FILE",
        description = "Tuning profile of every node: a built-in one's name, or a file.")
    private Path tuning;

    @Option(names = "--data", paramLabel = "DIR",
        description = "Where to put the validators' folders, and leave them (default: a temporary folder).")
    private Path data;

    @Option(names = "--capture", paramLabel = "FILE",
        description = "Record what comes in at the first validator, and what it decides, into this capture file.")
    private Path capture;

    @Override
    public Integer call() throws IOException, InterruptedException
    {
        final long startNs = System.nanoTime() - ManagementFactory.getRuntimeMXBean().getUptime() * 1_000_000L;
        final TestnetOptions options = options();
        final PrintWriter err = spec.commandLine().getErr();
        final TestnetReport result;
        try (ProgressLine progress = new ProgressLine(err, ProgressLine.isTerminal()))
        {
            result = new Testnet(options, startNs, new Listener(progress, err)).run();
        }
        if (report.isJson())
        {
            ReportOption.printJson(spec.commandLine().getOut(), result.toMap());
        }
        else
        {
            spec.commandLine().getOut().print(result.toText());
        }
        return result.faults().isEmpty() ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }

    private TestnetOptions options()
    {
        requireRange("--validators", validators, 1, TestnetOptions.MAX_VALIDATORS);
        if (sampleSize != null)
        {
            requireRange("--sample-size", sampleSize, MIN_SAMPLED, 1000);
        }
        return new TestnetOptions(validators, isProcesses, load.profile(), load.clients(),
            rule == null ? Genesis.RULE_BY_SIZE : rule == Rule.quorum ? Genesis.RULE_QUORUM : Genesis.RULE_SAMPLED,
            sampleSize == null ? 0 : sampleSize, bondUnit, tuning, data, capture);
    }

    private void requireRange(final String option, final long value, final long min, final long max)
    {
        if (value < min || value > max)
        {
            throw new CommandLine.ParameterException(spec.commandLine(),
                option + " must be from " + min + " to " + max + ", not " + value);
        }
    }

    private record Listener(ProgressLine progress, PrintWriter err) implements Testnet.Listener
    {
        @Override
        public void onStep(final String what)
        {
            progress.show(what);
        }

        @Override
        public void onNotice(final String sentence)
        {
            progress.show("");
            err.println(sentence);
            err.flush();
        }

        @Override
        public void onProgress(
            final LoadRun.Phase phase, final long elapsedNs, final double rate, final LoadStats stats)
        {
            progress.onProgress(phase, elapsedNs, rate, stats);
        }
    }
}
