package io.timecoin.consensus.avalanche;

/** Which transactions spend an output in common: pairs, kept as two directed edges in a pool. */
final class Conflicts
{
    private final Transactions transactions;
    private final int[] others;
    private final int[] next;
    private int free;

    Conflicts(final int pairs, final Transactions transactions)
    {
        this.transactions = transactions;
        others = new int[2 * pairs];
        next = new int[2 * pairs];
        for (int i = 0; i < next.length; i++)
        {
            next[i] = i + 1 < next.length ? i + 1 : Transactions.NONE;
        }
        free = 0;
    }

    /** First edge of a transaction, or NONE. */
    int first(final int index)
    {
        return transactions.conflicts[index];
    }

    int next(final int edge)
    {
        return next[edge];
    }

    /** The transaction at the other end of an edge. */
    int other(final int edge)
    {
        return others[edge];
    }

    boolean areInConflict(final int a, final int b)
    {
        for (int edge = first(a); edge != Transactions.NONE; edge = next[edge])
        {
            if (others[edge] == b)
            {
                return true;
            }
        }
        return false;
    }

    /** Records a pair that is not yet recorded; false if there is no room for it. */
    boolean add(final int a, final int b)
    {
        if (free == Transactions.NONE || next[free] == Transactions.NONE || isFull(a) || isFull(b))
        {
            return false;
        }
        addEdge(a, b);
        addEdge(b, a);
        return true;
    }

    /** Copies the conflicts of a transaction; at most {@link AvalancheLimits#MAX_RIVALS}. */
    int copy(final int index, final int[] into)
    {
        int count = 0;
        for (int edge = first(index); edge != Transactions.NONE; edge = next[edge])
        {
            into[count++] = others[edge];
        }
        return count;
    }

    void remove(final int a, final int b)
    {
        removeEdge(a, b);
        removeEdge(b, a);
    }

    private boolean isFull(final int index)
    {
        int count = 0;
        for (int edge = first(index); edge != Transactions.NONE; edge = next[edge])
        {
            count++;
        }
        return count == AvalancheLimits.MAX_RIVALS;
    }

    private void addEdge(final int from, final int to)
    {
        final int edge = free;
        free = next[edge];
        others[edge] = to;
        next[edge] = transactions.conflicts[from];
        transactions.conflicts[from] = edge;
    }

    private void removeEdge(final int from, final int to)
    {
        int before = Transactions.NONE;
        int edge = transactions.conflicts[from];
        while (others[edge] != to)
        {
            before = edge;
            edge = next[edge];
        }
        if (before == Transactions.NONE)
        {
            transactions.conflicts[from] = next[edge];
        }
        else
        {
            next[before] = next[edge];
        }
        next[edge] = free;
        free = edge;
    }
}
