package io.timecoin.crypto;

import static io.timecoin.crypto.ReferenceEd25519.BASE;
import static io.timecoin.crypto.ReferenceEd25519.L;
import static io.timecoin.crypto.ReferenceEd25519.P;
import static io.timecoin.crypto.ReferenceEd25519.TORSION;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Signatures of the kinds on which implementations differ, and honest ones, from a seed. Keys and nonces with known
 * logarithms, each with every point of small order added, lie ready, so that making a case costs little.
 */
final class SignatureCases
{
    private static final int POOL = 12;
    private static final int TORSIONS = 8;

    private final Random random;
    private final BigInteger[] logarithms = new BigInteger[POOL];
    private final byte[][][] encodings = new byte[POOL][TORSIONS][];
    private final byte[][] small = new byte[TORSIONS][];
    private final List<byte[]> notCanonical = new ArrayList<>();

    SignatureCases(final Random random)
    {
        this.random = random;
        for (int j = 0; j < TORSIONS; j++)
        {
            small[j] = TORSION.times(BigInteger.valueOf(j)).encode();
        }
        for (int i = 0; i < POOL; i++)
        {
            logarithms[i] = new BigInteger(252, random);
            ReferenceEd25519.Point point = BASE.times(logarithms[i]);
            for (int j = 0; j < TORSIONS; j++)
            {
                encodings[i][j] = point.encode();
                point = point.add(TORSION);
            }
        }
        for (int i = 0; i < 19; i++)
        {
            notCanonical.add(ReferenceEd25519.littleEndian(P.add(BigInteger.valueOf(i)), 32));
            notCanonical.add(ReferenceEd25519.littleEndian(P.add(BigInteger.valueOf(i)).setBit(255), 32));
        }
        // x = 0 with a sign
        notCanonical.add(ReferenceEd25519.littleEndian(BigInteger.ONE.setBit(255), 32));
        notCanonical.add(ReferenceEd25519.littleEndian(P.subtract(BigInteger.ONE).setBit(255), 32));
    }

    List<SignatureCase> next(final int count)
    {
        final List<SignatureCase> cases = new ArrayList<>(count);
        for (int i = 0; i < count; i++)
        {
            cases.add(next());
        }
        return cases;
    }

    SignatureCase valid()
    {
        return random.nextBoolean() ? honest() : torsion();
    }

    /** Half of them valid. */
    SignatureCase next()
    {
        switch (random.nextInt(16))
        {
            case 0: case 1: case 2: case 3: case 4: case 5:
                return valid();
            case 6: case 7: case 8:
                return flipped();
            case 9: case 10:
                return wrongTorsion();
            case 11:
                return smallKey();
            case 12:
                return smallNonce();
            case 13:
                return notCanonical();
            case 14:
                return edgeOfS();
            default:
                return garbage();
        }
    }

    private SignatureCase honest()
    {
        final KeyPair key = TestKeys.key(random.nextInt(1000));
        final byte[] message = message();
        return SignatureCase.of("honest", key.publicKey(), key.sign(message), message);
    }

    private SignatureCase torsion()
    {
        final int a = random.nextInt(POOL);
        final int r = random.nextInt(POOL);
        final byte[] message = message();
        final byte[] key = encodings[a][random.nextInt(TORSIONS)];
        final byte[] nonce = encodings[r][random.nextInt(TORSIONS)];
        return SignatureCase.of("torsion", key,
            ReferenceEd25519.sign(logarithms[a], key, logarithms[r], nonce, message), message);
    }

    private SignatureCase flipped()
    {
        final SignatureCase good = valid();
        final byte[] key = good.publicKey().byteArray().clone();
        final byte[] signature = good.signature().byteArray().clone();
        final byte[] message = good.message().byteArray().clone();
        final byte[][] parts = { key, signature, signature, message.length == 0 ? signature : message };
        final byte[] part = parts[random.nextInt(parts.length)];
        part[random.nextInt(part.length)] ^= (byte)(1 << random.nextInt(8));
        return SignatureCase.of("flipped", key, signature, message);
    }

