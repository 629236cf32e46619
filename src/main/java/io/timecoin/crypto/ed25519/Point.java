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
        Field.multiply(d, z, other.z);
        sum(other.difference, other.sum, other.product);
        Field.add(d, d, d);
        finish();
    }

    void subtract(final CachedPoint other)
    {
        Field.multiply(d, z, other.z);
        sum(other.sum, other.difference, other.product);
        Field.add(d, d, d);
        finishNegated();
    }

    void add(final NielsPoint other)
    {
        sum(other.difference, other.sum, other.product);
        Field.add(d, z, z);
        finish();
    }

    void subtract(final NielsPoint other)
    {
        sum(other.sum, other.difference, other.product);
        Field.add(d, z, z);
        finishNegated();
    }

    private void sum(final FieldElement forA, final FieldElement forB, final FieldElement forC)
    {
        Field.subtract(a, y, x);
        Field.multiply(a, a, forA);
        Field.add(b, y, x);
        Field.multiply(b, b, forB);
        Field.multiply(c, t, forC);
    }

    private void finish()
    {
        // E = B - A: 1. H = B + A: 2. F = D - C: 2. G = D + C: 3.
        Field.subtract(x, b, a);
        Field.add(b, b, a);
        Field.subtract(a, d, c);
        Field.add(c, d, c);
        multiplyOut();
    }

    private void finishNegated()
    {
        // The other's T has the opposite sign, so that F and G change places.
        Field.subtract(x, b, a);
        Field.add(b, b, a);
        Field.add(a, d, c);
        Field.subtract(c, d, c);
        multiplyOut();
    }

    /** X = E F, Y = G H, Z = F G, T = E H, with E in x, F in a, G in c and H in b. */
    private void multiplyOut()
    {
        Field.multiply(t, x, b);
        Field.multiply(x, x, a);
        Field.multiply(y, c, b);
        Field.multiply(z, a, c);
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
