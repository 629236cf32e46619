package io.timecoin.crypto.ed25519;

/** A point ready to be added: Y + X (of two units), Y - X, Z and 2 d T. */
final class CachedPoint
{
    final FieldElement sum = new FieldElement();
    final FieldElement difference = new FieldElement();
    final FieldElement z = new FieldElement();
    final FieldElement product = new FieldElement();
    /** Difference and sum, which change places for the negative: to be chosen without a branch. */
    final FieldElement[] ends = { difference, sum };

    void set(final Point point)
    {
        Field.add(sum, point.y, point.x);
        Field.subtract(difference, point.y, point.x);
        z.set(point.z);
        Field.multiply(product, point.t, Curve.TWO_D);
    }
}
