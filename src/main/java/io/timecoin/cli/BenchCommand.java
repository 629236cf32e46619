package io.timecoin.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.timecoin.bench.Bench;
import io.timecoin.bench.BenchException;
import io.timecoin.bench.BenchOptions;
import io.timecoin.bench.BenchOptions.Effort;
import io.timecoin.bench.BenchReport;
import io.timecoin.bench.BenchText;
import io.timecoin.bench.Change;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** {@code bench}: the measured figures of this build on this machine. */
@Command(
    name = "bench",
    description = "Measure this build on this machine: verifier, decoding, hashes, polls, map, replay, testnet.",
    mixinStandardHelpOptions = true,
    footer = {
        "",
        "Takes a few minutes. 'bench --report json > FILE' makes a baseline; 'bench --baseline FILE' ends with exit",
        "code 4 if anything got slower by more than the threshold and by more than the noise of both: if the",
        "intervals of median and spread do not overlap. Processes differ more than the repetitions in one: give",
        "several baselines, --baseline A,B,C.",
    })
final class BenchCommand implements Callable<Integer>
{
    private static final double DEFAULT_THRESHOLD = 5;
    private static final double MAX_THRESHOLD = 1_000;

    /** One of them at most. */
    private static final class EffortOption
    {
        @Option(names = "--quick", description = "In less than a minute, with more noise.")
        private boolean isQuick;
        @Option(names = "--full", description = "The map with 10 million outputs too, which takes 1.8 GB of disk.")
        private boolean isFull;
    }

    @Spec
    private CommandSpec spec;
    @Mixin
    private ReportOption report;
    @ArgGroup
    private EffortOption effort = new EffortOption();

    @Option(names = "--only", paramLabel = "NAME", split = ",",
        description = "Measure only these: 'verifier', 'map.1m', 'replay.verified.tps'; --list tells all names.")
    private List<String> only = List.of();

    @Option(names = "--list", description = "Print the names of all figures, and measure nothing.")
    private boolean isList;

    @Option(names = "--baseline", paramLabel = "FILE", split = ",",
        description = "Compare with an earlier report in JSON, or several of one build: they know its noise better.")
    private List<Path> baselines = List.of();

    @Option(names = "--threshold", paramLabel = "PERCENT", defaultValue = "" + DEFAULT_THRESHOLD,
        description = "Change since the baseline that matters (default: ${DEFAULT-VALUE}).")
    private double threshold = DEFAULT_THRESHOLD;

    @Option(names = "--scratch", paramLabel = "DIR",
        description = "Where maps and workloads lie meanwhile (default: the system's temporary folder).")
    private Path scratch = Path.of(System.getProperty("java.io.tmpdir"));

    @Override
    public Integer call() throws InterruptedException
    {
        if (!(threshold >= 0 && threshold <= MAX_THRESHOLD))
        {
            throw new CommandLine.ParameterException(spec.commandLine(),
                "--threshold must be from 0 to " + (int)MAX_THRESHOLD + ", not " + threshold);
        }
        if (!Files.isDirectory(scratch))
        {
            throw new CommandLine.ParameterException(spec.commandLine(),
                "--scratch must be a folder that exists, not " + scratch);
        }
        if (isList)
        {
            Bench.names(effort()).forEach(spec.commandLine().getOut()::println);
            return ExitCode.OK;
        }
        try
        {
            // Read first: nobody wants to hear of a typing mistake minutes later.
            return run(baselines.stream().map(BenchCommand::read).reduce(BenchReport::with).orElse(null));
        }
        catch (final BenchException ex)
        {
            throw new CliException(exitCode(ex.kind()), ex.getMessage(), ex.why(), ex.next());
        }
    }

    private int run(final BenchReport earlier) throws InterruptedException
    {
        final PrintWriter err = spec.commandLine().getErr();
        final BenchReport found;
        try (ProgressLine progress = new ProgressLine(err, ProgressLine.isTerminal()))
        {
            found = Bench.run(new BenchOptions(effort(), only, scratch), progress::show);
        }
        final List<Change> changes = earlier == null ? List.of() : wanted(found.compare(earlier, threshold));
        final List<String> differences = earlier == null ? List.of() : found.differences(earlier);
        print(found, changes, differences);
        differences.forEach((difference) ->
            err.println("WARNING: " + named() + " is no baseline for this build alone: " + difference));
        final String slower = changes.stream().filter((change) -> change.kind() == Change.Kind.SLOWER)
            .map(Change::name).collect(Collectors.joining(", "));
        if (!slower.isEmpty())
        {
            throw new CliException(ExitCode.CHECK_FAILED, "slower than " + named() + ": " + slower,
                differences.isEmpty() ? "" : "machine or JVM are others than those of the baseline, see above",
                "measure it again with --only " + slower.replace(", ", ",") + " to be sure");
        }
        return ExitCode.OK;
    }

    /** What was not asked for is not missing. */
    private List<Change> wanted(final List<Change> changes)
    {
        return changes.stream().filter((change) -> change.kind() != Change.Kind.GONE || only.isEmpty()).toList();
    }

    private void print(final BenchReport found, final List<Change> changes, final List<String> differences)
    {
        final PrintWriter out = spec.commandLine().getOut();
        if (!report.isJson())
        {
            out.print(BenchText.of(found, changes));
            return;
        }
        final Map<String, Object> json = found.toMap();
        if (!baselines.isEmpty())
        {
            json.put("baseline", named());
            json.put("baseline_differences", differences);
            json.put("changes", changes.stream().map((change) ->
            {
                final Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("name", change.name());
                fields.put("change", change.kind().word());
                fields.put("factor", change.factor());
                return fields;
            }).toList());
        }
        ReportOption.printJson(out, json);
    }

    private String named()
    {
        return baselines.stream().map(Path::toString).collect(Collectors.joining(","));
    }

    private static BenchReport read(final Path baseline)
    {
        try
        {
            return BenchReport.ofMap(
                new ObjectMapper().readValue(Files.readString(baseline), Map.class), baseline.toString());
        }
        catch (final JsonProcessingException ex)
        {
            throw new CliException(ExitCode.CORRUPT, "cannot compare with " + baseline, "it is no JSON",
                "make a baseline with 'timecoin bench --report json > FILE'");
        }
        catch (final NoSuchFileException ex)
        {
            throw new CliException(ExitCode.USAGE, "there is no file " + baseline, "", "check --baseline");
        }
        catch (final IOException ex)
        {
            throw new CliException(ExitCode.USAGE, "cannot read " + baseline, ex.getClass().getSimpleName(),
                "check the path and its permissions; it must be text");
        }
    }

    private Effort effort()
    {
        return effort.isQuick ? Effort.QUICK : effort.isFull ? Effort.FULL : Effort.DEFAULT;
    }

    private static int exitCode(final BenchException.Kind kind)
    {
        return switch (kind)
        {
            case USAGE -> ExitCode.USAGE;
            case CONFIGURATION -> ExitCode.CONFIGURATION;
            case CORRUPT -> ExitCode.CORRUPT;
            case WRONG -> ExitCode.INTERNAL;
        };
    }
}
