package io.timecoin.crypto.ed25519;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Verifies up to 64 Ed25519 signatures (R, S) at a time: A and R canonical, A not of small order, S below L, and
 * 8 (S B - k A - R) = 0. The first three are looked at one by one; of the equations, one random linear combination is
 * computed, which is of small order if all hold (Bernstein and others: High-speed high-security signatures, section 5).
 * If it is not, halves tell which do not hold. For one thread; allocates nothing after construction.
 */
public final class Ed25519Batch
{
    /** Most signatures in a batch. */
    public static final int CAPACITY = 64;

    private static final int POINT_LENGTH = 32;
    private static final int SIGNATURE_LENGTH = 64;
    private static final int HASH_LENGTH = 64;
    private static final int KEY_WIDTH = 5;
    private static final int KEY_MULTIPLES = 1 << KEY_WIDTH - 2;
    // A form of width w has at most a digit in w places, and one more.
    private static final int MAX_TERMS = CAPACITY * (SparseCoefficients.WEIGHT + Scalars.BITS / KEY_WIDTH + 1) +
        Scalars.BITS / BasePoint.WIDTH + 1;
    /**
     * Sums that do not come out before every remaining signature is looked at alone. One bad signature among 64 is
     * found with seven. So a batch of bad ones costs about as much as verifying each alone.
     */
    private static final int MAX_FAILED_SUMS = 8;
    private static final int ALONE = 2;

    private final MessageDigest sha512;
    private final byte[] keys = new byte[CAPACITY * POINT_LENGTH];
    private final byte[] signatures = new byte[CAPACITY * SIGNATURE_LENGTH];
    private final byte[] hash = new byte[HASH_LENGTH];
    private final long[] challenges = new long[CAPACITY * Scalars.WORDS];
    private int size;

    private final PointDecoder decoder = new PointDecoder();
    private final OddMultiples multiples = new OddMultiples();
    private final Scalars scalars = new Scalars();
    private final SignedDigits digits = new SignedDigits();
    private final SparseCoefficients coefficients;
    private final Straus straus = new Straus(MAX_TERMS);

    private final long[] responses = new long[CAPACITY * Scalars.WORDS];
    private final NielsPoint[] nonces = new NielsPoint[CAPACITY];
    private final CachedPoint[][] tables = new CachedPoint[CAPACITY][KEY_MULTIPLES];
    /** Of each signature, the first with the same key; CAPACITY if that was not decoded. */
    private final int[] firsts = new int[CAPACITY];
    private final long[] keyScalars = new long[CAPACITY * Scalars.WORDS];
    private final long[] baseScalar = new long[Scalars.WORDS];
    private final long[] product = new long[Scalars.WORDS];
    private int failedSums;

    /** An empty batch, with coefficients of its own. */
    public Ed25519Batch()
    {
        coefficients = new SparseCoefficients(new ChaCha20(), CAPACITY);
        try
        {
            sha512 = MessageDigest.getInstance("SHA-512");
        }
        catch (final NoSuchAlgorithmException e)
        {
            throw new IllegalStateException("this Java runtime lacks SHA-512", e);
        }
        for (int i = 0; i < CAPACITY; i++)
        {
            nonces[i] = new NielsPoint();
            for (int j = 0; j < KEY_MULTIPLES; j++)
            {
                tables[i][j] = new CachedPoint();
            }
        }
    }

    /** Begins an empty batch. */
    public void reset()
    {
        size = 0;
    }

    /**
     * How many are in the batch.
     *
     * @return 0 to {@link #CAPACITY}.
     */
    public int size()
    {
        return size;
    }

    /**
     * The array into which the next signature's key goes before {@link #begin}.
     *
     * @return 32 bytes for each signature, in order.
     */
    public byte[] keys()
    {
        return keys;
    }

    /**
     * The array into which the next signature goes before {@link #begin}.
     *
     * @return 64 bytes for each, R and S, in order.
     */
    public byte[] signatures()
    {
        return signatures;
    }

    /** Begins to hash the next signature's message, whose key and signature are in their places. */
    public void begin()
    {
        sha512.update(signatures, size * SIGNATURE_LENGTH, POINT_LENGTH);
        sha512.update(keys, size * POINT_LENGTH, POINT_LENGTH);
    }

    /**
     * Hashes a part of the message.
     *
     * @param bytes  that hold it.
     * @param offset of its first byte.
     * @param length of the part.
     */
    public void message(final byte[] bytes, final int offset, final int length)
    {
        sha512.update(bytes, offset, length);
    }

    /** Ends the message: the signature is now in the batch. */
    public void end()
    {
        try
        {
            sha512.digest(hash, 0, HASH_LENGTH);
        }
        catch (final DigestException e)
        {
            throw new IllegalStateException("no room for a hash of SHA-512", e);
        }
        scalars.reduce(challenges, size * Scalars.WORDS, hash);
        size++;
    }

    /**
     * Verifies the batch, which stays as it is.
     *
     * @return bit i is set if signature i is valid.
     */
    public long verify()
    {
        long candidates = 0;
        for (int i = 0; i < size; i++)
        {
            if (decode(i))
            {
                candidates |= 1L << i;
            }
        }
        if (Long.bitCount(candidates) > ALONE)
        {
            for (long rest = candidates; rest != 0; rest &= rest - 1)
            {
                coefficients.draw(Long.numberOfTrailingZeros(rest));
            }
        }
        failedSums = 0;
        return valid(candidates, false);
    }

