package io.timecoin.validation;

import io.timecoin.pending.TransactionTable;

import java.util.concurrent.TimeUnit;

/**
 * What validation needs to know.
 *
 * @param chainId         32 bytes.
 * @param maxSupply       the genesis's maximum supply, in units.
 * @param ringSize        slots of the ring {@code transactions}: how far back a first copy may lie.
 * @param maxPoolBytes    bound of the pool, at most the table's size.
 * @param maxTransactions bound of the pool in transactions.
 * @param maxLocks        bound of claims on outputs, over all transactions.
 * @param lockTimeoutNs   age at which a lock that was neither polled nor answered for expires.
 * @param salt            the node's secret, so that nobody can choose what collides in its hash tables.
 * @param bonds           what is known of validators that come and go.
 */
public record ValidationParameters(
    byte[] chainId,
    long maxSupply,
    int ringSize,
    long maxPoolBytes,
    int maxTransactions,
    int maxLocks,
    long lockTimeoutNs,
    long salt,
    Bonds bonds)
{
    public static final long DEFAULT_MAX_POOL_BYTES = 300_000_000L;
    public static final int DEFAULT_MAX_TRANSACTIONS = 1_000_000;
    public static final long DEFAULT_LOCK_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
    /** Payments of one or two inputs fill a block; payments that gather many small outputs get what those leave. */
    public static final int DEFAULT_LOCKS_PER_BLOCK = 2;

    /** How long a transaction with unknown parents is kept. */
    public static final long PARKED_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
    /** How long bad bytes are remembered. */
    public static final long REJECTED_TTL_NS = TimeUnit.HOURS.toNanos(1);
    /** Parked transactions may take one part in this of the pool. */
    public static final int PARKED_POOL_PART = 20;
    /** One peer's may take one part in this of what all parked ones may. */
    public static final int PARKED_PEER_PART = 16;

    private static final int MIN_REMEMBERED_SPENDS = 1 << 12;
    private static final int MAX_REMEMBERED_SPENDS = 1 << 20;
    private static final int MIN_REMEMBERED_REJECTIONS = 1 << 10;
    private static final int MAX_REMEMBERED_REJECTIONS = 1 << 17;

    /** Checks the bounds. */
    public ValidationParameters
    {
        if (maxSupply <= 0 || ringSize <= 0 || maxPoolBytes <= 0 || maxTransactions <= 0 || maxLocks <= 0 ||
            lockTimeoutNs <= 0)
        {
            throw new IllegalArgumentException("every bound must be positive");
        }
    }

    /**
     * The defaults for a table.
     *
     * @param chainId     32 bytes.
     * @param maxSupply   in units.
     * @param ringSize    slots of the ring {@code transactions}.
     * @param tableBlocks size of the transaction table.
     * @param salt        the node's secret.
     * @return a pool as large as the table, within the default bounds.
     */
    public static ValidationParameters defaults(
        final byte[] chainId, final long maxSupply, final int ringSize, final int tableBlocks, final long salt)
    {
        return new ValidationParameters(
            chainId,
            maxSupply,
            ringSize,
            Math.min(DEFAULT_MAX_POOL_BYTES, (long)tableBlocks * TransactionTable.BLOCK_LENGTH),
            Math.min(DEFAULT_MAX_TRANSACTIONS, tableBlocks),
            tableBlocks * DEFAULT_LOCKS_PER_BLOCK,
            DEFAULT_LOCK_TIMEOUT_NS,
            salt,
            Bonds.NONE);
    }

    /**
     * The same on a chain whose validators may come and go.
     *
     * @param known what is known of them; validation's own.
     * @return a copy.
     */
    public ValidationParameters withBonds(final Bonds known)
    {
        return new ValidationParameters(
            chainId, maxSupply, ringSize, maxPoolBytes, maxTransactions, maxLocks, lockTimeoutNs, salt, known);
    }

    /**
     * The same with another lock timeout.
     *
     * @param timeoutNs as configured by {@code lock_timeout_ms}.
     * @return a copy.
     */
    public ValidationParameters withLockTimeoutNs(final long timeoutNs)
    {
        return new ValidationParameters(
            chainId, maxSupply, ringSize, maxPoolBytes, maxTransactions, maxLocks, timeoutNs, salt, bonds);
    }

    int rememberedSpends()
    {
        return (int)Math.max(MIN_REMEMBERED_SPENDS, Math.min(MAX_REMEMBERED_SPENDS, 2L * maxTransactions));
    }

    int rememberedRejections()
    {
        return Math.max(MIN_REMEMBERED_REJECTIONS, Math.min(MAX_REMEMBERED_REJECTIONS, maxTransactions / 8));
    }

    long maxParkedBytes()
    {
        return maxPoolBytes / PARKED_POOL_PART;
    }
}
