package io.timecoin.crypto.ed25519;

/**
 * Products of field elements by fused multiply-add. A column T of the product, a sum of limb products, is needed to
 * 111 bits: its low 64 come from wrapping 64-bit products, and a double that starts at 1.5 * 2^112, whose last bit then
 * weighs 2^60, collects the rest. With q = (double - 1.5 * 2^112) / 2^60 the remainder e = T - q * 2^60 is small, so it
 * is known exactly from the low 64 bits. It stays in its column, and q * 2^60 goes to the next as q * 2^9; then one
 * carry makes the result. What that and short chains of additions save is told in perf/README.md, "Verifier".
 *
 * <p>Bounds: for factors of m and n units with m * n &lt;= 6, the largest column (the lowest: 1 + 4 * 19 limb products)
 * is below 77 * 6 * 2^102 * (1 + 2^-34)^2 &lt; 2^110.86, and so |T| &lt; 2^111 keeps the double between 2^112 and
 * 2^113, where a rounding errs by at most 2^59. What wraps around, up to four products below 2^107 together, is
 * collected first, with errors below 2.5 * 2^53 in all, times 19 below 2^59. With at most four roundings of the large
 * double, |e| &lt; 5 * 2^59; with two, in column 0, |e0| &lt; 3 * 2^59. A carry q * 2^9 is at most 2^60, out of the
 * highest column (5 limb products) below 2^55.92, times 19 below 1.2 * 2^60. So what a column holds then, r, is below
 * 3.5 * 2^60 in magnitude, and r0 below 3 * 2^60.
 *
 * <p>Instead of q the double's bits are used, which are q + 0x46f8000000000000. Times 2^60 that makes no difference,
 * times 2^9 one of -2^60, times 19 * 2^9 one of -3 * 2^60, modulo 2^64. All sums stay within 2^63, so that r / 2^51 is
 * what they say plus 2^9, or 3 * 2^9 for r0. It is at most 1792 in magnitude, 19 times that below 2^16: limbs of the
 * result lie between -2^16 and 2^51 + 2^16.
 */
