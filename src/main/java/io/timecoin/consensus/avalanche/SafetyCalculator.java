package io.timecoin.consensus.avalanche;

/**
 * What the parameters of the sampled rule promise for validators of equal weight.
 * <p>
 * Safety: the honest are split in half, as an attacker would have it, and f liars vote with one half. A sample of k
 * out of the n − 1 others then reaches alphaC for that half with P[Hyp(n − 1, ⌊(n − 1)/2⌋ + f, k) ≥ alphaC], and beta
 * times in a row with the beta-th power of it. Liveness: f are silent, all others agree, and a poll succeeds with
 * P[Hyp(n − 1, n − 1 − f, k) ≥ alphaC].
 */
public final class SafetyCalculator
{
    /** Shares of liars or silent validators that are looked at, in percent. */
    private static final int[] PERCENTS = { 10, 20, 25 };
    /** At this share of liars, settings worse than {@link #WORST_FAILURE} are refused. */
    public static final int JUDGED_PERCENT = 20;
    /** Largest acceptable probability that a split network accepts both of two. */
    public static final double WORST_FAILURE = 1e-5;

    private final int validators;
    private final SamplingParameters sampling;
    private final double[] logFactorials;

    /**
     * Figures of one network.
     *
     * @param validators of equal weight; more than the sample.
     * @param sampling   parameters.
     */
    public SafetyCalculator(final int validators, final SamplingParameters sampling)
    {
        if (sampling.sampleSize() > validators - 1)
        {
            throw new IllegalArgumentException("a sample of " + sampling.sampleSize() + " cannot be drawn from the " +
                Math.max(0, validators - 1) + " others: choose a smaller sample_size, or the quorum rule");
        }
        this.validators = validators;
        this.sampling = sampling;
        logFactorials = new double[validators];
        for (int i = 1; i < validators; i++)
        {
            logFactorials[i] = logFactorials[i - 1] + Math.log(i);
        }
    }

    private SafetyCalculator(
        final int validators, final SamplingParameters sampling, final double[] logFactorials)
    {
        this.validators = validators;
        this.sampling = sampling;
        this.logFactorials = logFactorials;
    }

    /** Figures of the same network with other parameters; the sample must be smaller than the network. */
    SafetyCalculator with(final SamplingParameters other)
    {
        return new SafetyCalculator(validators, other, logFactorials);
    }

    /**
     * Shares that are worth a row.
     *
     * @return percents, rising.
     */
    public static int[] percents()
    {
        return PERCENTS.clone();
    }

    /**
     * Validators that a share makes.
     *
     * @param percent of all.
     * @return rounded down.
     */
    public int count(final int percent)
    {
        return (int)((long)validators * percent / 100);
    }

    /**
     * Probability that the favoured half of a split network gets a success in every poll it needs.
     *
     * @param liars     validators that vote with that half.
     * @param successes in a row.
     * @return 0 to 1.
     */
    public double failure(final int liars, final int successes)
    {
        final int others = validators - 1;
        final int favoured = Math.min(others, others / 2 + liars);
        return Math.pow(atLeast(others, favoured), successes);
    }

    /**
     * The same for the fewest successes that accept anything.
     *
     * @param liars validators that vote with one half.
     * @return 0 to 1.
     */
    public double failure(final int liars)
    {
        return failure(liars, Math.min(sampling.finalityConfidence(), sampling.beta()));
    }

    /**
     * Probability that a poll succeeds when all agree but some are silent.
     *
     * @param silent validators.
     * @return 0 to 1.
     */
    public double success(final int silent)
    {
        final int others = validators - 1;
        return atLeast(others, Math.max(0, others - silent));
    }

    /**
     * Polls until a number of them in a row have succeeded.
     *
     * @param silent    validators.
     * @param successes in a row.
     * @return the expected number; infinite if polls cannot succeed.
     */
    public double expectedPolls(final int silent, final int successes)
    {
        final double success = success(silent);
        if (success >= 1)
        {
            return successes;
        }
        final double all = Math.pow(success, successes);
        return all == 0 ? Double.POSITIVE_INFINITY : (1 - all) / ((1 - success) * all);
    }

    /**
     * Whether the parameters are good enough to run without being told that they need not be.
     *
     * @return true if a split network fails with at most {@link #WORST_FAILURE} at {@link #JUDGED_PERCENT} % of liars.
     */
    public boolean isAcceptable()
    {
        return failure(count(JUDGED_PERCENT)) <= WORST_FAILURE;
    }

    /** Probability that a sample of the others has at least alphaC of a kind. */
    private double atLeast(final int others, final int ofKind)
    {
        final int sample = sampling.sampleSize();
        final double logAll = logChoose(others, sample);
        double sum = 0;
        for (int hits = sampling.confidenceThreshold(); hits <= Math.min(sample, ofKind); hits++)
        {
            if (sample - hits <= others - ofKind)
            {
                sum += Math.exp(logChoose(ofKind, hits) + logChoose(others - ofKind, sample - hits) - logAll);
            }
        }
        return Math.min(1, sum);
    }

    private double logChoose(final int n, final int k)
    {
        return logFactorials[n] - logFactorials[k] - logFactorials[n - k];
    }
}
