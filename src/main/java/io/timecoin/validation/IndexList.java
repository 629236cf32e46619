package io.timecoin.validation;

/** A list of table indexes, in order, whose links lie in columns that lists with different members may share. */
final class IndexList
{
    static final int NONE = -1;

    /** The columns: where each index's neighbours are. */
    static final class Links
    {
        private final int[] next;
        private final int[] previous;

        Links(final int capacity)
        {
            next = new int[capacity];
            previous = new int[capacity];
        }
    }

    private final int[] next;
    private final int[] previous;
    private int first = NONE;
    private int last = NONE;

    IndexList(final Links links)
    {
        next = links.next;
        previous = links.previous;
    }

    boolean isEmpty()
    {
        return first == NONE;
    }

    /** The first index, or {@link #NONE}. */
    int first()
    {
        return first;
    }

    void addLast(final int index)
    {
        next[index] = NONE;
        previous[index] = last;
        if (last == NONE)
        {
            first = index;
        }
        else
        {
            next[last] = index;
        }
        last = index;
    }

    /** Removes an index that is in this list. */
    void remove(final int index)
    {
        if (previous[index] == NONE)
        {
            first = next[index];
        }
        else
        {
            next[previous[index]] = next[index];
        }
        if (next[index] == NONE)
        {
            last = previous[index];
        }
        else
        {
            previous[next[index]] = previous[index];
        }
    }
}
