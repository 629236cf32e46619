package io.timecoin.cli;

import io.timecoin.genesis.ConsensusParameters;
import io.timecoin.genesis.Genesis;
import io.timecoin.simulation.Fault;
import io.timecoin.simulation.SeedRuns;
import io.timecoin.simulation.Shrinker;
import io.timecoin.simulation.SimulationSettings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code simulate}: whole networks from seeds, with faults, and whether they kept their promises. */
@Command(
    name = "simulate",
    description = "Run whole networks from seeds, with faults and liars (exit 4 if one broke a promise).",
    footer = {
        "%nFaults of the network:%n  loss, duplication, reordering, partition, halves, one-way, crash, pause, clock",
        "Faults of Byzantine validators:%n  silent, opposite, random, two-faced, delaying, withholding, equivocating,",
        "  vote-withholding, nonsense-votes, bad-proposals, replaying, hiding, flipping"},
    mixinStandardHelpOptions = true)
final class SimulateCommand implements Callable<Integer>
{
    private static final Pattern SEEDS = Pattern.compile("(\\d{1,18})(?:\\.\\.(\\d{1,18}))?");
    private static final int MIN_VALIDATORS = 3;
    private static final int MAX_PAYMENTS = 200;
    private static final long MAX_SPREAD_MS = 60_000;
    private static final int DEFAULT_PAYMENTS = 40;
    private static final long DEFAULT_SPREAD_MS = 2_000;
    private static final int SHRINK_TRIES = 200;
    private static final double NS_PER_SECOND = 1e9;

    private enum Rule
    {
        quorum, sampled
    }

    @Spec
    private CommandSpec spec;
    @Mixin
    private ReportOption report;

    @Option(names = "--validators", paramLabel = "N", defaultValue = "7",
        description = "Validators of each network (default: ${DEFAULT-VALUE}).")
    private int validators;

    @Option(names = "--seeds", paramLabel = "A..B", defaultValue = "1..20",
        description = "Seeds to run, or one (default: ${DEFAULT-VALUE}).")
    private String seeds;

    @Option(names = "--faults", paramLabel = "all|none|LIST", defaultValue = "none",
        description = "What may go wrong, separated by commas (default: ${DEFAULT-VALUE}).")
    private String faults;

    @Option(names = "--byzantine", paramLabel = "N", defaultValue = "0",
        description = "Validators that lie; promises hold for less than a third (default: ${DEFAULT-VALUE}).")
    private int byzantine;

    @Option(names = "--rule", paramLabel = "quorum|sampled", defaultValue = "quorum",
        description = "Rule of acceptance (default: ${DEFAULT-VALUE}).")
    private Rule rule = Rule.quorum;

    @Option(names = "--payments", paramLabel = "N", defaultValue = "" + DEFAULT_PAYMENTS,
        description = "Payments of a network; a fifth are double spends (default: ${DEFAULT-VALUE}).")
    private int payments;

    @Option(names = "--spread", paramLabel = "MS", defaultValue = "" + DEFAULT_SPREAD_MS,
        description = "Milliseconds over which they come and faults begin (default: ${DEFAULT-VALUE}).")
    private long spreadMs;

    @Option(names = "--threads", paramLabel = "N", description = "Simulations at once (default: one a core).")
    private Integer threads;

    @Option(names = "--shrink", description = "Make the first failure as small as it can be.")
    private boolean isShrunk;

    @Override
    public Integer call() throws InterruptedException
    {
        requireRange("--validators", validators, MIN_VALIDATORS, SimulationSettings.MAX_VALIDATORS);
        requireRange("--byzantine", byzantine, 0, validators - 2);
        final int sample = ConsensusParameters.testnet().sampleSize();
        if (rule == Rule.sampled && validators <= sample)
        {
            throw usage("--rule sampled draws " + sample + " others for each poll, so --validators must be at least " +
                (sample + 1) + ", not " + validators);
        }
        requireRange("--payments", payments, 1, MAX_PAYMENTS);
        requireRange("--spread", spreadMs, 1, MAX_SPREAD_MS);
        final int cores = Runtime.getRuntime().availableProcessors();
        requireRange("--threads", threads == null ? cores : threads, 1, 256);
        final SimulationSettings settings = settings();
        final SeedRuns runs = seedRuns(settings);
        try (ProgressLine progress = new ProgressLine(spec.commandLine().getErr(), ProgressLine.isTerminal()))
        {
            runs.run(threads == null ? cores : threads,
                (done, failed) -> progress.show(done + " seeds, " + failed + " failed"));
        }
        final String smaller = isShrunk && !runs.failures().isEmpty() ? shrink(settings, runs.failures().get(0)) : null;
        if (report.isJson())
        {
            ReportOption.printJson(spec.commandLine().getOut(), json(runs, smaller));
        }
        else
        {
            print(runs, smaller);
        }
        return runs.failures().isEmpty() ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }

    private SimulationSettings settings()
    {
        return new SimulationSettings(0, validators)
            .blocks(true)
            .rule(rule == Rule.sampled ? Genesis.RULE_SAMPLED : Genesis.RULE_QUORUM)
            .faults(parseFaults())
            .byzantine(byzantine)
            .payments(payments)
            .spreadNs(TimeUnit.MILLISECONDS.toNanos(spreadMs));
    }

