package io.timecoin.crypto.ed25519;

/** Raises field elements to the two powers that square roots and inverses need. Not for several threads. */
final class Exponent
{
    private final FieldElement t0 = new FieldElement();
    private final FieldElement t1 = new FieldElement();
    private final FieldElement t2 = new FieldElement();

    /** x^((p - 5) / 8) = x^(2^252 - 3), for x of one unit; out must not be x. */
    void root(final FieldElement out, final FieldElement x)
    {
        toAllOnes(x);
        squareTimes(t1, 2);
        Field.multiply(out, t1, x);
    }

    /** x^(p - 2) = 1 / x, or 0 for 0, for x of one unit; out must not be x. */
    void invert(final FieldElement out, final FieldElement x)
    {
        toAllOnes(x);
        // (2^250 - 1) * 2^5 + 11
        squareTimes(t1, 5);
        Field.square(t0, x);
        Field.multiply(t2, t0, x);
        squareTimes(t0, 2);
        Field.multiply(t0, t0, t2);
        Field.multiply(out, t1, t0);
    }

    /** Leaves x^(2^250 - 1) in t1, by powers whose exponents are ones only: 5, 10, 20, 40, 50, 100, 200, 250. */
    private void toAllOnes(final FieldElement x)
    {
        Field.square(t2, x);
        Field.multiply(t2, t2, x);
        Field.square(t1, t2);
        Field.multiply(t1, t1, x);
        squareTimes(t1, 2);
        Field.multiply(t1, t1, t2);
        doubleOnes(5);
        t2.set(t1);
        doubleOnes(10);
        doubleOnes(20);
        squareTimes(t1, 10);
        Field.multiply(t1, t1, t2);
        t2.set(t1);
        doubleOnes(50);
        doubleOnes(100);
        squareTimes(t1, 50);
        Field.multiply(t1, t1, t2);
    }

    private void doubleOnes(final int ones)
    {
        t0.set(t1);
        squareTimes(t1, ones);
        Field.multiply(t1, t1, t0);
    }

    private static void squareTimes(final FieldElement x, final int times)
    {
        for (int i = 0; i < times; i++)
        {
            Field.square(x, x);
        }
    }
}
