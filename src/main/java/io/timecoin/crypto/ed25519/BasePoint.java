package io.timecoin.crypto.ed25519;

import java.util.Arrays;
import java.util.HexFormat;

/** The base point's odd multiples, for digits of the width {@link #WIDTH}. */
final class BasePoint
{
    static final int WIDTH = 8;

    private static final byte[] ENCODED =
        HexFormat.of().parseHex("5866666666666666666666666666666666666666666666666666666666666666");
    private static final NielsPoint[] ODD = new NielsPoint[1 << WIDTH - 2];

    static
    {
        final PointDecoder decoder = new PointDecoder();
        if (!decoder.decode(ENCODED, 0))
        {
            throw new AssertionError("the base point is not on the curve");
        }
        Arrays.setAll(ODD, i -> new NielsPoint());
        new OddMultiples().fill(ODD, decoder.x, decoder.y);
    }

    private BasePoint()
    {
    }

    /** An odd multiple of the base point. */
    static NielsPoint times(final int odd)
    {
        return ODD[odd >> 1];
    }
}
