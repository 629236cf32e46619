package io.timecoin.replay;

import io.timecoin.utxo.UtxoStore.UtxoConsumer;
import org.agrona.DirectBuffer;

import java.util.List;

/** What a replay reads: a chain, the outputs that are unspent at the beginning, and the slots that came in. */
public interface ReplaySource extends AutoCloseable
{
    /** What a record is. */
    enum Kind
    {
        TRANSACTION, TICK, DECISION,
        /** A final block. */
        BLOCK,
        /** Something that a replay passes over. */
        OTHER
    }

    /** A place in the stream of records, before the first at the beginning. For one thread; allocates nothing. */
    interface Cursor
    {
        /**
         * Goes to the next record.
         *
         * @return false at the end.
         */
        boolean next();

        /**
         * What the record is.
         *
         * @return never null.
         */
        Kind kind();

        /** Slot time of the record, ns. */
        long stampNs();

        /** TRANSACTION: number of the session that sent it. */
        int session();

        /** TRANSACTION: index of the validator that sent it, or {@code TransactionSlot.NULL_PEER}. */
        int peer();

        /** TRANSACTION: number of the batch it came in, or {@code TransactionSlot.NULL_BATCH}. */
        long batch();

        /** TRANSACTION: its place in the batch. */
        int batchIndex();

        /** TRANSACTION: size of the batch. */
        int batchCount();

        /** Where the bytes lie: the payment of a TRANSACTION, the 32 bytes of the id of a DECISION. */
        DirectBuffer buffer();

        /** Offset of the bytes. */
        int offset();

        /** Number of the bytes. */
        int length();

        /** BLOCK: its height. */
        default long blockHeight()
        {
            return 0;
        }

        /** BLOCK: what its coinbase pays, in units. */
        default long blockAmount()
        {
            return 0;
        }

        /** BLOCK: index of the validator whom it pays. */
        default int blockValidator()
        {
            return 0;
        }

        /** DECISION: ordinal of {@code DecisionSlot.Kind}. */
        int decision();

        /** DECISION: code of the verdict that says why. */
        int reason();
    }

    /** 32 bytes. */
    byte[] chainId();

    /** Units that no sum of outputs may exceed. */
    long maxSupply();

    /**
     * Who is paid by blocks.
     *
     * @return public keys of the validators, by index; empty if there are no blocks.
     */
    default List<byte[]> identities()
    {
        return List.of();
    }

    /** Unspent outputs at the beginning. */
    long initialOutputs();

    /** Most unspent outputs at any time, as far as it is known. */
    long maxOutputs();

    /** Transactions, or -1 if unknown. */
    long transactions();

    /** Whether decisions are among the records. */
    boolean hasDecisions();

    /**
     * Visits the outputs that are unspent at the beginning.
     *
     * @param consumer called once an output.
     */
    void forEachOutput(UtxoConsumer consumer);

    /**
     * A new place in the stream.
     *
     * @return before the first record.
     */
    Cursor cursor();

    @Override
    void close();
}
