package io.timecoin.replay;

import java.util.HexFormat;

/**
 * Tells two sequences of pairs apart, order included, in 128 bits. It is for comparing honest runs and costs a few ns a
 * pair; nobody chooses the numbers to deceive it.
 */
final class OrderedHash
{
    private static final long FIRST = 0x9E37_79B9_7F4A_7C15L;
    private static final long SECOND = 0xC2B2_AE3D_27D4_EB4FL;

    private long low = FIRST;
    private long high = SECOND;

    void add(final long number, final int code)
    {
        final long pair = number << Byte.SIZE ^ code;
        low = Long.rotateLeft(low ^ pair * SECOND, 31) * FIRST;
        high = Long.rotateLeft(high + pair * FIRST, 29) * SECOND;
    }

    void add(final OrderedHash other)
    {
        add(other.low, 0);
        add(other.high, 1);
    }

    @Override
    public String toString()
    {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