final class FmaProduct
{
    private static final double MAGIC = 0x1.8p112;
    /** The double's last bit weighs 2^60, in the next column 2^9. */
    private static final int REST = 60;
    private static final int CARRY = 9;
    private static final long LACK = 1L << 9;
    private static final long LACK_OF_LOWEST = 3L << 9;

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
        final double w0 = Math.fma(x1, y4, x2 * y3) + Math.fma(x3, y2, x4 * y1);
        final double h0 = Math.fma(19, w0, Math.fma(x0, y0, MAGIC));
        final double w1 = Math.fma(x4, y2, Math.fma(x3, y3, x2 * y4));
        final double h1 = Math.fma(19, w1, Math.fma(x1, y0, Math.fma(x0, y1, MAGIC)));
        final double w2 = Math.fma(x4, y3, x3 * y4);
        final double h2 = Math.fma(19, w2, Math.fma(x2, y0, Math.fma(x1, y1, Math.fma(x0, y2, MAGIC))));
        final double w3 = x4 * y4;
        final double h3 = Math.fma(19, w3, Math.fma(x1, y2, Math.fma(x0, y3, MAGIC))) + Math.fma(x3, y0, x2 * y1);
        final double h4 = Math.fma(x2, y2, Math.fma(x1, y3, Math.fma(x0, y4, MAGIC))) + Math.fma(x4, y0, x3 * y1);
        final long q0 = Double.doubleToRawLongBits(h0);
        final long q1 = Double.doubleToRawLongBits(h1);
        final long q2 = Double.doubleToRawLongBits(h2);
        final long q3 = Double.doubleToRawLongBits(h3);
        final long q4 = Double.doubleToRawLongBits(h4);
        final long r0 = l0 - (q0 << REST) + q4 * (19 << CARRY);
        final long r1 = l1 - (q1 << REST) + (q0 << CARRY);
        final long r2 = l2 - (q2 << REST) + (q1 << CARRY);
        final long r3 = l3 - (q3 << REST) + (q2 << CARRY);
        final long r4 = l4 - (q4 << REST) + (q3 << CARRY);
        out.a0 = (r0 & Field.LIMB) + 19 * ((r4 >> Field.LIMB_BITS) + LACK);
        out.a1 = (r1 & Field.LIMB) + ((r0 >> Field.LIMB_BITS) + LACK_OF_LOWEST);
        out.a2 = (r2 & Field.LIMB) + ((r1 >> Field.LIMB_BITS) + LACK);
        out.a3 = (r3 & Field.LIMB) + ((r2 >> Field.LIMB_BITS) + LACK);
        out.a4 = (r4 & Field.LIMB) + ((r3 >> Field.LIMB_BITS) + LACK);
    }

    static void square(final FieldElement out, final FieldElement x)
    {
        final long a0 = x.a0;
        final long a1 = x.a1;
        final long a2 = x.a2;
        final long a3 = x.a3;
        final long a4 = x.a4;
        final long t0 = a0 + a0;
        final long t1 = 2 * a1;
        final long t2 = 2 * a2;
        final long t3 = 2 * a3;
        final double x0 = a0;
        final double x1 = a1;
        final double x2 = a2;
        final double x3 = a3;
        final double x4 = a4;
        final double y0 = x0 + x0;
        final double y1 = x1 + x1;
        final double y2 = x2 + x2;
        final double y3 = x3 + x3;
        final long l0 = a0 * a0 + 19 * (t1 * a4 + t2 * a3);
        final long l1 = t0 * a1 + 19 * (t2 * a4 + a3 * a3);
        final long l2 = t0 * a2 + a1 * a1 + 19 * (t3 * a4);
        final long l3 = t0 * a3 + t1 * a2 + 19 * (a4 * a4);
        final long l4 = t0 * a4 + t1 * a3 + a2 * a2;
        final double h0 = Math.fma(19, Math.fma(y1, x4, y2 * x3), Math.fma(x0, x0, MAGIC));
        final double h1 = Math.fma(19, Math.fma(y2, x4, x3 * x3), Math.fma(y0, x1, MAGIC));
        final double h2 = Math.fma(19, y3 * x4, Math.fma(y0, x2, Math.fma(x1, x1, MAGIC)));
        final double h3 = Math.fma(19, x4 * x4, Math.fma(y0, x3, Math.fma(y1, x2, MAGIC)));
        final double h4 = Math.fma(y0, x4, Math.fma(y1, x3, Math.fma(x2, x2, MAGIC)));
        final long q0 = Double.doubleToRawLongBits(h0);
        final long q1 = Double.doubleToRawLongBits(h1);
        final long q2 = Double.doubleToRawLongBits(h2);
        final long q3 = Double.doubleToRawLongBits(h3);
        final long q4 = Double.doubleToRawLongBits(h4);
        final long r0 = l0 - (q0 << REST) + q4 * (19 << CARRY);
        final long r1 = l1 - (q1 << REST) + (q0 << CARRY);
        final long r2 = l2 - (q2 << REST) + (q1 << CARRY);
        final long r3 = l3 - (q3 << REST) + (q2 << CARRY);
        final long r4 = l4 - (q4 << REST) + (q3 << CARRY);
        out.a0 = (r0 & Field.LIMB) + 19 * ((r4 >> Field.LIMB_BITS) + LACK);
        out.a1 = (r1 & Field.LIMB) + ((r0 >> Field.LIMB_BITS) + LACK_OF_LOWEST);
        out.a2 = (r2 & Field.LIMB) + ((r1 >> Field.LIMB_BITS) + LACK);
        out.a3 = (r3 & Field.LIMB) + ((r2 >> Field.LIMB_BITS) + LACK);
        out.a4 = (r4 & Field.LIMB) + ((r3 >> Field.LIMB_BITS) + LACK);
    }
}
