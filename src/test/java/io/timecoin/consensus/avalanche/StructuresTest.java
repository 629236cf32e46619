package io.timecoin.consensus.avalanche;

import io.timecoin.consensus.validators.ValidatorSet;
import io.timecoin.pending.TransactionTable;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The small structures that acceptance stands on. */
class StructuresTest
{
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

    @ParameterizedTest
    @CsvSource({ "1, 1, 0", "2, 2, 0", "3, 3, 0", "4, 3, 1", "5, 4, 1", "6, 5, 1", "7, 5, 2", "100, 67, 33" })
    void shouldTakeMoreThanTwoThirdsForAQuorum(final int validators, final long quorum, final long faults)
    {
        final ValidatorSet set = ValidatorSet.equal(validators);
        assertThat(set.quorumWeight()).isEqualTo(quorum);
        assertThat(set.faultBound()).isEqualTo(faults);
        assertThat(set.isQuorum(quorum)).isTrue();
        assertThat(set.isQuorum(quorum - 1)).isFalse();
        // Two quorums have more in common than may lie.
        assertThat(2 * quorum - set.totalWeight()).isGreaterThan(faults);
    }

    @Test
    void shouldRefuseValidatorsWithoutWeight()
    {
        assertThatThrownBy(() -> new ValidatorSet(new long[]{ 0, 0 })).hasMessageContaining("weight");
        assertThatThrownBy(() -> new ValidatorSet(new long[]{ 1, -1 })).hasMessageContaining("weight");
        assertThatThrownBy(() -> new ValidatorSet(new long[0])).hasMessageContaining("validators");
        assertThat(new ValidatorSet(new long[]{ ValidatorSet.MAX_WEIGHT, 1 }).totalWeight()).isEqualTo(1L << 32);
        assertThat(new ValidatorSet(new long[]{ 0, 7, 0, 1 }).voters()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 7, 16, 100, 512 })
    void shouldFindTransactionsByIdAsAMapDoes(final int capacity)
    {
        final Random random = new Random(capacity);
        final TransactionTable table = new TransactionTable(capacity);
        final Transactions transactions = new Transactions(capacity);
        final TxidIndex index = new TxidIndex(table, transactions, random.nextLong());
        final UnsafeBuffer ids = new UnsafeBuffer(new byte[64]);
        final Map<Long, Integer> model = new HashMap<>();
        for (int step = 0; step < 4_000; step++)
        {
            // Few ids, so that the same come again; two may differ in their last bytes only.
            final long number = random.nextInt(2 * capacity);
            ids.putLong(0, number / 2);
            ids.putLong(24, number);
            final Integer held = model.get(number);
            assertThat(index.find(ids, 0)).isEqualTo(held == null ? TxidIndex.NONE : TransactionTable.index(held));
            if (held != null)
            {
                index.remove(held);
                table.free(held);
                model.remove(number);
            }
            else if (model.size() < capacity)
            {
                final int handle = table.allocate(ids, 0, 1);
                table.ids(handle, ids, 0, 0);
                transactions.touch(handle);
                transactions.set(TransactionTable.index(handle), Transactions.RELEASED);
                index.put(handle);
                model.put(number, handle);
            }
        }
    }

