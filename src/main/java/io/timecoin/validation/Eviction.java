package io.timecoin.validation;

import io.timecoin.pending.TransactionTable;

import java.util.concurrent.TimeUnit;

/**
 * Chooses what gives way when the pool is crowded: the transaction with the lowest fee rate, its own or that of it
 * and its descendants together, whichever is higher. Scores are brought up to date only when a transaction comes up
 * as the lowest, so that a child's arrival costs nothing at its ancestors.
 */
final class Eviction
{
    static final int NONE = -1;

    /** Descendants that a package's rate takes into account. */
    static final int MAX_PACKAGE = 64;
    /** Space is asked for when less than one part in this of a bound is left. */
    private static final int CROWDED_PART = 8;
    private static final int MAX_CLAIMS_WALKED = 1024;
    /** After this long, what consensus did not grant counts as refused. */
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(1);

    private final ValidationParameters parameters;
    private final TransactionTable table;
    private final Pool pool;
    private final Locks locks;
    private final int[] members = new int[MAX_PACKAGE];
    private int memberCount;
    private long packageRate;
    private long packageBytes;
    private long askedBytes;
    private int askedTransactions;
    private long patientUntilNs;

    Eviction(final ValidationParameters parameters, final TransactionTable table, final Pool pool, final Locks locks)
    {
        this.parameters = parameters;
        this.table = table;
        this.pool = pool;
        this.locks = locks;
    }

    /** Whether more space must be asked for than already was. */
    boolean isDue(final long nowNs)
    {
        if (nowNs >= patientUntilNs)
        {
            askedBytes = 0;
            askedTransactions = 0;
            patientUntilNs = nowNs + PATIENCE_NS;
        }
        // Bytes of decided transactions are given back by consensus; the undecided must not pay for them.
        return isAbove(table.bytesUsed() - askedBytes, parameters.maxPoolBytes()) &&
            2 * pool.undecidedBytes() > parameters.maxPoolBytes() ||
            isAbove(table.count() - askedTransactions, parameters.maxTransactions()) &&
            2L * pool.undecided() > parameters.maxTransactions() ||
            isAbove(locks.size() - askedTransactions, parameters.maxLocks());
    }

    /** One step: what should go, taken out of the running, or {@link #NONE} if a score changed or nothing is left. */
    int choose()
    {
        final FeeRates rates = pool.rates();
        final int index = rates.lowest();
        if (index == FeeRates.NONE)
        {
            return NONE;
        }
        weigh(index);
        final int bucket = rates.bucketOf(index);
        rates.remove(index);
        if (FeeRates.bucket(packageRate) != bucket)
        {
            rates.add(index, packageRate);
            return NONE;
        }
        pool.set(index, Pool.EVICT_ASKED);
        askedBytes += packageBytes;
        askedTransactions += memberCount;
        return index;
    }

    /** Whether there is anything left to choose from. */
    boolean hasChoice()
    {
        return pool.rates().lowest() != FeeRates.NONE;
    }

    /** Fee rate of what was chosen last. */
    long chosenRate()
    {
        return packageRate;
    }

    /** The lowest rate in the pool, 0 if there is none. */
    long lowestRate()
    {
        final int index = pool.rates().lowest();
        return index == FeeRates.NONE ? 0 : pool.rate(index);
    }

    /** A transaction no longer takes part, whatever the reason. */
    void onLeft(final int index)
    {
        if (pool.has(index, Pool.EVICT_ASKED))
        {
            pool.clear(index, Pool.EVICT_ASKED);
            askedBytes = Math.max(0, askedBytes - pool.bytes(index));
            askedTransactions = Math.max(0, askedTransactions - 1);
        }
    }

    /** Adds up a transaction and its descendants, each once, the nearest first. */
    private void weigh(final int index)
    {
        memberCount = 0;
        packageBytes = 0;
        long fees = 0;
        long length = 0;
        int walked = 0;
        pool.startVisit();
        pool.visit(index);
        members[memberCount++] = index;
        for (int i = 0; i < memberCount; i++)
        {
            final int member = members[i];
            fees += Math.min(table.fee(member), Long.MAX_VALUE - fees);
            length += table.length(member);
            packageBytes += pool.bytes(member);
            int claim = locks.firstChild(member);
            while (claim != Locks.NONE && memberCount < MAX_PACKAGE && walked < MAX_CLAIMS_WALKED)
            {
                walked++;
                final int child = locks.owner(claim);
                if (pool.isUndecided(child) && pool.visit(child))
                {
                    members[memberCount++] = child;
                }
                claim = locks.nextChild(claim);
            }
        }
        packageRate = Math.max(pool.rate(index), FeeRates.rate(fees, length));
    }

    private static boolean isAbove(final long used, final long bound)
    {
        return used > bound - bound / CROWDED_PART;
    }
}
