package io.timecoin.crypto;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The criteria of PROTOCOL, section 2, written down once more from RFC 8032's formulas, with BigInteger and nothing of
 * BouncyCastle. Slow and plain on purpose; it also makes the points and signatures that no honest signer would.
 */
final class ReferenceEd25519
{
    static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    static final BigInteger L =
        BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    private static final BigInteger D =
        BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);
    private static final BigInteger SQRT_OF_MINUS_ONE =
        BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P);
    private static final BigInteger EIGHT = BigInteger.valueOf(8);

    static final Point NEUTRAL = new Point(BigInteger.ZERO, BigInteger.ONE);
    static final Point BASE = point(BigInteger.valueOf(4).multiply(BigInteger.valueOf(5).modInverse(P)).mod(P), 0);
    /** Generates the eight points of small order. */
    static final Point TORSION = torsion();

    record Point(BigInteger x, BigInteger y)
    {
        Point add(final Point other)
        {
            final BigInteger cross = D.multiply(x).multiply(other.x).multiply(y).multiply(other.y).mod(P);
            final BigInteger newX = x.multiply(other.y).add(y.multiply(other.x))
                .multiply(BigInteger.ONE.add(cross).modInverse(P)).mod(P);
            final BigInteger newY = y.multiply(other.y).add(x.multiply(other.x))
                .multiply(BigInteger.ONE.subtract(cross).modInverse(P)).mod(P);
            return new Point(newX, newY);
        }

        Point negate()
        {
            return new Point(x.negate().mod(P), y);
        }

        Point times(final BigInteger factor)
        {
            Point sum = NEUTRAL;
            for (int i = factor.bitLength() - 1; i >= 0; i--)
            {
                sum = sum.add(sum);
                sum = factor.testBit(i) ? sum.add(this) : sum;
            }
            return sum;
        }

        byte[] encode()
        {
            return littleEndian(x.testBit(0) ? y.setBit(255) : y, 32);
        }
    }

    private ReferenceEd25519()
    {
    }

    /** The rule itself: A and R canonical, A not of small order, S below L, 8(SB - kA - R) neutral. */
    static boolean verify(final byte[] publicKey, final byte[] signature, final byte[] message)
    {
        final byte[] encodedR = java.util.Arrays.copyOf(signature, 32);
        final Point a = decode(publicKey);
        final Point r = decode(encodedR);
        final BigInteger s = number(java.util.Arrays.copyOfRange(signature, 32, 64));
        if (a == null || r == null || s.compareTo(L) >= 0 || a.times(EIGHT).equals(NEUTRAL))
        {
            return false;
        }
        final BigInteger k = challenge(encodedR, publicKey, message);
        return BASE.times(s).add(a.times(k).negate()).add(r.negate()).times(EIGHT).equals(NEUTRAL);
    }

    /** A signature of key a·B + t·TORSION with the nonce point r·B + u·TORSION, which the equation accepts. */
    static byte[] sign(
        final BigInteger a, final byte[] publicKey, final BigInteger r, final byte[] encodedR, final byte[] message)
    {
        final BigInteger s = r.add(challenge(encodedR, publicKey, message).multiply(a)).mod(L);
        return signature(encodedR, s);
    }

    static byte[] signature(final byte[] encodedR, final BigInteger s)
    {
        final byte[] signature = java.util.Arrays.copyOf(encodedR, 64);
        System.arraycopy(littleEndian(s, 32), 0, signature, 32, 32);
        return signature;
    }

    static BigInteger challenge(final byte[] encodedR, final byte[] publicKey, final byte[] message)
    {
        return number(sha512(encodedR, publicKey, message)).mod(L);
    }

    /** The point of a canonical encoding, or null. */
    static Point decode(final byte[] encoding)
    {
        final BigInteger number = number(encoding);
        final Point point = point(number.clearBit(255), number.testBit(255) ? 1 : 0);
        return point != null && java.util.Arrays.equals(point.encode(), encoding) ? point : null;
    }

    static BigInteger number(final byte[] littleEndian)
    {
        final byte[] bigEndian = new byte[littleEndian.length];
        for (int i = 0; i < bigEndian.length; i++)
        {
            bigEndian[i] = littleEndian[littleEndian.length - 1 - i];
        }
        return new BigInteger(1, bigEndian);
    }

    static byte[] littleEndian(final BigInteger number, final int length)
    {
        final byte[] result = new byte[length];
        for (int i = 0; i < length; i++)
        {
            result[i] = number.shiftRight(8 * i).byteValue();
        }
        return result;
    }

    /** The point with this y and this lowest bit of x, or null. */
    private static Point point(final BigInteger y, final int lowestBit)
    {
        final BigInteger y2 = y.multiply(y).mod(P);
        final BigInteger x2 = y2.subtract(BigInteger.ONE)
            .multiply(D.multiply(y2).add(BigInteger.ONE).modInverse(P)).mod(P);
        BigInteger x = x2.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
        if (!x.multiply(x).mod(P).equals(x2))
        {
            x = x.multiply(SQRT_OF_MINUS_ONE).mod(P);
        }
        if (!x.multiply(x).mod(P).equals(x2))
        {
            return null;
        }
        return new Point(x.testBit(0) == (lowestBit == 1) ? x : x.negate().mod(P), y.mod(P));
    }

    private static Point torsion()
    {
        // L times any point leaves only its small-order part; the first that gives order 8 will do.
        for (int y = 2;; y++)
        {
            final Point point = point(BigInteger.valueOf(y), 0);
            final Point small = point == null ? NEUTRAL : point.times(L);
            if (!small.times(BigInteger.valueOf(4)).equals(NEUTRAL))
            {
                return small;
            }
        }
    }

    private static byte[] sha512(final byte[]... parts)
    {
        try
        {
            final MessageDigest digest = MessageDigest.getInstance("SHA-512");
            for (final byte[] part : parts)
            {
                digest.update(part);
            }
            return digest.digest();
        }
        catch (final NoSuchAlgorithmException e)
        {
            throw new AssertionError(e);
        }
    }
}
