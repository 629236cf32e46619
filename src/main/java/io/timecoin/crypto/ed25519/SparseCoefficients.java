package io.timecoin.crypto.ed25519;

import java.util.Arrays;

/**
 * The random coefficients of a batch. Each is a sum of 24 powers of two, added or subtracted, no two of them
 * neighbours, below 2^252: to multiply a point by it takes 24 additions and no table.
 *
 * <p>Why that is random enough: numbers without neighbouring digits have one such form each, so there are
 * C(229, 24) 2^24 &gt; 2^131 of them, all equally likely. They lie between plus and minus 2/3 2^252, so at most two are
 * equal modulo L. Whatever the other signatures are, one that does not fulfil its equation is hidden by one residue of
 * its coefficient at most: with a probability below 2^-130.
 */
final class SparseCoefficients
{
    static final int WEIGHT = 24;

    // Choosing among 252 - 23 places and then spreading them leaves a gap after each.
    private static final int PLACES = 252 - (WEIGHT - 1);

    private final ChaCha20 random;
    private final byte[] positions;
    private final int[] signs;
    private final long[] residues;
    private final long[] chosen = new long[Scalars.WORDS];
    private final long[] minus = new long[Scalars.WORDS];

    SparseCoefficients(final ChaCha20 random, final int capacity)
    {
        this.random = random;
        positions = new byte[capacity * WEIGHT];
        signs = new int[capacity];
        residues = new long[capacity * Scalars.WORDS];
    }

    /** Draws a coefficient. */
    void draw(final int index)
    {
        Arrays.fill(chosen, 0);
        int bytes = 0;
        int left = 0;
        for (int count = 0; count < WEIGHT;)
        {
            if (left == 0)
            {
                bytes = random.nextInt();
                left = Integer.BYTES;
            }
            final int place = bytes & 0xff;
            bytes >>>= Byte.SIZE;
            left--;
            final long bit = 1L << place;
            if (place < PLACES && (chosen[place >>> 6] & bit) == 0)
            {
                chosen[place >>> 6] |= bit;
                count++;
            }
        }
        signs[index] = random.nextInt();
        spread(index);
    }

    /** The position, from 0 to 251, of one of the coefficient's powers. */
    int position(final int index, final int power)
    {
        return positions[index * WEIGHT + power] & 0xff;
    }

    /** 1 for a power that is subtracted, 0 for others. */
    int negative(final int index, final int power)
    {
        return signs[index] >>> power & 1;
    }

    /** Coefficients modulo L, four words each. */
    long[] residues()
    {
        return residues;
    }

    private void spread(final int index)
    {
        final int at = index * Scalars.WORDS;
        Arrays.fill(residues, at, at + Scalars.WORDS, 0);
        Arrays.fill(minus, 0);
        int power = 0;
        for (int word = 0; word < Scalars.WORDS; word++)
        {
            for (long bits = chosen[word]; bits != 0; bits &= bits - 1)
            {
                final int position = (word << 6) + Long.numberOfTrailingZeros(bits) + power;
                positions[index * WEIGHT + power] = (byte)position;
                // No branch: it would go either way every other time.
                final long negative = negative(index, power);
                minus[position >>> 6] |= negative << position;
                residues[at + (position >>> 6)] |= (1 - negative) << position;
                power++;
            }
        }
        // Both are below 2^252, and so below L.
        Scalars.subtract(residues, at, residues, at, minus, 0);
    }
}
