package io.timecoin.load;

import java.util.Arrays;

/**
 * Counts latencies in buckets whose width grows with the value, as HdrHistogram does (Tene): any value from 1 ns to two
 * hours is kept to three digits, recording is an addition, and the memory is fixed.
 */
final class Latencies
{
    /** Buckets for each doubling of the value; half of it bounds the relative error. */
    private static final int SUB_BUCKET_BITS = 11;
    private static final int SUB_BUCKETS = 1 << SUB_BUCKET_BITS;
    /** Doublings beyond the linear part: 2^43 ns is more than two hours. */
    private static final int DOUBLINGS = 43 - SUB_BUCKET_BITS;
    private static final long MAX_NS = (1L << 43) - 1;
    private static final double NS_PER_MS = 1e6;

    private final long[] counts = new long[SUB_BUCKETS + DOUBLINGS * (SUB_BUCKETS / 2)];
    private long total;
    private long maxNs;

    void record(final long latencyNs)
    {
        final long ns = Math.max(0, Math.min(latencyNs, MAX_NS));
        counts[bucket(ns)]++;
        total++;
        maxNs = Math.max(maxNs, ns);
    }

    void reset()
    {
        Arrays.fill(counts, 0);
        total = 0;
        maxNs = 0;
    }

    Percentiles percentiles()
    {
        return total == 0 ? Percentiles.NONE : new Percentiles(
            total, ms(valueNs(0.5)), ms(valueNs(0.9)), ms(valueNs(0.99)), ms(valueNs(0.999)), ms(maxNs));
    }

    /** The highest value that the bucket of a quantile stands for, never above the longest recorded. */
    private long valueNs(final double quantile)
    {
        final long wanted = Math.max(1, (long)Math.ceil(quantile * total));
        long seen = 0;
        for (int i = 0; i < counts.length; i++)
        {
            seen += counts[i];
            if (seen >= wanted)
            {
                return Math.min(maxNs, highest(i));
            }
        }
        return maxNs;
    }

    private static int bucket(final long ns)
    {
        if (ns < SUB_BUCKETS)
        {
            return (int)ns;
        }
        final int doubling = Long.SIZE - Long.numberOfLeadingZeros(ns) - SUB_BUCKET_BITS;
        final int within = (int)(ns >>> doubling) - SUB_BUCKETS / 2;
        return SUB_BUCKETS + (doubling - 1) * (SUB_BUCKETS / 2) + within;
    }

    private static long highest(final int bucket)
    {
        if (bucket < SUB_BUCKETS)
        {
            return bucket;
        }
        final int beyond = bucket - SUB_BUCKETS;
        final int doubling = beyond / (SUB_BUCKETS / 2) + 1;
        final long within = beyond % (SUB_BUCKETS / 2) + SUB_BUCKETS / 2;
        return ((within + 1) << doubling) - 1;
    }

    private static double ms(final long ns)
    {
        return Math.round(ns / NS_PER_MS * 1000) / 1000.0;
    }
}
