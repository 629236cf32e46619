package io.timecoin.utxo;

import io.timecoin.InvariantViolation;
import io.timecoin.transaction.TransactionView;
import io.timecoin.utxo.UtxoFixture.Bytes;
import io.timecoin.utxo.UtxoStoreException.Reason;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is in memory, what is in the map, and when it moves. */
class WriteBackUtxoStoreTest
{
    private static final int CAPACITY = 5_000;
    private static final int STEPS = 6_000;

    @TempDir
    private Path parent;

    private ChronicleUtxoStore map;
    private WriteBackUtxoStore store;

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 2", "20, 3", "170, 4", "1000, 5", "5000, 6"})
    void shouldHoldWhatAModelHoldsHoweverMuchIsInMemory(final int outputs, final long seed)
    {
        final SplittableRandom random = new SplittableRandom(seed);
        final Map<Bytes, Bytes> model = new TreeMap<>();
        final List<Bytes> unspent = new ArrayList<>();
        create(outputs);
        final Undo undo = new Undo();
        for (int step = 0; step < STEPS; step++)
        {
            // Mostly of the latest, some of all: spent in memory, on the way, and in the map.
            final int count = Math.min(unspent.size(), random.nextInt(4));
            final Bytes[] spent = new Bytes[count];
            for (int i = 0; i < count; i++)
            {
                final int reach = random.nextInt(3) == 0 ? unspent.size() : Math.min(unspent.size(), 2 * outputs + 1);
                spent[i] = unspent.remove(unspent.size() - 1 - random.nextInt(reach));
            }
            final int created = unspent.size() > CAPACITY - 10 ? 0 : random.nextInt(1, 4);
            if (created == 0 && count == 0)
            {
                continue;
            }
            final boolean isTakenBack = random.nextInt(5) == 0;
            final TransactionView view = transaction(spent, created, random);
            store.commit(view, UtxoFixture.outpoint(step, 0), 0, step, undo);
            if (isTakenBack)
            {
                store.rollback(undo);
                unspent.addAll(Arrays.asList(spent));
            }
            else
            {
                Arrays.asList(spent).forEach(model::remove);
                for (int i = 0; i < created; i++)
                {
                    final Bytes outpoint = bytes(UtxoFixture.outpoint(step, i));
                    model.put(outpoint, value(view, i, step));
                    unspent.add(outpoint);
                }
            }
            if (random.nextInt(500) == 0)
            {
                store.flush();
                assertThat(store.recentCount()).isZero();
            }
            if (random.nextInt(500) == 0)
            {
                reopen(outputs);
            }
            if (step % 100 == 0)
            {
                assertHolds(model, seed, step);
            }
        }
        reopen(outputs);
        assertHolds(model, seed, STEPS);
        store.close();
    }

    @Test
    void shouldNeverTouchTheMapForWhatIsSpentInMemory()
    {
        create(100);
        final SplittableRandom random = new SplittableRandom(1);
        store.put(UtxoFixture.outpoint(0, 0), 0, UtxoFixture.entry(1));
        for (int i = 0; i < 10_000; i++)
        {
            final Bytes[] spent = {bytes(UtxoFixture.outpoint(i, 0))};
            store.commit(transaction(spent, 1, random), UtxoFixture.outpoint(i + 1, 0), 0, 0);
            assertThat(store.size()).isEqualTo(1);
            assertThat(mapSize()).isZero();
        }
        store.close();
    }

    @Test
    void shouldKeepInMemoryAsMuchAsItMayAndMoveTheOldestFirst()
    {
        create(800);
        final UtxoEntry entry = new UtxoEntry();
        for (int i = 0; i < 3_000; i++)
        {
            store.put(UtxoFixture.outpoint(i, 0), 0, UtxoFixture.entry(i));
            // A batch of an eighth is on its way, and another is about to be.
            assertThat(store.recentCount()).isBetween(Math.min(i + 1, 600), 800);
            assertThat(mapSize() + store.recentCount()).isEqualTo(i + 1);
        }
        assertThat(map.get(UtxoFixture.outpoint(0, 0), 0, entry)).isTrue();
        assertThat(map.get(UtxoFixture.outpoint(2_999, 0), 0, entry)).isFalse();
        store.close();
    }

    @Test
    void shouldLeaveLittleToItsCloseWhenItIsSettledNowAndThen()
    {
        create(4_000);
        for (int i = 0; i < 3_000; i++)
        {
            store.put(UtxoFixture.outpoint(i, 0), 0, UtxoFixture.entry(i));
        }
        assertThat(mapSize()).isZero();
        int steps = 0;
        while (store.settle(100))
        {
            steps++;
            // A look at each record, a write for each that moves, and the ends of the batches.
            assertThat(steps).isLessThan(60);
            assertThat(mapSize()).isLessThanOrEqualTo(steps * 100L);
            assertThat(mapSize() + store.recentCount()).isEqualTo(3_000);
        }
        assertThat(store.recentCount()).isLessThanOrEqualTo(2_000);
        assertThat(store.get(UtxoFixture.outpoint(0, 0), 0, new UtxoEntry())).isTrue();
        assertThat(store.settle(100)).as("nothing is left to do").isFalse();
        reopen(4_000);
        assertThat(store.size()).isEqualTo(3_000);
        store.close();
    }

