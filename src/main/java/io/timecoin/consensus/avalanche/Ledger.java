package io.timecoin.consensus.avalanche;

import io.timecoin.pending.TransactionTable;
import io.timecoin.transaction.TransactionView;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What acceptance keeps for blocks, if there are blocks: where a transaction with an id is, what was accepted and is in
 * no block yet in the order of acceptance, what is contested, and what this node has pledged for the height at hand.
 * Without blocks nothing is kept and every question costs one comparison.
 */
final class Ledger
{
    static final int NONE = Transactions.NONE;
    private static final int CELL_BITS = 3;
    /** Number of the height until whose end it is pledged. */
    private static final int PLEDGE = 0;
    /** The accepted one that made a rejected one hopeless. */
    private static final int WINNER = 1;
    private static final int NEXT = 2;
    private static final int BEFORE = 3;
    /** Stamps of those who go through lists of transactions: the number of the last list that named it. */
    static final int COMPOSED = 4;
    static final int CHECKED = 5;
    /** Number of the rounds in which it is not proposed here. */
    private static final int LEFT_OUT = 6;

    private final TransactionTable table;
    private final Transactions transactions;
    private final Conflicts conflicts;
    private final AvalancheStats stats;
    private final long secret;
    private final TransactionView view = new TransactionView();
    private UnsafeBuffer scratch;

    private boolean isOn;
    private TxidIndex ids;
    private Wanted wanted;
    /** What is kept of a transaction, side by side: one miss of the cache instead of six (perf/README.md, Blocks). */
    private int[] cells;
    /** Heights, and series of rounds, counted: what bears another number than the present one has ended. */
    private int height = 1;
    private int rounds = 1;

    /** A transaction is in one of the two lists at most. */
    private final int[] heads = { NONE, NONE };
    private final int[] tails = { NONE, NONE };
    private final int[] counts = new int[2];
    static final int UNLISTED = 0;
    static final int CONTESTED = 1;
    /** Where somebody stands who goes through a list: whatever is taken out, he stands at one that is in it. */
    private int cursor = NONE;
    /** Transactions that were undone, or are being undone, and are still held. */
    private int undoneHeld;

    Ledger(final TransactionTable table, final Transactions transactions, final Conflicts conflicts,
        final AvalancheStats stats, final long secret)
    {
        this.table = table;
        this.transactions = transactions;
        this.conflicts = conflicts;
        this.stats = stats;
        this.secret = secret;
    }

    /** Takes its memory; from now on transactions are kept for blocks. */
    void enable(final Wanted missing)
    {
        wanted = missing;
        scratch = new UnsafeBuffer(new byte[TransactionTable.MAX_TRANSACTION_LENGTH]);
        ids = new TxidIndex(table, transactions, secret);
        cells = new int[table.capacity() << CELL_BITS];
        isOn = true;
    }

    boolean isOn()
    {
        return isOn;
    }

    /** A handle shows up for the first time. */
    void onSeen(final int index)
    {
        if (isOn)
        {
            set(index, PLEDGE, 0);
            set(index, LEFT_OUT, 0);
            set(index, WINNER, TransactionTable.NULL_HANDLE);
            set(index, COMPOSED, 0);
            set(index, CHECKED, 0);
            ids.put(transactions.handles[index]);
            if (!wanted.isEmpty() && wanted.onSeen(table.ids(), table.txidOffset(transactions.handles[index])))
            {
                pledge(index);
            }
        }
    }

    /** A handle is given back to validation. */
    void onGone(final int index)
    {
        if (isOn)
        {
            ids.remove(transactions.handles[index]);
            if (transactions.is(index, Transactions.UNDONE))
            {
                undoneHeld--;
            }
        }
    }

    void onAccepted(final int index)
    {
        if (isOn)
        {
            transactions.set(index, Transactions.UNLISTED);
            add(UNLISTED, index);
        }
    }

    void onRejected(final int index, final int winner)
    {
        if (isOn)
        {
            set(index, WINNER, transactions.handles[winner]);
        }
    }

    void onContested(final int index)
    {
        if (isOn)
        {
            add(CONTESTED, index);
        }
    }

    void onUncontested(final int index)
    {
        if (isOn)
        {
            remove(CONTESTED, index);
        }
    }

    /** Listed in a final block. */
    void onFinal(final int index)
    {
        transactions.clear(index, Transactions.UNLISTED);
        transactions.set(index, Transactions.FINAL);
        remove(UNLISTED, index);
    }

    /** Going to be undone; nothing that spends its outputs is accepted any more. */
    void onUndoing(final int index)
    {
        transactions.set(index, Transactions.UNDONE);
        undoneHeld++;
    }

    void onUndone(final int index)
    {
        transactions.clear(index, Transactions.UNLISTED);
        remove(UNLISTED, index);
    }

