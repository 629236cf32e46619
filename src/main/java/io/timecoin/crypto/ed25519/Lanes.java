package io.timecoin.crypto.ed25519;

/** Carries field elements to and from the lanes of a {@link LaneField}. */
final class Lanes
{
    private static final long LIMB = (1L << LaneField.LIMB_BITS) - 1;

    private Lanes()
    {
    }

    /** The same number in all lanes; for constants. */
    static double[] broadcast(final FieldElement x)
    {
        final double[] lanes = new double[LaneField.LENGTH];
        for (int i = 0; i < LaneField.LANES; i++)
        {
            put(lanes, i, x);
        }
        new PlainLanes().carry(lanes, lanes, LaneField.LANES);
        return lanes;
    }

    /** Puts a reduced number into a lane; limbs are from 0 to 2^43, of two units. */
    static void put(final double[] lanes, final int lane, final FieldElement x)
    {
        lanes[lane] = x.a0 & LIMB;
        lanes[lane + LaneField.LANES] = (x.a0 >>> 43 | x.a1 << 8) & LIMB;
        lanes[lane + 2 * LaneField.LANES] = (x.a1 >>> 35 | x.a2 << 16) & LIMB;
        lanes[lane + 3 * LaneField.LANES] = (x.a2 >>> 27 | x.a3 << 24) & LIMB;
        lanes[lane + 4 * LaneField.LANES] = (x.a3 >>> 19 | x.a4 << 32) & LIMB;
        lanes[lane + 5 * LaneField.LANES] = x.a4 >>> 11;
    }

    /** Takes a number of at most two units out of a lane; about one unit of a field element. */
    static void get(final FieldElement x, final double[] lanes, final int lane)
    {
        final long l0 = (long)lanes[lane];
        final long l1 = (long)lanes[lane + LaneField.LANES];
        final long l2 = (long)lanes[lane + 2 * LaneField.LANES];
        final long l3 = (long)lanes[lane + 3 * LaneField.LANES];
        final long l4 = (long)lanes[lane + 4 * LaneField.LANES];
        final long l5 = (long)lanes[lane + 5 * LaneField.LANES];
        // Limb i weighs 2^(43 i): what of it lies below the next multiple of 51, and the rest.
        Field.carry(x,
            l0 + ((l1 & 0xff) << 43),
            (l1 >> 8) + ((l2 & 0xffff) << 35),
            (l2 >> 16) + ((l3 & 0xffffff) << 27),
            (l3 >> 24) + ((l4 & 0xffffffffL) << 19),
            (l4 >> 32) + (l5 << 11));
    }
}
