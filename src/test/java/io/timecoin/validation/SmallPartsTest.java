package io.timecoin.validation;

import io.timecoin.InvariantViolation;
import io.timecoin.crypto.SaltedHash;
import io.timecoin.pending.TransactionTable;
import io.timecoin.transaction.Verdict;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The tables and indexes that the rules stand on, each against an obviously right model. */
class SmallPartsTest
{
    private static final long SEED = 20_261;

    private final Random random = new Random(SEED);

    @Test
    void shouldRememberTheLastKeysAndNoOthers()
    {
        final int capacity = 100;
        final RecentMap map = new RecentMap(capacity);
        final LinkedHashMap<Long, Long> model = new LinkedHashMap<>();
        for (int step = 0; step < 50_000; step++)
        {
            // Few distinct low bits, so that runs of slots grow long and wrap around.
            final long key = (long)random.nextInt(40) << 40 | random.nextInt(10) | 0xF0;
            final long value = random.nextInt(1_000);
            if (random.nextInt(10) == 0)
            {
                map.clear(key);
                model.computeIfPresent(key, (same, before) -> RecentMap.MISSING);
            }
            map.put(key + 1, value);
            if (model.put(key + 1, value) == null && model.size() > capacity)
            {
                model.remove(model.keySet().iterator().next());
            }
            final long asked = (long)random.nextInt(40) << 40 | random.nextInt(10) | 0xF0;
            assertThat(map.get(asked)).as("seed %d step %d", SEED, step)
                .isEqualTo(model.getOrDefault(asked, RecentMap.MISSING));
            assertThat(map.size()).isEqualTo(model.size());
        }
        map.put(0, 5);
        assertThat(map.get(0)).isEqualTo(5);
    }

    @Test
    void shouldFindTransactionsByTheirIds()
    {
        final TransactionTable table = new TransactionTable(64);
        final IdIndex index = IdIndex.byTxid(table, new SaltedHash(1));
        final Map<Integer, Integer> model = new HashMap<>();
        final UnsafeBuffer ids = new UnsafeBuffer(new byte[64]);
        for (int step = 0; step < 20_000; step++)
        {
            final int id = random.nextInt(100);
            ids.putInt(0, id);
            final int found = index.find(ids, 0);
            assertThat(found).as("seed %d step %d", SEED, step)
                .isEqualTo(model.containsKey(id) ? TransactionTable.index(model.get(id)) : IdIndex.NONE);
            if (found != IdIndex.NONE && random.nextBoolean())
            {
                index.remove(found);
                table.free(model.remove(id));
            }
            else if (found == IdIndex.NONE && model.size() < 64)
            {
                final int handle = table.allocate(ids, 0, 1);
                table.ids(handle, ids, 0, 0);
                index.add(TransactionTable.index(handle));
                model.put(id, handle);
            }
            assertThat(index.size()).isEqualTo(model.size());
        }
        assertThatThrownBy(() -> removeAbsent(index, model)).isInstanceOf(InvariantViolation.class);
    }

    private static void removeAbsent(final IdIndex index, final Map<Integer, Integer> model)
    {
        final int present = TransactionTable.index(model.values().iterator().next());
        index.remove(present);
        index.remove(present);
    }

