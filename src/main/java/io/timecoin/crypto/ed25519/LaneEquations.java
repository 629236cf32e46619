package io.timecoin.crypto.ed25519;

import java.util.Arrays;

/**
 * Equations with up to 64 points at a time, one a lane, decoded and added up; a single one is left to
 * {@link ScalarEquations}. Not for several threads; allocates nothing after construction.
 */
final class LaneEquations implements Equations
{
    private static final int CAPACITY = Ed25519Batch.CAPACITY;
    /** Fewer are sooner done one field element at a time: the doublings at the end cost the same for any number. */
    private static final int FEW = 3;
    private static final int MAX_TERMS = LaneField.LANES + Scalars.BITS / BasePoint.WIDTH + 1;

    private final Signatures signatures;
    private final ScalarEquations few;
    private final LaneDecoder decoder;
    private final LaneTables multiples;
    private final LaneSum sum;
    private final LaneCoefficients coefficients = new LaneCoefficients(new ChaCha20(), CAPACITY);
    private final Scalars scalars = new Scalars();
    private final SignedDigits digits = new SignedDigits();
    private final CachedPoint[] laneSums = new CachedPoint[LaneField.LANES];
    private final Straus straus = new Straus(new NielsPoint[BasePoint.MULTIPLES], laneSums, MAX_TERMS);

    private final double[][] nonces = new double[CAPACITY][LaneTables.LENGTH];
    private final double[][] keys = new double[CAPACITY][LaneTables.LENGTH];
    private final double[][] waiting = new double[CAPACITY][];
    private final int[] waitingFor = new int[CAPACITY];
    private final KeyCache cache = new KeyCache(new ChaCha20());
    private final double[][] known = new double[KeyCache.SLOTS][LaneTables.LENGTH];
    /** Of the first signature of each key, the place of its lasting table. */
    private final int[] slots = new int[CAPACITY];
    private final int[] distinctKeys = new int[CAPACITY];
    /** Of each signature, the first with the same key. */
    private final int[] firsts = new int[CAPACITY];
    private final long[] keyScalars = new long[CAPACITY * Scalars.WORDS];
    private final long[] baseSum = new long[Scalars.WIDE_WORDS];
    private final long[] baseScalar = new long[Scalars.WORDS];
    private final long[] product = new long[Scalars.WORDS];
    private boolean isFew;
    private boolean hasCoefficients;

    LaneEquations(final Signatures signatures, final LaneField field)
    {
        this.signatures = signatures;
        few = new ScalarEquations(signatures);
        decoder = new LaneDecoder(field);
        multiples = new LaneTables(field);
        sum = new LaneSum(field, laneSums);
    }

    @Override
    public long prepare()
    {
        isFew = signatures.size < FEW;
        hasCoefficients = false;
        return isFew ? few.prepare() : decodeNonces(decodeKeys(reduced()));
    }

    private long reduced()
    {
        long reduced = 0;
        for (int i = 0; i < signatures.size; i++)
        {
            reduced |= signatures.isReduced(i) ? 1L << i : 0;
        }
        return reduced;
    }

    private long decodeKeys(final long candidates)
    {
        decoder.reset();
        int distinct = 0;
        long good = 0;
        for (long rest = candidates; rest != 0; rest &= rest - 1)
        {
            final int index = Long.numberOfTrailingZeros(rest);
            firsts[index] = firstOf(index, distinct);
            if (firsts[index] == index)
            {
                distinctKeys[distinct++] = index;
                final int key = index * Signatures.POINT_LENGTH;
                slots[index] = cache.find(signatures.keys, key);
                if (slots[index] == KeyCache.NONE)
                {
                    waitingFor[decoder.size()] = index;
                    decoder.add(signatures.keys, key);
                }
                else
                {
                    good |= 1L << index;
                }
            }
        }
        good |= goodKeys(decode(keys));
        long answer = 0;
        for (long rest = candidates; rest != 0; rest &= rest - 1)
        {
            answer |= (good >>> firsts[Long.numberOfTrailingZeros(rest)] & 1) == 0 ? 0 : rest & -rest;
        }
        return answer;
    }

    private int firstOf(final int index, final int distinct)
    {
        for (int i = 0; i < distinct; i++)
        {
            if (signatures.isSameKey(index, distinctKeys[i]))
            {
                return distinctKeys[i];
            }
        }
        return index;
    }

