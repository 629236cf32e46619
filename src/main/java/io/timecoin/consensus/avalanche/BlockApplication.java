package io.timecoin.consensus.avalanche;

import io.timecoin.InvariantViolation;
import io.timecoin.pending.TransactionTable;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.concurrent.TimeUnit;

/**
 * Applies the list of a final block in order: what is accepted becomes final; what is undecided is accepted first, and
 * what is not here is fetched. Where an accepted transaction stands in the way it is undone. It waits where it has to,
 * and looks at a bounded number of ids in a duty cycle.
 */
final class BlockApplication
{
    /** Ids looked at in one duty cycle. */
    static final int LIMIT = 256;
    /** How far ahead of the first that waits others are looked for. */
    private static final int AHEAD = 1_024;
    private static final long LOOK_AHEAD_NS = TimeUnit.MILLISECONDS.toNanos(1);
    /** A transaction waits for its parents a little longer; then those of the block have been here for long. */
    private static final long MISSING_NS = TimeUnit.SECONDS.toNanos(25);
    private static final int NONE = Ledger.NONE;

    private enum State
    {
        IDLE, COLLECTING, APPLYING
    }

    private final Knowledge knowledge;
    private final Ledger ledger;
    private final Transactions transactions;
    private final Opinions opinions;
    private final Undoing undoing;
    private final Wanted wanted;
    private final BlockReports reports;
    private final long subsidy;
    private final int maxTransactions;
    /** Decisions that may wait for space before applying does: the queue has to take what one duty cycle adds. */
    private final int maxQueued;
    private final UnsafeBuffer txids;
    private final int[] handles = new int[BlockReports.MAX_PART_IDS];

    private State state = State.IDLE;
    private long height;
    private int proposer;
    private int count;
    private int parts;
    private int applied;
    private int ahead;
    private long nextAheadNs;
    private int part;
    private int partCount;
    private long fees;
    private boolean isAnnounced;
    /** For a transaction that is not here, or not valid yet. */
    private boolean isWaiting;
    /** The next transaction cannot be beside what is final. */
    private boolean isContradicted;
    private boolean isTold;
    private long progressNs;

    BlockApplication(final Knowledge knowledge, final Opinions opinions, final Undoing undoing, final Wanted wanted,
        final BlockReports reports, final int maxTransactions, final long subsidy)
    {
        this.knowledge = knowledge;
        this.opinions = opinions;
        this.undoing = undoing;
        this.wanted = wanted;
        this.reports = reports;
        this.maxTransactions = maxTransactions;
        this.subsidy = subsidy;
        ledger = knowledge.ledger;
        transactions = knowledge.transactions;
        maxQueued = knowledge.table.capacity();
        txids = new UnsafeBuffer(new byte[maxTransactions * TxidIndex.ID_LENGTH]);
    }

    /** Takes a part of a final list; what a quorum has certified has the right shape, or this node is wrong. */
    void commit(final long newHeight, final int newProposer, final int newPart, final boolean isLast, final int ids,
        final DirectBuffer buffer, final int offset)
    {
        if (newPart == 0)
        {
            if (state != State.IDLE)
            {
                throw new InvariantViolation("a block before the last one was applied", newHeight);
            }
            state = State.COLLECTING;
            height = newHeight;
            proposer = newProposer;
            count = 0;
            parts = 0;
        }
        if (state != State.COLLECTING || newHeight != height || newPart != parts || ids > maxTransactions - count)
        {
            throw new InvariantViolation("parts of a final block do not follow each other", newHeight);
        }
        txids.putBytes(count * TxidIndex.ID_LENGTH, buffer, offset, ids * TxidIndex.ID_LENGTH);
        count += ids;
        parts++;
        if (isLast)
        {
            begin();
        }
    }

    boolean isActive()
    {
        return state != State.IDLE;
    }

    /** Validation cannot hold a transaction for the sake of others: if this block lists it, they give way. */
    void onOverruled(final DirectBuffer buffer, final int offset, final int[] rivals, final int rivalCount)
    {
        if (state == State.APPLYING && wanted.isFinal(buffer, offset))
        {
            knowledge.stats.overruled++;
            if (isAnyFinal(rivals, rivalCount))
            {
                // One of both blocks is of liars, and a quorum has signed it.
                isContradicted |= isNext(buffer, offset);
                return;
            }
            undoing.undo(rivals, rivalCount);
            for (int i = 0; i < rivalCount; i++)
            {
                final int index = opinions.touch(rivals[i]);
                if (!transactions.is(index, Transactions.ENDED))
                {
                    // There were too many for one more; none of them can become anything now.
                    opinions.rejectForBlock(index);
                }
            }
            wanted.retry(buffer, offset);
        }
    }

    /** A transaction is given up whose parents have not come. Those of a final block were applied before it. */
    void onAbandon(final int handle)
    {
        if (state == State.APPLYING && knowledge.nowNs - progressNs >= MISSING_NS && applied < count)
        {
            final int index = ledger.find(txids, applied * TxidIndex.ID_LENGTH);
            isContradicted |= index != NONE && transactions.handles[index] == handle;
        }
    }

