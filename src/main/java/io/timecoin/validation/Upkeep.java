package io.timecoin.validation;

import io.timecoin.pending.TransactionTable;
import io.timecoin.transaction.TransactionView;
import io.timecoin.transaction.Verdict;

/**
 * What slots and decisions leave to be done and told afterwards, in small units: children whose parents were accepted
 * or came, descendants of what ended, locks that are too old, requests for space.
 */
final class Upkeep
{
    private final Holdings holdings;
    private final TransactionTable table;
    private final Pool pool;
    private final Parked parked;
    private final Judge judge;
    private final Candidate candidate;
    private final Tidings tidings;
    private final Admissions admissions;
    private final Replies replies;
    private final long lockTimeoutNs;
    private long nowNs;

    Upkeep(
        final Holdings holdings,
        final Judge judge,
        final Candidate candidate,
        final Tidings tidings,
        final Admissions admissions,
        final Replies replies,
        final long lockTimeoutNs)
    {
        this.holdings = holdings;
        this.judge = judge;
        this.candidate = candidate;
        this.tidings = tidings;
        this.admissions = admissions;
        this.replies = replies;
        this.lockTimeoutNs = lockTimeoutNs;
        table = holdings.table;
        pool = holdings.pool;
        parked = holdings.parked;
    }

    /** Does one unit, if there is one. */
    boolean doUnit(final long unitNs)
    {
        nowNs = unitNs;
        final int index = pool.nextWork();
        if (index != Pool.NONE)
        {
            doWork(index);
            return true;
        }
        return expireLock() || expireParked() || askForSpace();
    }

    private void doWork(final int index)
    {
        switch (pool.state(index))
        {
            case DOOMED:
                end(index);
                return;
            case WAITING:
            case READY:
            case ACCEPTED:
                if (pool.has(index, Pool.TELL_READY))
                {
                    tidings.tellReady(index);
                }
                else if (pool.has(index, Pool.SERVE_CHILDREN))
                {
                    serveChild(index);
                }
                break;
            default:
                // Lost since it was put on the list.
                pool.clear(index, Pool.TELL_READY | Pool.SERVE_CHILDREN);
                return;
        }
        if (pool.has(index, Pool.TELL_READY | Pool.SERVE_CHILDREN))
        {
            pool.queue(index);
        }
        else if (pool.has(index, Pool.RELEASED))
        {
            holdings.lifecycle.forget(index);
        }
    }

    /** Judges one parked transaction that may have waited for this parent. */
    private void serveChild(final int parent)
    {
        final int child = parked.takeWanting(table.ids(), table.txidOffset(parent));
        if (child == Parked.NONE)
        {
            pool.clear(parent, Pool.SERVE_CHILDREN);
            return;
        }
        candidate.wrap(pool.handle(child));
        final TransactionView view = candidate.view;
        final boolean isKnown = holdings.txids.find(candidate.ids(), candidate.txidOffset()) != IdIndex.NONE ||
            holdings.wasAccepted(candidate);
        final Verdict verdict = isKnown ? Verdict.KNOWN : judge.judge(candidate);
        if (verdict == Verdict.MISSING_PARENT && judge.isParkable())
        {
            parked.want(child, view.buffer(), view.outpointOffset(judge.missingInput()));
            return;
        }
        if (verdict.isLasting())
        {
            holdings.rejected.put(candidate.ids(), candidate.wtxidOffset(), verdict, nowNs);
        }
        parked.removeTaken(child);
        takeUp(child, verdict);
    }

    private void takeUp(final int child, final Verdict verdict)
    {
        final boolean isOnlyClients = pool.has(child, Pool.CLIENT) && !pool.has(child, Pool.BATCHED);
        final boolean isKept = verdict == Verdict.CONFLICT && !isOnlyClients && !judge.isHopeless() &&
            !judge.hasTooManyRivals();
        if (!isKept && verdict != Verdict.ADMITTED || candidate.view.inputCount() > holdings.locks.available())
        {
            tidings.letGo(child);
            return;
        }
        holdings.stats.parkedTakenUp++;
        holdings.lifecycle.hold(pool.handle(child), candidate, judge, nowNs + lockTimeoutNs);
        if (isKept)
        {
            tidings.tellConflict(child, judge);
        }
        tidings.tellReady(child);
    }

    /** Ends a doomed transaction; its client, who was told of its admission, is told of its end. */
    private void end(final int index)
    {
        holdings.lifecycle.bury(index);
        final Verdict why = Verdict.ofCode(pool.endCode(index));
        if (why == Verdict.PARENT_GONE)
        {
            holdings.stats.parentsGone++;
        }
        if (pool.has(index, Pool.CLIENT))
        {
            replies.verdict(
                table.session(index), table.reference(index), why, 0, table.ids(), table.txidOffset(index));
        }
        tidings.letGo(index);
    }

    private boolean expireLock()
    {
        final int index = pool.byAge().first();
        if (index == IndexList.NONE || pool.deadlineNs(index) > nowNs)
        {
            return false;
        }
        if (pool.has(index, Pool.PUBLISHED))
        {
            // If consensus refuses, the lock lives on; it is asked again after as long.
            pool.byAge().remove(index);
            pool.byAge().addLast(index);
            pool.deadlineNs(index, nowNs + lockTimeoutNs);
            holdings.stats.expiriesAsked++;
            admissions.expire(pool.handle(index));
        }
        else
        {
            holdings.lifecycle.doom(index, Verdict.EXPIRED);
        }
        return true;
    }

    private boolean expireParked()
    {
        final int index = parked.oldest();
        if (index == Parked.NONE || pool.deadlineNs(index) > nowNs)
        {
            return false;
        }
        parked.remove(index);
        tidings.letGo(index);
        return true;
    }

    private boolean askForSpace()
    {
        if (!holdings.eviction.isDue(nowNs) || !holdings.eviction.hasChoice())
        {
            return false;
        }
        final int index = holdings.eviction.choose();
        if (index != Eviction.NONE)
        {
            holdings.floor.raise(holdings.eviction.chosenRate(), nowNs);
            holdings.stats.evictionsAsked++;
            if (pool.has(index, Pool.PUBLISHED))
            {
                admissions.evict(pool.handle(index));
            }
            else
            {
                holdings.lifecycle.doom(index, Verdict.EVICTED);
            }
        }
        return true;
    }
}
