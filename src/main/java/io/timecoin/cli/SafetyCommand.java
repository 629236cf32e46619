package io.timecoin.cli;

import io.timecoin.consensus.avalanche.AvalancheParameters;
import io.timecoin.consensus.avalanche.SafetyCalculator;
import io.timecoin.consensus.avalanche.SamplingParameters;
import io.timecoin.consensus.validators.ValidatorSet;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code safety}: what given parameters of acceptance promise, and what they do not. */
@Command(
    name = "safety",
    description = "Tell what parameters of acceptance promise (exit 4 if it is too little).",
    mixinStandardHelpOptions = true)
final class SafetyCommand implements Callable<Integer>
{
    /** Rules that can be asked about. */
    enum Rule
    {
        quorum, sampled, auto
    }

    /** Networks whose parameters are the defaults. */
    enum Network
    {
        testnet, mainnet
    }

    private static final String NOT_PROMISED =
        """
        Not promised: the figures are for samples drawn from a network that is split in half.
        They do not cover liars who choose whom they answer, and when; the fewer validators, the
        more that matters. With 5 validators one liar can make two honest ones accept rivals.
        Where everybody can be polled, the quorum rule excludes this.""";

    @Spec
    private CommandSpec spec;
    @Mixin
    private ReportOption report;

    @Option(names = "--validators", paramLabel = "N", defaultValue = "100",
        description = "Validators of equal weight (default: ${DEFAULT-VALUE}).")
    private int validators;

    @Option(names = "--rule", paramLabel = "quorum|sampled|auto", defaultValue = "auto",
        description = "Rule of acceptance; auto: by the number of validators.")
    private Rule rule = Rule.auto;

    @Option(names = "--network", paramLabel = "testnet|mainnet", defaultValue = "testnet",
        description = "Whose parameters to begin with (default: ${DEFAULT-VALUE}).")
    private Network network = Network.testnet;

    @Option(names = "--sample-size", paramLabel = "K", description = "Weight units drawn for a poll.")
    private Integer sampleSize;

    @Option(names = "--alpha-preference", paramLabel = "A", description = "Units that move a preference.")
    private Integer alphaPreference;

    @Option(names = "--alpha-confidence", paramLabel = "A", description = "Units that make a poll a success.")
    private Integer alphaConfidence;

    @Option(names = "--finality-confidence", paramLabel = "B",
        description = "Successes in a row that accept what has no known conflict.")
    private Integer finalityConfidence;

    @Option(names = "--beta", paramLabel = "B", description = "Successes in a row that accept what has one.")
    private Integer beta;

    @Option(names = "--accept-risk", description = "Exit 0 however little is promised.")
    private boolean isRiskAccepted;

    @Override
    public Integer call()
    {
        if (validators < 1 || validators > ValidatorSet.MAX_VALIDATORS)
        {
            throw new CommandLine.ParameterException(spec.commandLine(),
                "--validators must be 1 to " + ValidatorSet.MAX_VALIDATORS + ", not " + validators);
        }
        final SamplingParameters sampling = sampling();
        final int pollAllMax = AvalancheParameters.of(sampling, 1).pollAllMax();
        if (rule == Rule.quorum || rule == Rule.auto && validators <= pollAllMax)
        {
            reportQuorum(ValidatorSet.equal(validators));
            return ExitCode.OK;
        }
        return reportSampled(sampling);
    }

    private SamplingParameters sampling()
    {
        final SamplingParameters defaults = network == Network.mainnet ?
            SamplingParameters.MAINNET : SamplingParameters.TESTNET;
        try
        {
            // A sample size alone keeps the thresholds' shares of it.
            final SamplingParameters base = sampleSize == null || sampleSize == defaults.sampleSize() ?
                defaults : SamplingParameters.ofSampleSize(sampleSize);
            final int confidence = finalityConfidence == null ? defaults.finalityConfidence() : finalityConfidence;
            return new SamplingParameters(
                base.sampleSize(),
                alphaPreference == null ? base.preferenceThreshold() : alphaPreference,
                alphaConfidence == null ? base.confidenceThreshold() : alphaConfidence,
                confidence,
                beta == null ? Math.max(confidence, defaults.beta()) : beta);
        }
        catch (final IllegalArgumentException ex)
        {
            throw unusable(ex);
        }
    }

