package io.timecoin.utxo;

import io.timecoin.InvariantViolation;
import io.timecoin.transaction.TransactionView;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Commit, rollback and state hash over any map of outputs: every check comes before the first write. Subclasses bring
 * the map; its writes cannot fail once the checks have passed, and if one does, {@link #isDamaged()} stays true for
 * good.
 */
abstract class CheckedUtxoStore implements UtxoStore
{
    private final long capacity;
    /** Null if none is kept. */
    private final MultisetHash hash;
    private final UtxoEntry entry = new UtxoEntry();
    private final UnsafeBuffer created = new UnsafeBuffer(new byte[OUTPOINT_LENGTH]);
    private final Undo unused = new Undo();

    private volatile long size;
    private boolean damaged;

    CheckedUtxoStore(final long capacity, final boolean keepsStateHash)
    {
        if (capacity <= 0)
        {
            throw new IllegalArgumentException("capacity must be positive: " + capacity);
        }
        this.capacity = capacity;
        hash = keepsStateHash ? new MultisetHash() : null;
    }

    /** Whether the map holds an outpoint. */
    abstract boolean contains(DirectBuffer outpoint, int offset);

    /**
     * Whether an output that is to come in is there already, as far as can be told at once; what this does not tell,
     * the insertion must.
     */
    boolean isTaken(final DirectBuffer outpoint, final int offset)
    {
        return contains(outpoint, offset);
    }

    /** Writes an output that the map does not hold. */
    abstract void insert(DirectBuffer outpoint, int offset, UtxoEntry output);

    /** Deletes an output that the map holds. */
    abstract void delete(DirectBuffer outpoint, int offset);

    /** Reads an output and deletes it; false, and nothing is changed, if the map does not hold it. */
    boolean take(final DirectBuffer outpoint, final int offset, final UtxoEntry into)
    {
        if (!get(outpoint, offset, into))
        {
            return false;
        }
        delete(outpoint, offset);
        return true;
    }

    @Override
    public final long size()
    {
        return size;
    }

    @Override
    public final long capacity()
    {
        return capacity;
    }

    @Override
    public final boolean keepsStateHash()
    {
        return hash != null;
    }

    @Override
    public final byte[] stateHash()
    {
        final byte[] value = new byte[STATE_HASH_LENGTH];
        stateHash(new UnsafeBuffer(value), 0);
        return value;
    }

    @Override
    public final void stateHash(final MutableDirectBuffer into, final int offset)
    {
        if (hash == null)
        {
            MultisetHash.of(this, into, offset);
        }
        else
        {
            hash.value(into, offset);
        }
    }

    @Override
    public final void commit(
        final TransactionView transaction, final DirectBuffer txid, final int txidOffset, final int coinbaseHeight)
    {
        commit(transaction, txid, txidOffset, coinbaseHeight, unused);
    }

    @Override
    public final void commit(
        final TransactionView transaction,
        final DirectBuffer txid,
        final int txidOffset,
        final int coinbaseHeight,
        final Undo undo)
    {
        undo.begin(txid, txidOffset);
        requireNoneCreated(txid, txidOffset, transaction.outputCount());
        requireCapacity(transaction.outputCount() - transaction.inputCount());
        if (transaction.inputCount() == 1)
        {
            takeInput(transaction, undo);
        }
        else
        {
            collectInputs(transaction, undo);
            damaged = true;
            for (int i = 0; i < undo.spentCount(); i++)
            {
                undo.spentEntry(i, entry);
                deleteHashed(undo.spent(), undo.spentOffset(i));
            }
        }
        undo.created(transaction.outputCount());
        for (int i = 0; i < undo.createdCount(); i++)
        {
            outputOf(transaction, i, coinbaseHeight);
            UtxoRecord.putOutputIndex(created, 0, i);
            insertHashed(created, 0);
        }
        publish(undo.createdCount() - undo.spentCount());
    }

    @Override
    public final void rollback(final Undo undo)
    {
        for (int i = 0; i < undo.spentCount(); i++)
        {
            if (contains(undo.spent(), undo.spentOffset(i)))
            {
                throw new InvariantViolation("what a transaction spent is there before it is taken back: input", i);
            }
        }
        created.putBytes(0, undo.txid(), 0, UtxoRecord.TXID_LENGTH);
        for (int i = 0; i < undo.createdCount(); i++)
        {
            UtxoRecord.putOutputIndex(created, 0, i);
            if (!contains(created, 0))
            {
                throw new InvariantViolation("a transaction is taken back whose output is not in the set: output", i);
            }
        }
        requireCapacity(undo.spentCount() - undo.createdCount());

        damaged = true;
        for (int i = 0; i < undo.createdCount(); i++)
        {
            UtxoRecord.putOutputIndex(created, 0, i);
            get(created, 0, entry);
            deleteHashed(created, 0);
        }
        for (int i = 0; i < undo.spentCount(); i++)
        {
            undo.spentEntry(i, entry);
            insertHashed(undo.spent(), undo.spentOffset(i));
        }
        publish(undo.spentCount() - undo.createdCount());
    }

    @Override
    public final void put(final DirectBuffer outpoint, final int offset, final UtxoEntry output)
    {
        if (isTaken(outpoint, offset))
        {
            throw new InvariantViolation("an output is put in twice");
        }
        requireCapacity(1);

        damaged = true;
        insert(outpoint, offset, output);
        if (hash != null)
        {
            hash.add(outpoint, offset, output);
        }
        publish(1);
    }

    /** True if a write failed half way, or is under way: what lies in the map is then worth nothing. */
    final boolean isDamaged()
    {
        return damaged;
    }

    /** Says that a write has failed half way, or that it has not after all. */
    final void damage(final boolean isHalfWay)
    {
        damaged = isHalfWay;
    }

    /** Takes up where a closed store left off. */
    final void restore(final long restoredSize)
    {
        size = restoredSize;
    }

    /**
     * The check and the deletion of a single input in one step, which costs one search less: nothing is written yet if
     * it fails, and nothing is left to be checked after it.
     */
    private void takeInput(final TransactionView transaction, final Undo undo)
    {
        final int offset = transaction.outpointOffset(0);
        damaged = true;
        if (!take(transaction.buffer(), offset, entry))
        {
            damaged = false;
            throw new InvariantViolation("an accepted transaction spends what is not in the set: input", 0);
        }
        undo.addSpent(transaction.buffer(), offset, entry);
        if (hash != null)
        {
            hash.remove(transaction.buffer(), offset, entry);
        }
    }

    private void collectInputs(final TransactionView transaction, final Undo undo)
    {
        for (int i = 0; i < transaction.inputCount(); i++)
        {
            final int offset = transaction.outpointOffset(i);
            if (!get(transaction.buffer(), offset, entry))
            {
                throw new InvariantViolation("an accepted transaction spends what is not in the set: input", i);
            }
            for (int j = 0; j < i; j++)
            {
                if (areSame(transaction.buffer(), transaction.outpointOffset(j), offset))
                {
                    throw new InvariantViolation("an accepted transaction spends an output twice: input", i);
                }
            }
            undo.addSpent(transaction.buffer(), offset, entry);
        }
    }

    private static boolean areSame(final DirectBuffer buffer, final int left, final int right)
    {
        for (int i = 0; i < OUTPOINT_LENGTH - Short.BYTES; i += Long.BYTES)
        {
            if (buffer.getLong(left + i) != buffer.getLong(right + i))
            {
                return false;
            }
        }
        return buffer.getShort(left + UtxoRecord.TXID_LENGTH) == buffer.getShort(right + UtxoRecord.TXID_LENGTH);
    }

    private void requireNoneCreated(final DirectBuffer txid, final int txidOffset, final int count)
    {
        created.putBytes(0, txid, txidOffset, UtxoRecord.TXID_LENGTH);
        for (int i = 0; i < count; i++)
        {
            UtxoRecord.putOutputIndex(created, 0, i);
            if (isTaken(created, 0))
            {
                throw new InvariantViolation("an accepted transaction makes what is in the set: output", i);
            }
        }
    }

    private void requireCapacity(final int added)
    {
        if (size + added > capacity)
        {
            throw new CapacityExceeded(size, added, capacity);
        }
    }

    private void outputOf(final TransactionView transaction, final int index, final int coinbaseHeight)
    {
        entry.amount = transaction.amount(index);
        entry.lockType = transaction.lockType(index);
        entry.coinbaseHeight = coinbaseHeight;
        transaction.buffer().getBytes(transaction.keyHashOffset(index), entry.keyHash, 0, UtxoEntry.KEY_HASH_LENGTH);
    }

    private void deleteHashed(final DirectBuffer outpoint, final int offset)
    {
        delete(outpoint, offset);
        if (hash != null)
        {
            hash.remove(outpoint, offset, entry);
        }
    }

    private void insertHashed(final DirectBuffer outpoint, final int offset)
    {
        insert(outpoint, offset, entry);
        if (hash != null)
        {
            hash.add(outpoint, offset, entry);
        }
    }

    private void publish(final int added)
    {
        // One writer: reading and writing the volatile are not one step, and need not be.
        final long sizeBefore = size;
        size = sizeBefore + added;
        if (hash != null)
        {
            hash.publish();
        }
        damaged = false;
    }
}
