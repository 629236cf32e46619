package io.timecoin.crypto.ed25519;

import java.util.Arrays;

/**
 * Equations by one chain of doublings for all points, one field element at a time. For few signatures, and for machines
 * without vectors. Not for several threads; allocates nothing after construction.
 */
final class ScalarEquations implements Equations
{
    private static final int CAPACITY = Ed25519Batch.CAPACITY;
    private static final int KEY_WIDTH = 5;
    private static final int KEY_MULTIPLES = 1 << KEY_WIDTH - 2;
    private static final int KNOWN_WIDTH = 7;
    private static final int KNOWN_MULTIPLES = 1 << KNOWN_WIDTH - 2;
    private static final int NONCES = BasePoint.MULTIPLES;
    private static final int KNOWN = NONCES + CAPACITY;
    /**
     * A table that lasts costs as much as a third of a single signature. So it takes this many valid ones to earn it,
     * lest keys that come back now and then make all others dearer.
     */
    private static final int SIGNATURES_A_TABLE = 64;
    private static final int MAX_EARNED = 2 * SIGNATURES_A_TABLE;
    // A form of width w has at most a digit in w places, and one more.
    private static final int MAX_TERMS = CAPACITY * (SparseCoefficients.WEIGHT + Scalars.BITS / KEY_WIDTH + 1) +
        Scalars.BITS / BasePoint.WIDTH + 1;

    private final Signatures signatures;
    private final PointDecoder decoder = new PointDecoder();
    private final OddMultiples multiples = new OddMultiples();
    private final Scalars scalars = new Scalars();
    private final SignedDigits digits = new SignedDigits();
    private final SparseCoefficients coefficients = new SparseCoefficients(new ChaCha20(), CAPACITY);
    /** The base point's multiples, the nonces, the tables that last. */
    private final NielsPoint[] niels = new NielsPoint[KNOWN + KeyCache.SLOTS * KNOWN_MULTIPLES];
    /** Tables of the batch's keys. */
    private final CachedPoint[] tables = new CachedPoint[CAPACITY * KEY_MULTIPLES];
    private final Straus straus = new Straus(niels, tables, MAX_TERMS);
    private final KeyCache cache = new KeyCache(new ChaCha20());
    /** Of the first signature of each key, the place of its lasting table. */
    private final int[] slots = new int[CAPACITY];
    /** Of each signature, the first with the same key; CAPACITY if that was not decoded. */
    private final int[] firsts = new int[CAPACITY];
    private final long[] keyScalars = new long[CAPACITY * Scalars.WORDS];
    private final long[] baseSum = new long[Scalars.WIDE_WORDS];
    private final long[] baseScalar = new long[Scalars.WORDS];
    private final long[] product = new long[Scalars.WORDS];
    private boolean hasCoefficients;
    private int earned = MAX_EARNED;

    ScalarEquations(final Signatures signatures)
    {
        this.signatures = signatures;
        for (int i = NONCES; i < niels.length; i++)
        {
            niels[i] = new NielsPoint();
        }
        Arrays.setAll(tables, i -> new CachedPoint());
    }

    @Override
    public long prepare()
    {
        long candidates = 0;
        for (int i = 0; i < signatures.size; i++)
        {
            candidates |= decode(i) ? 1L << i : 0;
        }
        hasCoefficients = false;
        return candidates;
    }

    private boolean decode(final int index)
    {
        firsts[index] = CAPACITY;
        if (!signatures.isReduced(index) || !decodeKey(index) ||
            !decoder.decode(signatures.bytes, index * Signatures.LENGTH))
        {
            return false;
        }
        niels[NONCES + index].set(decoder.x, decoder.y);
        return true;
    }

    private boolean decodeKey(final int index)
    {
        for (int i = 0; i < index; i++)
        {
            if (firsts[i] == i && signatures.isSameKey(index, i))
            {
                firsts[index] = i;
                return true;
            }
        }
        final int key = index * Signatures.POINT_LENGTH;
        slots[index] = cache.find(signatures.keys, key);
        if (slots[index] != KeyCache.NONE)
        {
            firsts[index] = index;
            return true;
        }
        if (!decoder.decode(signatures.keys, key) || PointDecoder.isOfSmallOrder(signatures.keys, key))
        {
            return false;
        }
        firsts[index] = index;
        multiples.fill(tables, index * KEY_MULTIPLES, KEY_MULTIPLES, decoder.x, decoder.y);
        return true;
    }

