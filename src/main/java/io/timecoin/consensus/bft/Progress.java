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
    private boolean isStale;

    Progress(final ValidatorSet validators)
    {
        this.validators = validators;
        reached = new long[validators.size()];
        sorted = new long[validators.size()];
    }

    void onStatement(final int validator, final int height, final int round)
    {
        final long position = ((long)height << ROUND_BITS | round) << INDEX_BITS | validator;
        if (position > reached[validator])
        {
            reached[validator] = position;
            // What is not beyond the proven cannot move it.
            isStale |= position >>> INDEX_BITS > proven;
        }
    }

    /** 0 if nothing is proven. */
    int provenHeight()
    {
        return (int)(proven() >>> ROUND_BITS);
    }

    /** Of the proven height. */
    int provenRound()
    {
        return (int)(proven() & (1L << ROUND_BITS) - 1);
    }

    private long proven()
    {
        if (isStale)
        {
            isStale = false;
            System.arraycopy(reached, 0, sorted, 0, reached.length);
            Arrays.sort(sorted);
            long weight = 0;
            int i = sorted.length;
            while (i > 0 && sorted[i - 1] != 0 && weight <= validators.faultBound())
            {
                i--;
                weight += validators.weight((int)(sorted[i] & (1 << INDEX_BITS) - 1));
            }
            proven = weight > validators.faultBound() ? sorted[i] >>> INDEX_BITS : 0;
        }
        return proven;
    }
}
