package io.timecoin.simulation;

import java.util.Arrays;

/**
 * What is to happen, by time; what is due at one instant happens in the order in which it was asked for. A binary
 * heap.
 */
final class EventQueue
{
    private static final int INITIAL_CAPACITY = 1_024;

    private long[] times = new long[INITIAL_CAPACITY];
    private long[] orders = new long[INITIAL_CAPACITY];
    private Runnable[] events = new Runnable[INITIAL_CAPACITY];
    private int size;
    private long nextOrder;

    boolean isDue(final long nowNs)
    {
        return size > 0 && times[0] <= nowNs;
    }

    /** Time of the first event; there must be one. */
    long nextTimeNs()
    {
        return times[0];
    }

    void add(final long timeNs, final Runnable event)
    {
        if (size == times.length)
        {
            times = Arrays.copyOf(times, 2 * size);
            orders = Arrays.copyOf(orders, 2 * size);
            events = Arrays.copyOf(events, 2 * size);
        }
        final long order = nextOrder++;
        int hole = size++;
        while (hole > 0)
        {
            final int parent = (hole - 1) >>> 1;
            if (times[parent] < timeNs || times[parent] == timeNs && orders[parent] < order)
            {
                break;
            }
            move(parent, hole);
            hole = parent;
        }
        put(hole, timeNs, order, event);
    }

    Runnable remove()
    {
        final Runnable first = events[0];
        size--;
        final long timeNs = times[size];
        final long order = orders[size];
        final Runnable event = events[size];
        events[size] = null;
        if (size > 0)
        {
            sink(timeNs, order, event);
        }
        return first;
    }

    private void sink(final long timeNs, final long order, final Runnable event)
    {
        int hole = 0;
        while (true)
        {
            int child = 2 * hole + 1;
            if (child >= size)
            {
                break;
            }
            if (child + 1 < size && isBefore(child + 1, times[child], orders[child]))
            {
                child++;
            }
            if (!isBefore(child, timeNs, order))
            {
                break;
            }
            move(child, hole);
            hole = child;
        }
        put(hole, timeNs, order, event);
    }

    private boolean isBefore(final int index, final long timeNs, final long order)
    {
        return times[index] < timeNs || times[index] == timeNs && orders[index] < order;
    }

    private void move(final int from, final int to)
    {
        put(to, times[from], orders[from], events[from]);
    }

    private void put(final int index, final long timeNs, final long order, final Runnable event)
    {
        times[index] = timeNs;
        orders[index] = order;
        events[index] = event;
    }
}
