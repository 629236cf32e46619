package io.timecoin.consensus.avalanche;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

class VoteCounterTest
{
    private static final int ROWS = 3;

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4, 5, 7, 8, 20, 50, 63, 64, 200, 1_000_000_007L, 1L << 41 })
    void shouldAgreeWithCountersOneByOne(final long most)
    {
        final Random random = new Random(most);
        for (int run = 0; run < 5; run++)
        {
            final VoteCounter counter = new VoteCounter(ROWS, most);
            final long[][] model = new long[ROWS][64];
            for (int step = 0; step < 30; step++)
            {
                final int row = random.nextInt(ROWS);
                final long mask = random.nextLong() & (random.nextBoolean() ? random.nextLong() : ~0L);
                if (random.nextInt(10) == 0)
                {
                    counter.clear(row, mask);
                    forEach(mask, bit -> model[row][bit] = 0);
                }
                else
                {
                    long room = most;
                    for (int bit = 0; bit < 64; bit++)
                    {
                        room = (mask >>> bit & 1) == 0 ? room : Math.min(room, most - model[row][bit]);
                    }
                    final long weight = room == 0 ? 0 : random.nextLong(Math.max(1, room / 3) + 1);
                    counter.add(row, weight, mask);
                    forEach(mask, bit -> model[row][bit] += weight);
                }
                check(counter, model, random, most);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = { 1, 5, 15, 20 })
    void shouldStopIncrementsAtTheLargestNumberThatFits(final long most)
    {
        final VoteCounter counter = new VoteCounter(1, most);
        for (int i = 0; i < 100; i++)
        {
            counter.increment(0, 5);
            assertThat(counter.atLeast(0, Math.min(most, i + 1)) & 15).as("increments: " + i).isEqualTo(5);
        }
    }

    private static void check(final VoteCounter counter, final long[][] model, final Random random, final long most)
    {
        for (int row = 0; row < ROWS; row++)
        {
            final long[] thresholds = {
                Long.MIN_VALUE, -1, 0, 1, most, most + 1, Long.MAX_VALUE, model[row][5], model[row][9] + 1,
                random.nextLong(most + 2)};
            for (final long threshold : thresholds)
            {
                long expected = 0;
                for (int bit = 0; bit < 64; bit++)
                {
                    expected |= model[row][bit] >= threshold ? 1L << bit : 0;
                }
                assertThat(counter.atLeast(row, threshold)).as("threshold " + threshold).isEqualTo(expected);
            }
        }
    }

    private static void forEach(final long mask, final java.util.function.IntConsumer action)
    {
        for (long bits = mask; bits != 0; bits &= bits - 1)
        {
            action.accept(Long.numberOfTrailingZeros(bits));
        }
    }
}
