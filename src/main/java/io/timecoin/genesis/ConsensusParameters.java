package io.timecoin.genesis;

import static io.timecoin.genesis.GenesisException.Reason.BAD_PARAMETERS;

/**
 * What all validators of a chain must apply alike in acceptance (PROTOCOL, section 4); covered by the chain id.
 *
 * @param sampleSize          k: weight units drawn for a poll.
 * @param preferenceThreshold αP: votes that move a preference.
 * @param confidenceThreshold αC: votes that count towards acceptance.
 * @param finalityConfidence  β of a transaction without a known conflict: consecutive polls that accept it.
 * @param beta                β of a transaction with a known conflict.
 * @param maxRounds           polls after which a conflicted transaction is contested.
 * @param pollAllMax          up to this many validators a quorum of all decides, unless a rule is forced.
 */
public record ConsensusParameters(
    int sampleSize,
    int preferenceThreshold,
    int confidenceThreshold,
    int finalityConfidence,
    int beta,
    int maxRounds,
    int pollAllMax)
{
    public static final int MAX_SAMPLE_SIZE = 1000;
    public static final int MAX_ROUNDS = 10_000;

    private static final int TESTNET_SAMPLE_SIZE = 20;
    private static final int TESTNET_BETA = 15;
    private static final int TESTNET_MAX_ROUNDS = 30;
    private static final int MAINNET_SAMPLE_SIZE = 50;
    private static final int MAINNET_BETA = 20;
    private static final int MAINNET_MAX_ROUNDS = 50;

    /** Checks the inequalities that the rules rest on; throws {@link GenesisException} if one does not hold. */
    public ConsensusParameters
    {
        require(1 <= sampleSize && sampleSize <= MAX_SAMPLE_SIZE,
            "1 <= sample_size <= " + MAX_SAMPLE_SIZE, "sample_size", sampleSize);
        // Two preferences cannot both have more than half of one sample.
        require(2 * preferenceThreshold > sampleSize,
            "preference threshold > sample_size / 2", "preference threshold", preferenceThreshold);
        // What adds to the confidence in a preference also moves the preference.
        require(preferenceThreshold <= confidenceThreshold,
            "preference threshold <= confidence threshold", "confidence threshold", confidenceThreshold);
        require(confidenceThreshold <= sampleSize,
            "confidence threshold <= sample_size", "confidence threshold", confidenceThreshold);
        require(1 <= finalityConfidence, "finality_confidence >= 1", "finality_confidence", finalityConfidence);
        // A known conflict never makes acceptance easier.
        require(finalityConfidence <= beta, "finality_confidence <= beta", "beta", beta);
        // Else every conflicted transaction would be contested before it could be accepted.
        require(beta <= maxRounds && maxRounds <= MAX_ROUNDS,
            "beta <= max_rounds <= " + MAX_ROUNDS, "max_rounds", maxRounds);
        require(0 <= pollAllMax && pollAllMax <= Genesis.MAX_VALIDATORS,
            "0 <= poll_all_max <= " + Genesis.MAX_VALIDATORS, "poll_all_max", pollAllMax);
    }

    /**
     * The defaults of a test network.
     *
     * @return 20, 11, 15, 15/15, 30, 40.
     */
    public static ConsensusParameters testnet()
    {
        return of(TESTNET_SAMPLE_SIZE, TESTNET_BETA, TESTNET_MAX_ROUNDS);
    }

    /**
     * The defaults of the main network.
     *
     * @return 50, 26, 38, 20/20, 50, 100.
     */
    public static ConsensusParameters mainnet()
    {
        return of(MAINNET_SAMPLE_SIZE, MAINNET_BETA, MAINNET_MAX_ROUNDS);
    }

    /**
     * The same with another sample size and the thresholds that follow from it: the smallest majority, and three
     * quarters rounded up.
     *
     * @param size of the sample.
     * @return new parameters; {@link #pollAllMax()} stays.
     */
    public ConsensusParameters withSampleSize(final int size)
    {
        return new ConsensusParameters(
            size, majority(size), threeQuarters(size), finalityConfidence, beta, maxRounds, pollAllMax);
    }

    private static ConsensusParameters of(final int sampleSize, final int beta, final int maxRounds)
    {
        return new ConsensusParameters(
            sampleSize, majority(sampleSize), threeQuarters(sampleSize), beta, beta, maxRounds, 2 * sampleSize);
    }

    private static int majority(final int size)
    {
        return size / 2 + 1;
    }

    private static int threeQuarters(final int size)
    {
        // Of 2 and less the quarters are below the majority.
        return Math.max(majority(size), (3 * size + 3) / 4);
    }

    private static void require(final boolean holds, final String rule, final String name, final int value)
    {
        if (!holds)
        {
            throw new GenesisException(BAD_PARAMETERS, name + " is " + value + ", but must satisfy " + rule);
        }
    }
}