    private long goodKeys(final long points)
    {
        long good = 0;
        for (int lane = 0; lane < decoder.size(); lane++)
        {
            final int index = waitingFor[lane];
            if ((points >>> lane & 1) == 1 &&
                !PointDecoder.isOfSmallOrder(signatures.keys, index * Signatures.POINT_LENGTH))
            {
                good |= 1L << index;
            }
        }
        return good;
    }

    private long decodeNonces(final long candidates)
    {
        decoder.reset();
        for (long rest = candidates; rest != 0; rest &= rest - 1)
        {
            final int index = Long.numberOfTrailingZeros(rest);
            waitingFor[decoder.size()] = index;
            decoder.add(signatures.bytes, index * Signatures.LENGTH);
        }
        final long points = decode(nonces);
        long answer = 0;
        for (int lane = 0; lane < decoder.size(); lane++)
        {
            answer |= (points >>> lane & 1) << waitingFor[lane];
        }
        return answer;
    }

    /** Decodes what waits, and makes a table of each. */
    private long decode(final double[][] tables)
    {
        if (decoder.size() == 0)
        {
            return 0;
        }
        for (int lane = 0; lane < decoder.size(); lane++)
        {
            waiting[lane] = tables[waitingFor[lane]];
        }
        final long points = decoder.decode();
        multiples.fill(waiting, decoder.x, decoder.y, decoder.size());
        return points;
    }

    @Override
    public boolean holds(final int index)
    {
        return isFew ? few.holds(index) : few.holdsAlone(index);
    }

    /** The sum of z (R + k A - S B), with the multiples of equal keys and of B added up before. */
    @Override
    public boolean holdTogether(final long candidates)
    {
        if (isFew)
        {
            return few.holdTogether(candidates);
        }
        drawCoefficients();
        sum.reset();
        Arrays.fill(baseSum, 0);
        long distinct = 0;
        for (long rest = candidates; rest != 0; rest &= rest - 1)
        {
            final int index = Long.numberOfTrailingZeros(rest);
            final int at = index * Scalars.WORDS;
            scalars.accumulate(baseSum, coefficients.residues(), at, signatures.responses, at);
            final int first = firsts[index];
            scalars.multiply(product, 0, coefficients.residues(), at, signatures.challenges, at);
            addKeyScalar(first, (distinct >>> first & 1) == 0);
            distinct |= 1L << first;
        }
        for (long rest = distinct; rest != 0; rest &= rest - 1)
        {
            final int first = Long.numberOfTrailingZeros(rest);
            final double[] table = slots[first] == KeyCache.NONE ? keys[first] : known[slots[first]];
            sum.add(table, keyScalars, first * Scalars.WORDS);
        }
        addNonces(candidates);
        straus.reset();
        sum.finish(straus);
        scalars.reduce(baseScalar, 0, baseSum);
        straus.subtractBase(baseScalar, 0, digits);
        return straus.isOfSmallOrder();
    }

    private void drawCoefficients()
    {
        if (!hasCoefficients)
        {
            for (int i = 0; i < signatures.size; i++)
            {
                coefficients.draw(i);
            }
            hasCoefficients = true;
        }
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

    /** In pairs, whose coefficients are drawn to fill the lanes between them. */
    private void addNonces(final long candidates)
    {
        for (int i = 0; i < signatures.size; i += 2)
        {
            final boolean hasFirst = (candidates >>> i & 1) == 1;
            final boolean hasSecond = (candidates >>> i & 2) == 2;
            if (hasFirst || hasSecond)
            {
                sum.addShort(hasFirst ? nonces[i] : null, hasSecond ? nonces[i + 1] : null,
                    coefficients.bits(), i * LaneCoefficients.WORDS);
            }
        }
    }

    @Override
    public void learn(final long valid)
    {
        if (isFew)
        {
            few.learn(valid);
            return;
        }
        for (long rest = valid; rest != 0; rest &= rest - 1)
        {
            final int index = Long.numberOfTrailingZeros(rest);
            final int key = index * Signatures.POINT_LENGTH;
            cache.onValid(signatures.keys, key);
            final int first = firsts[index];
            if (slots[first] == KeyCache.NONE)
            {
                slots[first] = cache.admit(signatures.keys, key);
                if (slots[first] != KeyCache.NONE)
                {
                    System.arraycopy(keys[first], 0, known[slots[first]], 0, LaneTables.LENGTH);
                }
            }
        }
    }
}
