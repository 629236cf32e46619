package io.timecoin.pending;

import io.timecoin.InvariantViolation;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import static io.timecoin.pending.TransactionTable.BLOCK_LENGTH;
import static io.timecoin.pending.TransactionTable.MAX_TRANSACTION_LENGTH;
import static io.timecoin.pending.TransactionTable.NULL_HANDLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TransactionTableTest
{
    private final UnsafeBuffer source = new UnsafeBuffer(new byte[MAX_TRANSACTION_LENGTH]);
    private final UnsafeBuffer read = new UnsafeBuffer(new byte[MAX_TRANSACTION_LENGTH]);

    @Test
    void shouldReturnTheBytesOfEveryLengthAroundBlockEdges()
    {
        final TransactionTable table = new TransactionTable(512);
        fill(source, 1);
        for (final int length : new int[]{ 1, 255, 256, 257, 511, 512, 513, 65_535, 65_536 })
        {
            final int handle = table.allocate(source, 0, length);
            assertThat(table.length(handle)).isEqualTo(length);
            assertThat(table.bytesUsed()).isEqualTo((length + 255) / 256 * 256L);
            read.setMemory(0, read.capacity(), (byte)0);
            table.copyTo(handle, read, 0);
            assertSame(length);
            table.free(handle);
        }
        assertThat(table.count()).isZero();
        assertThat(table.bytesUsed()).isZero();
    }

    @Test
    void shouldRefuseWhatDoesNotFitAndChangeNothing()
    {
        final TransactionTable table = new TransactionTable(4);
        final int handle = table.allocate(source, 0, 3 * BLOCK_LENGTH);

        assertThat(table.allocate(source, 0, BLOCK_LENGTH + 1)).isEqualTo(NULL_HANDLE);
        assertThat(table.count()).isEqualTo(1);
        assertThat(table.bytesUsed()).isEqualTo(3 * BLOCK_LENGTH);

        assertThat(table.allocate(source, 0, BLOCK_LENGTH)).isNotEqualTo(NULL_HANDLE);
        table.free(handle);
        assertThat(table.allocate(source, 0, 3 * BLOCK_LENGTH)).isNotEqualTo(NULL_HANDLE);
    }

    @Test
    void shouldSeeThatAHandleIsStale()
    {
        final TransactionTable table = new TransactionTable(1);
        final int first = table.allocate(source, 0, 10);
        table.free(first);
        assertThat(table.isCurrent(first)).isFalse();
        final int second = table.allocate(source, 0, 10);

        assertThat(TransactionTable.index(second)).isEqualTo(TransactionTable.index(first));
        assertThat(table.isCurrent(first)).isFalse();
        assertThat(table.isCurrent(second)).isTrue();
        assertThat(table.isCurrent(NULL_HANDLE)).isFalse();
        assertThat(table.isCurrent(-1)).isFalse();
        assertThatThrownBy(() -> table.free(first)).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> table.free(NULL_HANDLE)).isInstanceOf(InvariantViolation.class);
    }

    @Test
    void shouldNotTakeTheMiddleOfAChainForATransaction()
    {
        final TransactionTable table = new TransactionTable(3);
        final List<Integer> single = new ArrayList<>();
        for (int i = 0; i < 3; i++)
        {
            single.add(table.allocate(source, 0, 1));
        }
        single.forEach(table::free);
        table.allocate(source, 0, 3 * BLOCK_LENGTH);
        for (final int handle : single)
        {
            assertThat(table.isCurrent(handle)).isFalse();
        }
    }

    @Test
    void shouldWrapGenerationsWithoutEverGivingTheNullHandle()
    {
        final TransactionTable table = new TransactionTable(1);
        final Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < TransactionTable.MAX_GENERATION; i++)
        {
            final int handle = table.allocate(source, 0, 1);
            assertThat(handle).isNotEqualTo(NULL_HANDLE);
            assertThat(seen.add(handle)).isTrue();
            table.free(handle);
        }
        assertThat(TransactionTable.generation(table.allocate(source, 0, 1))).isEqualTo(1);
    }

    @Test
    void shouldUseAnIndexAgainOnlyAfterAllOthers()
    {
        final TransactionTable table = new TransactionTable(8);
        final Set<Integer> indexes = new HashSet<>();
        for (int i = 0; i < 8; i++)
        {
            final int handle = table.allocate(source, 0, 1);
            indexes.add(TransactionTable.index(handle));
            table.free(handle);
        }
        assertThat(indexes).hasSize(8);
    }

    @Test
    void shouldKeepTransactionsApartThroughLongChurn()
    {
        final long seed = 42;
        final Random random = new Random(seed);
        final TransactionTable table = new TransactionTable(300);
        final ArrayDeque<int[]> live = new ArrayDeque<>();
        int blocks = 0;
        for (int step = 0; step < 20_000; step++)
        {
            if (random.nextInt(100) < 55)
            {
                final int length = 1 + random.nextInt(random.nextInt(10) == 0 ? 8_000 : 600);
                fill(source, step);
                final int inputs = random.nextInt(random.nextInt(10) == 0 ? 200 : 4);
                final int handle = table.allocate(source, 0, length, inputs);
                final boolean fits = blocks + TransactionTable.blocksFor(length, inputs) <= 300;
                assertThat(handle != NULL_HANDLE).as("seed %d step %d", seed, step).isEqualTo(fits);
                if (fits)
                {
                    blocks += TransactionTable.blocksFor(length, inputs);
                    assertThat(table.blocks(handle)).isEqualTo(TransactionTable.blocksFor(length, inputs));
                    table.spent(handle, source, 100);
                    table.fee(handle, step);
                    table.client(handle, step, -step);
                    live.add(new int[]{ handle, step, length, inputs });
                }
            }
            else if (!live.isEmpty())
            {
                final int[] oldest = random.nextBoolean() ? live.pollFirst() : live.pollLast();
                fill(source, oldest[1]);
                table.copyTo(oldest[0], read, 0);
                assertSame(oldest[2]);
                assertThat(table.spentCount(oldest[0])).isEqualTo(oldest[3]);
                assertSpent(table, oldest[0], oldest[3]);
                assertThat(table.fee(oldest[0])).isEqualTo(oldest[1]);
                assertThat(table.session(oldest[0])).isEqualTo(oldest[1]);
                assertThat(table.reference(oldest[0])).isEqualTo(-oldest[1]);
                assertThat(table.handleAt(TransactionTable.index(oldest[0]))).isEqualTo(oldest[0]);
                table.free(oldest[0]);
                blocks -= TransactionTable.blocksFor(oldest[2], oldest[3]);
            }
            assertThat(table.count()).isEqualTo(live.size());
            assertThat(table.bytesUsed()).isEqualTo(blocks * (long)BLOCK_LENGTH);
        }
    }

    @Test
    void shouldRefuseSizesBeyondAHandle()
    {
        assertThatThrownBy(() -> new TransactionTable(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TransactionTable(TransactionTable.MAX_BLOCKS + 1))
            .isInstanceOf(IllegalArgumentException.class);
        final TransactionTable table = new TransactionTable(512);
        assertThatThrownBy(() -> table.allocate(source, 0, 0)).isInstanceOf(InvariantViolation.class);
    }

    @Test
    void shouldKeepAPaymentOfOneInputAndTwoOutputsInOneBlock()
    {
        assertThat(TransactionTable.blocksFor(219, 1)).isEqualTo(1);
        assertThat(TransactionTable.blocksFor(TransactionTable.MAX_TRANSACTION_LENGTH, TransactionTable.MAX_INPUTS))
            .isEqualTo(TransactionTable.MAX_BLOCKS_PER_TRANSACTION);
    }

    @Test
    void shouldTellWhatTheLargestTransactionSpends()
    {
        final UnsafeBuffer large = new UnsafeBuffer(new byte[TransactionTable.MAX_TRANSACTION_LENGTH]);
        final TransactionTable table = new TransactionTable(1_024);
        final int handle = table.allocate(large, 0, large.capacity(), TransactionTable.MAX_INPUTS);
        final UnsafeBuffer records = new UnsafeBuffer(new byte[TransactionTable.MAX_SPENT_LENGTH]);
        fill(records, 5);
        table.spent(handle, records, 0);
        fill(source, 5);
        assertSpentBytes(table, handle, TransactionTable.MAX_SPENT_LENGTH, 0);
        table.copyTo(handle, large, 0);
        assertThat(large.byteArray()).containsOnly(0);
        assertThatThrownBy(() -> table.allocate(large, 0, 1, TransactionTable.MAX_INPUTS + 1))
            .isInstanceOf(InvariantViolation.class);
    }

    private void assertSpent(final TransactionTable table, final int handle, final int inputs)
    {
        assertSpentBytes(table, handle, inputs * TransactionTable.SPENT_LENGTH, 100);
    }

    private void assertSpentBytes(final TransactionTable table, final int handle, final int length, final int offset)
    {
        final UnsafeBuffer spent = new UnsafeBuffer(new byte[TransactionTable.MAX_SPENT_LENGTH + 1]);
        table.copySpent(handle, spent, 0);
        for (int i = 0; i < Math.min(length, 8_192 - offset); i++)
        {
            if (spent.getByte(i) != source.getByte(offset + i))
            {
                throw new AssertionError("byte " + i + " of " + length);
            }
        }
        assertThat(spent.getByte(length)).isZero();
    }

    private void assertSame(final int length)
    {
        for (int i = 0; i < length; i++)
        {
            if (read.getByte(i) != source.getByte(i))
            {
                throw new AssertionError("byte " + i + " of " + length);
            }
        }
    }

    private static void fill(final UnsafeBuffer buffer, final int seed)
    {
        for (int i = 0; i < 8_192; i++)
        {
            buffer.putByte(i, (byte)(seed * 31 + i * 7 + (i >> 8)));
        }
    }
}
