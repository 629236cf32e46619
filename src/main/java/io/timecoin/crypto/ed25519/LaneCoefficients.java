package io.timecoin.crypto.ed25519;

/**
 * Random coefficients for {@link LaneSum}: sums of 32 odd digits of base 16, each of which four random bits choose, and
 * for every other signature 2^128 times such a sum. Different bits give different coefficients, less than L apart (or
 * 2^128 times such), so any residue modulo L has a probability of at most 2^-128: that of hiding a signature that does
 * not fulfil its equation.
 */
final class LaneCoefficients
{
    static final int WORDS = 2;

    private final ChaCha20 random;
    private final long[] bits;
    private final long[] residues;
    private final Scalars scalars = new Scalars();
    private final long[] shift = { 0, 0, 1, 0 };

    /** For a capacity that is even. */
    LaneCoefficients(final ChaCha20 random, final int capacity)
    {
        this.random = random;
        bits = new long[capacity * WORDS];
        residues = new long[capacity * Scalars.WORDS];
    }

    /** Draws a coefficient. */
    void draw(final int index)
    {
        final long low = random.nextLong();
        final long high = random.nextLong();
        bits[index * WORDS] = low;
        bits[index * WORDS + 1] = high;
        // The sum of (2 b - 15) 16^w over 32 digits is 2 b + 1 - 2^128 for the whole b.
        final int at = index * Scalars.WORDS;
        residues[at] = low << 1 | 1;
        residues[at + 1] = high << 1 | low >>> 63;
        residues[at + 2] = 0;
        residues[at + 3] = 0;
        if (high >= 0)
        {
            // Below zero: what lacks to 2^128 is taken from L. The lowest word is odd, so it lends nothing on.
            residues[at] = -residues[at];
            residues[at + 1] = ~residues[at + 1];
            Scalars.subtractFromOrder(residues, at, residues, at);
        }
        if ((index & 1) == 1)
        {
            scalars.multiply(residues, at, residues, at, shift, 0);
        }
    }

    /** The bits that choose digits, two words a coefficient. */
    long[] bits()
    {
        return bits;
    }

    /** The coefficients modulo L, four words each. */
    long[] residues()
    {
        return residues;
    }
}