    /** Other witnesses make another transaction with the same id: one that is parked must not hide the good one. */
    @Test
    void shouldFindTheValidOneOfTwoWithOneId()
    {
        final TransactionTable table = new TransactionTable(8);
        final Transactions transactions = new Transactions(8);
        final TxidIndex index = new TxidIndex(table, transactions, 5);
        final UnsafeBuffer ids = new UnsafeBuffer(new byte[64]);
        final int[] found = new int[3];
        for (int i = 0; i < 3; i++)
        {
            final int handle = table.allocate(ids, 0, 1);
            table.ids(handle, ids, 0, 0);
            found[i] = transactions.touch(handle);
            index.put(handle);
        }
        transactions.set(found[1], Transactions.READY);
        assertThat(index.find(ids, 0)).isEqualTo(found[1]);
        index.remove(transactions.handles[found[1]]);
        assertThat(index.find(ids, 0)).isIn(found[0], found[2]);
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 7, 16, 100, 512 })
    void shouldFindNamesAsAMapDoes(final int capacity)
    {
        final Random random = new Random(capacity);
        final NameIndex index = new NameIndex(capacity, random.nextLong());
        final UnsafeBuffer name = new UnsafeBuffer(new byte[32]);
        final Map<Integer, Long> model = new HashMap<>();
        for (int step = 0; step < 2_000; step++)
        {
            final int slot = random.nextInt(capacity);
            if (model.containsKey(slot))
            {
                index.remove(slot);
                model.remove(slot);
            }
            else
            {
                final long value = random.nextLong();
                name.putLong(0, value);
                index.put(slot, name, 0);
                model.put(slot, value);
            }
            final int probe = random.nextInt(capacity);
            name.putLong(0, model.getOrDefault(probe, random.nextLong()));
            assertThat(index.find(name, 0)).isEqualTo(model.containsKey(probe) ? probe : NameIndex.NOT_FOUND);
        }
    }

    @Test
    void shouldDrawEachUnitAtMostOnceAndInProportion()
    {
        final long[] weights = { 5, 1, 2, 3, 1, 8 };
        final int self = 3;
        final PeerSampler sampler = new PeerSampler(new Electorate(new ValidatorSet(weights), self), new SplitMix(7));
        final long[] sums = new long[weights.length];
        final int draws = 20_000;
        for (int draw = 0; draw < draws; draw++)
        {
            final long[] units = new long[weights.length];
            sampler.draw(4, units);
            for (int i = 0; i < weights.length; i++)
            {
                assertThat(units[i]).isLessThanOrEqualTo(weights[i]);
                sums[i] += units[i];
            }
        }
        for (int i = 0; i < weights.length; i++)
        {
            final double expected = i == self ? 0 : 4.0 * draws * weights[i] / 17;
            assertThat((double)sums[i]).isBetween(expected * 0.97, expected * 1.03);
        }
        final long[] all = new long[weights.length];
        sampler.draw(17, all);
        assertThat(all).containsExactly(5, 1, 2, 0, 1, 8);
    }

    @Test
    void shouldFollowTheRoundTripAndStayBelowTheCeiling()
    {
        final RoundTrip roundTrip = new RoundTrip(2_000 * MS, new AvalancheStats());
        assertThat(roundTrip.timeoutNs()).isEqualTo(2_000 * MS);
        for (int i = 0; i < 100; i++)
        {
            roundTrip.onSample(100 * MS);
        }
        assertThat(roundTrip.smoothedNs()).isBetween(99 * MS, 100 * MS);
        assertThat(roundTrip.timeoutNs()).isBetween(100 * MS, 105 * MS);
        for (int i = 0; i < 100; i++)
        {
            roundTrip.onSample(MS / 10);
        }
        assertThat(roundTrip.timeoutNs()).isEqualTo(RoundTrip.MIN_TIMEOUT_NS);
        for (int i = 0; i < 100; i++)
        {
            roundTrip.onSample(TimeUnit.DAYS.toNanos(1));
        }
        assertThat(roundTrip.timeoutNs()).isEqualTo(2_000 * MS);
    }

    @Test
    void shouldCountAReplyToAPollOnceForAsLongAsItIsRemembered()
    {
        final PollHistory history = new PollHistory(5, Long.MAX_VALUE - 2);
        for (int i = 0; i < PollHistory.SIZE + 10; i++)
        {
            final long id = history.nextId();
            assertThat(history.isRemembered(id)).isFalse();
            history.onSent(new long[]{ 0b10110 }, i);
            assertThat(history.isRemembered(id)).isTrue();
            assertThat(history.onReply(id, 1)).isEqualTo(i);
            assertThat(history.onReply(id, 1)).isEqualTo(PollHistory.NOT_OWED);
            assertThat(history.onReply(id, 3)).isEqualTo(PollHistory.NOT_OWED);
        }
        final long last = history.nextId() - 1;
        assertThat(history.onReply(last - PollHistory.SIZE + 1, 2)).isEqualTo(10);
        assertThat(history.onReply(last - PollHistory.SIZE, 2)).isEqualTo(PollHistory.NOT_OWED);
    }

    @Test
    void shouldKeepConflictsInPairsWithinBounds()
    {
        final Transactions transactions = new Transactions(200);
        java.util.Arrays.fill(transactions.conflicts, Transactions.NONE);
        final Conflicts conflicts = new Conflicts(100, transactions);
        for (int i = 1; i <= AvalancheLimits.MAX_RIVALS; i++)
        {
            assertThat(conflicts.add(0, i)).isTrue();
        }
        assertThat(conflicts.add(0, 100)).as("more rivals than can be polled").isFalse();
        assertThat(conflicts.areInConflict(5, 0)).isTrue();
        assertThat(conflicts.areInConflict(5, 6)).isFalse();
        for (int i = 0; i < 37; i++)
        {
            assertThat(conflicts.add(100 + i, 150 + i)).isTrue();
        }
        assertThat(conflicts.add(140, 190)).as("more pairs than there is room for").isFalse();
        conflicts.remove(5, 0);
        assertThat(conflicts.areInConflict(0, 5)).isFalse();
        assertThat(conflicts.add(0, 100)).isTrue();
        final int[] copy = new int[AvalancheLimits.MAX_RIVALS];
        assertThat(conflicts.copy(0, copy)).isEqualTo(AvalancheLimits.MAX_RIVALS);
        assertThat(copy).contains(100).doesNotContain(5);
    }
}
