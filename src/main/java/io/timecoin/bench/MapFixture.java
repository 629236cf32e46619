package io.timecoin.bench;

import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.Sha256;
import io.timecoin.transaction.TransactionBuilder;
import io.timecoin.transaction.TransactionView;
import io.timecoin.utxo.ChronicleUtxoStore;
import io.timecoin.utxo.UtxoEntry;
import io.timecoin.utxo.UtxoStoreException;
import io.timecoin.utxo.UtxoView;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A mapped set, full to 80 %, that several measurements share; it lies in a temporary folder. */
final class MapFixture implements AutoCloseable
{
    private static final double FILL = 0.8;
    private static final long BYTES_PER_OUTPUT = 140;
    private static final long SPARE_BYTES = 64L << 20;
    private static final long MB = 1L << 20;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;
    private static final int MIX_SHIFT = 31;

    private final Path parent;
    private final int outputs;
    private final byte[] chainId = Sha256.of(Sha256.tag("timecoin/bench"));
    private final UnsafeBuffer payment;
    private final TransactionView paymentView = new TransactionView();
    private final UnsafeBuffer reversal;
    private final TransactionView reversalView = new TransactionView();
    private Path folder;
    private Thread hook;
    private ChronicleUtxoStore store;

    /**
     * A set that is not made yet.
     *
     * @param parent  folder to make it in.
     * @param outputs unspent outputs in it.
     */
    MapFixture(final Path parent, final int outputs)
    {
        this.parent = parent;
        this.outputs = outputs;
        final KeyPair key = KeyPair.fromSeed(chainId);
        payment = new UnsafeBuffer(TransactionMeasurements.payment(chainId, key, 0));
        paymentView.wrap(payment, 0, payment.capacity());
        reversal = new UnsafeBuffer(new TransactionBuilder(chainId)
            .input(TransactionBuilder.outpoint(chainId, 0), key)
            .input(TransactionBuilder.outpoint(chainId, 1), key)
            .output(1, key.keyHash())
            .build());
        reversalView.wrap(reversal, 0, reversal.capacity());
    }

    int outputs()
    {
        return outputs;
    }

    /** The set; made and filled at the first call. */
    ChronicleUtxoStore open()
    {
        if (store == null)
        {
            try
            {
                fill();
            }
            catch (final IOException | UtxoStoreException ex)
            {
                throw new BenchException(BenchException.Kind.CONFIGURATION, "cannot make a set in " + parent,
                    String.valueOf(ex.getMessage()), "name a folder with room: --scratch DIR");
            }
        }
        return store;
    }

    private void fill() throws IOException
    {
        final long capacity = (long)(outputs / FILL);
        final long needed = capacity * BYTES_PER_OUTPUT + SPARE_BYTES;
        final long usable = Files.getFileStore(parent).getUsableSpace();
        if (usable < needed)
        {
            throw new IOException("it takes " + needed / MB + " MB, and " + usable / MB + " MB are free");
        }
        folder = Files.createTempDirectory(parent, "timecoin-bench-");
        // An interrupt ends the process without closing anything.
        final Path made = folder;
        hook = new Thread(() -> IoUtil.delete(made.toFile(), true));
        Runtime.getRuntime().addShutdownHook(hook);
        store = ChronicleUtxoStore.createScratch(folder.resolve("set"), chainId, capacity);
        final UnsafeBuffer outpoint = new UnsafeBuffer(new byte[UtxoView.OUTPOINT_LENGTH]);
        final UtxoEntry entry = new UtxoEntry();
        for (int i = 0; i < outputs; i++)
        {
            txid(i, outpoint, 0);
            store.put(outpoint, 0, entry);
        }
    }

    /** The id under which output 0 of a number lies; those below {@link #outputs()} are in the set. */
    static void txid(final long number, final UnsafeBuffer into, final int offset)
    {
        for (int i = 0; i < Sha256.LENGTH; i += Long.BYTES)
        {
            final long mixed = (number * Long.BYTES + i / Long.BYTES + 1) * MIX;
            into.putLong(offset + i, (mixed ^ mixed >>> MIX_SHIFT) * MIX);
        }
    }

    /** One of the outputs, another one for each turn. */
    long somewhere(final long turn)
    {
        final long mixed = turn * MIX;
        return Long.remainderUnsigned(mixed ^ mixed >>> MIX_SHIFT, outputs);
    }

    /** Spends one output and makes two. */
    void pay(final UnsafeBuffer spentTxid, final int spentOffset, final UnsafeBuffer txid, final int offset)
    {
        payment.putBytes(paymentView.outpointOffset(0), spentTxid, spentOffset, Sha256.LENGTH);
        payment.putShort(paymentView.outpointOffset(0) + Sha256.LENGTH, (short)0);
        store.commit(paymentView, txid, offset, UtxoEntry.NOT_COINBASE);
    }

    /** Spends the two, and makes the first one again. */
    void payBack(final UnsafeBuffer spentTxid, final int spentOffset, final UnsafeBuffer txid, final int offset)
    {
        for (int i = 0; i < 2; i++)
        {
            final int outpoint = reversalView.outpointOffset(i);
            reversal.putBytes(outpoint, txid, offset, Sha256.LENGTH);
            reversal.putShort(outpoint + Sha256.LENGTH, (short)i, java.nio.ByteOrder.LITTLE_ENDIAN);
        }
        store.commit(reversalView, spentTxid, spentOffset, UtxoEntry.NOT_COINBASE);
    }

    @Override
    public void close()
    {
        if (store != null)
        {
            store.close();
            store = null;
        }
        if (folder != null)
        {
            IoUtil.delete(folder.toFile(), true);
            Runtime.getRuntime().removeShutdownHook(hook);
            folder = null;
        }
    }
}
