package io.timecoin.validation;

import io.timecoin.pending.TransactionTable;

/**
 * Tells consensus of single transactions. Once a handle was told, only consensus ends it: that is marked here, on the
 * line that tells.
 */
final class Tidings
{
    private final Pool pool;
    private final Admissions admissions;
    private final ValidationStats stats;
    private final int[] rivals = new int[Judge.MAX_RIVALS];
    private final int[] accepted = new int[Admissions.MAX_OVERRULERS];
    private final TransactionTable table;
    private final RecentlySpent recentlySpent;

    Tidings(final Holdings holdings, final Admissions admissions)
    {
        pool = holdings.pool;
        stats = holdings.stats;
        table = holdings.table;
        recentlySpent = holdings.recentlySpent;
        this.admissions = admissions;
    }

    /** A transaction that is kept conflicts with what the judge found. */
    void tellConflict(final int index, final Judge judge)
    {
        final int count = judge.rivalCount();
        for (int i = 0; i < count; i++)
        {
            rivals[i] = publish(judge.rival(i));
        }
        stats.conflictsKept++;
        admissions.conflict(publish(index), rivals, count);
    }

    /**
     * All parents of a transaction are accepted, if it was not lost since: said in the way in which its bytes travel.
     */
    void tellReady(final int index)
    {
        pool.clear(index, Pool.TELL_READY);
        if (pool.state(index) != Pool.State.READY)
        {
            return;
        }
        if (pool.has(index, Pool.BATCHED))
        {
            admissions.ready(publish(index));
        }
        else if (pool.has(index, Pool.CLIENT))
        {
            admissions.admit(publish(index));
        }
        // Else it is a member of a batch that is not complete: the batch will tell.
    }

    /** A peer's transaction cannot be kept, for the sake of accepted ones that are still held. */
    void tellOverruled(final Candidate candidate)
    {
        int count = 0;
        boolean isAnyFinal = false;
        pool.startVisit();
        for (int i = 0; i < candidate.view.inputCount() && count < accepted.length - 1; i++)
        {
            final int handle = recentlySpent.handleOf(candidate.view.buffer(), candidate.view.outpointOffset(i));
            final int index = TransactionTable.index(handle);
            if (table.isCurrent(handle) && pool.state(index) == Pool.State.ACCEPTED && pool.visit(index))
            {
                accepted[count++] = handle;
            }
            // What is accepted is kept until a final block lists it.
            isAnyFinal |= handle != TransactionTable.NULL_HANDLE && !table.isCurrent(handle);
        }
        if (isAnyFinal)
        {
            accepted[count++] = TransactionTable.NULL_HANDLE;
        }
        if (count > 0)
        {
            stats.overruled++;
            admissions.overruled(candidate.ids(), candidate.txidOffset(), accepted, count);
        }
    }

    /** A peer's transaction breaks a rule that no other copy of it can keep. */
    void tellImpossible(final Candidate candidate)
    {
        accepted[0] = TransactionTable.NULL_HANDLE;
        admissions.overruled(candidate.ids(), candidate.txidOffset(), accepted, 1);
    }

    /** A peer's transaction is not kept beside the undecided ones that the judge found. */
    void tellCrowded(final Candidate candidate, final Judge judge)
    {
        final int count = Math.min(rivals.length, judge.rivalCount());
        for (int i = 0; i < count; i++)
        {
            rivals[i] = publish(judge.rival(i));
        }
        if (count > 0)
        {
            stats.overruled++;
            admissions.overruled(candidate.ids(), candidate.txidOffset(), rivals, count);
        }
    }

    /** A transaction ended here: frees it if consensus never heard of it, else asks consensus to let go of it. */
    void letGo(final int index)
    {
        if (pool.has(index, Pool.PUBLISHED))
        {
            pool.state(index, Pool.State.ABANDONED);
            admissions.abandon(pool.handle(index));
        }
        else
        {
            pool.free(index);
        }
    }

    private int publish(final int index)
    {
        pool.set(index, Pool.PUBLISHED);
        return pool.handle(index);
    }
}
