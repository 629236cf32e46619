package io.timecoin.validation;

import io.timecoin.crypto.SaltedHash;
import io.timecoin.pending.TransactionTable;

/** All that validation keeps, in one place, so that each rule takes the part that it reads. */
final class Holdings
{
    final TransactionTable table;
    final SaltedHash hash;
    final Pool pool;
    final Locks locks;
    /** Transactions that were found valid, by transaction id, until they end or are released. */
    final IdIndex txids;
    final Parked parked;
    final RecentlySpent recentlySpent;
    final RejectedCache rejected;
    final Eviction eviction;
    final FeeFloor floor = new FeeFloor();
    final Lifecycle lifecycle;
    final ValidationStats stats = new ValidationStats();

    private final ValidationParameters parameters;

    Holdings(final ValidationParameters parameters, final TransactionTable table)
    {
        this.parameters = parameters;
        this.table = table;
        hash = new SaltedHash(parameters.salt());
        pool = new Pool(table);
        locks = new Locks(parameters.maxLocks(), table.capacity(), hash);
        txids = IdIndex.byTxid(table, hash);
        parked = new Parked(table, parameters.maxParkedBytes(), hash);
        recentlySpent = new RecentlySpent(parameters.rememberedSpends(), hash);
        rejected = new RejectedCache(parameters.rememberedRejections(), ValidationParameters.REJECTED_TTL_NS, hash);
        eviction = new Eviction(parameters, table, pool, locks);
        lifecycle = new Lifecycle(table, pool, locks, txids, parked, recentlySpent, eviction);
    }

    /** The fee rate that a client's payment must have, in units per KiB; 0 while half of the pool is free. */
    long floorRate(final long nowNs)
    {
        final boolean isHalfFree = 2 * table.bytesUsed() < parameters.maxPoolBytes() &&
            2L * table.count() < parameters.maxTransactions();
        return isHalfFree ? 0 : floor.rate(nowNs);
    }

    /** Whether this very transaction spent its inputs a while ago. */
    boolean wasAccepted(final Candidate candidate)
    {
        final int spender = recentlySpent.spender(candidate.ids(), candidate.txidOffset());
        return recentlySpent.wasSpentBy(candidate.view.buffer(), candidate.view.outpointOffset(0), spender);
    }

    void updateGauges(final long nowNs)
    {
        stats.undecided = pool.undecided();
        stats.waiting = pool.waiting();
        stats.parked = parked.count();
        stats.locks = locks.size();
        stats.floorRate = floorRate(nowNs);
    }
}
