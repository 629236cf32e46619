package io.timecoin.crypto.ed25519;

/** Decodes up to 64 points at a time as {@link PointDecoder} does one. Not for several threads. */
final class LaneDecoder
{
    private static final double[] D = Lanes.broadcast(Curve.D);
    private static final double[] SQRT_OF_MINUS_ONE = Lanes.broadcast(Curve.SQRT_OF_MINUS_ONE);
    private static final double[] ONE = Lanes.broadcast(new FieldElement().setInt(1));
    private static final long SIGN = Long.MIN_VALUE;

    /** Coordinates of the points decoded last, of one unit. */
    final double[] x = new double[LaneField.LENGTH];
    final double[] y = new double[LaneField.LENGTH];

    private final LaneField field;
    private final double[] u = new double[LaneField.LENGTH];
    private final double[] v = new double[LaneField.LENGTH];
    private final double[] w = new double[LaneField.LENGTH];
    private final double[] s = new double[LaneField.LENGTH];
    private final double[] t = new double[LaneField.LENGTH];
    private final double[] tenOrFifty = new double[LaneField.LENGTH];
    private final FieldElement element = new FieldElement();
    private final FieldElement other = new FieldElement();
    private long negative;
    private long canonical;
    private int size;

    LaneDecoder(final LaneField field)
    {
        this.field = field;
    }

    void reset()
    {
        size = 0;
        negative = 0;
        canonical = 0;
    }

    /** How many encodings wait. */
    int size()
    {
        return size;
    }

    /** Takes 32 bytes into the next lane. */
    void add(final byte[] bytes, final int offset)
    {
        canonical |= Field.isCanonical(bytes, offset) ? 1L << size : 0;
        negative |= (LittleEndian.getLong(bytes, offset + 24) & SIGN) >>> 63 << size;
        Field.decode(element, bytes, offset);
        Lanes.put(y, size, element);
        size++;
    }

    /** Decodes what was added; bit i is set if lane i holds a point canonically encoded. */
    long decode()
    {
        final int lanes = size + LaneField.GROUP - 1 & -LaneField.GROUP;
        field.carry(y, y, lanes);
        field.square(u, y, lanes);
        field.multiply(v, u, D, lanes);
        field.subtract(u, u, ONE, lanes);
        field.carry(u, u, lanes);
        field.add(v, v, ONE, lanes);
        field.carry(v, v, lanes);
        field.square(w, v, lanes);
        field.multiply(w, w, v, lanes);
        field.multiply(s, w, u, lanes);
        field.square(w, w, lanes);
        field.multiply(w, w, v, lanes);
        field.multiply(w, w, u, lanes);
        root(lanes);
        field.multiply(x, t, s, lanes);
        field.square(w, x, lanes);
        field.multiply(w, w, v, lanes);
        field.multiply(s, x, SQRT_OF_MINUS_ONE, lanes);
        long points = 0;
        for (int lane = 0; lane < size; lane++)
        {
            if ((canonical >>> lane & 1) == 1 && isRoot(lane) && hasSign(lane, (negative >>> lane & 1) == 1))
            {
                points |= 1L << lane;
            }
        }
        return points;
    }

    /** t = w^((p - 5) / 8); {@link Exponent} says how. */
    private void root(final int lanes)
    {
        final double[] a = t;
        final double[] b = x;
        field.square(b, w, lanes);
        field.multiply(b, b, w, lanes);
        field.square(a, b, lanes);
        field.multiply(a, a, w, lanes);
        squareTimes(a, 2, lanes);
        field.multiply(a, a, b, lanes);
        doubleOnes(a, b, 5, lanes);
        System.arraycopy(a, 0, tenOrFifty, 0, LaneField.LENGTH);
        doubleOnes(a, b, 10, lanes);
        doubleOnes(a, b, 20, lanes);
        squareTimes(a, 10, lanes);
        field.multiply(a, a, tenOrFifty, lanes);
        System.arraycopy(a, 0, tenOrFifty, 0, LaneField.LENGTH);
        doubleOnes(a, b, 50, lanes);
        doubleOnes(a, b, 100, lanes);
        squareTimes(a, 50, lanes);
        field.multiply(a, a, tenOrFifty, lanes);
        squareTimes(a, 2, lanes);
        field.multiply(a, a, w, lanes);
    }

    private void doubleOnes(final double[] a, final double[] b, final int ones, final int lanes)
    {
        System.arraycopy(a, 0, b, 0, LaneField.LENGTH);
        squareTimes(a, ones, lanes);
        field.multiply(a, a, b, lanes);
    }

    private void squareTimes(final double[] a, final int times, final int lanes)
    {
        for (int i = 0; i < times; i++)
        {
            field.square(a, a, lanes);
        }
    }

    private boolean isRoot(final int lane)
    {
        Lanes.get(element, w, lane);
        Lanes.get(other, u, lane);
        Field.subtract(element, element, other);
        if (!Field.isZero(element, element))
        {
            Lanes.get(element, w, lane);
            Field.add(element, element, other);
            if (!Field.isZero(element, element))
            {
                return false;
            }
            for (int i = lane; i < LaneField.LENGTH; i += LaneField.LANES)
            {
                x[i] = s[i];
            }
        }
        return true;
    }

    private boolean hasSign(final int lane, final boolean isNegative)
    {
        Lanes.get(element, x, lane);
        Field.reduce(element, element);
        if ((element.a0 & 1) == 1 != isNegative)
        {
            if ((element.a0 | element.a1 | element.a2 | element.a3 | element.a4) == 0)
            {
                return false;
            }
            for (int i = lane; i < LaneField.LENGTH; i += LaneField.LANES)
            {
                x[i] = -x[i];
            }
        }
        return true;
    }
}
