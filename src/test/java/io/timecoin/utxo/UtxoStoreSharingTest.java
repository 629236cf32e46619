package io.timecoin.utxo;

import com.sun.management.ThreadMXBean;
import io.timecoin.transaction.TransactionView;
import io.timecoin.utxo.UtxoFixture.Form;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import static org.assertj.core.api.Assertions.assertThat;

/** Readers beside the writer, and what an operation allocates. */
class UtxoStoreSharingTest
{
    private static final int CAPACITY = 4_000;
    private static final int LASTING = 1_000;
    private static final int ROUNDS = 6;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Form.class)
    void shouldLetReadersSeeWholeOutputsBesideTheWriter(final Form form) throws InterruptedException
    {
        final UtxoStore store = form.create(folder.resolve("utxo"), CAPACITY);
        for (int i = 0; i < LASTING; i++)
        {
            store.put(UtxoFixture.outpoint(i, 0), 0, UtxoFixture.entry(i));
        }
        final AtomicBoolean isDone = new AtomicBoolean();
        final AtomicReference<Throwable> failure = new AtomicReference<>();
        final Thread[] readers = new Thread[2];
        for (int i = 0; i < readers.length; i++)
        {
            readers[i] = new Thread(() -> read(store, isDone));
            readers[i].setUncaughtExceptionHandler((thread, ex) -> failure.set(ex));
            readers[i].start();
        }
        final Undo undo = new Undo();
        for (int i = 0; i < 10_000; i++)
        {
            final DirectBuffer[] spent = {UtxoFixture.outpoint(LASTING - 1 + i, 0)};
            final TransactionView transaction = UtxoFixture.transaction(spent, 1, new SplittableRandom(i));
            store.commit(transaction, UtxoFixture.outpoint(LASTING + i, 0), 0, 0, undo);
            store.rollback(undo);
            store.commit(transaction, UtxoFixture.outpoint(LASTING + i, 0), 0, 0, undo);
        }
        isDone.set(true);
        for (final Thread reader : readers)
        {
            reader.join();
        }
        store.close();
        assertThat(failure.get()).isNull();
    }

    private static void read(final UtxoStore store, final AtomicBoolean isDone)
    {
        final UnsafeBuffer outpoint = UtxoFixture.outpoint(0, 0);
        final UtxoEntry entry = new UtxoEntry();
        int number = 0;
        while (!isDone.get())
        {
            number = (number + 1) % (LASTING - 1);
            UtxoFixture.setOutpoint(outpoint, number, 0);
            assertThat(store.get(outpoint, 0, entry)).isTrue();
            assertThat(UtxoFixture.value(entry)).isEqualTo(UtxoFixture.value(UtxoFixture.entry(number)));
            assertThat(store.size()).isEqualTo(LASTING);
            assertThat(store.stateHash()).hasSize(UtxoStore.STATE_HASH_LENGTH);
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void shouldAllocateNothingOnceWarm(final Form form)
    {
        try (UtxoStore store = form.create(folder.resolve("utxo"), CAPACITY))
        {
            final UnsafeBuffer outpoint = UtxoFixture.outpoint(0, 0);
            store.put(outpoint, 0, UtxoFixture.entry(1));
            final UnsafeBuffer txid = UtxoFixture.outpoint(1, 0);
            final TransactionView transaction =
                UtxoFixture.transaction(new DirectBuffer[]{outpoint}, 2, new SplittableRandom(1));
            final Undo undo = new Undo();
            final UtxoEntry entry = new UtxoEntry();
            final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
            spendAndTakeBack(store, transaction, txid, undo, entry, 20_000);
            long allocated = Long.MAX_VALUE;
            for (int round = 0; round < ROUNDS; round++)
            {
                final long before = threads.getCurrentThreadAllocatedBytes();
                spendAndTakeBack(store, transaction, txid, undo, entry, 50_000);
                allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
            }
            // Less than a byte for each hundred operations: what the measurement itself costs. The best round counts,
            // because on a busy machine the compiler may take until the second or third to have done its work.
            assertThat(allocated).isLessThan(2_500);
        }
    }

    private static void spendAndTakeBack(
        final UtxoStore store,
        final TransactionView transaction,
        final DirectBuffer txid,
        final Undo undo,
        final UtxoEntry entry,
        final int times)
    {
        for (int i = 0; i < times; i++)
        {
            store.commit(transaction, txid, 0, UtxoEntry.NOT_COINBASE, undo);
            if (!store.get(txid, 0, entry))
            {
                throw new AssertionError("an output is missing");
            }
            store.rollback(undo);
        }
    }
}
