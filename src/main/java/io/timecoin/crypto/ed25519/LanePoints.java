package io.timecoin.crypto.ed25519;

import java.util.Arrays;

/** Up to 64 points in extended coordinates, one a lane; formulas as in {@link Point}. Not for several threads. */
final class LanePoints
{
    private static final double[] TWO_D = Lanes.broadcast(Curve.TWO_D);

    final double[] x = new double[LaneField.LENGTH];
    final double[] y = new double[LaneField.LENGTH];
    final double[] z = new double[LaneField.LENGTH];
    final double[] t = new double[LaneField.LENGTH];

    private final LaneField field;
    private final double[] a = new double[LaneField.LENGTH];
    private final double[] b = new double[LaneField.LENGTH];
    private final double[] c = new double[LaneField.LENGTH];
    private final double[] d = new double[LaneField.LENGTH];

    LanePoints(final LaneField field)
    {
        this.field = field;
    }

    /** The neutral point in every lane. */
    void setNeutral()
    {
        Arrays.fill(x, 0);
        Arrays.fill(y, 0);
        Arrays.fill(y, 0, LaneField.LANES, 1);
        Arrays.fill(z, 0);
        Arrays.fill(z, 0, LaneField.LANES, 1);
        Arrays.fill(t, 0);
    }

    /** Points of affine coordinates of one unit. */
    void set(final double[] affineX, final double[] affineY, final int lanes)
    {
        System.arraycopy(affineX, 0, x, 0, LaneField.LENGTH);
        System.arraycopy(affineY, 0, y, 0, LaneField.LENGTH);
        Arrays.fill(z, 0);
        Arrays.fill(z, 0, LaneField.LANES, 1);
        field.multiply(t, x, y, lanes);
    }

    /** Adds points whose Y + X, Y - X, 2 Z and 2 d T are given, of two, two, two and one units. */
    void add(final double[][] other, final int lanes)
    {
        field.subtract(a, y, x, lanes);
        field.add(b, y, x, lanes);
        field.multiply(a, a, other[1], lanes);
        field.multiply(b, b, other[0], lanes);
        field.multiply(c, t, other[3], lanes);
        field.multiply(d, z, other[2], lanes);
        // E, F, G and H are of two units each.
        field.subtract(x, b, a, lanes);
        field.add(b, b, a, lanes);
        field.subtract(a, d, c, lanes);
        field.add(c, d, c, lanes);
        field.multiply(t, x, b, lanes);
        field.multiply(x, x, a, lanes);
        field.multiply(y, c, b, lanes);
        field.multiply(z, a, c, lanes);
    }

    /** The coordinates in which points are added. */
    void toAddable(final double[][] out, final int lanes)
    {
        field.add(out[0], y, x, lanes);
        field.subtract(out[1], y, x, lanes);
        field.add(out[2], z, z, lanes);
        field.multiply(out[3], t, TWO_D, lanes);
    }

    void get(final Point point, final int lane)
    {
        Lanes.get(point.x, x, lane);
        Lanes.get(point.y, y, lane);
        Lanes.get(point.z, z, lane);
        Lanes.get(point.t, t, lane);
    }
}
