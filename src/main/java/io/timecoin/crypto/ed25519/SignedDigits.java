package io.timecoin.crypto.ed25519;

/** Scalars as sums of few odd digits times powers of two: the non-adjacent form of a width. Not for several threads. */
final class SignedDigits
{
    /** Powers of two that a digit of a reduced scalar can weigh: 2^0 to 2^253, and a few. */
    static final int POSITIONS = 256;

    private final long[] words = new long[Scalars.WORDS + 2];
    private final short[] positions = new short[POSITIONS];
    private final short[] values = new short[POSITIONS];
    private int size;

    /**
     * Finds the digits of a reduced scalar: odd, below 2^(width-1) in magnitude, at most one in any width positions.
     */
    void recode(final long[] scalar, final int at, final int width)
    {
        System.arraycopy(scalar, at, words, 0, Scalars.WORDS);
        size = 0;
        final int full = 1 << width;
        // All ones after a negative digit: what remains is one more than its bits say, and 1 + ...0111 = ...1000.
        long carry = 0;
        int position = 0;
        while (position < POSITIONS)
        {
            final long bits = window(position) ^ carry;
            final int zeros = Long.numberOfTrailingZeros(bits);
            position += zeros;
            if (zeros < Long.SIZE - width)
            {
                // From 1 to full - 1, being odd.
                final int digit = ((int)(bits >>> zeros & full - 1) ^ (int)carry) - (int)carry + (full & (int)carry);
                carry = -(digit >>> width - 1);
                positions[size] = (short)position;
                values[size++] = (short)(digit - (full & (int)carry));
                position += width;
            }
        }
    }

    int size()
    {
        return size;
    }

    int position(final int index)
    {
        return positions[index];
    }

    int value(final int index)
    {
        return values[index];
    }

    /** Half of a digit's magnitude, rounded down: the place of its multiple in a table of odd ones. */
    int odd(final int index)
    {
        final int negative = values[index] >> Short.SIZE;
        return (values[index] ^ negative) - negative >> 1;
    }

    /** 1 for a negative digit, 0 for others. */
    int negative(final int index)
    {
        return values[index] >>> Integer.SIZE - 1;
    }

    private long window(final int position)
    {
        final int word = position >>> 6;
        final int shift = position & 63;
        return words[word] >>> shift | words[word + 1] << 1 << 63 - shift;
    }
}
