package io.timecoin.consensus.avalanche;

/** Random numbers from a seed (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", 2014). */
final class SplitMix
{
    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

    private long state;

    SplitMix(final long seed)
    {
        state = seed;
    }

    static long mix(final long value)
    {
        long z = value;
        z = (z ^ z >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ z >>> 27) * 0x94D0_49BB_1331_11EBL;
        return z ^ z >>> 31;
    }

    long next()
    {
        state += GOLDEN;
        return mix(state);
    }

    /** Uniform below a bound of at most 2^62. */
    long below(final long bound)
    {
        // Rejection keeps it exactly uniform: a biased sample is not the one that the safety figures are about.
        final long limit = Long.MAX_VALUE - Long.MAX_VALUE % bound;
        long value = next() >>> 1;
        while (value >= limit)
        {
            value = next() >>> 1;
        }
        return value % bound;
    }
}