    private Set<Fault> parseFaults()
    {
        if ("all".equals(faults))
        {
            return EnumSet.allOf(Fault.class);
        }
        final Set<Fault> parsed = EnumSet.noneOf(Fault.class);
        for (final String name : "none".equals(faults) ? new String[0] : faults.split(",", -1))
        {
            final Fault fault = Fault.ofLabel(name);
            if (fault == null)
            {
                throw usage("--faults: there is no fault '" + name + "'; there are all, none, " +
                    Arrays.stream(Fault.values()).map(Fault::label).collect(Collectors.joining(", ")));
            }
            parsed.add(fault);
        }
        return parsed;
    }

    private SeedRuns seedRuns(final SimulationSettings settings)
    {
        final Matcher matcher = SEEDS.matcher(seeds);
        if (!matcher.matches())
        {
            throw usage("--seeds must be A..B or one number, not '" + seeds + "'");
        }
        final long first = Long.parseLong(matcher.group(1));
        final long last = matcher.group(2) == null ? first : Long.parseLong(matcher.group(2));
        if (last < first)
        {
            throw usage("--seeds must be A..B with A not above B, not '" + seeds + "'");
        }
        return new SeedRuns(settings, first, last);
    }

    private String shrink(final SimulationSettings settings, final SeedRuns.Failure failure)
    {
        return reproduction(new Shrinker(SHRINK_TRIES).shrink(settings.withSeed(failure.seed())));
    }

    /** What to type to see one failure again. */
    private static String reproduction(final SimulationSettings settings)
    {
        final StringBuilder command = new StringBuilder("timecoin simulate --validators ")
            .append(settings.validators()).append(" --seeds ").append(settings.seed());
        final Set<Fault> kinds = settings.faults();
        if (!kinds.isEmpty())
        {
            command.append(" --faults ").append(kinds.size() == Fault.values().length ? "all" :
                kinds.stream().map(Fault::label).collect(Collectors.joining(",")));
        }
        if (settings.byzantine() > 0)
        {
            command.append(" --byzantine ").append(settings.byzantine());
        }
        if (settings.rule() == Genesis.RULE_SAMPLED)
        {
            command.append(" --rule sampled");
        }
        if (settings.payments() != DEFAULT_PAYMENTS)
        {
            command.append(" --payments ").append(settings.payments());
        }
        final long ms = TimeUnit.NANOSECONDS.toMillis(settings.spreadNs());
        if (ms != DEFAULT_SPREAD_MS)
        {
            command.append(" --spread ").append(ms);
        }
        return command.toString();
    }

    private void print(final SeedRuns runs, final String smaller)
    {
        final PrintWriter out = spec.commandLine().getOut();
        final double seconds = runs.elapsedNs() / NS_PER_SECOND;
        out.printf(Locale.ROOT, "seeds         %d in %.1f s%n", runs.seeds(), seconds);
        out.printf(Locale.ROOT, "events        %d, %.0f a second%n", runs.events(), runs.events() / seconds);
        out.printf(Locale.ROOT, "simulated     %.0f s, %d blocks%n", runs.virtualNs() / NS_PER_SECOND, runs.blocks());
        out.printf(Locale.ROOT, "failures      %d%n", runs.failures().size());
        for (final SeedRuns.Failure failure : runs.failures())
        {
            out.printf(Locale.ROOT, "%nseed %d: %s%n", failure.seed(), failure.course());
            failure.problems().forEach((problem) -> out.println("  " + problem));
            out.println("  to see it again: " + reproduction(settings().withSeed(failure.seed())));
        }
        if (smaller != null)
        {
            out.printf(Locale.ROOT, "%nsmaller: %s%n", smaller);
        }
    }

    private Map<String, Object> json(final SeedRuns runs, final String smaller)
    {
        final double seconds = runs.elapsedNs() / NS_PER_SECOND;
        final List<Map<String, Object>> failures = new ArrayList<>();
        for (final SeedRuns.Failure failure : runs.failures())
        {
            final Map<String, Object> row = new LinkedHashMap<>();
            row.put("seed", failure.seed());
            row.put("course", failure.course());
            row.put("problems", failure.problems());
            row.put("reproduction", reproduction(settings().withSeed(failure.seed())));
            failures.add(row);
        }
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("validators", validators);
        json.put("byzantine", byzantine);
        json.put("rule", rule.name());
        json.put("seeds", runs.seeds());
        json.put("events", runs.events());
        json.put("seconds", seconds);
        json.put("events_per_second", Math.round(runs.events() / seconds));
        json.put("simulated_seconds", runs.virtualNs() / NS_PER_SECOND);
        json.put("blocks", runs.blocks());
        json.put("failures", failures);
        json.put("smaller", smaller);
        return json;
    }

    private void requireRange(final String option, final long value, final long min, final long max)
    {
        if (value < min || value > max)
        {
            throw usage(option + " must be from " + min + " to " + max + ", not " + value);
        }
    }

    private CommandLine.ParameterException usage(final String message)
    {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }
}
