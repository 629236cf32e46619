package io.timecoin.consensus.avalanche;

import io.timecoin.pending.TransactionTable;

/** What this node's strong marks bind it to, and what is left of them when others come to vote. */
final class Marks
{
    private final Knowledge knowledge;
    private final Transactions transactions;
    private final Batches batches;
    private final Conflicts conflicts;

    Marks(final Knowledge knowledge)
    {
        this.knowledge = knowledge;
        transactions = knowledge.transactions;
        batches = knowledge.batches;
        conflicts = knowledge.conflicts;
    }

    /** Undecided transactions of which another validator may count a vote of this one. */
    long open()
    {
        long count = 0;
        for (int batch = 0; batch < batches.capacity; batch++)
        {
            if (batches.states[batch] != Batches.FREE)
            {
                count += Long.bitCount(batches.open(batch) & batches.engaged[batch] & batches.prefer[batch]);
            }
        }
        return count;
    }

    /** Whether this node is strong for a conflict of a transaction, or was, or may have been before a restart. */
    boolean areAgainst(final int index)
    {
        final int bound = Transactions.SILENCED |
            (knowledge.electorate.hasFormerMarks() ? Transactions.FORMERLY_STRONG : 0);
        for (int edge = conflicts.first(index); edge != Transactions.NONE; edge = conflicts.next(edge))
        {
            final int rival = conflicts.other(edge);
            if (isStrong(rival) || transactions.is(rival, bound))
            {
                return true;
            }
        }
        return false;
    }

    /** Others vote now: to them a mark of an undecided transaction means nothing. Against blocks it still binds. */
    void endAll()
    {
        for (int batch = 0; batch < batches.capacity; batch++)
        {
            if (batches.states[batch] != Batches.FREE)
            {
                for (long bits = batches.open(batch) & batches.primary[batch]; bits != 0; bits &= bits - 1)
                {
                    end(TransactionTable.index(batches.members[batch << 6 | Long.numberOfTrailingZeros(bits)]));
                }
                batches.change(batch);
            }
        }
    }

    private void end(final int index)
    {
        if (isStrong(index))
        {
            batches.clear(batches.strong, index, transactions);
            transactions.set(index, Transactions.FORMERLY_STRONG);
        }
        else
        {
            transactions.clear(index, Transactions.FORMERLY_STRONG);
        }
    }

    private boolean isStrong(final int index)
    {
        final int membership = transactions.memberships[index];
        return membership != Transactions.NONE &&
            (batches.strong[Batches.batch(membership)] & Batches.bit(membership)) != 0;
    }
}
