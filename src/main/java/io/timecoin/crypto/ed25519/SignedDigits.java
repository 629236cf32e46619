package io.timecoin.crypto.ed25519;

import java.util.Arrays;

/** Scalars as sums of few odd digits times powers of two: the non-adjacent form of a width. Not for several threads. */
final class SignedDigits
{
    /** Most digits of a reduced scalar, and how many positions there are. */
    static final int POSITIONS = 256;

    final byte[] digits = new byte[POSITIONS];

    private final long[] rest = new long[Scalars.WORDS + 1];

    /**
     * Sets digits[i] to the digit that weighs 2^i: zero or odd, below 2^(width-1) in magnitude, and at most one of any
     * width in a row is not zero.
     */
    void recode(final long[] scalar, final int at, final int width)
    {
        System.arraycopy(scalar, at, rest, 0, Scalars.WORDS);
        Arrays.fill(digits, (byte)0);
        final int full = 1 << width;
        int carry = 0;
        int position = 0;
        while (position < POSITIONS - 1)
        {
            final int bits = (int)(window(position) & full - 1) + carry;
            if ((bits & 1) == 0)
            {
                // The carry stays: 1 + carry is even as well.
                position++;
                continue;
            }
            carry = bits > full >> 1 ? 1 : 0;
            digits[position] = (byte)(bits - (carry == 0 ? 0 : full));
            position += width;
        }
    }

    private long window(final int position)
    {
        final int word = position >>> 6;
        final int shift = position & 63;
        return shift == 0 ? rest[word] : rest[word] >>> shift | rest[word + 1] << 64 - shift;
    }
}
