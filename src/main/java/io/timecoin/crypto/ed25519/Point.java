package io.timecoin.crypto.ed25519;

/**
 * A point in extended coordinates: x = X / Z, y = Y / Z, T = X Y / Z (Hisil, Wong, Carter, Dawson: Twisted Edwards
 * Curves Revisited). The formulas are complete: they hold for any two points, of small order or not. All coordinates
 * are products, of one unit; the comments count units of what lies between.
 */
final class Point
{
    final FieldElement x = new FieldElement();
    final FieldElement y = new FieldElement();
    final FieldElement z = new FieldElement();
    final FieldElement t = new FieldElement();

    private final FieldElement a = new FieldElement();
    private final FieldElement b = new FieldElement();
    private final FieldElement c = new FieldElement();
    private final FieldElement d = new FieldElement();
    private final FieldElement[] factors = { a, c };

    void setNeutral()
    {
        x.setInt(0);
        y.setInt(1);
        z.setInt(1);
        t.setInt(0);
    }

    /** Takes a point of affine coordinates of one unit. */
    void set(final FieldElement affineX, final FieldElement affineY)
    {
        x.set(affineX);
        y.set(affineY);
        z.setInt(1);
        Field.multiply(t, x, y);
    }

    void set(final Point other)
    {
        x.set(other.x);
        y.set(other.y);
        z.set(other.z);
        t.set(other.t);
    }

    /** Doubles; T is needed by a following addition only (dbl-2008-hwcd with all signs turned). */
    void twice(final boolean withT)
    {
        Field.add(c, x, y);
        Field.square(c, c);
        Field.square(a, x);
        Field.square(b, y);
        Field.square(d, z);
        // H = X^2 + Y^2: 2, never far below 0. G = X^2 - Y^2: 1. E = H - (X + Y)^2: 2. F = 2 Z^2 + G: 3.
        final FieldElement h = t;
        Field.add(h, a, b);
        Field.subtract(b, a, b);
        Field.subtract(a, h, c);
        Field.add(d, d, d);
        Field.add(d, d, b);
        Field.multiply(x, a, d);
        Field.multiply(y, b, h);
        Field.multiply(z, d, b);
        if (withT)
        {
            Field.multiply(t, a, h);
        }
    }

    /** Adds (add-2008-hwcd-3). */
    void add(final CachedPoint other)
    {
        add(other, 0);
    }

    /** Adds, or subtracts if negative is 1 and not 0: nobody can predict which, so there is no branch. */
    void add(final CachedPoint other, final int negative)
    {
        Field.multiply(d, z, other.z);
        Field.add(d, d, d);
        finish(other.ends[negative], other.ends[1 - negative], other.product, negative);
    }

    /** Adds, or subtracts if negative is 1 and not 0. */
    void add(final NielsPoint other, final int negative)
    {
        Field.add(d, z, z);
        finish(other.ends[negative], other.ends[1 - negative], other.product, negative);
    }

    private void finish(
        final FieldElement forA, final FieldElement forB, final FieldElement forC, final int negative)
    {
        Field.subtract(a, y, x);
        Field.multiply(a, a, forA);
        Field.add(b, y, x);
        Field.multiply(b, b, forB);
        Field.multiply(c, t, forC);
        // E = B - A: 1. H = B + A: 2. D - C: 2. D + C: 3. Those are F and G, but for the negative, whose C is -C.
        final FieldElement e = x;
        final FieldElement h = b;
        Field.subtract(e, b, a);
        Field.add(h, b, a);
        Field.subtract(a, d, c);
        Field.add(c, d, c);
        final FieldElement f = factors[negative];
        final FieldElement g = factors[1 - negative];
        Field.multiply(t, e, h);
        Field.multiply(x, e, f);
        Field.multiply(y, g, h);
        Field.multiply(z, f, g);
    }

    /** Whether eight times this, which is lost, is the neutral point: the cofactored equation's question. */
    boolean isOfSmallOrder()
    {
        twice(false);
        twice(false);
        twice(false);
        Field.subtract(y, y, z);
        return Field.isZero(x, a) && Field.isZero(y, a);
    }
}