    /** What concerns one signature only; leaves its points and its S ready. */
    private boolean decode(final int index)
    {
        final int signature = index * SIGNATURE_LENGTH;
        final int key = index * POINT_LENGTH;
        firsts[index] = CAPACITY;
        if (!Scalars.isReduced(signatures, signature + POINT_LENGTH))
        {
            return false;
        }
        Scalars.decode(responses, index * Scalars.WORDS, signatures, signature + POINT_LENGTH);
        if (!decodeKey(index, key) || !decoder.decode(signatures, signature))
        {
            return false;
        }
        nonces[index].set(decoder.x, decoder.y);
        return true;
    }

    private boolean decodeKey(final int index, final int key)
    {
        final int first = firstWithSameKey(index);
        if (first != index)
        {
            firsts[index] = first;
            return true;
        }
        if (!decoder.decode(keys, key) || PointDecoder.isOfSmallOrder(keys, key))
        {
            return false;
        }
        firsts[index] = index;
        multiples.fill(tables[index], decoder.x, decoder.y);
        return true;
    }

    private int firstWithSameKey(final int index)
    {
        final int key = index * POINT_LENGTH;
        for (int i = 0; i < index; i++)
        {
            final int other = i * POINT_LENGTH;
            if (firsts[i] == i &&
                LittleEndian.getLong(keys, other) == LittleEndian.getLong(keys, key) &&
                LittleEndian.getLong(keys, other + 8) == LittleEndian.getLong(keys, key + 8) &&
                LittleEndian.getLong(keys, other + 16) == LittleEndian.getLong(keys, key + 16) &&
                LittleEndian.getLong(keys, other + 24) == LittleEndian.getLong(keys, key + 24))
            {
                return i;
            }
        }
        return index;
    }

    /** Which of these hold; they are known not to be all if isBad. */
    private long valid(final long candidates, final boolean isBad)
    {
        final int count = Long.bitCount(candidates);
        if (count == 0)
        {
            return 0;
        }
        if (count <= ALONE || failedSums == MAX_FAILED_SUMS)
        {
            return validAlone(candidates);
        }
        if (!isBad)
        {
            if (holdTogether(candidates))
            {
                return candidates;
            }
            failedSums++;
        }
        final long lower = lowerHalf(candidates, count / 2);
        final long validLower = valid(lower, false);
        return validLower | valid(candidates & ~lower, validLower == lower);
    }

    private static long lowerHalf(final long candidates, final int count)
    {
        long upper = candidates;
        for (int i = 0; i < count; i++)
        {
            upper &= upper - 1;
        }
        return candidates & ~upper;
    }

    private long validAlone(final long candidates)
    {
        long valid = 0;
        for (long rest = candidates; rest != 0; rest &= rest - 1)
        {
            final int index = Long.numberOfTrailingZeros(rest);
            if (holds(index))
            {
                valid |= 1L << index;
            }
        }
        return valid;
    }

    /** R + k A - S B of one signature. */
    private boolean holds(final int index)
    {
        straus.reset();
        straus.add(nonces[index], 0, false);
        addKey(firsts[index], challenges, index * Scalars.WORDS);
        addBase(responses, index * Scalars.WORDS);
        return straus.isOfSmallOrder();
    }

    /** The sum of z (R + k A - S B) over several, with the multiples of equal keys and of B added up before. */
    private boolean holdTogether(final long candidates)
    {
        straus.reset();
        Arrays.fill(baseScalar, 0);
        long distinct = 0;
        for (long rest = candidates; rest != 0; rest &= rest - 1)
        {
            final int index = Long.numberOfTrailingZeros(rest);
            final int at = index * Scalars.WORDS;
            addNonce(index);
            scalars.multiply(product, 0, coefficients.residues(), at, responses, at);
            Scalars.add(baseScalar, 0, baseScalar, 0, product, 0);
            final int first = firsts[index];
            final int sumAt = first * Scalars.WORDS;
            scalars.multiply(product, 0, coefficients.residues(), at, challenges, at);
            if ((distinct >>> first & 1) == 0)
            {
                distinct |= 1L << first;
                System.arraycopy(product, 0, keyScalars, sumAt, Scalars.WORDS);
            }
            else
            {
                Scalars.add(keyScalars, sumAt, keyScalars, sumAt, product, 0);
            }
        }
        for (long rest = distinct; rest != 0; rest &= rest - 1)
        {
            final int first = Long.numberOfTrailingZeros(rest);
            addKey(first, keyScalars, first * Scalars.WORDS);
        }
        addBase(baseScalar, 0);
        return straus.isOfSmallOrder();
    }

    private void addNonce(final int index)
    {
        for (int power = 0; power < SparseCoefficients.WEIGHT; power++)
        {
            straus.add(nonces[index], coefficients.position(index, power), coefficients.isSubtracted(index, power));
        }
    }

    private void addKey(final int first, final long[] scalar, final int at)
    {
        final CachedPoint[] table = tables[first];
        digits.recode(scalar, at, KEY_WIDTH);
        for (int i = 0; i < digits.size(); i++)
        {
            final int digit = digits.value(i);
            straus.add(table[Math.abs(digit) >> 1], digits.position(i), digit < 0);
        }
    }

    /** Subtracts. */
    private void addBase(final long[] scalar, final int at)
    {
        digits.recode(scalar, at, BasePoint.WIDTH);
        for (int i = 0; i < digits.size(); i++)
        {
            final int digit = digits.value(i);
            straus.add(BasePoint.times(Math.abs(digit)), digits.position(i), digit > 0);
        }
    }
}
