package io.timecoin.consensus.avalanche;

import java.util.concurrent.TimeUnit;

/**
 * What acceptance needs to be told. The first three come from the genesis, the rest is local policy.
 *
 * @param sampling        parameters of the sampled rule.
 * @param maxRounds       polls after which an undecided conflict counts as contested.
 * @param pollAllMax      most validators for which everybody is polled.
 * @param queryTimeoutNs  longest wait for the replies to a poll.
 * @param retentionNs     how long decided transactions are kept for validators that have not shown to have them.
 * @param answerKnownOnly true on a data folder with a past: see {@link RestartSilence}.
 * @param limits          how much is remembered.
 */
public record AvalancheParameters(SamplingParameters sampling, int maxRounds, int pollAllMax, long queryTimeoutNs,
    long retentionNs, boolean answerKnownOnly, AvalancheLimits limits)
{
    /** Shortest ceiling of a poll's wait: a reply may be held back for a batch on its way. */
    public static final long MIN_QUERY_TIMEOUT_NS = TimeUnit.MILLISECONDS.toNanos(50);
    /** Longest ceiling of a poll's wait. */
    public static final long MAX_QUERY_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    /** Default of {@code queryTimeoutNs}. */
    public static final long QUERY_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(2);
    /** Default of {@code retentionNs}. */
    public static final long RETENTION_NS = TimeUnit.SECONDS.toNanos(10);

    /** Checks the bounds. */
    public AvalancheParameters
    {
        check(1 <= maxRounds && maxRounds <= 10_000, "1 <= max_rounds <= 10000", maxRounds);
        check(pollAllMax >= 0, "0 <= poll_all_max", pollAllMax);
        check(MIN_QUERY_TIMEOUT_NS <= queryTimeoutNs && queryTimeoutNs <= MAX_QUERY_TIMEOUT_NS,
            "50 ms <= query_timeout_ms <= 60 s, in ns", queryTimeoutNs);
        check(retentionNs >= 0, "0 <= retention", retentionNs);
    }

    /**
     * What a test network uses.
     *
     * @return defaults.
     */
    public static AvalancheParameters testnet()
    {
        return of(SamplingParameters.TESTNET, 30);
    }

    /**
     * What the main network uses.
     *
     * @return defaults.
     */
    public static AvalancheParameters mainnet()
    {
        return of(SamplingParameters.MAINNET, 50);
    }

    /**
     * Defaults around what a genesis says.
     *
     * @param sampling  parameters of the sampled rule.
     * @param maxRounds polls after which a conflict counts as contested.
     * @return everyone is polled up to twice the sample size.
     */
    public static AvalancheParameters of(final SamplingParameters sampling, final int maxRounds)
    {
        return new AvalancheParameters(sampling, maxRounds, 2 * sampling.sampleSize(), QUERY_TIMEOUT_NS, RETENTION_NS,
            false, AvalancheLimits.VALIDATOR);
    }

    /**
     * The same with other limits.
     *
     * @param other how much is remembered.
     * @return a copy.
     */
    public AvalancheParameters withLimits(final AvalancheLimits other)
    {
        return new AvalancheParameters(
            sampling, maxRounds, pollAllMax, queryTimeoutNs, retentionNs, answerKnownOnly, other);
    }

    /**
     * The same for a node that starts with a past.
     *
     * @param silent whether it was answering before.
     * @return a copy.
     */
    public AvalancheParameters withAnswerKnownOnly(final boolean silent)
    {
        return new AvalancheParameters(sampling, maxRounds, pollAllMax, queryTimeoutNs, retentionNs, silent, limits);
    }

    private static void check(final boolean holds, final String inequality, final long value)
    {
        if (!holds)
        {
            throw new IllegalArgumentException("needs " + inequality + ", but it is " + value);
        }
    }
}
