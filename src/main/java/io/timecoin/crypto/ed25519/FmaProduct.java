package io.timecoin.crypto.ed25519;

/**
 * Products of field elements by fused multiply-add. A column T of the product, a sum of limb products, is needed to
 * 111 bits: its low 64 come from wrapping 64-bit products, and a double that starts at 1.5 * 2^112, whose last bit then
 * weighs 2^60, collects the rest. With q = (double - 1.5 * 2^112) / 2^60 the remainder e = T - q * 2^60 is small, so it
 * is known exactly from the low 64 bits, and T / 2^51 = q * 2^9 + e / 2^51.
 *
 * <p>Bounds: for factors of m and n units with m * n &lt;= 6, the largest column (the lowest: 1 + 4 * 19 limb products)
 * is below 77 * 6 * 2^102 * (1 + 2^-39)^2 &lt; 2^110.86, and so |T| &lt; 2^111 keeps the double between 2^112 and
 * 2^113. What wraps around, up to four products below 2^107 together, is collected first, with errors of at most 2^53
 * at each of four steps, then times 19; then come at most six roundings of at most 2^59: |e| &lt; 6 * 2^59 + 2^60 &lt;
 * 2^62. A carry out of a column is at most 2^60, out of the highest (5 limb products) below 2^56, times 19 below 2^61.
 * The second carry is below 2^10, and 19 times that of the highest limb below 2^12: the result is of one unit, and its
 * limbs above -2^12.
 */
final class FmaProduct
{
    private static final double MAGIC = 0x1.8p112;
    private static final long MAGIC_BITS = Double.doubleToRawLongBits(MAGIC);

    private FmaProduct()
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
        final double x0 = a0;
        final double x1 = a1;
        final double x2 = a2;
        final double x3 = a3;
        final double x4 = a4;
        final double y0 = b0;
        final double y1 = b1;
        final double y2 = b2;
        final double y3 = b3;
        final double y4 = b4;
        final long l0 = a0 * b0 + 19 * (a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1);
        final long l1 = a0 * b1 + a1 * b0 + 19 * (a2 * b4 + a3 * b3 + a4 * b2);
        final long l2 = a0 * b2 + a1 * b1 + a2 * b0 + 19 * (a3 * b4 + a4 * b3);
        final long l3 = a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 + 19 * (a4 * b4);
        final long l4 = a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0;
        final double w0 = Math.fma(x4, y1, Math.fma(x3, y2, Math.fma(x2, y3, x1 * y4)));
        final double h0 = Math.fma(x0, y0, Math.fma(19, w0, MAGIC));
        final double w1 = Math.fma(x4, y2, Math.fma(x3, y3, x2 * y4));
        final double h1 = Math.fma(x1, y0, Math.fma(x0, y1, Math.fma(19, w1, MAGIC)));
        final double w2 = Math.fma(x4, y3, x3 * y4);
        final double h2 = Math.fma(x2, y0, Math.fma(x1, y1, Math.fma(x0, y2, Math.fma(19, w2, MAGIC))));
        final double w3 = x4 * y4;
        final double v3 = Math.fma(x1, y2, Math.fma(x0, y3, Math.fma(19, w3, MAGIC)));
        final double h3 = Math.fma(x3, y0, Math.fma(x2, y1, v3));
        final double v4 = Math.fma(x1, y3, Math.fma(x0, y4, MAGIC));
        final double h4 = Math.fma(x4, y0, Math.fma(x3, y1, Math.fma(x2, y2, v4)));
        final long k0 = carry(h0, l0);
        final long k1 = carry(h1, l1);
        final long k2 = carry(h2, l2);
        final long k3 = carry(h3, l3);
        final long k4 = carry(h4, l4);
        Field.carry(out, (l0 & Field.LIMB) + 19 * k4, (l1 & Field.LIMB) + k0, (l2 & Field.LIMB) + k1,
            (l3 & Field.LIMB) + k2, (l4 & Field.LIMB) + k3);
    }

    static void square(final FieldElement out, final FieldElement x)
    {
        final long a0 = x.a0;
        final long a1 = x.a1;
        final long a2 = x.a2;
        final long a3 = x.a3;
        final long a4 = x.a4;
        final long t0 = 2 * a0;
        final long t1 = 2 * a1;
        final long t2 = 2 * a2;
        final long t3 = 2 * a3;
        final double x0 = a0;
        final double x1 = a1;
        final double x2 = a2;
        final double x3 = a3;
        final double x4 = a4;
        final double y0 = 2 * x0;
        final double y1 = 2 * x1;
        final double y2 = 2 * x2;
        final double y3 = 2 * x3;
        final long l0 = a0 * a0 + 19 * (t1 * a4 + t2 * a3);
        final long l1 = t0 * a1 + 19 * (t2 * a4 + a3 * a3);
        final long l2 = t0 * a2 + a1 * a1 + 19 * (t3 * a4);
        final long l3 = t0 * a3 + t1 * a2 + 19 * (a4 * a4);
        final long l4 = t0 * a4 + t1 * a3 + a2 * a2;
        final double h0 = Math.fma(x0, x0, Math.fma(19, Math.fma(y1, x4, y2 * x3), MAGIC));
        final double h1 = Math.fma(y0, x1, Math.fma(19, Math.fma(y2, x4, x3 * x3), MAGIC));
        final double h2 = Math.fma(y0, x2, Math.fma(x1, x1, Math.fma(19, y3 * x4, MAGIC)));
        final double h3 = Math.fma(y0, x3, Math.fma(y1, x2, Math.fma(19, x4 * x4, MAGIC)));
        final double h4 = Math.fma(y0, x4, Math.fma(y1, x3, Math.fma(x2, x2, MAGIC)));
        final long k0 = carry(h0, l0);
        final long k1 = carry(h1, l1);
        final long k2 = carry(h2, l2);
        final long k3 = carry(h3, l3);
        final long k4 = carry(h4, l4);
        Field.carry(out, (l0 & Field.LIMB) + 19 * k4, (l1 & Field.LIMB) + k0, (l2 & Field.LIMB) + k1,
            (l3 & Field.LIMB) + k2, (l4 & Field.LIMB) + k3);
    }

    /** T / 2^51, rounded down. */
    private static long carry(final double high, final long low)
    {
        final long q = Double.doubleToRawLongBits(high) - MAGIC_BITS;
        return (q << 9) + (low - (q << 60) >> Field.LIMB_BITS);
    }
}
