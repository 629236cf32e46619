package io.timecoin.crypto.ed25519;

import java.util.Arrays;

/** Makes tables of 1, 3, 5, ... times a point, which digits select. Not for several threads. */
final class OddMultiples
{
    /** Longest table of points that are added quickly. */
    static final int MAX_LENGTH = 64;

    private final Exponent exponent = new Exponent();
    private final Point multiple = new Point();
    private final Point doubled = new Point();
    private final CachedPoint step = new CachedPoint();
    private final FieldElement inverse = new FieldElement();
    private final FieldElement x = new FieldElement();
    private final FieldElement y = new FieldElement();
    private final FieldElement[] xs = elements();
    private final FieldElement[] ys = elements();
    private final FieldElement[] zs = elements();
    private final FieldElement[] products = elements();

    private static FieldElement[] elements()
    {
        final FieldElement[] elements = new FieldElement[MAX_LENGTH];
        Arrays.setAll(elements, i -> new FieldElement());
        return elements;
    }

    /** Fills a table from a point of affine coordinates: quickly made. */
    void fill(
        final CachedPoint[] table, final int from, final int length,
        final FieldElement affineX, final FieldElement affineY)
    {
        start(affineX, affineY);
        table[from].set(multiple);
        for (int i = from + 1; i < from + length; i++)
        {
            multiple.add(step);
            table[i].set(multiple);
        }
    }

    /** Fills a table with points that are added quickly: for tables that last. */
    void fill(
        final NielsPoint[] table, final int from, final int length,
        final FieldElement affineX, final FieldElement affineY)
    {
        start(affineX, affineY);
        for (int i = 0; i < length; i++)
        {
            xs[i].set(multiple.x);
            ys[i].set(multiple.y);
            zs[i].set(multiple.z);
            products[i].set(multiple.z);
            if (i > 0)
            {
                Field.multiply(products[i], products[i - 1], zs[i]);
            }
            multiple.add(step);
        }
        // One inversion for all: 1 / z[i] is the inverse of the product up to i times the product up to i - 1.
        exponent.invert(inverse, products[length - 1]);
        for (int i = length - 1; i >= 0; i--)
        {
            final FieldElement ofThis = products[i];
            if (i == 0)
            {
                ofThis.set(inverse);
            }
            else
            {
                Field.multiply(ofThis, inverse, products[i - 1]);
                Field.multiply(inverse, inverse, zs[i]);
            }
            Field.multiply(x, xs[i], ofThis);
            Field.multiply(y, ys[i], ofThis);
            table[from + i].set(x, y);
        }
    }

    private void start(final FieldElement affineX, final FieldElement affineY)
    {
        multiple.set(affineX, affineY);
        doubled.set(multiple);
        doubled.twice(true);
        step.set(doubled);
    }
}