    /** Whether blocks may still need a decided transaction's bytes. */
    boolean keeps(final int index)
    {
        return isOn && (transactions.is(index, Transactions.UNDONE) ||
            transactions.is(index, Transactions.ACCEPTED) && !transactions.is(index, Transactions.LISTED));
    }

    /** Index of the transaction with an id, or NONE. */
    int find(final DirectBuffer buffer, final int offset)
    {
        return ids.find(buffer, offset);
    }

    /** The height is applied: its pledges and refusals end. */
    void endHeight()
    {
        height++;
        endLeavingOut();
    }

    /** What was left out of proposals may be in the next ones. */
    void endLeavingOut()
    {
        rounds++;
    }

    /** Until the height is applied, nothing that conflicts with it becomes strong or is accepted here. */
    void pledge(final int index)
    {
        set(index, PLEDGE, height);
    }

    /** For some rounds, or until the height is applied, it is not proposed here. */
    void leaveOut(final int index)
    {
        set(index, LEFT_OUT, rounds);
    }

    /** Leaves out all of a contested set, or, of what was rejected, what was accepted instead. */
    void leaveOutSet(final int index)
    {
        leaveOut(index);
        for (int edge = conflicts.first(index); edge != NONE; edge = conflicts.next(edge))
        {
            leaveOut(conflicts.other(edge));
        }
        final int winner = get(index, WINNER);
        if (winner != TransactionTable.NULL_HANDLE && transactions.isSeen(winner))
        {
            leaveOut(TransactionTable.index(winner));
        }
    }

    boolean isLeftOut(final int index)
    {
        return get(index, LEFT_OUT) == rounds;
    }

    /** Whether a transaction must not be accepted now, nor marked strong, whatever was voted. */
    boolean isHeldBack(final int index)
    {
        return isOn && (isAgainstPledge(index) || undoneHeld != 0 && spendsUndone(index));
    }

    /** Whether a conflict of a transaction is listed in what this node has pledged itself to. */
    boolean isAgainstPledge(final int index)
    {
        if (isOn)
        {
            for (int edge = conflicts.first(index); edge != NONE; edge = conflicts.next(edge))
            {
                if (get(conflicts.other(edge), PLEDGE) == height)
                {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether an output is spent of a transaction that was undone or is about to be. */
    boolean spendsUndone(final int index)
    {
        view(index);
        for (int i = 0; i < view.inputCount(); i++)
        {
            final int parent = ids.find(view.buffer(), view.outpointOffset(i));
            if (parent != NONE && transactions.is(parent, Transactions.UNDONE))
            {
                return true;
            }
        }
        return false;
    }

    /** Whether a parent is in no block yet and was not named by the list with this stamp. */
    boolean hasUnlistedParentBut(final int index, final int kind, final int stamp)
    {
        view(index);
        for (int i = 0; i < view.inputCount(); i++)
        {
            final int parent = ids.find(view.buffer(), view.outpointOffset(i));
            if (parent != NONE && transactions.is(parent, Transactions.UNLISTED) && !isStamped(parent, kind, stamp))
            {
                return true;
            }
        }
        return false;
    }

    boolean hasUndone()
    {
        return undoneHeld != 0;
    }

    int count(final int list)
    {
        return counts[list];
    }

    int first(final int list)
    {
        return heads[list];
    }

    int last(final int list)
    {
        return tails[list];
    }

    int next(final int index)
    {
        return get(index, NEXT);
    }

    int before(final int index)
    {
        return get(index, BEFORE);
    }

    void stamp(final int index, final int kind, final int stamp)
    {
        set(index, kind, stamp);
    }

    boolean isStamped(final int index, final int kind, final int stamp)
    {
        return get(index, kind) == stamp;
    }

    int cursor()
    {
        return cursor;
    }

    void cursor(final int index)
    {
        cursor = index;
    }

    private void view(final int index)
    {
        table.view(transactions.handles[index], scratch, view);
    }

    private void add(final int list, final int index)
    {
        set(index, NEXT, NONE);
        set(index, BEFORE, tails[list]);
        if (tails[list] == NONE)
        {
            heads[list] = index;
        }
        else
        {
            set(tails[list], NEXT, index);
        }
        tails[list] = index;
        counts[list]++;
    }

    private void remove(final int list, final int index)
    {
        final int next = get(index, NEXT);
        final int before = get(index, BEFORE);
        if (cursor == index)
        {
            cursor = next;
        }
        if (before == NONE)
        {
            heads[list] = next;
        }
        else
        {
            set(before, NEXT, next);
        }
        if (next == NONE)
        {
            tails[list] = before;
        }
        else
        {
            set(next, BEFORE, before);
        }
        counts[list]--;
    }

    private int get(final int index, final int cell)
    {
        return cells[index << CELL_BITS | cell];
    }

    private void set(final int index, final int cell, final int value)
    {
        cells[index << CELL_BITS | cell] = value;
    }
}