    @Test
    void shouldKnowEveryClaimOfAnOutput()
    {
        final Locks locks = new Locks(64, 32, new SaltedHash(1));
        final Map<Integer, List<Integer>> model = new TreeMap<>();
        final UnsafeBuffer outpoint = new UnsafeBuffer(new byte[40]);
        int claims = 0;
        for (int step = 0; step < 20_000; step++)
        {
            final int owner = random.nextInt(32);
            if (model.containsKey(owner) && random.nextBoolean())
            {
                locks.release(owner);
                claims -= model.remove(owner).size();
            }
            else if (!model.containsKey(owner))
            {
                final List<Integer> claimed = new ArrayList<>();
                for (int i = random.nextInt(4); i >= 0 && locks.available() > 0; i--)
                {
                    final int number = random.nextInt(20);
                    if (!claimed.contains(number))
                    {
                        setOutpoint(outpoint, number);
                        locks.claim(owner, outpoint, 3, Locks.NONE);
                        claimed.add(number);
                        claims++;
                    }
                }
                model.put(owner, claimed);
            }
            assertThat(locks.size()).as("seed %d step %d", SEED, step).isEqualTo(claims);
            final int asked = random.nextInt(20);
            setOutpoint(outpoint, asked);
            final List<Integer> owners = new ArrayList<>();
            for (int claim = locks.firstOn(outpoint, 3); claim != Locks.NONE; claim = locks.nextOn(claim))
            {
                owners.add(locks.owner(claim));
            }
            assertThat(owners).as("seed %d step %d", SEED, step).containsExactlyInAnyOrderElementsOf(
                model.entrySet().stream().filter(e -> e.getValue().contains(asked)).map(Map.Entry::getKey).toList());
        }
    }

    /** Outpoints that differ in the index alone, too. */
    private static void setOutpoint(final UnsafeBuffer buffer, final int number)
    {
        buffer.putByte(3, (byte)(number / 4));
        buffer.putByte(3 + 33, (byte)(number % 4));
    }

    @Test
    void shouldListTheChildrenOfAParentUntilTheyAreOrphaned()
    {
        final Locks locks = new Locks(16, 8, new SaltedHash(1));
        final UnsafeBuffer outpoint = new UnsafeBuffer(new byte[40]);
        for (int i = 0; i < 4; i++)
        {
            setOutpoint(outpoint, i);
            locks.claim(i, outpoint, 3, 7);
        }
        locks.release(2);
        locks.orphan(locks.firstOf(1));
        final List<Integer> children = new ArrayList<>();
        for (int claim = locks.firstChild(7); claim != Locks.NONE; claim = locks.nextChild(claim))
        {
            children.add(locks.owner(claim));
        }
        assertThat(children).containsExactlyInAnyOrder(0, 3);
        locks.release(0);
        locks.release(3);
        assertThat(locks.firstChild(7)).isEqualTo(Locks.NONE);
        locks.release(1);
        assertThat(locks.size()).isZero();
    }

    @Test
    void shouldHaltOnAClaimBeyondTheBound()
    {
        final Locks locks = new Locks(1, 2, new SaltedHash(1));
        final UnsafeBuffer outpoint = new UnsafeBuffer(new byte[40]);
        locks.claim(0, outpoint, 0, Locks.NONE);
        assertThatThrownBy(() -> locks.claim(1, outpoint, 0, Locks.NONE)).isInstanceOf(InvariantViolation.class);
    }

    @Test
    void shouldPutRatesIntoBucketsInOrderAndCloseTogether()
    {
        int last = -1;
        for (long rate = 0; rate < 100_000; rate++)
        {
            final int bucket = FeeRates.bucket(rate);
            assertThat(bucket).isBetween(last, last + 1);
            last = bucket;
        }
        for (long rate = 1; rate > 0; rate <<= 1)
        {
            assertThat(FeeRates.bucket(rate)).isGreaterThan(FeeRates.bucket(rate - 1)).isLessThan(1024);
            assertThat(FeeRates.bucket(rate + rate / 10 + 16)).isGreaterThan(FeeRates.bucket(rate));
        }
        assertThat(FeeRates.bucket(Long.MAX_VALUE)).isLessThan(1024);
    }

