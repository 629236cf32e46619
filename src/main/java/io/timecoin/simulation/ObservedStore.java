package io.timecoin.simulation;

import io.timecoin.transaction.TransactionView;
import io.timecoin.utxo.Undo;
import io.timecoin.utxo.UtxoEntry;
import io.timecoin.utxo.UtxoStore;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** A set of unspent outputs whose commits are told: nothing is accepted that does not come by here. */
final class ObservedStore implements UtxoStore
{
    /** Hears of commits. */
    interface Observer
    {
        /**
         * One commit has succeeded.
         *
         * @param transaction valid during the call.
         * @param txid        buffer with its id.
         * @param txidOffset  offset of 32 bytes.
         */
        void onCommit(TransactionView transaction, DirectBuffer txid, int txidOffset);

        /** One commit has been taken back. */
        default void onRollback()
        {
        }
    }

    private final UtxoStore store;
    private final Observer observer;
    private final Undo undo = new Undo();

    ObservedStore(final UtxoStore store, final Observer observer)
    {
        this.store = store;
        this.observer = observer;
    }

    @Override
    public void commit(
        final TransactionView transaction, final DirectBuffer txid, final int txidOffset, final int coinbaseHeight)
    {
        commit(transaction, txid, txidOffset, coinbaseHeight, undo);
    }

    @Override
    public void commit(
        final TransactionView transaction,
        final DirectBuffer txid,
        final int txidOffset,
        final int coinbaseHeight,
        final Undo into)
    {
        store.commit(transaction, txid, txidOffset, coinbaseHeight, into);
        observer.onCommit(transaction, txid, txidOffset);
    }

    @Override
    public void rollback(final Undo done)
    {
        store.rollback(done);
        observer.onRollback();
    }

    @Override
    public void put(final DirectBuffer outpoint, final int offset, final UtxoEntry entry)
    {
        store.put(outpoint, offset, entry);
    }

    @Override
    public boolean keepsStateHash()
    {
        return store.keepsStateHash();
    }

    @Override
    public byte[] stateHash()
    {
        return store.stateHash();
    }

    @Override
    public void stateHash(final MutableDirectBuffer into, final int offset)
    {
        store.stateHash(into, offset);
    }

    @Override
    public void forEach(final UtxoConsumer consumer)
    {
        store.forEach(consumer);
    }

    @Override
    public boolean get(final DirectBuffer outpoint, final int offset, final UtxoEntry into)
    {
        return store.get(outpoint, offset, into);
    }

    @Override
    public long size()
    {
        return store.size();
    }

    @Override
    public long capacity()
    {
        return store.capacity();
    }

    @Override
    public void close()
    {
        store.close();
    }
}
