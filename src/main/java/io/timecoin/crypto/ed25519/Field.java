package io.timecoin.crypto.ed25519;

import java.math.BigInteger;

/** Arithmetic modulo p = 2^255 - 19. Results may be written over arguments. Units: see {@link FieldElement}. */
final class Field
{
    static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    static final int LIMB_BITS = 51;
    static final long LIMB = (1L << LIMB_BITS) - 1;

    private static final boolean HAS_FMA = HardwareFma.isFast();
    /** A multiple of p in limbs that exceed what up to four units can be below zero. */
    private static final long EIGHT_P_LOW = 8 * ((1L << LIMB_BITS) - 19);
    private static final long EIGHT_P = 8 * LIMB;

    private Field()
    {
    }

    /** Product; the factors' units multiply to at most six, the result's are one. */
    static void multiply(final FieldElement out, final FieldElement x, final FieldElement y)
    {
        if (HAS_FMA)
        {
            FmaProduct.multiply(out, x, y);
        }
        else
        {
            HighProduct.multiply(out, x, y);
        }
    }

    /** Square of at most two units; the result's are one. */
    static void square(final FieldElement out, final FieldElement x)
    {
        if (HAS_FMA)
        {
            FmaProduct.square(out, x);
        }
        else
        {
            HighProduct.square(out, x);
        }
    }

    /** Sum, of as many units as both. */
    static void add(final FieldElement out, final FieldElement x, final FieldElement y)
    {
        out.a0 = x.a0 + y.a0;
        out.a1 = x.a1 + y.a1;
        out.a2 = x.a2 + y.a2;
        out.a3 = x.a3 + y.a3;
        out.a4 = x.a4 + y.a4;
    }

    /** Difference, of as many units as both; of two products' results, whose limbs are not far below 0, of one. */
    static void subtract(final FieldElement out, final FieldElement x, final FieldElement y)
    {
        out.a0 = x.a0 - y.a0;
        out.a1 = x.a1 - y.a1;
        out.a2 = x.a2 - y.a2;
        out.a3 = x.a3 - y.a3;
        out.a4 = x.a4 - y.a4;
    }

    static void negate(final FieldElement out, final FieldElement x)
    {
        out.set(-x.a0, -x.a1, -x.a2, -x.a3, -x.a4);
    }

    /** Hands each limb's excess to the next, once; limbs below 2^62 in magnitude. */
    static void carry(
        final FieldElement out, final long l0, final long l1, final long l2, final long l3, final long l4)
    {
        out.a0 = (l0 & LIMB) + 19 * (l4 >> LIMB_BITS);
        out.a1 = (l1 & LIMB) + (l0 >> LIMB_BITS);
        out.a2 = (l2 & LIMB) + (l1 >> LIMB_BITS);
        out.a3 = (l3 & LIMB) + (l2 >> LIMB_BITS);
        out.a4 = (l4 & LIMB) + (l3 >> LIMB_BITS);
    }

    /** Brings at most four units to the limbs of the number from 0 to p - 1. */
    static void reduce(final FieldElement out, final FieldElement x)
    {
        wrap(out, x.a0 + EIGHT_P_LOW, x.a1 + EIGHT_P, x.a2 + EIGHT_P, x.a3 + EIGHT_P, x.a4 + EIGHT_P);
        // The first time leaves limb 0 up to 19 * 16 too large; if that still overflows, all others become 0.
        wrap(out, out.a0, out.a1, out.a2, out.a3, out.a4);
        // Below 2^255 now. It is at least p if adding 19 overflows; then that sum without its top bit is the answer.
        final long overflow = ((((out.a0 + 19 >> LIMB_BITS) + out.a1 >> LIMB_BITS) + out.a2 >> LIMB_BITS)
            + out.a3 >> LIMB_BITS) + out.a4 >> LIMB_BITS;
        wrap(out, out.a0 + 19 * overflow, out.a1, out.a2, out.a3, out.a4);
        out.a0 -= 19 * overflow;
    }

    /** A whole chain of carries; what leaves the top returns at the bottom times 19. */
    private static void wrap(
        final FieldElement out, final long l0, final long l1, final long l2, final long l3, final long l4)
    {
        final long m1 = l1 + (l0 >> LIMB_BITS);
        final long m2 = l2 + (m1 >> LIMB_BITS);
        final long m3 = l3 + (m2 >> LIMB_BITS);
        final long m4 = l4 + (m3 >> LIMB_BITS);
        out.set((l0 & LIMB) + 19 * (m4 >> LIMB_BITS), m1 & LIMB, m2 & LIMB, m3 & LIMB, m4 & LIMB);
    }

    /** Whether a number of at most four units is a multiple of p. */
    static boolean isZero(final FieldElement x, final FieldElement scratch)
    {
        reduce(scratch, x);
        return (scratch.a0 | scratch.a1 | scratch.a2 | scratch.a3 | scratch.a4) == 0;
    }

    /** Reads 255 bits, little endian; the highest bit is left out. The number may be p or more. */
    static void decode(final FieldElement out, final byte[] bytes, final int offset)
    {
        final long w0 = LittleEndian.getLong(bytes, offset);
        final long w1 = LittleEndian.getLong(bytes, offset + 8);
        final long w2 = LittleEndian.getLong(bytes, offset + 16);
        final long w3 = LittleEndian.getLong(bytes, offset + 24);
        out.set(
            w0 & LIMB,
            (w0 >>> 51 | w1 << 13) & LIMB,
            (w1 >>> 38 | w2 << 26) & LIMB,
            (w2 >>> 25 | w3 << 39) & LIMB,
            w3 >>> 12 & LIMB);
    }

    /** Whether the 255 bits are a number below p. */
    static boolean isCanonical(final byte[] bytes, final int offset)
    {
        return (LittleEndian.getLong(bytes, offset + 24) & Long.MAX_VALUE) != Long.MAX_VALUE ||
            (LittleEndian.getLong(bytes, offset + 16) & LittleEndian.getLong(bytes, offset + 8)) != -1 ||
            Long.compareUnsigned(LittleEndian.getLong(bytes, offset), -19) < 0;
    }

    /** A constant; for class initialisers. */
    static FieldElement of(final BigInteger value)
    {
        final BigInteger reduced = value.mod(P);
        final BigInteger limb = BigInteger.valueOf(LIMB);
        return new FieldElement().set(
            reduced.and(limb).longValue(),
            reduced.shiftRight(LIMB_BITS).and(limb).longValue(),
            reduced.shiftRight(2 * LIMB_BITS).and(limb).longValue(),
            reduced.shiftRight(3 * LIMB_BITS).and(limb).longValue(),
            reduced.shiftRight(4 * LIMB_BITS).longValue());
    }
}
