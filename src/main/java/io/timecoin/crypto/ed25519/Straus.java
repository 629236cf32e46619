package io.timecoin.crypto.ed25519;

import java.util.Arrays;

/**
 * A sum of many points times powers of two, with one chain of doublings for all (Straus's method): terms are listed by
 * the power that they wait for. Not for several threads.
 */
final class Straus
{
    private static final int END = -1;

    private final int[] heads = new int[SignedDigits.POSITIONS];
    private final int[] nexts;
    private final NielsPoint[] niels;
    private final CachedPoint[] cached;
    private final boolean[] isSubtracted;
    private final Point sum = new Point();
    private int size;

    Straus(final int maxTerms)
    {
        nexts = new int[maxTerms];
        niels = new NielsPoint[maxTerms];
        cached = new CachedPoint[maxTerms];
        isSubtracted = new boolean[maxTerms];
    }

    void reset()
    {
        Arrays.fill(heads, END);
        size = 0;
    }

    /** Adds 2^position times a point. */
    void add(final NielsPoint point, final int position, final boolean subtracted)
    {
        niels[size] = point;
        list(position, subtracted);
    }

    void add(final CachedPoint point, final int position, final boolean subtracted)
    {
        niels[size] = null;
        cached[size] = point;
        list(position, subtracted);
    }

    /** Subtracts a reduced scalar times the base point. */
    void subtractBase(final long[] scalar, final int at, final SignedDigits digits)
    {
        digits.recode(scalar, at, BasePoint.WIDTH);
        for (int i = 0; i < digits.size(); i++)
        {
            final int digit = digits.value(i);
            add(BasePoint.times(Math.abs(digit)), digits.position(i), digit > 0);
        }
    }

    /** Whether the sum is of small order. */
    boolean isOfSmallOrder()
    {
        int position = SignedDigits.POSITIONS - 1;
        while (position >= 0 && heads[position] == END)
        {
            position--;
        }
        sum.setNeutral();
        for (; position >= 0; position--)
        {
            for (int term = heads[position]; term != END; term = nexts[term])
            {
                addTerm(term);
            }
            if (position > 0)
            {
                sum.twice(heads[position - 1] != END);
            }
        }
        return sum.isOfSmallOrder();
    }

    private void list(final int position, final boolean subtracted)
    {
        isSubtracted[size] = subtracted;
        nexts[size] = heads[position];
        heads[position] = size++;
    }

    private void addTerm(final int term)
    {
        final NielsPoint affine = niels[term];
        if (affine == null)
        {
            if (isSubtracted[term])
            {
                sum.subtract(cached[term]);
            }
            else
            {
                sum.add(cached[term]);
            }
        }
        else if (isSubtracted[term])
        {
            sum.subtract(affine);
        }
        else
        {
            sum.add(affine);
        }
    }
}
