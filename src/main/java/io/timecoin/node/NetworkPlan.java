package io.timecoin.node;

import io.timecoin.genesis.ConsensusParameters;
import io.timecoin.genesis.Genesis;
import io.timecoin.transaction.Amounts;

/**
 * What a new chain looks like.
 *
 * @param testnet           or mainnet.
 * @param validators        how many, of equal weight, each with a folder of its own.
 * @param basePort          validator i listens on 127.0.0.1, at this port plus i.
 * @param rule              one of {@link Genesis}'s rules.
 * @param sampleSize        k of the sampled rule, or {@link #NETWORKS_SAMPLE_SIZE}.
 * @param seed              makes chains differ; keys follow from it only if {@code seededKeys}.
 * @param seededKeys        true for tests that need the same chain again: whoever knows the seed knows the keys.
 * @param faucet            the first money.
 * @param bondUnit          what a validator's unit of weight costs; {@link #CLOSED} if nobody is to join.
 */
public record NetworkPlan(
    boolean testnet,
    int validators,
    int basePort,
    int rule,
    int sampleSize,
    long seed,
    boolean seededKeys,
    FaucetPlan faucet,
    long bondUnit)
{
    /** Of chains whose first validators stay for ever. */
    public static final long CLOSED = 0;
    /** What a unit of weight may cost where nobody knows better: the original's smallest collateral of 1000 TIME. */
    public static final long DEFAULT_BOND_UNIT = 1000 * Amounts.UNITS_PER_TIME;
    /** Of fewer validators, less than a third is nobody: no weight could ever move. */
    public static final int MIN_OPEN_VALIDATORS = 4;
    /** Stands for the sample size that the network has by default. */
    public static final int NETWORKS_SAMPLE_SIZE = 0;

    /**
     * The first money: accounts that follow from one seed.
     *
     * @param accounts how many.
     * @param outputs  of each account.
     * @param amount   units in each output.
     */
    public record FaucetPlan(int accounts, long outputs, long amount)
    {
        /**
         * Enough for a load test of some minutes.
         *
         * @return 100 accounts with 1000 outputs of 10 TIME each.
         */
        public static FaucetPlan standard()
        {
            return new FaucetPlan(100, 1000, 1_000_000_000L);
        }
    }

    /**
     * A chain whose first validators stay for ever.
     *
     * @param testnet    or mainnet.
     * @param validators how many.
     * @param basePort   of the first.
     * @param rule       one of {@link Genesis}'s rules.
     * @param sampleSize k of the sampled rule, or {@link #NETWORKS_SAMPLE_SIZE}.
     * @param seed       makes chains differ.
     * @param seededKeys whether keys follow from it.
     * @param faucet     the first money.
     */
    public NetworkPlan(
        final boolean testnet, final int validators, final int basePort, final int rule, final int sampleSize,
        final long seed, final boolean seededKeys, final FaucetPlan faucet)
    {
        this(testnet, validators, basePort, rule, sampleSize, seed, seededKeys, faucet, CLOSED);
    }

    /** Consensus parameters of the chain. */
    ConsensusParameters parameters()
    {
        final ConsensusParameters networks = testnet ? ConsensusParameters.testnet() : ConsensusParameters.mainnet();
        return sampleSize == NETWORKS_SAMPLE_SIZE ? networks : networks.withSampleSize(sampleSize);
    }
}
