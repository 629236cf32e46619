package io.timecoin.consensus.bft;

import java.util.Arrays;

import io.timecoin.consensus.validators.ValidatorSet;

/**
 * Whose turn it is: everybody's share of turns is its share of the weight, everybody computes the same, and nothing
 * has to be remembered, so that a node that joins or comes back needs only the weights.
 * <p>
 * Turn t (height plus round) falls on the point frac(t·φ) of the weights laid end to end, φ being the golden ratio.
 * Multiples of φ fill the unit interval more evenly than those of any other number (Weyl's and Kronecker's sequence;
 * its discrepancy over N points is O(log N / N)), in every run of consecutive turns and not only in the long run. By
 * the three-gap theorem a validator of share s waits at most about 3.7/s turns; one with less than 38 % of the weight
 * never has two turns in a row. Tendermint's own scheme of priorities is as fair, but depends on all turns before.
 */
final class ProposerRotation
{
    /** frac(φ) in units of 2^-64; odd, so that no turn repeats another's point. */
    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

    /** Weight of all validators up to and including each. */
    private final long[] ends;

    ProposerRotation(final ValidatorSet validators)
    {
        ends = new long[validators.size()];
        long end = 0;
        for (int i = 0; i < ends.length; i++)
        {
            end += validators.weight(i);
            ends[i] = end;
        }
    }

    int proposer(final int height, final int round)
    {
        final long fraction = ((long)height + round) * GOLDEN;
        final long total = ends[ends.length - 1];
        // The upper half of an unsigned product; Math.multiplyHigh takes both factors as signed.
        final long point = Math.multiplyHigh(fraction, total) + (fraction >> 63 & total);
        final int found = Arrays.binarySearch(ends, point);
        // A point is in the first validator whose weight ends behind it; those without weight end where they begin.
        int turn = found >= 0 ? found + 1 : -(found + 1);
        while (ends[turn] <= point)
        {
            turn++;
        }
        return turn;
    }
}