    @Test
    void shouldFindTheLowestRateOldestFirst()
    {
        final FeeRates rates = new FeeRates(256);
        final TreeMap<Integer, ArrayDeque<Integer>> model = new TreeMap<>();
        final Map<Integer, Integer> bucketOf = new HashMap<>();
        for (int step = 0; step < 20_000; step++)
        {
            final int index = random.nextInt(256);
            if (rates.contains(index))
            {
                rates.remove(index);
                final int bucket = bucketOf.remove(index);
                model.get(bucket).remove((Integer)index);
                model.computeIfPresent(bucket, (b, list) -> list.isEmpty() ? null : list);
            }
            else
            {
                final long rate = 1L << random.nextInt(40) | random.nextInt(100);
                rates.add(index, rate);
                bucketOf.put(index, FeeRates.bucket(rate));
                model.computeIfAbsent(FeeRates.bucket(rate), b -> new ArrayDeque<>()).addLast(index);
            }
            assertThat(rates.lowest()).as("seed %d step %d", SEED, step)
                .isEqualTo(model.isEmpty() ? FeeRates.NONE : model.firstEntry().getValue().peekFirst());
        }
    }

    @Test
    void shouldFindTheSmallestFeeOfARate()
    {
        for (int i = 0; i < 10_000; i++)
        {
            final long rate = random.nextInt(10_000_000);
            final int length = 1 + random.nextInt(65_536);
            final long fee = FeeRates.feeFor(rate, length);
            assertThat(FeeRates.rate(fee, length)).isGreaterThanOrEqualTo(rate);
            assertThat(fee == 0 || FeeRates.rate(fee - 1, length) < rate).isTrue();
        }
        assertThat(FeeRates.feeFor(Long.MAX_VALUE, 300)).isEqualTo(Long.MAX_VALUE);
        assertThat(FeeRates.rate(Long.MAX_VALUE, 300)).isPositive();
    }

    @Test
    void shouldForgetRejectionsByAgeAndByNumber()
    {
        final RejectedCache cache = new RejectedCache(3, TimeUnit.HOURS.toNanos(1), new SaltedHash(1));
        final UnsafeBuffer ids = new UnsafeBuffer(new byte[32 * 10]);
        for (int i = 0; i < 10; i++)
        {
            ids.putInt(32 * i, i + 1);
        }
        final long startNs = -5_000_000_000L;
        cache.put(ids, 0, Verdict.BAD_SIGNATURE, startNs);
        assertThat(cache.get(ids, 0, startNs)).isEqualTo(Verdict.BAD_SIGNATURE);
        assertThat(cache.get(ids, 32, startNs)).isNull();
        assertThat(cache.get(ids, 0, startNs + TimeUnit.MINUTES.toNanos(59))).isEqualTo(Verdict.BAD_SIGNATURE);
        assertThat(cache.get(ids, 0, startNs + TimeUnit.MINUTES.toNanos(60))).isNull();
        cache.put(ids, 0, Verdict.NOT_OWNER, startNs + TimeUnit.MINUTES.toNanos(61));
        assertThat(cache.get(ids, 0, startNs + TimeUnit.MINUTES.toNanos(62))).isEqualTo(Verdict.NOT_OWNER);
        for (int i = 1; i < 4; i++)
        {
            cache.put(ids, 32 * i, Verdict.FEE_TOO_LOW, startNs);
        }
        assertThat(cache.get(ids, 0, startNs)).isNull();
        assertThat(cache.get(ids, 96, startNs)).isEqualTo(Verdict.FEE_TOO_LOW);
        assertThatThrownBy(() -> cache.put(ids, 0, Verdict.CONFLICT, 0)).isInstanceOf(InvariantViolation.class);
    }

    @Test
    void shouldHashDifferentlyWithEachSalt()
    {
        final UnsafeBuffer outpoint = new UnsafeBuffer(new byte[34]);
        assertThat(new SaltedHash(1).ofOutpoint(outpoint, 0)).isNotEqualTo(new SaltedHash(2).ofOutpoint(outpoint, 0));
        final long zero = new SaltedHash(1).ofOutpoint(outpoint, 0);
        for (int i = 0; i < 34; i++)
        {
            outpoint.setMemory(0, 34, (byte)0);
            outpoint.putByte(i, (byte)1);
            assertThat(new SaltedHash(1).ofOutpoint(outpoint, 0)).isNotEqualTo(zero);
        }
    }
}
