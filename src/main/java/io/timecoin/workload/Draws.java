package io.timecoin.workload;

/**
 * Random numbers from a seed (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", 2014): the same in
 * every version of Java, which the platform's own do not promise.
 */
final class Draws
{
    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;
    private static final double UNIT = 0x1.0p-53;

    private long state;

    Draws(final long seed)
    {
        state = seed;
    }

    long next()
    {
        state += GOLDEN;
        long z = state;
        z = (z ^ z >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ z >>> 27) * 0x94D0_49BB_1331_11EBL;
        return z ^ z >>> 31;
    }

    /** From 0 to below a bound; evenly enough for bounds far below 2^63. */
    long below(final long bound)
    {
        return (next() >>> 1) % bound;
    }

    int below(final int bound)
    {
        return (int)below((long)bound);
    }

    boolean coin()
    {
        return next() < 0;
    }

    /** From 0 to below 100. */
    double percent()
    {
        return (next() >>> 11) * UNIT * 100;
    }
}
