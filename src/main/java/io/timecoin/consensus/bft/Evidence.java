package io.timecoin.consensus.bft;

import java.util.Arrays;

import io.timecoin.consensus.validators.ValidatorSet;

/** Hands out pairs of statements that contradict each other, one a validator and step in a height. */
final class Evidence
{
    private final BftPort port;
    private final BftStats stats;
    private final long[][] told;

    Evidence(final ValidatorSet validators, final BftPort port, final BftStats stats)
    {
        this.port = port;
        this.stats = stats;
        told = new long[Step.values().length][validators.words()];
    }

    void clear()
    {
        for (final long[] bits : told)
        {
            Arrays.fill(bits, 0);
        }
    }

    void onPair(final Statement first, final Statement second)
    {
        final long[] bits = told[first.step().code()];
        final int word = first.validator() >>> 6;
        final long bit = 1L << first.validator();
        if ((bits[word] & bit) == 0)
        {
            bits[word] |= bit;
            stats.equivocations++;
            port.equivocation(first, second);
        }
    }
}
