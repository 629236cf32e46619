package io.timecoin.consensus.avalanche;

/**
 * Parameters of the sampled rule, as in the genesis.
 *
 * @param sampleSize         weight units drawn for a poll, k.
 * @param preferenceThreshold units that move the preference, alphaP.
 * @param confidenceThreshold units that make a poll a success, alphaC.
 * @param finalityConfidence successes in a row that accept a transaction without a known conflict.
 * @param beta               successes in a row that accept one with a conflict.
 */
public record SamplingParameters(
    int sampleSize, int preferenceThreshold, int confidenceThreshold, int finalityConfidence, int beta)
{
    /** Largest sample: more units than this bring nothing. */
    public static final int MAX_SAMPLE_SIZE = 1024;
    /** Most successes in a row that can be asked for. */
    public static final int MAX_BETA = 255;
    /** What a test network uses unless told otherwise. */
    public static final SamplingParameters TESTNET = new SamplingParameters(20, 11, 15, 15, 15);
    /** What the main network uses. */
    public static final SamplingParameters MAINNET = new SamplingParameters(50, 26, 38, 20, 20);

    /** Checks that the parameters can mean something; whether they are safe is for {@link SafetyCalculator}. */
    public SamplingParameters
    {
        check(1 <= sampleSize && sampleSize <= MAX_SAMPLE_SIZE,
            "1 <= sample_size <= " + MAX_SAMPLE_SIZE, sampleSize);
        check(sampleSize < 2 * preferenceThreshold, "sample_size / 2 < preference threshold", preferenceThreshold);
        check(preferenceThreshold <= confidenceThreshold,
            "preference threshold <= confidence threshold", confidenceThreshold);
        check(confidenceThreshold <= sampleSize, "confidence threshold <= sample_size", confidenceThreshold);
        check(1 <= finalityConfidence && finalityConfidence <= beta,
            "1 <= finality_confidence <= beta", finalityConfidence);
        check(beta <= MAX_BETA, "beta <= " + MAX_BETA, beta);
    }

    /**
     * The parameters of a sample size that nobody has chosen thresholds for: the same shares as the test network's.
     *
     * @param sampleSize k.
     * @return just over half of it moves the preference, three quarters are a success, 15 of them in a row accept.
     */
    public static SamplingParameters ofSampleSize(final int sampleSize)
    {
        final int preference = sampleSize / 2 + 1;
        final int confidence = Math.max(preference, (3 * sampleSize + 3) / 4);
        return new SamplingParameters(sampleSize, preference, confidence, TESTNET.finalityConfidence, TESTNET.beta);
    }

    private static void check(final boolean holds, final String inequality, final int value)
    {
        if (!holds)
        {
            throw new IllegalArgumentException("needs " + inequality + ", but it is " + value);
        }
    }
}
