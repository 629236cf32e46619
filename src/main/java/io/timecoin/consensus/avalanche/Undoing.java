package io.timecoin.consensus.avalanche;

import io.timecoin.pending.TransactionTable;

import java.util.Arrays;

/**
 * Takes back acceptances that a final block contradicts, with everything accepted that spends their outputs: found by
 * one walk along what is in no block, in the order of acceptance, and undone by a second one in the other order.
 */
final class Undoing
{
    /** Transactions looked at in one duty cycle. */
    private static final int LIMIT = 256;
    /**
     * Ticks for which an undone transaction is still known as such: until validation has surely taken back what it had
     * admitted as its children. Ticks and not time: a node that slept has done nothing meanwhile.
     */
    private static final long KEEP_TICKS = 10_000;
    private static final int NONE = Ledger.NONE;

    private enum State
    {
        IDLE, MARKING, TAKING_BACK
    }

    private final Ledger ledger;
    private final Transactions transactions;
    private final Opinions opinions;
    private State state = State.IDLE;
    private int position;

    /** Handles that were undone, oldest first, and when. */
    private final IntRing undone;
    private final long[] undoneAt;
    private long ticks;

    Undoing(final Knowledge knowledge, final Opinions opinions)
    {
        this.opinions = opinions;
        ledger = knowledge.ledger;
        transactions = knowledge.transactions;
        undone = new IntRing(knowledge.table.capacity());
        undoneAt = new long[knowledge.table.capacity()];
        Arrays.fill(undoneAt, Long.MIN_VALUE);
    }

    /** Accepted transactions stand in the way of one that a final block lists. */
    void undo(final int[] handles, final int count)
    {
        boolean any = false;
        for (int i = 0; i < count; i++)
        {
            final int index = TransactionTable.index(handles[i]);
            if (transactions.handles[index] == handles[i] && transactions.is(index, Transactions.UNLISTED) &&
                !transactions.is(index, Transactions.UNDONE))
            {
                ledger.onUndoing(index);
                any = true;
            }
        }
        if (any)
        {
            // From the start, also if a walk is on: what it has passed may spend what was marked now.
            state = State.MARKING;
            position = ledger.first(Ledger.UNLISTED);
        }
    }

    boolean isActive()
    {
        return state != State.IDLE;
    }

    void onTick()
    {
        ticks++;
        while (!undone.isEmpty() && ticks - undoneAt[TransactionTable.index(undone.peek())] >= KEEP_TICKS)
        {
            opinions.custody().giveBack(TransactionTable.index(undone.remove()));
        }
    }

    /** Walks on; 0 if nothing is to be undone. */
    int work()
    {
        switch (state)
        {
            case MARKING:
                mark();
                return 1;

            case TAKING_BACK:
                takeBack();
                return 1;

            case IDLE:
            default:
                return 0;
        }
    }

    private void mark()
    {
        for (int i = 0; i < LIMIT && position != NONE; i++)
        {
            if (!transactions.is(position, Transactions.UNDONE) && ledger.spendsUndone(position))
            {
                ledger.onUndoing(position);
            }
            position = ledger.next(position);
        }
        if (position == NONE)
        {
            // Nothing that spends what is marked is accepted from here on, so none can follow.
            state = State.TAKING_BACK;
            position = ledger.last(Ledger.UNLISTED);
        }
    }

    private void takeBack()
    {
        for (int i = 0; i < LIMIT && position != NONE; i++)
        {
            final int index = position;
            position = ledger.before(index);
            if (transactions.is(index, Transactions.UNDONE))
            {
                undone.add(transactions.handles[index]);
                undoneAt[index] = ticks;
                opinions.undo(index);
            }
        }
        if (position == NONE)
        {
            state = State.IDLE;
        }
    }
}