    /** Whether the equation of a signature holds that nobody has prepared here, but whose points are good. */
    boolean holdsAlone(final int index)
    {
        decoder.decode(signatures.keys, index * Signatures.POINT_LENGTH);
        multiples.fill(tables, index * KEY_MULTIPLES, KEY_MULTIPLES, decoder.x, decoder.y);
        slots[index] = KeyCache.NONE;
        firsts[index] = index;
        decoder.decode(signatures.bytes, index * Signatures.LENGTH);
        niels[NONCES + index].set(decoder.x, decoder.y);
        return holds(index);
    }

    /** R + k A - S B. */
    @Override
    public boolean holds(final int index)
    {
        straus.reset();
        straus.addNiels(NONCES + index, 0, 0);
        addKey(firsts[index], signatures.challenges, index * Scalars.WORDS);
        straus.subtractBase(signatures.responses, index * Scalars.WORDS, digits);
        return straus.isOfSmallOrder();
    }

    /** The sum of z (R + k A - S B), with the multiples of equal keys and of B added up before. */
    @Override
    public boolean holdTogether(final long candidates)
    {
        if (!hasCoefficients)
        {
            for (int i = 0; i < signatures.size; i++)
            {
                coefficients.draw(i);
            }
            hasCoefficients = true;
        }
        straus.reset();
        Arrays.fill(baseSum, 0);
        long distinct = 0;
        for (long rest = candidates; rest != 0; rest &= rest - 1)
        {
            final int index = Long.numberOfTrailingZeros(rest);
            final int at = index * Scalars.WORDS;
            addNonce(index);
            scalars.accumulate(baseSum, coefficients.residues(), at, signatures.responses, at);
            final int first = firsts[index];
            scalars.multiply(product, 0, coefficients.residues(), at, signatures.challenges, at);
            addKeyScalar(first, (distinct >>> first & 1) == 0);
            distinct |= 1L << first;
        }
        for (long rest = distinct; rest != 0; rest &= rest - 1)
        {
            final int first = Long.numberOfTrailingZeros(rest);
            addKey(first, keyScalars, first * Scalars.WORDS);
        }
        scalars.reduce(baseScalar, 0, baseSum);
        straus.subtractBase(baseScalar, 0, digits);
        return straus.isOfSmallOrder();
    }

    private void addKeyScalar(final int first, final boolean isNew)
    {
        final int at = first * Scalars.WORDS;
        if (isNew)
        {
            System.arraycopy(product, 0, keyScalars, at, Scalars.WORDS);
        }
        else
        {
            Scalars.add(keyScalars, at, keyScalars, at, product, 0);
        }
    }

    private void addNonce(final int index)
    {
        for (int power = 0; power < SparseCoefficients.WEIGHT; power++)
        {
            straus.addNiels(
                NONCES + index, coefficients.position(index, power), coefficients.negative(index, power));
        }
    }

    private void addKey(final int first, final long[] scalar, final int at)
    {
        if (slots[first] != KeyCache.NONE)
        {
            digits.recode(scalar, at, KNOWN_WIDTH);
            final int table = KNOWN + slots[first] * KNOWN_MULTIPLES;
            for (int i = 0; i < digits.size(); i++)
            {
                straus.addNiels(table + digits.odd(i), digits.position(i), digits.negative(i));
            }
            return;
        }
        digits.recode(scalar, at, KEY_WIDTH);
        final int table = first * KEY_MULTIPLES;
        for (int i = 0; i < digits.size(); i++)
        {
            straus.addCached(table + digits.odd(i), digits.position(i), digits.negative(i));
        }
    }

    @Override
    public void learn(final long valid)
    {
        earned = Math.min(earned + Long.bitCount(valid), MAX_EARNED);
        for (long rest = valid; rest != 0; rest &= rest - 1)
        {
            final int index = Long.numberOfTrailingZeros(rest);
            final int key = index * Signatures.POINT_LENGTH;
            cache.onValid(signatures.keys, key);
            final int first = firsts[index];
            if (slots[first] == KeyCache.NONE && earned >= SIGNATURES_A_TABLE)
            {
                slots[first] = cache.admit(signatures.keys, key);
                if (slots[first] != KeyCache.NONE)
                {
                    makeTable(slots[first], key);
                    earned -= SIGNATURES_A_TABLE;
                }
            }
        }
    }

    private void makeTable(final int slot, final int key)
    {
        decoder.decode(signatures.keys, key);
        multiples.fill(niels, KNOWN + slot * KNOWN_MULTIPLES, KNOWN_MULTIPLES, decoder.x, decoder.y);
    }
}
