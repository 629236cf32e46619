package io.timecoin.workload;

import io.timecoin.crypto.Sha256;
import io.timecoin.genesis.Genesis;
import io.timecoin.transaction.TransactionLayout;
import io.timecoin.utxo.UtxoEntry;
import io.timecoin.utxo.UtxoStore.UtxoConsumer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The set of unspent outputs as the plan has it. Outputs are numbered: the genesis's first, then those of payments in
 * the order of the file. About 32 bytes a payment and 12 an output.
 */
final class Ledger
{
    private static final int CHUNK_BITS = 14;
    private static final int CHUNK = 1 << CHUNK_BITS;
    private static final int CHUNK_MASK = CHUNK - 1;

    private final Genesis genesis;
    private final PaymentEncoder keys;
    private final long genesisCount;
    private final List<byte[]> txids = new ArrayList<>();
    private final List<short[]> outputCounts = new ArrayList<>();
    private final List<long[]> amounts = new ArrayList<>();
    private final List<int[]> payees = new ArrayList<>();
    private final List<long[]> spentBits = new ArrayList<>();
    private long payments;
    private long created;
    private long spent;

    Ledger(final Genesis genesis, final PaymentEncoder keys)
    {
        this.genesis = genesis;
        this.keys = keys;
        genesisCount = genesis.outputCount();
    }

    /** Applies a payment and gives the number of its first output. */
    long apply(final Draft draft)
    {
        for (final Coin input : draft.inputs)
        {
            spend(input.number);
        }
        final int place = (int)payments & CHUNK_MASK;
        if (place == 0)
        {
            txids.add(new byte[CHUNK * Sha256.LENGTH]);
            outputCounts.add(new short[CHUNK]);
        }
        System.arraycopy(draft.txid, 0, txids.get(txids.size() - 1), place * Sha256.LENGTH, Sha256.LENGTH);
        outputCounts.get(outputCounts.size() - 1)[place] = (short)draft.amounts.length;
        payments++;
        final long first = genesisCount + created;
        for (int i = 0; i < draft.amounts.length; i++)
        {
            final int outputPlace = (int)created & CHUNK_MASK;
            if (outputPlace == 0)
            {
                amounts.add(new long[CHUNK]);
                payees.add(new int[CHUNK]);
            }
            amounts.get(amounts.size() - 1)[outputPlace] = draft.amounts[i];
            payees.get(payees.size() - 1)[outputPlace] = draft.payees[i];
            created++;
        }
        return first;
    }

    long size()
    {
        return genesisCount + created - spent;
    }

    /** Visits the unspent outputs, in the order of their numbers. */
    void forEach(final UtxoConsumer consumer)
    {
        final UtxoEntry entry = new UtxoEntry();
        entry.lockType = TransactionLayout.LOCK_KEY_HASH;
        entry.coinbaseHeight = UtxoEntry.NOT_COINBASE;
        final long[] number = new long[1];
        genesis.forEachOutput((outpoint, offset, amount, lockType, keyHash) ->
        {
            if (!isSpent(number[0]))
            {
                entry.amount = amount;
                System.arraycopy(keyHash, 0, entry.keyHash, 0, UtxoEntry.KEY_HASH_LENGTH);
                consumer.accept(outpoint, offset, entry);
            }
            number[0]++;
        });
        forEachCreated(consumer, entry);
    }

    private void forEachCreated(final UtxoConsumer consumer, final UtxoEntry entry)
    {
        final UnsafeBuffer outpoint = new UnsafeBuffer(new byte[TransactionLayout.OUTPOINT_LENGTH]);
        long output = 0;
        for (long payment = 0; payment < payments; payment++)
        {
            final int chunk = (int)(payment >> CHUNK_BITS);
            final int place = (int)payment & CHUNK_MASK;
            outpoint.putBytes(0, txids.get(chunk), place * Sha256.LENGTH, Sha256.LENGTH);
            final int count = outputCounts.get(chunk)[place];
            for (int index = 0; index < count; index++)
            {
                if (!isSpent(genesisCount + output))
                {
                    final int outputChunk = (int)(output >> CHUNK_BITS);
                    final int outputPlace = (int)output & CHUNK_MASK;
                    outpoint.putShort(Sha256.LENGTH, (short)index, ByteOrder.LITTLE_ENDIAN);
                    entry.amount = amounts.get(outputChunk)[outputPlace];
                    System.arraycopy(keys.keyHash(payees.get(outputChunk)[outputPlace]), 0, entry.keyHash, 0,
                        UtxoEntry.KEY_HASH_LENGTH);
                    consumer.accept(outpoint, 0, entry);
                }
                output++;
            }
        }
    }

    private void spend(final long number)
    {
        if (isSpent(number))
        {
            throw new IllegalStateException("the plan spends output " + number + " twice");
        }
        final int chunk = (int)(number >> CHUNK_BITS + 6);
        while (spentBits.size() <= chunk)
        {
            spentBits.add(new long[CHUNK]);
        }
        spentBits.get(chunk)[(int)(number >> 6) & CHUNK_MASK] |= 1L << number;
        spent++;
    }

    private boolean isSpent(final long number)
    {
        final int chunk = (int)(number >> CHUNK_BITS + 6);
        return chunk < spentBits.size() && (spentBits.get(chunk)[(int)(number >> 6) & CHUNK_MASK] >> number & 1) != 0;
    }
}
