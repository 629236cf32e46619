package io.timecoin.utxo;

import io.timecoin.transaction.TransactionView;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.util.function.BooleanSupplier;

/**
 * The unspent outputs as their one writer sees them. A transaction's effects are applied whole or not at all:
 * whatever can be wrong is found before the first write and thrown as an {@link io.timecoin.InvariantViolation} or a
 * {@link CapacityExceeded}, and then nothing, the state hash included, has changed.
 */
public interface UtxoStore extends UtxoView, AutoCloseable
{
    /** Bytes of a state hash. */
    int STATE_HASH_LENGTH = 32;

    /** Receives the outputs of a set, each valid during the call. */
    @FunctionalInterface
    interface UtxoConsumer
    {
        /**
         * One unspent output.
         *
         * @param outpoint buffer that holds the outpoint.
         * @param offset   of its {@link UtxoView#OUTPOINT_LENGTH} bytes.
         * @param entry    the output, reused for the next.
         */
        void accept(DirectBuffer outpoint, int offset, UtxoEntry entry);
    }

    /**
     * Applies a transaction: its inputs leave the set, its outputs come in.
     *
     * @param transaction    checked for form; inputs are distinct.
     * @param txid           buffer with the transaction's id.
     * @param txidOffset     offset of its 32 bytes.
     * @param coinbaseHeight height of the block whose coinbase it is, or {@link UtxoEntry#NOT_COINBASE}.
     */
    void commit(TransactionView transaction, DirectBuffer txid, int txidOffset, int coinbaseHeight);

    /**
     * Applies a transaction and records how to take it back.
     *
     * @param transaction    checked for form; inputs are distinct.
     * @param txid           buffer with the transaction's id.
     * @param txidOffset     offset of its 32 bytes.
     * @param coinbaseHeight height of the block whose coinbase it is, or {@link UtxoEntry#NOT_COINBASE}.
     * @param undo           filled in, reused by its owner.
     */
    void commit(TransactionView transaction, DirectBuffer txid, int txidOffset, int coinbaseHeight, Undo undo);

    /**
     * Takes a transaction back: its outputs leave the set, what it spent comes in again. All its outputs must be
     * unspent, so descendants are taken back first.
     *
     * @param undo what its commit recorded.
     */
    void rollback(Undo undo);

    /**
     * Puts an output in that no transaction made, as a genesis does.
     *
     * @param outpoint buffer that holds the outpoint.
     * @param offset   of its {@link UtxoView#OUTPOINT_LENGTH} bytes.
     * @param entry    the output.
     */
    void put(DirectBuffer outpoint, int offset, UtxoEntry entry);

    /**
     * Whether the hash of the set is kept up to date with each commit, which costs three SHA-256 a payment of one input
     * and two outputs: a set on disk does not, as blocks tell a node's state.
     *
     * @return false if each question for it visits every output.
     */
    boolean keepsStateHash();

    /**
     * The hash of the set as a set: equal sets have equal hashes, whatever the order in which they came to be. It tells
     * nodes that diverged; it is not the state hash of blocks, see {@link MultisetHash}. Any thread may ask if the hash
     * is kept; if not, nothing may write meanwhile.
     *
     * @return {@link #STATE_HASH_LENGTH} bytes, a new array.
     */
    byte[] stateHash();

    /**
     * The same into a buffer, for those who ask often.
     *
     * @param into   receives {@link #STATE_HASH_LENGTH} bytes.
     * @param offset of the first.
     */
    void stateHash(MutableDirectBuffer into, int offset);

    /**
     * Visits every output, in no order. Nothing may write meanwhile.
     *
     * @param consumer called once an output.
     */
    void forEach(UtxoConsumer consumer);

    /**
     * Visits the outputs while the writer goes on: each that is unspent from the beginning to the end at least once,
     * each that comes or goes meanwhile perhaps. The writer may wait for a part of the set, some milliseconds
     * (perf/README.md); or for all of it, in a form that is not made for speed.
     *
     * @param consumer called while no lock is held.
     * @param goesOn   asked now and then; false ends the visit early.
     */
    default void scan(final UtxoConsumer consumer, final BooleanSupplier goesOn)
    {
        forEach(consumer);
    }

    /**
     * Does a little of what {@link #close()} would have to do otherwise, as long as there is much of that. Worth
     * calling when nothing else is to be done: what comes in and is spent soon is cheaper if nobody hurries.
     *
     * @param writes about as much as so many writes cost is done at most.
     * @return false if there was nothing to do.
     */
    default boolean settle(final int writes)
    {
        return false;
    }

    /**
     * How full the set is.
     *
     * @return size over capacity, 0 to 1.
     */
    default double fill()
    {
        return (double)size() / capacity();
    }

    @Override
    void close();
}
