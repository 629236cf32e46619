package io.timecoin.node;

import io.timecoin.consensus.avalanche.SafetyCalculator;
import io.timecoin.consensus.avalanche.SamplingParameters;
import io.timecoin.genesis.ConsensusParameters;
import io.timecoin.genesis.Genesis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a chain with the sampled rule promises: said before a node runs it, and refused if it is too little. */
final class SampledPromise
{
    private final SafetyCalculator calculator;

    private SampledPromise(final SafetyCalculator calculator)
    {
        this.calculator = calculator;
    }

    /**
     * The promise of a chain.
     *
     * @param genesis of which a sample can be drawn.
     * @return null for the quorum rule, which excludes what the sampled rule makes unlikely.
     */
    static SampledPromise of(final Genesis genesis)
    {
        final int validators = genesis.validators().size();
        if (genesis.usesQuorumRule(validators))
        {
            return null;
        }
        final ConsensusParameters rules = genesis.parameters();
        final long weight = genesis.validators().stream().mapToLong(Genesis.Validator::weight).sum();
        // A sample of more units than there are others is drawn from their weight.
        final int units = rules.sampleSize() < validators ? validators : (int)weight;
        return new SampledPromise(new SafetyCalculator(units, new SamplingParameters(rules.sampleSize(),
            rules.preferenceThreshold(), rules.confidenceThreshold(), rules.finalityConfidence(), rules.beta())));
    }

    boolean isAcceptable()
    {
        return calculator.isAcceptable();
    }

    /** Probabilities that a network split in half accepts rivals, by share of liars, and of polls that succeed. */
    @Override
    public String toString()
    {
        final List<String> figures = new ArrayList<>();
        for (final int percent : SafetyCalculator.percents())
        {
            figures.add(String.format(Locale.ROOT, "%.1e at %d %%", calculator.failure(calculator.count(percent)),
                percent));
        }
        return String.format(Locale.ROOT, "rivals accepted in a split network: %s of liars; polls that succeed with " +
            "%d %% silent: %.3f", String.join(", ", figures), SafetyCalculator.JUDGED_PERCENT,
            calculator.success(calculator.count(SafetyCalculator.JUDGED_PERCENT)));
    }
}