    private void reportQuorum(final ValidatorSet set)
    {
        final long total = set.totalWeight();
        final long quorum = set.quorumWeight();
        if (report.isJson())
        {
            final Map<String, Object> json = new LinkedHashMap<>();
            json.put("rule", "quorum");
            json.put("validators", validators);
            json.put("total_weight", total);
            json.put("quorum", quorum);
            json.put("liars_tolerated", set.faultBound());
            json.put("silent_tolerated", total - quorum);
            json.put("acceptable", true);
            ReportOption.printJson(spec.commandLine().getOut(), json);
            return;
        }
        final PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "rule                quorum: everyone is polled%n");
        out.printf(Locale.ROOT, "validators          %d, of weight 1%n", validators);
        out.printf(Locale.ROOT, "quorum              %d of %d, more than two thirds%n", quorum, total);
        out.printf(Locale.ROOT, "liars tolerated     %d: two quorums share at least %d, so one that is honest%n",
            set.faultBound(), 2 * quorum - total);
        out.printf(Locale.ROOT, "silent tolerated    %d: the others are a quorum%n", total - quorum);
        out.printf(Locale.ROOT, "%nOf two payments in conflict at most one is accepted, whatever the network does.%n");
    }

    private int reportSampled(final SamplingParameters sampling)
    {
        final SafetyCalculator calculator = calculator(sampling);
        final boolean isAcceptable = calculator.isAcceptable();
        if (report.isJson())
        {
            ReportOption.printJson(spec.commandLine().getOut(), json(sampling, calculator));
        }
        else
        {
            print(sampling, calculator);
        }
        if (isAcceptable || isRiskAccepted)
        {
            return ExitCode.OK;
        }
        throw new CliException(ExitCode.CHECK_FAILED, "these parameters promise too little",
            String.format(Locale.ROOT, "with %d %% of liars a split network fails with %.1e, more than %.0e",
                SafetyCalculator.JUDGED_PERCENT,
                calculator.failure(calculator.count(SafetyCalculator.JUDGED_PERCENT)),
                SafetyCalculator.WORST_FAILURE),
            "raise --beta or --alpha-confidence, or use --accept-risk if it does not matter");
    }

    private SafetyCalculator calculator(final SamplingParameters sampling)
    {
        try
        {
            return new SafetyCalculator(validators, sampling);
        }
        catch (final IllegalArgumentException ex)
        {
            throw unusable(ex);
        }
    }

    private static CliException unusable(final IllegalArgumentException ex)
    {
        return new CliException(ExitCode.USAGE, "these parameters mean nothing", ex.getMessage(),
            "see 'timecoin safety --help'");
    }

    private void print(final SamplingParameters sampling, final SafetyCalculator calculator)
    {
        final PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "rule                sampled: each poll asks %d of the %d others%n",
            sampling.sampleSize(), validators - 1);
        out.printf(Locale.ROOT, "thresholds          %d move a preference, %d make a success%n",
            sampling.preferenceThreshold(), sampling.confidenceThreshold());
        out.printf(Locale.ROOT, "successes in a row  %d without a known conflict, %d with one%n%n",
            sampling.finalityConfidence(), sampling.beta());
        out.printf(Locale.ROOT, "%-8s %-6s %-24s %-20s %s%n",
            "share", "count", "liars: both accepted", "silent: poll succeeds", "polls expected");
        for (final int percent : SafetyCalculator.percents())
        {
            final int count = calculator.count(percent);
            out.printf(Locale.ROOT, "%-8s %-6d %-24s %-20s %s%n", percent + " %", count,
                String.format(Locale.ROOT, "%.1e", calculator.failure(count)),
                String.format(Locale.ROOT, "%.3f %%", 100 * calculator.success(count)),
                polls(calculator.expectedPolls(count, sampling.finalityConfidence())));
        }
        out.println();
        out.println(NOT_PROMISED);
    }

    private static String polls(final double expected)
    {
        return Double.isInfinite(expected) ? "never" : String.format(Locale.ROOT, "%.1f", expected);
    }

    private Map<String, Object> json(final SamplingParameters sampling, final SafetyCalculator calculator)
    {
        final List<Map<String, Object>> rows = new ArrayList<>();
        for (final int percent : SafetyCalculator.percents())
        {
            final int count = calculator.count(percent);
            final double expected = calculator.expectedPolls(count, sampling.finalityConfidence());
            final Map<String, Object> row = new LinkedHashMap<>();
            row.put("percent", percent);
            row.put("count", count);
            row.put("failure", calculator.failure(count));
            row.put("poll_success", calculator.success(count));
            row.put("expected_polls", Double.isInfinite(expected) ? null : expected);
            rows.add(row);
        }
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("rule", "sampled");
        json.put("validators", validators);
        json.put("sample_size", sampling.sampleSize());
        json.put("alpha_preference", sampling.preferenceThreshold());
        json.put("alpha_confidence", sampling.confidenceThreshold());
        json.put("finality_confidence", sampling.finalityConfidence());
        json.put("beta", sampling.beta());
        json.put("shares", rows);
        json.put("acceptable", calculator.isAcceptable());
        return json;
    }
}
