package io.timecoin.utxo;

import io.timecoin.utxo.UtxoFixture.Form;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;

import static org.assertj.core.api.Assertions.assertThat;

/** A visit to the whole set while its writer goes on. */
class UtxoStoreScanTest
{
    private static final int CAPACITY = 4_000;
    private static final int LASTING = 1_000;
    private static final int SCANS = 5;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Form.class)
    void shouldShowEveryLastingOutputBesideTheWriter(final Form form) throws InterruptedException
    {
        final UtxoStore store = form.create(folder.resolve("utxo"), CAPACITY);
        for (int i = 0; i < LASTING; i++)
        {
            store.put(UtxoFixture.outpoint(i, 0), 0, UtxoFixture.entry(i));
        }
        final AtomicReference<Throwable> failure = new AtomicReference<>();
        final Thread scanner = new Thread(() ->
        {
            for (int i = 0; i < SCANS; i++)
            {
                scan(store);
            }
        });
        scanner.setUncaughtExceptionHandler((thread, ex) -> failure.set(ex));
        scanner.start();
        for (int i = 0; scanner.isAlive(); i++)
        {
            final DirectBuffer[] spent = {UtxoFixture.outpoint(LASTING - 1 + i, 0)};
            store.commit(UtxoFixture.transaction(spent, 1, new SplittableRandom(i)),
                UtxoFixture.outpoint(LASTING + i, 0), 0, 0);
        }
        scanner.join();
        store.close();
        assertThat(failure.get()).isNull();
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void shouldEndEarlyWhenTold(final Form form)
    {
        try (UtxoStore store = form.create(folder.resolve("utxo"), CAPACITY))
        {
            for (int i = 0; i < LASTING; i++)
            {
                store.put(UtxoFixture.outpoint(i, 0), 0, UtxoFixture.entry(i));
            }
            final int[] count = new int[1];
            store.scan((outpoint, offset, entry) -> count[0]++, () -> count[0] < 10);
            assertThat(count[0]).isPositive().isLessThanOrEqualTo(LASTING);
        }
    }

    /** All outputs but the last one stay where they are, though they may move between memory and map. */
    private static void scan(final UtxoStore store)
    {
        final Map<UnsafeBuffer, String> seen = new HashMap<>();
        store.scan((outpoint, offset, entry) ->
        {
            final UnsafeBuffer copy = new UnsafeBuffer(new byte[UtxoView.OUTPOINT_LENGTH]);
            copy.putBytes(0, outpoint, offset, UtxoView.OUTPOINT_LENGTH);
            seen.put(copy, String.valueOf(UtxoFixture.value(entry)));
        }, () -> true);
        for (int number = 0; number < LASTING - 1; number++)
        {
            assertThat(seen).containsEntry(
                UtxoFixture.outpoint(number, 0), String.valueOf(UtxoFixture.value(UtxoFixture.entry(number))));
        }
    }
}
