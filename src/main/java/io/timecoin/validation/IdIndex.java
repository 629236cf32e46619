package io.timecoin.validation;

import io.timecoin.InvariantViolation;
import io.timecoin.crypto.SaltedHash;
import io.timecoin.pending.TransactionTable;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;

import java.util.Arrays;

/**
 * Finds transactions of the table by one of their ids: open addressing over table indexes; the ids stay in the table.
 */
final class IdIndex
{
    static final int NONE = -1;

    private static final int ID_LENGTH = 32;

    private final SaltedHash hash;
    private final DirectBuffer ids;
    private final int idsStride;
    private final int idsStart;
    private final int[] slots;
    private final int mask;
    private int size;

    private IdIndex(
        final int capacity, final TransactionTable table, final int idsStart, final SaltedHash hash)
    {
        this.hash = hash;
        this.ids = table.ids();
        this.idsStart = idsStart;
        idsStride = table.txidOffset(1) - table.txidOffset(0);
        slots = new int[BitUtil.findNextPositivePowerOfTwo(2 * capacity)];
        mask = slots.length - 1;
        Arrays.fill(slots, NONE);
    }

    /** An empty index of up to all transactions of a table, by transaction id. */
    static IdIndex byTxid(final TransactionTable table, final SaltedHash hash)
    {
        return new IdIndex(table.capacity(), table, table.txidOffset(0), hash);
    }

    /** An empty index of some transactions of a table, by the hash of all their bytes. */
    static IdIndex byWtxid(final int capacity, final TransactionTable table, final SaltedHash hash)
    {
        return new IdIndex(capacity, table, table.wtxidOffset(0), hash);
    }

    int size()
    {
        return size;
    }

    /** Reads where a search for an id begins. */
    int touch(final long hashed)
    {
        return slots[(int)hashed & mask];
    }

    /** The table index of a transaction, or {@link #NONE}. */
    int find(final DirectBuffer id, final int offset)
    {
        int slot = (int)hash.ofId(id, offset) & mask;
        while (slots[slot] != NONE)
        {
            if (isSame(id, offset, ids, idOffset(slots[slot])))
            {
                return slots[slot];
            }
            slot = slot + 1 & mask;
        }
        return NONE;
    }

    /** Adds a transaction whose id is not there. */
    void add(final int index)
    {
        if (2 * size > slots.length)
        {
            throw new InvariantViolation("index of ids is full", size);
        }
        int slot = home(index);
        while (slots[slot] != NONE)
        {
            slot = slot + 1 & mask;
        }
        slots[slot] = index;
        size++;
    }

    /** Removes a transaction that is there. */
    void remove(final int index)
    {
        int gap = home(index);
        while (slots[gap] != index)
        {
            if (slots[gap] == NONE)
            {
                throw new InvariantViolation("transaction is not in the index of ids", index);
            }
            gap = gap + 1 & mask;
        }
        int probe = gap;
        while (true)
        {
            probe = probe + 1 & mask;
            if (slots[probe] == NONE)
            {
                break;
            }
            if ((probe - home(slots[probe]) & mask) >= (probe - gap & mask))
            {
                slots[gap] = slots[probe];
                gap = probe;
            }
        }
        slots[gap] = NONE;
        size--;
    }

    private int home(final int index)
    {
        return (int)hash.ofId(ids, idOffset(index)) & mask;
    }

    private int idOffset(final int index)
    {
        return idsStart + index * idsStride;
    }

    /** Whether two ids, or other runs of 32 bytes, are equal. */
    static boolean isSame(final DirectBuffer a, final int offsetOfA, final DirectBuffer b, final int offsetOfB)
    {
        for (int i = 0; i < ID_LENGTH; i += Long.BYTES)
        {
            if (a.getLong(offsetOfA + i) != b.getLong(offsetOfB + i))
            {
                return false;
            }
        }
        return true;
    }
}
