package io.timecoin.testnet;

import io.timecoin.consensus.avalanche.SafetyCalculator;
import io.timecoin.consensus.avalanche.SamplingParameters;
import io.timecoin.genesis.ConsensusParameters;

import java.util.Locale;

/** What the sampled rule does not promise, said before it runs. */
final class SampledNotice
{
    private SampledNotice()
    {
    }

    static String of(final int validators, final ConsensusParameters parameters)
    {
        final StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT,
            "note: the sampled rule asks %d of %d validators in a poll. That makes it unlikely, but does not%n" +
            "  exclude, that two honest validators accept rivals.", parameters.sampleSize(), validators));
        if (validators > parameters.sampleSize())
        {
            figures(text, new SafetyCalculator(validators, new SamplingParameters(parameters.sampleSize(),
                parameters.preferenceThreshold(), parameters.confidenceThreshold(), parameters.finalityConfidence(),
                parameters.beta())));
        }
        return text.append(String.format(Locale.ROOT,
            "%n  Liars who choose whom they answer, and when, do better than that; the fewer validators, the more so." +
            "%n  The quorum rule excludes it. 'timecoin safety' says more.")).toString();
    }

    private static void figures(final StringBuilder text, final SafetyCalculator calculator)
    {
        text.append(String.format(Locale.ROOT, " A network split in half does so with a probability of%n"));
        String separator = "  ";
        for (final int percent : SafetyCalculator.percents())
        {
            text.append(separator).append(String.format(Locale.ROOT, "%.1e at %d %% of liars",
                calculator.failure(calculator.count(percent)), percent));
            separator = ", ";
        }
        text.append('.');
    }
}
