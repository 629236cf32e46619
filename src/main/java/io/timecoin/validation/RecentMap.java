package io.timecoin.validation;

import org.agrona.BitUtil;

/**
 * Remembers a number for each of the last so many 64-bit fingerprints, oldest forgotten first: open addressing beside
 * a ring of the keys in order. Every call costs about the same; there is no moment in which a generation is thrown
 * away.
 */
final class RecentMap
{
    static final long MISSING = -1;

    private static final long EMPTY = 0;

    private final long[] keys;
    private final long[] values;
    private final int mask;
    private final long[] order;
    private int oldest;
    private int size;

    /** Keeps the last {@code capacity} keys. */
    RecentMap(final int capacity)
    {
        final int slots = BitUtil.findNextPositivePowerOfTwo(2 * capacity);
        keys = new long[slots];
        values = new long[slots];
        mask = slots - 1;
        order = new long[capacity];
    }

    int size()
    {
        return size;
    }

    /** The value of a key, or {@link #MISSING}. */
    long get(final long fingerprint)
    {
        final long key = key(fingerprint);
        final int slot = find(key);
        return keys[slot] == key ? values[slot] : MISSING;
    }

    /** Reads where a search for a fingerprint begins. */
    long touch(final long fingerprint)
    {
        return keys[(int)key(fingerprint) & mask];
    }

    /** Remembers a value of 0 or more; a key that is there keeps its age. */
    void put(final long fingerprint, final long value)
    {
        final long key = key(fingerprint);
        int slot = find(key);
        if (keys[slot] == EMPTY)
        {
            if (size == order.length)
            {
                forgetOldest();
                slot = find(key);
            }
            keys[slot] = key;
            int newest = oldest + size;
            newest = newest >= order.length ? newest - order.length : newest;
            order[newest] = key;
            size++;
        }
        values[slot] = value;
    }

    /** Takes the value of a key away; the key's place in the order stays taken. */
    void clear(final long fingerprint)
    {
        final long key = key(fingerprint);
        final int slot = find(key);
        if (keys[slot] == key)
        {
            values[slot] = MISSING;
        }
    }

    private void forgetOldest()
    {
        remove(find(order[oldest]));
        oldest = oldest + 1 == order.length ? 0 : oldest + 1;
        size--;
    }

    /** Closes the gap, so that no search ends before its key. */
    private void remove(final int slot)
    {
        int gap = slot;
        int probe = gap;
        while (true)
        {
            probe = probe + 1 & mask;
            if (keys[probe] == EMPTY)
            {
                break;
            }
            final int home = (int)keys[probe] & mask;
            if ((probe - home & mask) >= (probe - gap & mask))
            {
                keys[gap] = keys[probe];
                values[gap] = values[probe];
                gap = probe;
            }
        }
        keys[gap] = EMPTY;
    }

    private int find(final long key)
    {
        int slot = (int)key & mask;
        while (keys[slot] != EMPTY && keys[slot] != key)
        {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private static long key(final long fingerprint)
    {
        return fingerprint == EMPTY ? 1 : fingerprint;
    }
}
