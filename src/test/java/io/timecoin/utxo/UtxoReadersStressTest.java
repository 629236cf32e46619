package io.timecoin.utxo;

import io.timecoin.transaction.TransactionView;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Readers beside the writer, while outputs come in, move to the map, are spent here and there and come back. The writer
 * notes, before and after each step, what becomes of each output. What a note says that stands unchanged before and
 * after a look, the look must tell: unspent outputs with their amounts, spent ones not at all.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class UtxoReadersStressTest
{
    private static final int OUTPUTS = 1 << 10;
    private static final int READERS = 2;
    /** A note is twice the number of the change, and one more while the change is under way. */
    private static final int UNDER_WAY = 1;

    private final AtomicLongArray notes = new AtomicLongArray(OUTPUTS);
    /** The amount of an unspent output; of one that is spent, -1. */
    private final AtomicLongArray amounts = new AtomicLongArray(OUTPUTS);
    private final AtomicInteger latest = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean isOver;

    @TempDir
    private Path folder;

    @Test
    void shouldTellWhatWasSoWithFewOutputsInMemory() throws InterruptedException
    {
        run(5, 60_000, 1);
    }

    @Test
    void shouldTellWhatWasSoWithManyOutputsInMemory() throws InterruptedException
    {
        run(OUTPUTS / 4, 60_000, 2);
    }

    private void run(final int inMemory, final int steps, final long seed) throws InterruptedException
    {
        final UtxoStore store = UtxoFixture.writeBack(
            ChronicleUtxoStore.create(folder.resolve("utxo"), UtxoFixture.CHAIN_ID, 2 * OUTPUTS), inMemory);
        for (int i = 0; i < OUTPUTS; i++)
        {
            amounts.set(i, -1);
        }
        final Thread[] readers = new Thread[READERS];
        for (int i = 0; i < READERS; i++)
        {
            final long ownSeed = seed * 100 + i;
            readers[i] = new Thread(() -> read(store, ownSeed));
            readers[i].setUncaughtExceptionHandler((thread, ex) -> failure.set(ex));
            readers[i].start();
        }
        try
        {
            final SplittableRandom random = new SplittableRandom(seed);
            final Undo undo = new Undo();
            for (int step = 0; step < steps && failure.get() == null; step++)
            {
                // A transaction's id is the number of its output; the oldest output's number is used again.
                write(store, step % OUTPUTS, random, undo);
            }
        }
        finally
        {
            isOver = true;
            for (final Thread reader : readers)
            {
                reader.join();
            }
        }
        assertThat(failure.get()).isNull();
        store.close();
    }

    /** Spends one or two outputs and makes one, and sometimes takes it back. */
    private void write(final UtxoStore store, final int number, final SplittableRandom random, final Undo undo)
    {
        int[] spent = {};
        if (amounts.get(number) >= 0)
        {
            // What bears the number goes first.
            spent = new int[]{number};
            commit(store, spent, -1, random, undo);
        }
        final int age = random.nextInt(random.nextBoolean() ? 8 : OUTPUTS / 2);
        final int other = Math.floorMod(number - 1 - age, OUTPUTS);
        spent = amounts.get(other) >= 0 && random.nextInt(4) != 0 ? new int[]{other} : new int[]{};
        commit(store, spent, number, random, undo);
        if (random.nextInt(8) == 0)
        {
            rollback(store, spent, number, undo);
        }
        latest.setRelease(number);
    }

    private void commit(
        final UtxoStore store, final int[] spent, final int made, final SplittableRandom random, final Undo undo)
    {
        final DirectBuffer[] inputs = new DirectBuffer[spent.length];
        for (int i = 0; i < spent.length; i++)
        {
            inputs[i] = UtxoFixture.outpoint(spent[i], 0);
            noteBegin(spent[i]);
        }
        final TransactionView view = UtxoFixture.transaction(inputs, made < 0 ? 0 : 1, random);
        if (made >= 0)
        {
            noteBegin(made);
        }
        store.commit(view, UtxoFixture.outpoint(Math.max(made, 0), 0), 0, UtxoEntry.NOT_COINBASE, undo);
        for (final int number : spent)
        {
            noteEnd(number, -1);
        }
        if (made >= 0)
        {
            noteEnd(made, view.amount(0));
        }
    }

    private void rollback(final UtxoStore store, final int[] spent, final int made, final Undo undo)
    {
        noteBegin(made);
        for (final int number : spent)
        {
            noteBegin(number);
        }
        store.rollback(undo);
        noteEnd(made, -1);
        final UtxoEntry entry = new UtxoEntry();
        for (int i = 0; i < spent.length; i++)
        {
            undo.spentEntry(i, entry);
            noteEnd(spent[i], entry.amount);
        }
    }

    private void noteBegin(final int number)
    {
        notes.set(number, notes.get(number) | UNDER_WAY);
    }

    private void noteEnd(final int number, final long amount)
    {
        amounts.set(number, amount);
        notes.set(number, (notes.get(number) | UNDER_WAY) + 1);
    }

    private void read(final UtxoStore store, final long seed)
    {
        final SplittableRandom random = new SplittableRandom(seed);
        final UnsafeBuffer outpoint = UtxoFixture.outpoint(0, 0);
        final UtxoEntry entry = new UtxoEntry();
        while (!isOver)
        {
            // Mostly what changes now.
            final int reach = random.nextInt(random.nextBoolean() ? 8 : OUTPUTS);
            final int number = Math.floorMod(latest.getAcquire() + 4 - reach, OUTPUTS);
            UtxoFixture.setOutpoint(outpoint, number, 0);
            final long before = notes.get(number);
            final long amount = amounts.get(number);
            final boolean isFound = store.get(outpoint, 0, entry);
            final long after = notes.get(number);
            if (before == after && (before & UNDER_WAY) == 0)
            {
                assertThat(isFound).as("seed %d, output %d, note %d", seed, number, before).isEqualTo(amount >= 0);
                assertThat(!isFound || entry.amount == amount).as("seed %d, output %d", seed, number).isTrue();
            }
        }
    }
}
