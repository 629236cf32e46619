package io.timecoin.consensus.avalanche;

import io.timecoin.InvariantViolation;
import io.timecoin.pending.TransactionTable;
import org.agrona.DirectBuffer;

/**
 * Finds the transactions that consensus holds by their ids. Open addressing with a secret in the hash, so that ids
 * cannot be ground to collide; half of each hash stands beside the handle, so that a search reads the table's ids only
 * where it ends.
 */
final class TxidIndex
{
    static final int NONE = Transactions.NONE;
    static final int ID_LENGTH = 32;
    private static final long HANDLE_MASK = 0xFFFF_FFFFL;
    private static final long EMPTY = 0;

    private final TransactionTable table;
    private final Transactions transactions;
    private final long secret;
    private final long[] slots;
    private final int mask;

    TxidIndex(final TransactionTable table, final Transactions transactions, final long secret)
    {
        this.table = table;
        this.transactions = transactions;
        this.secret = secret;
        slots = new long[Integer.highestOneBit(Math.max(8, table.capacity() - 1)) * 4];
        mask = slots.length - 1;
    }

    /** Adds a transaction; its id must be in the table. Two transactions may have one id: other witnesses. */
    void put(final int handle)
    {
        final long item = item(handle);
        int i = home(item);
        while (slots[i] != EMPTY)
        {
            i = i + 1 & mask;
        }
        slots[i] = item;
    }

    /** Takes a transaction out, whose id must still be in the table. */
    void remove(final int handle)
    {
        final long item = item(handle);
        int hole = home(item);
        while (slots[hole] != item)
        {
            if (slots[hole] == EMPTY)
            {
                throw new InvariantViolation("transaction is not in the index of ids", handle);
            }
            hole = hole + 1 & mask;
        }
        slots[hole] = EMPTY;
        // Entries behind the hole move up if the hole lies between their home and them.
        for (int i = hole + 1 & mask; slots[i] != EMPTY; i = i + 1 & mask)
        {
            if ((i - home(slots[i]) & mask) >= (i - hole & mask))
            {
                slots[hole] = slots[i];
                slots[i] = EMPTY;
                hole = i;
            }
        }
    }

    /** Table index of a transaction, or NONE; of several with one id, one that was found valid. */
    int find(final DirectBuffer buffer, final int offset)
    {
        final long hash = hash(buffer, offset);
        int found = NONE;
        for (int i = home(hash); slots[i] != EMPTY; i = i + 1 & mask)
        {
            if ((slots[i] ^ hash) >>> 32 == 0 && isEqual((int)slots[i], buffer, offset))
            {
                found = TransactionTable.index((int)slots[i]);
                if (transactions.is(found, Transactions.READY | Transactions.ENDED))
                {
                    return found;
                }
            }
        }
        return found;
    }

    private boolean isEqual(final int handle, final DirectBuffer buffer, final int offset)
    {
        final DirectBuffer ids = table.ids();
        final int own = table.txidOffset(handle);
        return ids.getLong(own) == buffer.getLong(offset) &&
            ids.getLong(own + 8) == buffer.getLong(offset + 8) &&
            ids.getLong(own + 16) == buffer.getLong(offset + 16) &&
            ids.getLong(own + 24) == buffer.getLong(offset + 24);
    }

    private long item(final int handle)
    {
        return hash(table.ids(), table.txidOffset(handle)) & ~HANDLE_MASK | handle & HANDLE_MASK;
    }

    private long hash(final DirectBuffer buffer, final int offset)
    {
        return SplitMix.mix(buffer.getLong(offset) ^ secret);
    }

    private int home(final long item)
    {
        return (int)(item >>> 32) & mask;
    }
}
