package io.timecoin.crypto.ed25519;

import java.util.Arrays;
import java.util.HexFormat;

/** The base point's odd multiples, for digits of the width {@link #WIDTH}. */
final class BasePoint
{
    static final int WIDTH = 8;
    /** How many odd multiples there are. */
    static final int MULTIPLES = 1 << WIDTH - 2;

    private static final byte[] ENCODED =
        HexFormat.of().parseHex("5866666666666666666666666666666666666666666666666666666666666666");
    private static final NielsPoint[] ODD = new NielsPoint[MULTIPLES];

    static
    {
        final PointDecoder decoder = new PointDecoder();
        if (!decoder.decode(ENCODED, 0))
        {
            throw new AssertionError("the base point is not on the curve");
        }
        Arrays.setAll(ODD, i -> new NielsPoint());
        new OddMultiples().fill(ODD, 0, MULTIPLES, decoder.x, decoder.y);
    }

    private BasePoint()
    {
    }

    /** Puts 1, 3, 5, ... times the base point into an array's first places. */
    static void copyTo(final NielsPoint[] points)
    {
        System.arraycopy(ODD, 0, points, 0, MULTIPLES);
    }
}
