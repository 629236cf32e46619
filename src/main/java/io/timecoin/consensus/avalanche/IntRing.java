package io.timecoin.consensus.avalanche;

/** A queue of ints of fixed size. */
final class IntRing
{
    private final int[] items;
    private final int mask;
    private int head;
    private int size;

    IntRing(final int capacity)
    {
        items = new int[Integer.highestOneBit(Math.max(1, capacity - 1)) * 2];
        mask = items.length - 1;
    }

    int size()
    {
        return size;
    }

    boolean isEmpty()
    {
        return size == 0;
    }

    boolean isFull()
    {
        return size == items.length;
    }

    void add(final int item)
    {
        if (size == items.length)
        {
            throw new IllegalStateException("queue of " + size + " is full");
        }
        items[head + size & mask] = item;
        size++;
    }

    int peek()
    {
        return items[head];
    }

    int remove()
    {
        final int item = items[head];
        head = head + 1 & mask;
        size--;
        return item;
    }
}