    /** Other points of small order added than when it was signed: the equation is that of another challenge. */
    private SignatureCase wrongTorsion()
    {
        final int a = random.nextInt(POOL);
        final int r = random.nextInt(POOL);
        final byte[] message = message();
        final byte[] key = encodings[a][random.nextInt(TORSIONS)];
        final byte[] signature = ReferenceEd25519.sign(
            logarithms[a], key, logarithms[r], encodings[r][random.nextInt(TORSIONS)], message);
        System.arraycopy(encodings[r][random.nextInt(TORSIONS)], 0, signature, 0, 32);
        return SignatureCase.of(
            "wrong torsion", encodings[a][random.nextInt(TORSIONS)], signature, message);
    }

    private SignatureCase smallKey()
    {
        final byte[] key = random.nextInt(3) == 0 ?
            notCanonical.get(random.nextInt(notCanonical.size())) : small[random.nextInt(TORSIONS)];
        final int r = random.nextInt(POOL);
        final byte[] message = message();
        return SignatureCase.of("small key", key, ReferenceEd25519.sign(
            BigInteger.ZERO, key, logarithms[r], encodings[r][random.nextInt(TORSIONS)], message), message);
    }

    private SignatureCase smallNonce()
    {
        final int a = random.nextInt(POOL);
        final byte[] key = encodings[a][random.nextInt(TORSIONS)];
        final byte[] message = message();
        return SignatureCase.of("small nonce", key, ReferenceEd25519.sign(
            logarithms[a], key, BigInteger.ZERO, small[random.nextInt(TORSIONS)], message), message);
    }

    private SignatureCase notCanonical()
    {
        final byte[] bad = notCanonical.get(random.nextInt(notCanonical.size()));
        final int a = random.nextInt(POOL);
        final byte[] message = message();
        final byte[] key = encodings[a][0];
        return SignatureCase.of("nonce not canonical", key,
            ReferenceEd25519.sign(logarithms[a], key, BigInteger.ZERO, bad, message), message);
    }

    private SignatureCase edgeOfS()
    {
        final SignatureCase good = valid();
        final byte[] signature = good.signature().byteArray();
        final BigInteger s = ReferenceEd25519.number(Arrays.copyOfRange(signature, 32, 64));
        final BigInteger[] edges = {
            s.add(L), s.add(L.multiply(BigInteger.valueOf(random.nextInt(15)))), L, L.subtract(BigInteger.ONE),
            L.add(BigInteger.ONE), BigInteger.ZERO, BigInteger.ONE, BigInteger.TWO.pow(252), BigInteger.TWO.pow(253),
            BigInteger.TWO.pow(256).subtract(BigInteger.ONE), s.setBit(253), s.setBit(255), L.subtract(s),
            L.add(BigInteger.TWO.pow(64)), L.subtract(BigInteger.TWO.pow(64)) };
        return SignatureCase.of("edge of S", good.publicKey().byteArray(), ReferenceEd25519.signature(
            Arrays.copyOf(signature, 32), edges[random.nextInt(edges.length)]), good.message().byteArray());
    }

    private SignatureCase garbage()
    {
        final byte[] key = new byte[32];
        final byte[] signature = new byte[64];
        random.nextBytes(key);
        random.nextBytes(signature);
        if (random.nextBoolean())
        {
            signature[63] &= 15;
        }
        if (random.nextInt(8) == 0)
        {
            Arrays.fill(random.nextBoolean() ? key : signature, (byte)random.nextInt(2));
        }
        return SignatureCase.of("garbage", key, signature, message());
    }

    private byte[] message()
    {
        final byte[] message = new byte[random.nextInt(10) == 0 ? random.nextInt(300) : 78];
        random.nextBytes(message);
        return message;
    }
}
