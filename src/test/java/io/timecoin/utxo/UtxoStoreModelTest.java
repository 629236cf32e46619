package io.timecoin.utxo;

import io.timecoin.transaction.TransactionView;
import io.timecoin.utxo.UtxoFixture.Bytes;
import io.timecoin.utxo.UtxoFixture.Form;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/** Both forms of the set against a sorted map, over random puts, commits, rollbacks and reopenings. */
class UtxoStoreModelTest
{
    private static final int CAPACITY = 3_000;
    private static final int STEPS = 12_000;
    private static final int REOPENINGS = 4;
    private static final int MAX_UNDOS = 16;

    @TempDir
    private Path folder;

    private final Map<Bytes, Bytes> model = new TreeMap<>();
    private final Deque<Map<Bytes, Bytes>> before = new ArrayDeque<>();
    private final Deque<Undo> undos = new ArrayDeque<>();

    @ParameterizedTest
    @EnumSource(Form.class)
    void shouldHoldWhatAModelHolds(final Form form)
    {
        final long seed = 20_260_101;
        final SplittableRandom random = new SplittableRandom(seed);
        UtxoStore store = form.create(folder.resolve("utxo"), CAPACITY);
        for (int step = 0; step < STEPS; step++)
        {
            final int choice = random.nextInt(100);
            if (choice < 15 && model.size() < CAPACITY - 100)
            {
                put(store, step);
            }
            else if (choice < 80 && !model.isEmpty())
            {
                commit(store, step, random);
            }
            else if (!undos.isEmpty())
            {
                store.rollback(undos.pop());
                model.clear();
                model.putAll(before.pop());
            }
            assertThat(store.size()).as("seed %d, step %d", seed, step).isEqualTo(model.size());
            if (step % (STEPS / REOPENINGS) == STEPS / REOPENINGS - 1)
            {
                store = form.reopen(store, folder.resolve("utxo"));
                assertSame(store, seed, step);
            }
        }
        store.close();
    }

    private void put(final UtxoStore store, final int step)
    {
        final UnsafeBuffer outpoint = UtxoFixture.outpoint(step, 3);
        final UtxoEntry entry = UtxoFixture.entry(step);
        store.put(outpoint, 0, entry);
        model.put(Bytes.of(outpoint, 0, UtxoView.OUTPOINT_LENGTH), UtxoFixture.value(entry));
        undos.clear();
        before.clear();
    }

    private void commit(final UtxoStore store, final int step, final SplittableRandom random)
    {
        final List<Bytes> unspent = new ArrayList<>(model.keySet());
        final Set<Bytes> spent = new HashSet<>();
        for (int i = random.nextInt(4); i >= 0; i--)
        {
            spent.add(unspent.get(random.nextInt(unspent.size())));
        }
        final DirectBuffer[] inputs = spent.stream().map(Bytes::buffer).toArray(DirectBuffer[]::new);
        // About as many come in as go out, so that the set stays within its capacity.
        final int outputCount = 1 + random.nextInt(model.size() > CAPACITY / 2 ? 3 : 5);
        final TransactionView transaction = UtxoFixture.transaction(inputs, outputCount, random);
        final UnsafeBuffer txid = UtxoFixture.outpoint(~step, 0);
        final Undo undo = new Undo();
        before.push(new TreeMap<>(model));
        undos.push(undo);
        store.commit(transaction, txid, 0, step & 1, undo);

        assertThat(undo.spentCount()).isEqualTo(inputs.length);
        assertThat(undo.createdCount()).isEqualTo(outputCount);
        spent.forEach(model::remove);
        final UtxoEntry entry = new UtxoEntry();
        for (int i = 0; i < outputCount; i++)
        {
            entry.amount = transaction.amount(i);
            entry.lockType = transaction.lockType(i);
            entry.coinbaseHeight = step & 1;
            transaction.buffer().getBytes(transaction.keyHashOffset(i), entry.keyHash);
            model.put(Bytes.of(UtxoFixture.outpoint(~step, i), 0, UtxoView.OUTPOINT_LENGTH), UtxoFixture.value(entry));
        }
        if (undos.size() > MAX_UNDOS)
        {
            undos.removeLast();
            before.removeLast();
        }
    }

    private void assertSame(final UtxoStore store, final long seed, final int step)
    {
        assertThat(UtxoFixture.contents(store)).as("seed %d, step %d", seed, step).isEqualTo(model);
        assertThat(store.stateHash()).isEqualTo(UtxoFixture.expectedHash(model));
        final UtxoEntry entry = new UtxoEntry();
        model.forEach(
            (outpoint, value) ->
            {
                assertThat(store.get(outpoint.buffer(), 0, entry)).isTrue();
                assertThat(UtxoFixture.value(entry)).isEqualTo(value);
            });
        assertThat(store.get(UtxoFixture.outpoint(step, 9), 0, entry)).isFalse();
    }
}
