package io.timecoin.crypto.ed25519;

/**
 * Products of field elements for machines without fused multiply-add. As in {@link FmaProduct}, but the high part of a
 * column is a sum of {@link Math#multiplyHigh} of limbs, the first shifted left by ten: q counts 2^54, and each of the
 * five terms is less than one too small.
 *
 * <p>Bounds: a limb is below 2^53, shifted below 2^63; 19 times a limb below 2^58; |q| below 2^57, and
 * 0 &lt;= e &lt; 5 * 2^54. A carry q * 2^3 is at most 2^60, and so the limbs of the result lie where those of
 * {@link FmaProduct} do.
 */
final class HighProduct
{
    private static final int SHIFT = 10;
    /** What the high parts count weighs 2^54, in the next column 2^3. */
    private static final int REST = 54;
    private static final int CARRY = 3;

    private HighProduct()
    {
    }

    static void multiply(final FieldElement out, final FieldElement x, final FieldElement y)
    {
        final long a0 = x.a0;
        final long a1 = x.a1;
        final long a2 = x.a2;
        final long a3 = x.a3;
        final long a4 = x.a4;
        final long b0 = y.a0;
        final long b1 = y.a1;
        final long b2 = y.a2;
        final long b3 = y.a3;
        final long b4 = y.a4;
        final long c1 = 19 * b1;
        final long c2 = 19 * b2;
        final long c3 = 19 * b3;
        final long c4 = 19 * b4;
        final long l0 = a0 * b0 + a1 * c4 + a2 * c3 + a3 * c2 + a4 * c1;
        final long l1 = a0 * b1 + a1 * b0 + a2 * c4 + a3 * c3 + a4 * c2;
        final long l2 = a0 * b2 + a1 * b1 + a2 * b0 + a3 * c4 + a4 * c3;
        final long l3 = a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 + a4 * c4;
        final long l4 = a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0;
        final long s0 = a0 << SHIFT;
        final long s1 = a1 << SHIFT;
        final long s2 = a2 << SHIFT;
        final long s3 = a3 << SHIFT;
        final long s4 = a4 << SHIFT;
        final long h0 = high(s0, b0) + high(s1, c4) + high(s2, c3) + high(s3, c2) + high(s4, c1);
        final long h1 = high(s0, b1) + high(s1, b0) + high(s2, c4) + high(s3, c3) + high(s4, c2);
        final long h2 = high(s0, b2) + high(s1, b1) + high(s2, b0) + high(s3, c4) + high(s4, c3);
        final long h3 = high(s0, b3) + high(s1, b2) + high(s2, b1) + high(s3, b0) + high(s4, c4);
        final long h4 = high(s0, b4) + high(s1, b3) + high(s2, b2) + high(s3, b1) + high(s4, b0);
        Field.carry(out,
            l0 - (h0 << REST) + 19 * (h4 << CARRY),
            l1 - (h1 << REST) + (h0 << CARRY),
            l2 - (h2 << REST) + (h1 << CARRY),
            l3 - (h3 << REST) + (h2 << CARRY),
            l4 - (h4 << REST) + (h3 << CARRY));
    }

    static void square(final FieldElement out, final FieldElement x)
    {
        multiply(out, x, x);
    }

    private static long high(final long x, final long y)
    {
        return Math.multiplyHigh(x, y);
    }
}
