package io.timecoin.network;

import org.junit.jupiter.api.Test;

import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

class TokenBucketTest
{
    private static final long SECOND_NS = 1_000_000_000L;

    @Test
    void shouldGiveABurstOfOneSecondAndThenTheRate()
    {
        final TokenBucket bucket = new TokenBucket(10, 0);
        assertThat(taken(bucket, 100, 0)).isEqualTo(10);
        assertThat(bucket.take(SECOND_NS / 10 - 1)).isFalse();
        assertThat(bucket.take(SECOND_NS / 10)).isTrue();
        assertThat(bucket.take(SECOND_NS / 10)).isFalse();
    }

    @Test
    void shouldNotSaveMoreThanOneSecondHoweverLongItRests()
    {
        final TokenBucket bucket = new TokenBucket(Integer.MAX_VALUE, 0);
        assertThat(bucket.take(Long.MAX_VALUE / 2)).isTrue();
        final TokenBucket small = new TokenBucket(5, -SECOND_NS);
        taken(small, 5, -SECOND_NS);
        assertThat(taken(small, 100, 1_000 * SECOND_NS)).isEqualTo(5);
    }

    @Test
    void shouldGiveNothingForTimeThatGoesBackwards()
    {
        final TokenBucket bucket = new TokenBucket(1, 5 * SECOND_NS);
        assertThat(bucket.take(5 * SECOND_NS)).isTrue();
        assertThat(bucket.take(0)).isFalse();
        assertThat(bucket.take(6 * SECOND_NS)).isTrue();
    }

    @Test
    void shouldAlwaysGiveWhenLifted()
    {
        final TokenBucket bucket = new TokenBucket(0, 0);
        assertThat(taken(bucket, 1_000, 0)).isEqualTo(1_000);
    }

    @Test
    void shouldNeverGiveMoreThanBurstAndRateAllow()
    {
        final long seed = 42;
        final Random random = new Random(seed);
        for (int rate = 1; rate < 5_000; rate = 3 * rate + 1)
        {
            final TokenBucket bucket = new TokenBucket(rate, 0);
            long nowNs = 0;
            long taken = 0;
            for (int i = 0; i < 20_000; i++)
            {
                nowNs += random.nextInt(2_000_000);
                taken += bucket.take(nowNs) ? 1 : 0;
                assertThat(taken).as("seed %s", seed).isLessThanOrEqualTo(rate + nowNs * rate / SECOND_NS);
            }
        }
    }

    private static int taken(final TokenBucket bucket, final int tries, final long nowNs)
    {
        int taken = 0;
        for (int i = 0; i < tries; i++)
        {
            taken += bucket.take(nowNs) ? 1 : 0;
        }
        return taken;
    }
}
