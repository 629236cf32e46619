package io.timecoin.consensus.avalanche;

import io.timecoin.InvariantViolation;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Finds slots by names of 32 bytes. Open addressing with a secret in the hash, so that names cannot be ground to
 * collide.
 */
final class NameIndex
{
    static final int NAME_LENGTH = 32;
    static final int NOT_FOUND = -1;

    private final UnsafeBuffer names;
    private final int[] table;
    private final int mask;
    private final long secret;

    /** An empty index for slots 0 to capacity - 1. */
    NameIndex(final int capacity, final long secret)
    {
        names = new UnsafeBuffer(new byte[capacity * NAME_LENGTH]);
        // At most half full: a miss, the usual case for a fresh batch, ends after a probe or two.
        final int size = Integer.highestOneBit(Math.max(8, capacity)) * 4;
        table = new int[size];
        java.util.Arrays.fill(table, NOT_FOUND);
        mask = size - 1;
        this.secret = secret;
    }

    /** Buffer that holds the names, that of a slot at {@link #offset(int)}. */
    DirectBuffer names()
    {
        return names;
    }

    static int offset(final int slot)
    {
        return slot * NAME_LENGTH;
    }

    /** Slot of a name, or {@link #NOT_FOUND}. */
    int find(final DirectBuffer buffer, final int offset)
    {
        for (int i = home(buffer, offset); table[i] != NOT_FOUND; i = i + 1 & mask)
        {
            if (isEqual(table[i], buffer, offset))
            {
                return table[i];
            }
        }
        return NOT_FOUND;
    }

    /** Names a slot that has no name; the name must not be another slot's. */
    void put(final int slot, final DirectBuffer buffer, final int offset)
    {
        names.putBytes(offset(slot), buffer, offset, NAME_LENGTH);
        int i = home(names, offset(slot));
        while (table[i] != NOT_FOUND)
        {
            i = i + 1 & mask;
        }
        table[i] = slot;
    }

    /** Takes a slot's name away. */
    void remove(final int slot)
    {
        int hole = home(names, offset(slot));
        while (table[hole] != slot)
        {
            if (table[hole] == NOT_FOUND)
            {
                throw new InvariantViolation("batch is not in the index of names", slot);
            }
            hole = hole + 1 & mask;
        }
        table[hole] = NOT_FOUND;
        // Entries behind the hole move up if the hole lies between their home and them.
        for (int i = hole + 1 & mask; table[i] != NOT_FOUND; i = i + 1 & mask)
        {
            final int home = home(names, offset(table[i]));
            if ((i - home & mask) >= (i - hole & mask))
            {
                table[hole] = table[i];
                table[i] = NOT_FOUND;
                hole = i;
            }
        }
    }

    private boolean isEqual(final int slot, final DirectBuffer buffer, final int offset)
    {
        final int own = offset(slot);
        return names.getLong(own) == buffer.getLong(offset) &&
            names.getLong(own + 8) == buffer.getLong(offset + 8) &&
            names.getLong(own + 16) == buffer.getLong(offset + 16) &&
            names.getLong(own + 24) == buffer.getLong(offset + 24);
    }

    private int home(final DirectBuffer buffer, final int offset)
    {
        return (int)SplitMix.mix(buffer.getLong(offset) ^ secret) & mask;
    }
}
