package io.timecoin.crypto.ed25519;

/** A point ready to be added: y + x (of two units), y - x and 2 d x y, with z = 1. */
final class NielsPoint
{
    final FieldElement sum = new FieldElement();
    final FieldElement difference = new FieldElement();
    final FieldElement product = new FieldElement();
    /** Difference and sum, which change places for the negative: to be chosen without a branch. */
    final FieldElement[] ends = { difference, sum };

    /** Takes a point of affine coordinates of one unit. */
    void set(final FieldElement x, final FieldElement y)
    {
        Field.multiply(product, x, y);
        Field.multiply(product, product, Curve.TWO_D);
        Field.add(sum, y, x);
        Field.subtract(difference, y, x);
    }
}