    /** Applies on; 0 if there is nothing to do. */
    int work()
    {
        if (isContradicted)
        {
            isTold = isTold || reports.contradicted(height, txids, applied * TxidIndex.ID_LENGTH);
            return 0;
        }
        if (state != State.APPLYING || undoing.isActive() || knowledge.decisions.size() > maxQueued ||
            !knowledge.decisions.hasSpaceForBlock())
        {
            return 0;
        }
        final int before = applied;
        for (int i = 0; i < LIMIT && applied < count; i++)
        {
            // A full part leaves when there is something for the next one, so that the last one is known.
            if (partCount == handles.length && !report(false))
            {
                break;
            }
            isWaiting = !apply();
            if (isWaiting)
            {
                break;
            }
        }
        if (applied == count)
        {
            finish();
        }
        else if (isWaiting)
        {
            lookAhead();
        }
        return applied - before + (state == State.IDLE ? 1 : 0);
    }

    private boolean isNext(final DirectBuffer buffer, final int offset)
    {
        boolean isNext = applied < count;
        for (int i = 0; i < TxidIndex.ID_LENGTH; i += Long.BYTES)
        {
            isNext &= buffer.getLong(offset + i) == txids.getLong(applied * TxidIndex.ID_LENGTH + i);
        }
        return isNext;
    }

    private boolean isAnyFinal(final int[] rivals, final int rivalCount)
    {
        for (int i = 0; i < rivalCount; i++)
        {
            final int index = TransactionTable.index(rivals[i]);
            if (rivals[i] == TransactionTable.NULL_HANDLE ||
                transactions.handles[index] == rivals[i] && transactions.is(index, Transactions.FINAL))
            {
                return true;
            }
        }
        return false;
    }

    private void begin()
    {
        applied = 0;
        ahead = 0;
        nextAheadNs = knowledge.nowNs;
        progressNs = knowledge.nowNs;
        isContradicted = false;
        isTold = false;
        part = 0;
        partCount = 0;
        fees = 0;
        isAnnounced = false;
        isWaiting = false;
        knowledge.decisions.height(height);
        state = State.APPLYING;
    }

    /** False if the next transaction is not here, or not valid yet. */
    private boolean apply()
    {
        final int index = ledger.find(txids, applied * TxidIndex.ID_LENGTH);
        if (index == NONE || transactions.is(index, Transactions.UNDONE))
        {
            return false;
        }
        if (transactions.is(index, Transactions.REJECTED))
        {
            // Its entry can become nothing else any more. It comes again, as one that the block has chosen.
            opinions.custody().giveBack(index);
            return false;
        }
        if (!transactions.is(index, Transactions.ACCEPTED))
        {
            // A parent's acceptance may still be on its way to validation; then this one becomes ready.
            if (!transactions.is(index, Transactions.READY) || ledger.hasUndone() && ledger.spendsUndone(index))
            {
                return false;
            }
            knowledge.stats.acceptedByBlock++;
            opinions.accept(index);
        }
        final int handle = transactions.handles[index];
        if (transactions.is(index, Transactions.FINAL))
        {
            isContradicted = true;
            return false;
        }
        ledger.onFinal(index);
        fees += knowledge.table.fee(handle);
        knowledge.stats.finalized++;
        knowledge.decisions.finalized(handle);
        handles[partCount++] = handle;
        applied++;
        progressNs = knowledge.nowNs;
        return true;
    }

    /** Asks for what is not here, some way ahead of the first that waits. */
    private void lookAhead()
    {
        if (knowledge.nowNs < nextAheadNs)
        {
            return;
        }
        want(applied);
        ahead = Math.max(ahead, applied + 1);
        final int end = Math.min(count, applied + AHEAD);
        for (int i = 0; i < LIMIT && ahead < end; i++)
        {
            want(ahead++);
        }
        if (ahead >= end)
        {
            ahead = applied + 1;
            nextAheadNs = knowledge.nowNs + LOOK_AHEAD_NS;
        }
    }

    private void want(final int position)
    {
        final int offset = position * TxidIndex.ID_LENGTH;
        final int index = ledger.find(txids, offset);
        if (index == NONE || !transactions.is(index, Transactions.READY | Transactions.ENDED))
        {
            wanted.want(txids, offset, proposer,
                index == NONE ? Wanted.ON_ITS_WAY_NS : BlockChecks.UNREADY_DELAY_NS, true, true);
        }
    }

    private void finish()
    {
        if (!isAnnounced)
        {
            isAnnounced = true;
            knowledge.decisions.block(height, subsidy + fees, proposer);
            ledger.endHeight();
            knowledge.silence.onBlock(height);
            knowledge.electorate.onApplied(height);
            knowledge.stats.blocksApplied++;
        }
        if (report(true))
        {
            state = State.IDLE;
        }
    }

    private boolean report(final boolean isLast)
    {
        if (!reports.applied(height, part, isLast, fees, partCount, handles))
        {
            return false;
        }
        part++;
        partCount = 0;
        return true;
    }
}