    @Test
    void shouldSettleNothingOfWhatIsSpentSoon()
    {
        create(4_000);
        final SplittableRandom random = new SplittableRandom(1);
        store.put(UtxoFixture.outpoint(0, 0), 0, UtxoFixture.entry(1));
        for (int i = 0; i < 10_000; i++)
        {
            final Bytes[] spent = {bytes(UtxoFixture.outpoint(i, 0))};
            store.commit(transaction(spent, 1, random), UtxoFixture.outpoint(i + 1, 0), 0, 0);
            store.settle(64);
            assertThat(mapSize()).isZero();
        }
        store.close();
    }

    @Test
    void shouldLeaveNoMarkOfACleanCloseBeforeEverythingIsInTheMap()
    {
        create(100);
        store.put(UtxoFixture.outpoint(0, 0), 0, UtxoFixture.entry(1));
        assertThatThrownBy(() -> ChronicleUtxoStore.open(parent.resolve("utxo"), UtxoFixture.CHAIN_ID, CAPACITY))
            .isInstanceOfSatisfying(UtxoStoreException.class,
                (ex) -> assertThat(ex.reason()).isEqualTo(Reason.UNCLEAN));
        store.close();
        store.close();
        try (ChronicleUtxoStore reopened = ChronicleUtxoStore.open(
            parent.resolve("utxo"), UtxoFixture.CHAIN_ID, CAPACITY))
        {
            assertThat(reopened.size()).isEqualTo(1);
            assertThat(reopened.get(UtxoFixture.outpoint(0, 0), 0, new UtxoEntry())).isTrue();
        }
    }

    @Test
    void shouldHaltAndStayUncleanIfWhatComesInWasInTheMapAlready()
    {
        create(8);
        map.insert(UtxoFixture.outpoint(3, 0), 0, UtxoFixture.entry(3));
        assertThatThrownBy(
            () ->
            {
                for (int i = 0; i < 100; i++)
                {
                    store.put(UtxoFixture.outpoint(i, 0), 0, UtxoFixture.entry(i));
                }
            }).isInstanceOf(InvariantViolation.class);
        assertThat(store.isDamaged()).isTrue();
        store.close();
        assertThatThrownBy(() -> ChronicleUtxoStore.open(parent.resolve("utxo"), UtxoFixture.CHAIN_ID, CAPACITY))
            .isInstanceOfSatisfying(UtxoStoreException.class,
                (ex) -> assertThat(ex.reason()).isEqualTo(Reason.UNCLEAN));
    }

    @Test
    void shouldBeTheMapItselfWithoutMemory()
    {
        try (ChronicleUtxoStore only = ChronicleUtxoStore.create(
            parent.resolve("utxo"), UtxoFixture.CHAIN_ID, CAPACITY))
        {
            assertThat(WriteBackUtxoStore.over(only, 0)).isSameAs(only);
            assertThat(WriteBackUtxoStore.over(only, RecentOutputs.BYTES_PER_OUTPUT - 1)).isSameAs(only);
        }
    }

    private void create(final int outputs)
    {
        over(ChronicleUtxoStore.create(parent.resolve("utxo"), UtxoFixture.CHAIN_ID, CAPACITY), outputs);
    }

    private void reopen(final int outputs)
    {
        store.close();
        over(ChronicleUtxoStore.open(parent.resolve("utxo"), UtxoFixture.CHAIN_ID, CAPACITY), outputs);
    }

    private void over(final ChronicleUtxoStore opened, final int outputs)
    {
        map = opened;
        store = (WriteBackUtxoStore)UtxoFixture.writeBack(map, outputs);
    }

    private long mapSize()
    {
        return Arrays.stream(map.segmentSizes()).sum();
    }

    private void assertHolds(final Map<Bytes, Bytes> model, final long seed, final int step)
    {
        assertThat(store.size()).as("seed %d, step %d", seed, step).isEqualTo(model.size());
        assertThat(mapSize() + store.recentCount()).as("seed %d, step %d", seed, step).isEqualTo(model.size());
        assertThat(UtxoFixture.contents(store)).as("seed %d, step %d", seed, step).isEqualTo(model);
        assertThat(store.stateHash()).isEqualTo(UtxoFixture.expectedHash(model));
        final UtxoEntry entry = new UtxoEntry();
        model.forEach(
            (outpoint, value) ->
            {
                assertThat(store.get(outpoint.buffer(), 0, entry)).as("seed %d, step %d", seed, step).isTrue();
                assertThat(UtxoFixture.value(entry)).isEqualTo(value);
            });
    }

    private static TransactionView transaction(
        final Bytes[] spent, final int outputs, final SplittableRandom random)
    {
        return UtxoFixture.transaction(
            Arrays.stream(spent).map(Bytes::buffer).toArray(DirectBuffer[]::new), outputs, random);
    }

    private static Bytes bytes(final UnsafeBuffer outpoint)
    {
        return Bytes.of(outpoint, 0, UtxoView.OUTPOINT_LENGTH);
    }

    private static Bytes value(final TransactionView view, final int index, final int height)
    {
        final UtxoEntry entry = new UtxoEntry();
        entry.amount = view.amount(index);
        entry.lockType = view.lockType(index);
        entry.coinbaseHeight = height;
        view.buffer().getBytes(view.keyHashOffset(index), entry.keyHash);
        return UtxoFixture.value(entry);
    }
}
