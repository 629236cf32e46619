package io.timecoin.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.SplittableRandom;

class LatenciesTest
{
    private static final long SEED = 0x71AE;

    @Test
    void shouldAgreeWithSortedValuesToThreeDigits()
    {
        final SplittableRandom random = new SplittableRandom(SEED);
        final Latencies latencies = new Latencies();
        final long[] all = new long[100_000];
        for (int i = 0; i < all.length; i++)
        {
            all[i] = (long)Math.exp(random.nextDouble(5, 25));
            latencies.record(all[i]);
        }
        Arrays.sort(all);

        final Percentiles percentiles = latencies.percentiles();
        assertThat(percentiles.count()).isEqualTo(all.length);
        assertClose(percentiles.p50(), all[49_999]);
        assertClose(percentiles.p90(), all[89_999]);
        assertClose(percentiles.p99(), all[98_999]);
        assertClose(percentiles.p999(), all[99_899]);
        assertClose(percentiles.max(), all[99_999]);
    }

    @Test
    void shouldKeepExtremes()
    {
        final Latencies latencies = new Latencies();
        latencies.record(-1);
        latencies.record(Long.MAX_VALUE);
        assertThat(latencies.percentiles().p50()).isZero();
        assertThat(latencies.percentiles().max()).isGreaterThanOrEqualTo(2 * 3_600_000);

        latencies.reset();
        assertThat(latencies.percentiles()).isEqualTo(Percentiles.NONE);
    }

    private static void assertClose(final double ms, final long ns)
    {
        assertThat(ms).as("seed " + SEED).isCloseTo(ns / 1e6, within(ns / 1e6 * 0.001 + 0.0006));
    }
}
