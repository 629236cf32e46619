package io.timecoin.simulation;

/**
 * The one source of chance of a simulation: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), written out so that a
 * seed means the same on every Java.
 */
public final class SplitMix
{
    private static final long GAMMA = 0x9E3779B97F4A7C15L;
    private static final double UNIT = 0x1.0p-53;

    private long state;

    /**
     * A sequence.
     *
     * @param seed all that it depends on.
     */
    public SplitMix(final long seed)
    {
        state = seed;
    }

    /**
     * The next 64 bits.
     *
     * @return any number.
     */
    public long next()
    {
        state += GAMMA;
        long mixed = state;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /**
     * A number below a bound.
     *
     * @param bound positive.
     * @return 0 to bound − 1; the bias is below bound in 2^63.
     */
    public long next(final long bound)
    {
        return (next() >>> 1) % bound;
    }

    /**
     * A number below a bound.
     *
     * @param bound positive.
     * @return 0 to bound − 1.
     */
    public int nextInt(final int bound)
    {
        return (int)next(bound);
    }

    /**
     * Whether something of a probability happens.
     *
     * @param probability 0 to 1.
     * @return true that often.
     */
    public boolean happens(final double probability)
    {
        return probability > 0 && (next() >>> 11) * UNIT < probability;
    }

    /**
     * Fills in bytes.
     *
     * @param bytes all of them are written.
     */
    public void fill(final byte[] bytes)
    {
        for (int i = 0; i < bytes.length; i++)
        {
            bytes[i] = (byte)next();
        }
    }

    /**
     * A sequence of its own, which what others draw cannot shift.
     *
     * @return new, seeded by this one.
     */
    public SplitMix split()
    {
        return new SplitMix(next());
    }
}
