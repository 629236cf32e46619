package io.timecoin.crypto.ed25519;

import java.util.Arrays;

/**
 * A sum of many points times powers of two, with one chain of doublings for all (Straus's method): terms are listed by
 * the power that they wait for. Not for several threads.
 */
final class Straus
{
    private static final int END = -1;
    /** Lists for each position: of points that are added quickly, and of others. */
    private static final int LISTS = 2;

    private final NielsPoint[] niels;
    private final CachedPoint[] cached;
    private final int[] heads = new int[SignedDigits.POSITIONS * LISTS];
    private final int[] nexts;
    /** Twice a point's place, and 1 if it is subtracted. Numbers, because to store references costs the collector. */
    private final int[] terms;
    private final Point sum = new Point();
    private int size;

    /**
     * Sums of multiples of certain points.
     *
     * @param niels    points that are named by their places, of which those of {@link BasePoint} are the first.
     * @param cached   other points.
     * @param maxTerms terms at most.
     */
    Straus(final NielsPoint[] niels, final CachedPoint[] cached, final int maxTerms)
    {
        this.niels = niels;
        this.cached = cached;
        BasePoint.copyTo(niels);
        nexts = new int[maxTerms];
        terms = new int[maxTerms];
    }

    void reset()
    {
        Arrays.fill(heads, END);
        size = 0;
    }

    /** Adds 2^position times a point that is added quickly; or subtracts it, if negative is 1 and not 0. */
    void addNiels(final int place, final int position, final int negative)
    {
        list(position * LISTS, place << 1 | negative);
    }

    void addCached(final int place, final int position, final int negative)
    {
        list(position * LISTS + 1, place << 1 | negative);
    }

    /** Subtracts a reduced scalar times the base point. */
    void subtractBase(final long[] scalar, final int at, final SignedDigits digits)
    {
        digits.recode(scalar, at, BasePoint.WIDTH);
        for (int i = 0; i < digits.size(); i++)
        {
            addNiels(digits.odd(i), digits.position(i), 1 - digits.negative(i));
        }
    }

    /** Whether the sum is of small order. */
    boolean isOfSmallOrder()
    {
        int position = SignedDigits.POSITIONS - 1;
        while (position >= 0 && isEmpty(position))
        {
            position--;
        }
        sum.setNeutral();
        for (; position >= 0; position--)
        {
            for (int term = heads[position * LISTS]; term != END; term = nexts[term])
            {
                sum.add(niels[terms[term] >> 1], terms[term] & 1);
            }
            for (int term = heads[position * LISTS + 1]; term != END; term = nexts[term])
            {
                sum.add(cached[terms[term] >> 1], terms[term] & 1);
            }
            if (position > 0)
            {
                sum.twice(!isEmpty(position - 1));
            }
        }
        return sum.isOfSmallOrder();
    }

    private boolean isEmpty(final int position)
    {
        return (heads[position * LISTS] & heads[position * LISTS + 1]) == END;
    }

    private void list(final int list, final int term)
    {
        terms[size] = term;
        nexts[size] = heads[list];
        heads[list] = size++;
    }
}
