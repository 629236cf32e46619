package io.timecoin.crypto.ed25519;

import java.util.HexFormat;

/** Decodes points, canonical encodings only (RFC 8032, section 5.1.3, without its laxity). Not for several threads. */
final class PointDecoder
{
    private static final long SIGN = Long.MIN_VALUE;
    /** The points of small order have these y: 0, 1, -1, and those of order eight. */
    private static final byte[] SMALL_ORDER = HexFormat.of().parseHex(
        "0000000000000000000000000000000000000000000000000000000000000000" +
        "0100000000000000000000000000000000000000000000000000000000000000" +
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f" +
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05" +
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a");
    private static final int LENGTH = 32;

    /** The point decoded last. */
    final FieldElement x = new FieldElement();
    final FieldElement y = new FieldElement();

    private final Exponent exponent = new Exponent();
    private final FieldElement one = new FieldElement().setInt(1);
    private final FieldElement u = new FieldElement();
    private final FieldElement v = new FieldElement();
    private final FieldElement w = new FieldElement();
    private final FieldElement s = new FieldElement();

    /** Whether a canonical encoding stands for one of the eight points of small order. */
    static boolean isOfSmallOrder(final byte[] bytes, final int offset)
    {
        boolean small = false;
        for (int i = 0; i < SMALL_ORDER.length; i += LENGTH)
        {
            small |= LittleEndian.getLong(bytes, offset) == LittleEndian.getLong(SMALL_ORDER, i) &&
                LittleEndian.getLong(bytes, offset + 8) == LittleEndian.getLong(SMALL_ORDER, i + 8) &&
                LittleEndian.getLong(bytes, offset + 16) == LittleEndian.getLong(SMALL_ORDER, i + 16) &&
                (LittleEndian.getLong(bytes, offset + 24) & ~SIGN) == LittleEndian.getLong(SMALL_ORDER, i + 24);
        }
        return small;
    }

    /** Decodes 32 bytes into x and y; false if they are not the canonical encoding of a point. */
    boolean decode(final byte[] bytes, final int offset)
    {
        if (!Field.isCanonical(bytes, offset))
        {
            return false;
        }
        Field.decode(y, bytes, offset);
        // x^2 = u / v with u = y^2 - 1, v = d y^2 + 1; both of two units.
        Field.square(u, y);
        Field.multiply(v, u, Curve.D);
        Field.subtract(u, u, one);
        Field.add(v, v, one);
        // x = u v^3 (u v^7)^((p - 5) / 8), or that times the root of -1
        Field.square(w, v);
        Field.multiply(w, w, v);
        Field.multiply(s, w, u);
        Field.square(w, w);
        Field.multiply(w, w, v);
        Field.multiply(w, w, u);
        exponent.root(x, w);
        Field.multiply(x, x, s);
        return isRoot() && hasSign(bytes[offset + LENGTH - 1] < 0);
    }

    private boolean isRoot()
    {
        Field.square(w, x);
        Field.multiply(w, w, v);
        Field.subtract(s, w, u);
        if (Field.isZero(s, s))
        {
            return true;
        }
        Field.add(s, w, u);
        Field.multiply(x, x, Curve.SQRT_OF_MINUS_ONE);
        return Field.isZero(s, s);
    }

    private boolean hasSign(final boolean negative)
    {
        Field.reduce(x, x);
        if ((x.a0 & 1) == 1 != negative)
        {
            if ((x.a0 | x.a1 | x.a2 | x.a3 | x.a4) == 0)
            {
                return false;
            }
            Field.negate(x, x);
        }
        return true;
    }
}
