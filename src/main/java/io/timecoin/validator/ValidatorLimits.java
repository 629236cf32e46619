package io.timecoin.validator;

import io.timecoin.consensus.avalanche.AvalancheLimits;
import io.timecoin.consensus.avalanche.AvalancheParameters;
import io.timecoin.crypto.SignatureVerifier;
import io.timecoin.network.NetworkLimits;
import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.RingSizes;
import io.timecoin.validation.ValidationParameters;

/**
 * How much one node takes of everything, and its local policy. Nothing here is a rule of the chain.
 *
 * @param rings          sizes of the rings.
 * @param verifyWorkers  agents that verify signatures.
 * @param verifyBatch    most signatures that a worker claims at once, unless one transaction has more.
 * @param tableBlocks    blocks of the transaction table.
 * @param acceptance     what acceptance remembers.
 * @param network        bounds of sessions, rates and queues.
 * @param lockTimeoutNs  age at which a lock that was neither polled nor answered for expires.
 * @param queryTimeoutNs longest wait for the replies to a poll.
 */
public record ValidatorLimits(
    RingSizes rings,
    int verifyWorkers,
    int verifyBatch,
    int tableBlocks,
    AvalancheLimits acceptance,
    NetworkLimits network,
    long lockTimeoutNs,
    long queryTimeoutNs)
{
    /** Most agents that verify signatures. */
    public static final int MAX_VERIFY_WORKERS = 64;
    /** Blocks of 300 MB: what a node of its own keeps pending. */
    public static final int STANDARD_TABLE_BLOCKS = 1 << 20;
    /** Blocks of 32 MB: what a node of a test network keeps pending. */
    public static final int TESTNET_TABLE_BLOCKS = 1 << 17;

    private static final int SIMULATED_TABLE_BLOCKS = 1 << 10;

    /** Checks the bounds that no part checks itself. */
    public ValidatorLimits
    {
        require("verifyWorkers", verifyWorkers, 1, MAX_VERIFY_WORKERS);
        require("verifyBatch", verifyBatch, 1, SignatureVerifier.MAX_BATCH);
        // Else the largest transaction could never be admitted.
        require("tableBlocks", tableBlocks, TransactionTable.MAX_BLOCKS_PER_TRANSACTION, TransactionTable.MAX_BLOCKS);
    }

    /**
     * For a node of its own.
     *
     * @return the defaults of configuration.
     */
    public static ValidatorLimits standard()
    {
        return new ValidatorLimits(
            RingSizes.standard(),
            1,
            SignatureVerifier.MAX_BATCH,
            STANDARD_TABLE_BLOCKS,
            AvalancheLimits.VALIDATOR,
            NetworkLimits.testnet(),
            ValidationParameters.DEFAULT_LOCK_TIMEOUT_NS,
            AvalancheParameters.QUERY_TIMEOUT_NS);
    }

    /**
     * For one of several in a process.
     *
     * @return the same with a smaller table.
     */
    public static ValidatorLimits testnet()
    {
        return standard().withTableBlocks(TESTNET_TABLE_BLOCKS);
    }

    /**
     * For one of hundreds in a process.
     *
     * @return at most 4 MB a node, at work among 100: 3.2 MB when built, 3.5 with what is on its way between them.
     */
    public static ValidatorLimits simulated()
    {
        return new ValidatorLimits(
            RingSizes.small(),
            1,
            SignatureVerifier.MAX_BATCH,
            SIMULATED_TABLE_BLOCKS,
            AvalancheLimits.SIMULATED,
            NetworkLimits.testnet(),
            ValidationParameters.DEFAULT_LOCK_TIMEOUT_NS,
            AvalancheParameters.QUERY_TIMEOUT_NS);
    }

    /**
     * The same with other rings.
     *
     * @param sizes slots and bytes.
     * @return a changed copy.
     */
    public ValidatorLimits withRings(final RingSizes sizes)
    {
        return new ValidatorLimits(sizes, verifyWorkers, verifyBatch, tableBlocks, acceptance, network, lockTimeoutNs,
            queryTimeoutNs);
    }

    /**
     * The same with other verification.
     *
     * @param workers number of agents.
     * @param batch   most signatures claimed at once.
     * @return a changed copy.
     */
    public ValidatorLimits withVerification(final int workers, final int batch)
    {
        return new ValidatorLimits(rings, workers, batch, tableBlocks, acceptance, network, lockTimeoutNs,
            queryTimeoutNs);
    }

    /**
     * The same with another table.
     *
     * @param blocks of 256 bytes.
     * @return a changed copy.
     */
    public ValidatorLimits withTableBlocks(final int blocks)
    {
        return new ValidatorLimits(rings, verifyWorkers, verifyBatch, blocks, acceptance, network, lockTimeoutNs,
            queryTimeoutNs);
    }

    /**
     * The same with other bounds of acceptance.
     *
     * @param limits what acceptance remembers.
     * @return a changed copy.
     */
    public ValidatorLimits withAcceptance(final AvalancheLimits limits)
    {
        return new ValidatorLimits(rings, verifyWorkers, verifyBatch, tableBlocks, limits, network, lockTimeoutNs,
            queryTimeoutNs);
    }

    /**
     * The same with another network.
     *
     * @param limits bounds of sessions, rates and queues.
     * @return a changed copy.
     */
    public ValidatorLimits withNetwork(final NetworkLimits limits)
    {
        return new ValidatorLimits(rings, verifyWorkers, verifyBatch, tableBlocks, acceptance, limits, lockTimeoutNs,
            queryTimeoutNs);
    }

    /**
     * The same with other timeouts.
     *
     * @param newLockTimeoutNs  age at which an unused lock expires.
     * @param newQueryTimeoutNs longest wait for the replies to a poll.
     * @return a changed copy.
     */
    public ValidatorLimits withTimeouts(final long newLockTimeoutNs, final long newQueryTimeoutNs)
    {
        return new ValidatorLimits(rings, verifyWorkers, verifyBatch, tableBlocks, acceptance, network,
            newLockTimeoutNs, newQueryTimeoutNs);
    }

    private static void require(final String name, final int value, final int min, final int max)
    {
        if (value < min || value > max)
        {
            throw new IllegalArgumentException(name + " must be " + min + " to " + max + ": " + value);
        }
    }
}
