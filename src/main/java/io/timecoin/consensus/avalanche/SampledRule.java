package io.timecoin.consensus.avalanche;

/**
 * Each poll asks k weight units drawn at random; a validator drawn twice counts twice, the own vote does not count. The
 * preference moves at alphaP; alphaC makes a poll a success, and beta successes in a row accept (Rocket et al.,
 * "Scalable and Probabilistic Leaderless BFT Consensus through Metastability", Snowflake with the two thresholds of
 * avalanchego). Confidence is never accumulated over failures.
 */
final class SampledRule implements AcceptanceRule
{
    private static final int MOST_VALIDATORS = 4_096;

    private final SamplingParameters configured;
    /** Null if the network is too small for any. */
    private final SamplingChoices choices;
    private SamplingParameters sampling;
    private final Electorate electorate;

    SampledRule(final SamplingParameters sampling, final Electorate electorate)
    {
        configured = sampling;
        this.sampling = sampling;
        this.electorate = electorate;
        final long others = electorate.totalWeight() - electorate.ownWeight();
        // Whoever is left of a network that once was large enough goes on with what there is.
        if (sampling.sampleSize() > others && electorate.since() == 0)
        {
            throw new IllegalArgumentException("a sample of " + sampling.sampleSize() +
                " needs as much weight besides the own, but there is " + others + ": choose a smaller sample_size");
        }
        final int validators = (int)Math.min(MOST_VALIDATORS, electorate.totalWeight());
        choices = sampling.sampleSize() < validators ? new SamplingChoices(sampling, validators) : null;
    }

    @Override
    public void judge(final VoteCounter prefer, final VoteCounter strong, final int row, final long outstanding,
        final long ownPrefer, final long ownStrong, final Judgement out)
    {
        final int alphaP = sampling.preferenceThreshold();
        final int alphaC = sampling.confidenceThreshold();
        final long succeeds = prefer.atLeast(row, alphaC);
        final long leads = prefer.atLeast(row, alphaP);
        final long canSucceed = prefer.atLeast(row, alphaC - outstanding);
        final long canLead = prefer.atLeast(row, alphaP - outstanding);
        out.certain = succeeds | ~canSucceed & (leads | ~canLead);
        out.leads = leads & out.certain;
        out.marks = 0;
        out.succeeds = succeeds;
        out.accepts = 0;
    }

    @Override
    public boolean isWorthJudging(final long replied, final long outstanding)
    {
        return replied >= sampling.preferenceThreshold() || outstanding < sampling.confidenceThreshold();
    }

    @Override
    public boolean pollsEveryone()
    {
        return false;
    }

    @Override
    public int sampleSize()
    {
        return sampling.sampleSize();
    }

    @Override
    public boolean countsInARow()
    {
        return true;
    }

    @Override
    public int successesNeeded(final boolean conflicted)
    {
        return conflicted ? sampling.beta() : sampling.finalityConfidence();
    }

    @Override
    public int mostSuccesses()
    {
        return choices == null ? sampling.beta() : choices.mostSuccesses();
    }

    @Override
    public boolean adapt(final int silentPercent)
    {
        if (choices == null)
        {
            return false;
        }
        final boolean isLarge = electorate.totalWeight() > 2L * choices.mostUnits();
        // Not back and forth at the border between two of them.
        if (isLarge && (sampling == choices.quickest(silentPercent - 1) ||
            sampling == choices.quickest(silentPercent) || sampling == choices.quickest(silentPercent + 1)))
        {
            return false;
        }
        final SamplingParameters before = sampling;
        sampling = isLarge ? choices.quickest(silentPercent) : configured;
        return sampling != before;
    }

    @Override
    public long knownThreshold()
    {
        return sampling.confidenceThreshold();
    }

    @Override
    public long mostVotes()
    {
        return choices == null ? sampling.sampleSize() : choices.mostUnits();
    }

    @Override
    public long connectedWeightNeeded()
    {
        return (electorate.totalWeight() * configured.confidenceThreshold() + configured.sampleSize() - 1) /
            configured.sampleSize();
    }

    @Override
    public String name()
    {
        return "sampled";
    }
}
