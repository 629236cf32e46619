package io.timecoin.crypto.ed25519;

/**
 * Products of field elements by fused multiply-add. A column T of the product, a sum of limb products, is needed to
 * 111 bits: its low 64 come from wrapping 64-bit products, and a double that starts at 1.5 * 2^112, whose last bit then
 * weighs 2^60, collects the rest. With q = (double - 1.5 * 2^112) / 2^60 the remainder e = T - q * 2^60 is small, so it
 * is known exactly from the low 64 bits, and T / 2^51 = q * 2^9 + e / 2^51.
 *
 * <p>Bounds: for factors of m and n units with m * n &lt;= 6, the largest column (the lowest: 1 + 4 * 19 limb products)
 * is below 77 * 6 * 2^102 * (1 + 2^-39)^2 &lt; 2^110.86, and so |T| &lt; 2^111 keeps the double between 2^112 and
 * 2^113. Five roundings of at most 2^59, and four of 19 b (below 2^58, so off by at most 2^4) times a limb below 2^54,
 * leave |e| &lt; 5 * 2^59 + 2^60 &lt; 2^62. A carry out of a column is at most 2^60, out of the highest (5 limb
 * products) below 2^56, times 19 below 2^61. The second carry is below 2^10, and 19 times that of the highest limb
 * below 2^12: the result is of one unit, and its limbs above -2^12.
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
        final long c1 = 19 * b1;
        final long c2 = 19 * b2;
        final long c3 = 19 * b3;
        final long c4 = 19 * b4;
        final long l0 = a0 * b0 + a1 * c4 + a2 * c3 + a3 * c2 + a4 * c1;
        final long l1 = a0 * b1 + a1 * b0 + a2 * c4 + a3 * c3 + a4 * c2;
        final long l2 = a0 * b2 + a1 * b1 + a2 * b0 + a3 * c4 + a4 * c3;
        final long l3 = a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 + a4 * c4;
        final long l4 = a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0;
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
        final double z1 = 19 * y1;
        final double z2 = 19 * y2;
        final double z3 = 19 * y3;
        final double z4 = 19 * y4;
        final double h0 = sum(x0, y0, x1, z4, x2, z3, x3, z2, x4, z1);
        final double h1 = sum(x0, y1, x1, y0, x2, z4, x3, z3, x4, z2);
        final double h2 = sum(x0, y2, x1, y1, x2, y0, x3, z4, x4, z3);
        final double h3 = sum(x0, y3, x1, y2, x2, y1, x3, y0, x4, z4);
        final double h4 = sum(x0, y4, x1, y3, x2, y2, x3, y1, x4, y0);
        final long carry4 = carry(h4, l4);
        Field.carry(out,
            (l0 & Field.LIMB) + 19 * carry4,
            (l1 & Field.LIMB) + carry(h0, l0),
            (l2 & Field.LIMB) + carry(h1, l1),
            (l3 & Field.LIMB) + carry(h2, l2),
            (l4 & Field.LIMB) + carry(h3, l3));
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
        final long t2 = 38 * a2;
        final long t3 = 19 * a3;
        final long t4 = 38 * a4;
        final long l0 = a0 * a0 + a1 * t4 + t2 * a3;
        final long l1 = t0 * a1 + a2 * t4 + a3 * t3;
        final long l2 = t0 * a2 + a1 * a1 + a3 * t4;
        final long l3 = t0 * a3 + t1 * a2 + 19 * a4 * a4;
        final long l4 = t0 * a4 + t1 * a3 + a2 * a2;
        final double x0 = a0;
        final double x1 = a1;
        final double x2 = a2;
        final double x3 = a3;
        final double x4 = a4;
        final double y0 = 2 * x0;
        final double y1 = 2 * x1;
        final double y2 = 38 * x2;
        final double y3 = 19 * x3;
        final double y4 = 38 * x4;
        final double h0 = sum(x0, x0, x1, y4, y2, x3);
        final double h1 = sum(y0, x1, x2, y4, x3, y3);
        final double h2 = sum(y0, x2, x1, x1, x3, y4);
        final double h3 = sum(y0, x3, y1, x2, x4, 19 * x4);
        final double h4 = sum(y0, x4, y1, x3, x2, x2);
        final long carry4 = carry(h4, l4);
        Field.carry(out,
            (l0 & Field.LIMB) + 19 * carry4,
            (l1 & Field.LIMB) + carry(h0, l0),
            (l2 & Field.LIMB) + carry(h1, l1),
            (l3 & Field.LIMB) + carry(h2, l2),
            (l4 & Field.LIMB) + carry(h3, l3));
    }

    private static double sum(
        final double a,
        final double b,
        final double c,
        final double d,
        final double e,
        final double f,
        final double g,
        final double h,
        final double i,
        final double j)
    {
        return Math.fma(i, j, Math.fma(g, h, sum(a, b, c, d, e, f)));
    }

    private static double sum(
        final double a, final double b, final double c, final double d, final double e, final double f)
    {
        return Math.fma(e, f, Math.fma(c, d, Math.fma(a, b, MAGIC)));
    }

    /** T / 2^51, rounded down. */
    private static long carry(final double high, final long low)
    {
        final long q = Double.doubleToRawLongBits(high) - MAGIC_BITS;
        return (q << 9) + (low - (q << 60) >> Field.LIMB_BITS);
    }
}
