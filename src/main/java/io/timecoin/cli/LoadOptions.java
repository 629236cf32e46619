package io.timecoin.cli;

import io.timecoin.load.LoadProfile;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code testnet} and {@code load} send. */
public final class LoadOptions
{
    static final double MAX_TPS = 1_000_000;
    private static final double WHOLE = 100.0;
    private static final int MAX_CLIENTS = 64;
    private static final long MS = 1_000_000L;
    private static final long MAX_DURATION_NS = 24 * 3600_000L * MS;
    /** About as long as the compiler is busy at half of what two cores can do. */
    private static final long DEFAULT_WARM_UP_NS = 4_000 * MS;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--rate", paramLabel = "TPS|max", defaultValue = "500", converter = RateConverter.class,
        description = "Payments a second, or 'max': a ramp to saturation (default: ${DEFAULT-VALUE}).")
    private double rate = 500;

    @Option(names = "--duration", paramLabel = "TIME", defaultValue = "15s", converter = DurationConverter.class,
        description = "How long to send: a number with ms, s, m or h (default: ${DEFAULT-VALUE}).")
    private long durationNs = 15_000 * MS;

    @Option(names = "--warm-up", paramLabel = "TIME", converter = WarmUpConverter.class,
        description = "How long to send before that without measuring, until code is compiled; 0s for not at all " +
            "(default: 4s, or the duration if that is shorter).")
    private Long warmUpNs;

    @Option(names = "--clients", paramLabel = "N", defaultValue = "1",
        description = "Clients, each with a session with every validator (default: ${DEFAULT-VALUE}).")
    private int clients = 1;

    @Option(names = "--double-spends", paramLabel = "PERCENT", defaultValue = "0",
        description = "Share of payments that come as two rivals, to two validators at one moment.")
    private double doubleSpendPercent;

    @Option(names = "--invalid", paramLabel = "PERCENT", defaultValue = "0",
        description = "Share of bad signatures, overdrafts, unknown inputs and truncated frames, in turn.")
    private double invalidPercent;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1",
        description = "The same seed makes the same payments (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    /**
     * The load that was asked for.
     *
     * @return checked.
     */
    LoadProfile profile()
    {
        requirePercent("--double-spends", doubleSpendPercent);
        requirePercent("--invalid", invalidPercent);
        if (doubleSpendPercent + invalidPercent > WHOLE)
        {
            throw usage("--double-spends and --invalid are more than 100 percent together");
        }
        final long warmUp = warmUpNs == null ? Math.min(DEFAULT_WARM_UP_NS, durationNs) : warmUpNs;
        return new LoadProfile(rate, warmUp, durationNs, doubleSpendPercent, invalidPercent, seed);
    }

    /**
     * Number of clients.
     *
     * @return at least 1.
     */
    int clients()
    {
        if (clients < 1 || clients > MAX_CLIENTS)
        {
            throw usage("--clients must be from 1 to " + MAX_CLIENTS + ", not " + clients);
        }
        return clients;
    }

    /**
     * The seed of payments, and of a testnet's keys.
     *
     * @return any number.
     */
    long seed()
    {
        return seed;
    }

    private void requirePercent(final String option, final double value)
    {
        if (!(value >= 0 && value <= WHOLE))
        {
            throw usage(option + " must be from 0 to 100, not " + value);
        }
    }

    private CommandLine.ParameterException usage(final String message)
    {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }

    /** A number above 0, or max. */
    static final class RateConverter implements ITypeConverter<Double>
    {
        @Override
        public Double convert(final String value)
        {
            if ("max".equals(value))
            {
                return LoadProfile.MAX_RATE;
            }
            try
            {
                final double rate = Double.parseDouble(value);
                if (rate > 0 && rate <= MAX_TPS)
                {
                    return rate;
                }
            }
            catch (final NumberFormatException ex)
            {
                throw refused(value, ex);
            }
            throw refused(value, null);
        }

        private static TypeConversionException refused(final String value, final NumberFormatException cause)
        {
            final TypeConversionException refusal = new TypeConversionException("'" + value +
                "' is neither 'max' nor a number of payments a second, above 0 and at most " + (long)MAX_TPS);
            refusal.initCause(cause);
            return refusal;
        }
    }

    /** A number with a unit, or none at all. */
    static final class WarmUpConverter implements ITypeConverter<Long>
    {
        private static final Pattern NONE = Pattern.compile("0(ms|s|m|h)?");

        @Override
        public Long convert(final String value)
        {
            return NONE.matcher(value).matches() ? Long.valueOf(0) : new DurationConverter().convert(value);
        }
    }

    /** A number with a unit. */
    static final class DurationConverter implements ITypeConverter<Long>
    {
        private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
        private static final Map<String, Long> UNIT_NS =
            Map.of("ms", MS, "s", 1000 * MS, "m", 60_000 * MS, "h", 3600_000 * MS);

        @Override
        public Long convert(final String value)
        {
            final Matcher matcher = FORM.matcher(value);
            if (matcher.matches())
            {
                final long durationNs = Long.parseLong(matcher.group(1)) * UNIT_NS.get(matcher.group(2));
                if (durationNs > 0 && durationNs <= MAX_DURATION_NS)
                {
                    return durationNs;
                }
            }
            throw new TypeConversionException(
                "'" + value + "' is not a time from 1ms to 24h, such as 500ms, 15s or 2m");
        }
    }
}
