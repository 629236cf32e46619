package io.timecoin.utxo;

import io.timecoin.InvariantViolation;
import io.timecoin.transaction.TransactionView;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a commit spent and made, so that it can be taken back. Made once by its owner, filled in again by each commit.
 */
public final class Undo
{
    /** Most inputs of a transaction. */
    public static final int MAX_INPUTS = 256;

    private final UnsafeBuffer spent = new UnsafeBuffer(new byte[MAX_INPUTS * UtxoRecord.LENGTH]);
    private final UnsafeBuffer txid = new UnsafeBuffer(new byte[UtxoRecord.TXID_LENGTH]);
    private int spentCount;
    private int createdCount;

    /**
     * Outputs that the transaction spent.
     *
     * @return how many.
     */
    public int spentCount()
    {
        return spentCount;
    }

    /**
     * Outputs that it made: index 0 up to this.
     *
     * @return how many.
     */
    public int createdCount()
    {
        return createdCount;
    }

    void begin(final DirectBuffer source, final int txidOffset)
    {
        txid.putBytes(0, source, txidOffset, UtxoRecord.TXID_LENGTH);
        spentCount = 0;
        createdCount = 0;
    }

    /** Takes up a commit again from its transaction and the records of what it spent, one for each input. */
    void restore(
        final TransactionView transaction,
        final DirectBuffer source,
        final int txidOffset,
        final DirectBuffer records,
        final int recordCount)
    {
        if (recordCount != transaction.inputCount())
        {
            throw new InvariantViolation("records of what a transaction spends", recordCount);
        }
        begin(source, txidOffset);
        for (int i = 0; i < recordCount; i++)
        {
            final int at = spentOffset(spentCount++);
            spent.putBytes(at, transaction.buffer(), transaction.outpointOffset(i), UtxoView.OUTPOINT_LENGTH);
            spent.putBytes(at + UtxoView.OUTPOINT_LENGTH, records, i * UtxoRecord.VALUE_LENGTH,
                UtxoRecord.VALUE_LENGTH);
        }
        createdCount = transaction.outputCount();
    }

    void addSpent(final DirectBuffer outpoint, final int offset, final UtxoEntry entry)
    {
        final int at = spentCount++ * UtxoRecord.LENGTH;
        spent.putBytes(at, outpoint, offset, UtxoView.OUTPOINT_LENGTH);
        UtxoRecord.putValue(spent, at + UtxoView.OUTPOINT_LENGTH, entry);
    }

    void created(final int count)
    {
        createdCount = count;
    }

    DirectBuffer txid()
    {
        return txid;
    }

    /** Where the records of spent outputs lie; see {@link #spentOffset(int)}. */
    DirectBuffer spent()
    {
        return spent;
    }

    int spentOffset(final int index)
    {
        return index * UtxoRecord.LENGTH;
    }

    void spentEntry(final int index, final UtxoEntry into)
    {
        UtxoRecord.getValue(spent, spentOffset(index) + UtxoView.OUTPOINT_LENGTH, into);
    }
}
