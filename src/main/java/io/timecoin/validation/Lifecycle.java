package io.timecoin.validation;

import io.timecoin.InvariantViolation;
import io.timecoin.pending.TransactionTable;
import io.timecoin.transaction.TransactionView;
import io.timecoin.transaction.Verdict;
import io.timecoin.utxo.UtxoView;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;

/**
 * How transactions begin and end here: their claims, their children, their places in lists and indexes. Publishes
 * nothing; what has to be told is put on the pool's work list. Each call does a bounded amount of work: the direct
 * children of one transaction at most, whose own children follow when the work list gets to them.
 */
final class Lifecycle
{
    private static final int ID_LENGTH = 32;

    private final TransactionTable table;
    private final Pool pool;
    private final Locks locks;
    private final IdIndex txids;
    private final Parked parked;
    private final RecentlySpent recentlySpent;
    private final Eviction eviction;
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[TransactionTable.MAX_TRANSACTION_LENGTH]);
    private final UnsafeBuffer outpoint = new UnsafeBuffer(new byte[UtxoView.OUTPOINT_LENGTH]);
    private final TransactionView view = new TransactionView();

    Lifecycle(
        final TransactionTable table,
        final Pool pool,
        final Locks locks,
        final IdIndex txids,
        final Parked parked,
        final RecentlySpent recentlySpent,
        final Eviction eviction)
    {
        this.table = table;
        this.pool = pool;
        this.locks = locks;
        this.txids = txids;
        this.parked = parked;
        this.recentlySpent = recentlySpent;
        this.eviction = eviction;
    }

    /** Locks the inputs of a stored transaction that was judged just now. */
    void hold(final int handle, final Candidate candidate, final Judge judge, final long deadlineNs)
    {
        final int index = TransactionTable.index(handle);
        table.fee(handle, judge.fee());
        table.spent(handle, judge.spent(), 0);
        txids.add(index);
        for (int i = 0; i < candidate.view.inputCount(); i++)
        {
            locks.claim(index, candidate.view.buffer(), candidate.view.outpointOffset(i), judge.parent(i));
        }
        pool.pendingParents(index, judge.pendingParents());
        if (judge.coClaimants() > 0)
        {
            pool.rivals(index, changeRivals(index, 1));
        }
        pool.state(index, judge.pendingParents() == 0 ? Pool.State.READY : Pool.State.WAITING);
        pool.deadlineNs(index, deadlineNs);
        pool.byAge().addLast(index);
        pool.rates().add(index, pool.rate(index));
        if (parked.isWanted(table.ids(), table.txidOffset(handle)))
        {
            pool.set(index, Pool.SERVE_CHILDREN);
            pool.queue(index);
        }
    }

    /** The effects are in the set: locks end, children have one parent less to wait for. */
    void accept(final int index)
    {
        if (pool.state(index) != Pool.State.READY)
        {
            throw new InvariantViolation("accepted in state " + pool.state(index));
        }
        final int handle = pool.handle(index);
        final int spender = recentlySpent.spender(table.ids(), table.txidOffset(index));
        final DirectBuffer outpoints = locks.outpoints();
        for (int claim = locks.firstOf(index); claim != Locks.NONE; claim = locks.nextOf(claim))
        {
            recentlySpent.add(outpoints, locks.outpointOffset(claim), spender, handle);
        }
        leave(index);
        int claim = locks.firstChild(index);
        while (claim != Locks.NONE)
        {
            final int child = orphan(claim);
            if (pool.pendingParents(child) == 0 && pool.state(child) == Pool.State.WAITING)
            {
                pool.state(child, Pool.State.READY);
                pool.set(child, Pool.TELL_READY);
                pool.queue(child);
            }
            claim = locks.firstChild(index);
        }
        pool.state(index, Pool.State.ACCEPTED);
    }

    /**
     * A final block chose a rival: the outputs that it spent are there again, as if it had lost, and what would spend
     * its own outputs has lost its parent. Accepted children were undone before.
     */
    void undo(final int index)
    {
        if (pool.state(index) != Pool.State.ACCEPTED)
        {
            throw new InvariantViolation("undone in state " + pool.state(index));
        }
        final int spender = recentlySpent.spender(table.ids(), table.txidOffset(index));
        table.view(pool.handle(index), scratch, view);
        for (int i = 0; i < view.inputCount(); i++)
        {
            recentlySpent.forget(view.buffer(), view.outpointOffset(i), spender);
        }
        outpoint.putBytes(0, table.ids(), table.txidOffset(index), ID_LENGTH);
        for (int i = 0; i < view.outputCount(); i++)
        {
            outpoint.putShort(ID_LENGTH, (short)i, ByteOrder.LITTLE_ENDIAN);
            for (int claim = locks.firstOn(outpoint, 0); claim != Locks.NONE; claim = locks.nextOn(claim))
            {
                if (pool.isUndecided(locks.owner(claim)))
                {
                    doom(locks.owner(claim), Verdict.PARENT_GONE);
                }
            }
        }
        pool.state(index, Pool.State.REJECTED);
    }

    /** A conflict was accepted: locks and descendants go, the bytes stay until consensus lets go of them. */
    void reject(final int index)
    {
        switch (pool.state(index))
        {
            case WAITING:
            case READY:
                leave(index);
                doomChildren(index);
                pool.state(index, Pool.State.REJECTED);
                break;
            case PARKED:
                parked.remove(index);
                pool.state(index, Pool.State.ABANDONED);
                break;
            case DOOMED:
            case ABANDONED:
                // It has ended here already; consensus hears, or has heard, and answers.
                break;
            default:
                throw new InvariantViolation("rejected in state " + pool.state(index));
        }
    }

    /** Consensus has no more use for the bytes. */
    void release(final int index)
    {
        switch (pool.state(index))
        {
            case ACCEPTED:
                // Those who waited for it are found by its id, which lies in its entry.
                if (pool.has(index, Pool.SERVE_CHILDREN))
                {
                    pool.set(index, Pool.RELEASED);
                    break;
                }
                forget(index);
                break;
            case REJECTED:
                forget(index);
                break;
            default:
                remove(index);
                break;
        }
    }

    /** Ends a transaction that was decided. */
    void forget(final int index)
    {
        txids.remove(index);
        pool.free(index);
    }

    /** Ends a transaction that was not decided. */
    void remove(final int index)
    {
        switch (pool.state(index))
        {
            case PARKED:
                parked.remove(index);
                break;
            case WAITING:
            case READY:
                leave(index);
                doomChildren(index);
                txids.remove(index);
                break;
            case DOOMED:
                endClaims(index);
                doomChildren(index);
                break;
            case ABANDONED:
                break;
            default:
                throw new InvariantViolation("ended without a decision in state " + pool.state(index));
        }
        pool.free(index);
    }

    /**
     * Makes an undecided transaction's end certain: it no longer counts for newcomers, the rest is left to the work
     * list.
     */
    void doom(final int index, final Verdict why)
    {
        txids.remove(index);
        leaveLists(index);
        pool.state(index, Pool.State.DOOMED);
        pool.endCode(index, why.code());
        pool.queue(index);
    }

    /** Ends the claims of a doomed transaction and dooms its children. */
    void bury(final int index)
    {
        endClaims(index);
        doomChildren(index);
    }

    private void doomChildren(final int index)
    {
        int claim = locks.firstChild(index);
        while (claim != Locks.NONE)
        {
            final int child = orphan(claim);
            if (pool.isUndecided(child))
            {
                doom(child, Verdict.PARENT_GONE);
            }
            claim = locks.firstChild(index);
        }
    }

    private int orphan(final int claim)
    {
        final int child = locks.owner(claim);
        locks.orphan(claim);
        pool.pendingParents(child, pool.pendingParents(child) - 1);
        return child;
    }

    private void leave(final int index)
    {
        leaveLists(index);
        endClaims(index);
    }

    private void leaveLists(final int index)
    {
        pool.byAge().remove(index);
        pool.rates().remove(index);
        eviction.onLeft(index);
    }

    private void endClaims(final int index)
    {
        if (pool.rivals(index) > 0)
        {
            changeRivals(index, -1);
            pool.rivals(index, 0);
        }
        locks.release(index);
    }

    /** Changes the count of rivals of all that claim what a transaction claims, and tells how many they are. */
    private int changeRivals(final int index, final int change)
    {
        int count = 0;
        pool.startVisit();
        pool.visit(index);
        for (int own = locks.firstOf(index); own != Locks.NONE; own = locks.nextOf(own))
        {
            int claim = locks.firstOn(locks.outpoints(), locks.outpointOffset(own));
            while (claim != Locks.NONE)
            {
                final int owner = locks.owner(claim);
                if (pool.visit(owner))
                {
                    pool.rivals(owner, pool.rivals(owner) + change);
                    count++;
                }
                claim = locks.nextOn(claim);
            }
        }
        return count;
    }
}
