package io.timecoin.utxo;

import io.timecoin.InvariantViolation;
import io.timecoin.crypto.SaltedHash;
import io.timecoin.utxo.UtxoFixture.Bytes;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RecentOutputsTest
{
    private static final int NUMBERS = 60;

    private final UtxoEntry entry = new UtxoEntry();

    /** Two buckets of seven for eight outputs: most searches pass a full one. */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "8, 3", "8, 4", "13, 5", "40, 6"})
    void shouldHoldWhatAModelHolds(final int capacity, final long seed)
    {
        final SplittableRandom random = new SplittableRandom(seed);
        final RecentOutputs recent = new RecentOutputs(capacity, new SaltedHash(seed));
        final Map<Integer, Long> model = new HashMap<>();
        final UnsafeBuffer outpoint = UtxoFixture.outpoint(0, 0);
        for (int step = 0; step < 10_000; step++)
        {
            final int number = random.nextInt(NUMBERS);
            UtxoFixture.setOutpoint(outpoint, number, number);
            if (model.containsKey(number))
            {
                assertThat(recent.remove(outpoint, 0)).as("seed %d, step %d", seed, step).isTrue();
                model.remove(number);
            }
            else if (recent.room() > 0)
            {
                recent.add(outpoint, 0, UtxoFixture.entry(step));
                model.put(number, (long)step);
            }
            else
            {
                freeOldest(recent, model, 1 + random.nextInt(capacity));
            }
            assertThat(recent.contains(outpoint, 0)).as("seed %d, step %d", seed, step)
                .isEqualTo(model.containsKey(number));
            if (step % 20 == 0)
            {
                assertSame(recent, model, seed, step);
            }
        }
    }

    @Test
    void shouldHoldAsManyAsItSaysAndNoMore()
    {
        final RecentOutputs recent = new RecentOutputs(100, new SaltedHash(7));
        for (int i = 0; i < 100; i++)
        {
            recent.add(UtxoFixture.outpoint(i, 0), 0, UtxoFixture.entry(i));
        }
        assertThat(recent.room()).isZero();
        assertThatThrownBy(() -> recent.add(UtxoFixture.outpoint(100, 0), 0, UtxoFixture.entry(1)))
            .isInstanceOf(InvariantViolation.class);
        assertThat(recent.size()).isEqualTo(100);
        assertThatThrownBy(() -> new RecentOutputs(0, new SaltedHash(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RecentOutputs(RecentOutputs.MAX_CAPACITY + 1, new SaltedHash(1)))
            .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldTakeNoMoreMemoryThanItSays()
    {
        // What lies on the heap is a bit a record.
        assertThat(RecentOutputs.BYTES_PER_OUTPUT).isEqualTo(80 + 64 / 4);
    }

    private static void freeOldest(final RecentOutputs recent, final Map<Integer, Long> model, final int count)
    {
        for (int age = 0; age < count; age++)
        {
            final int record = recent.recordAt(age);
            if (recent.isLive(record))
            {
                model.remove(recent.outpoints().getShort(recent.outpointOffset(record) + UtxoRecord.TXID_LENGTH) + 0);
                recent.removeRecord(record);
            }
        }
        recent.free(count);
    }

    private void assertSame(
        final RecentOutputs recent, final Map<Integer, Long> model, final long seed, final int step)
    {
        assertThat(recent.size()).as("seed %d, step %d", seed, step).isEqualTo(model.size());
        final UnsafeBuffer outpoint = UtxoFixture.outpoint(0, 0);
        for (int number = 0; number < NUMBERS; number++)
        {
            UtxoFixture.setOutpoint(outpoint, number, number);
            final boolean isThere = model.containsKey(number);
            assertThat(recent.contains(outpoint, 0)).as("seed %d, step %d", seed, step).isEqualTo(isThere);
            assertThat(recent.get(outpoint, 0, entry)).as("seed %d, step %d", seed, step).isEqualTo(isThere);
            if (isThere)
            {
                assertThat(UtxoFixture.value(entry)).isEqualTo(UtxoFixture.value(UtxoFixture.entry(model.get(number))));
            }
        }
        final Map<Bytes, Bytes> visited = new HashMap<>();
        recent.forEach((buffer, offset, output) -> visited.put(
            Bytes.of(buffer, offset, UtxoView.OUTPOINT_LENGTH), UtxoFixture.value(output)));
        assertThat(visited).hasSize(model.size());
    }
}
