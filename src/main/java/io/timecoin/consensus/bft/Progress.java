package io.timecoin.consensus.bft;

import java.util.Arrays;

import io.timecoin.consensus.validators.ValidatorSet;

/** How far each validator has signed. What more than a third have reached, an honest one has. */
final class Progress
{
    private static final int INDEX_BITS = 10;
    private static final int ROUND_BITS = 20;

    private final ValidatorSet validators;
    /** Height, round and author of the latest statement of each: sorted, they are in the order of time. */
    private final long[] reached;
    private final long[] sorted;
    private long proven;
    /** Of those who are beyond the proven. */
    private long weightBeyond;

    Progress(final ValidatorSet validators)
    {
        this.validators = validators;
        reached = new long[validators.size()];
        sorted = new long[validators.size()];
    }

    void onStatement(final int validator, final int height, final int round)
    {
        final long before = reached[validator];
        final long position = ((long)height << ROUND_BITS | round) << INDEX_BITS | validator;
        if (position > before)
        {
            reached[validator] = position;
            final boolean isBeyond = position >>> INDEX_BITS > proven && before >>> INDEX_BITS <= proven;
            weightBeyond += isBeyond ? validators.weight(validator) : 0;
            if (weightBeyond > validators.faultBound())
            {
                prove();
            }
        }
    }

    /** 0 if nothing is proven. */
    int provenHeight()
    {
        return (int)(proven >>> ROUND_BITS);
    }

    /** Of the proven height. */
    int provenRound()
    {
        return (int)(proven & (1L << ROUND_BITS) - 1);
    }

    /** Whether anybody, honest or not, has signed in a later round of this height. */
    boolean isAnyoneBeyond(final int height, final int round)
    {
        for (final long position : reached)
        {
            final long place = position >>> INDEX_BITS;
            if (place >>> ROUND_BITS == height && (place & (1L << ROUND_BITS) - 1) > round)
            {
                return true;
            }
        }
        return false;
    }

    private void prove()
    {
        System.arraycopy(reached, 0, sorted, 0, reached.length);
        Arrays.sort(sorted);
        long weight = 0;
        int i = sorted.length;
        // Ends at last with those who are beyond the proven, none of whom has the 0 of somebody never heard.
        while (weight <= validators.faultBound())
        {
            i--;
            weight += weightAt(i);
        }
        proven = sorted[i] >>> INDEX_BITS;
        weightBeyond = 0;
        for (int j = i + 1; j < sorted.length; j++)
        {
            weightBeyond += sorted[j] >>> INDEX_BITS > proven ? weightAt(j) : 0;
        }
    }

    private long weightAt(final int index)
    {
        return validators.weight((int)(sorted[index] & (1 << INDEX_BITS) - 1));
    }
}
