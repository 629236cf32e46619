package io.timecoin.consensus.avalanche;

import java.util.Arrays;

/**
 * Many rows of 64 counters, bit-sliced: bit {@code i} of plane {@code p} is binary digit {@code p} of counter {@code
 * i}. Adding a weight under a mask and comparing all 64 with a threshold are a few word operations, whatever the mask.
 */
public final class VoteCounter
{
    private final int rows;
    private int planes;
    private long[] digits;

    /**
     * Counters at zero.
     *
     * @param rows how many times 64 counters.
     * @param most largest sum that a counter has to hold.
     */
    public VoteCounter(final int rows, final long most)
    {
        this.rows = rows;
        digits = new long[0];
        begin(most);
    }

    /** Begins again at zero, with another largest sum; takes memory if it needs more digits than ever before. */
    void begin(final long most)
    {
        planes = Math.max(1, Long.SIZE - Long.numberOfLeadingZeros(most));
        if (digits.length < rows * planes)
        {
            digits = new long[rows * planes];
        }
        else
        {
            Arrays.fill(digits, 0);
        }
    }

    /** Adds a weight to the counters of a row that the mask names. The sum must not exceed what the counters hold. */
    public void add(final int row, final long weight, final long mask)
    {
        final int base = row * planes;
        for (int digit = 0; digit < planes && weight >>> digit != 0; digit++)
        {
            if ((weight >>> digit & 1) != 0)
            {
                long carry = mask;
                for (int i = base + digit; carry != 0 && i < base + planes; i++)
                {
                    final long old = digits[i];
                    digits[i] = old ^ carry;
                    carry &= old;
                }
            }
        }
    }

    /** Adds one to the counters of a row that the mask names, unless they are at their largest. */
    public void increment(final int row, final long mask)
    {
        add(row, 1, mask & ~full(row));
    }

    /** The counters of a row that are at a threshold or above it. */
    public long atLeast(final int row, final long threshold)
    {
        if (threshold <= 0)
        {
            return ~0L;
        }
        if (planes < Long.SIZE && threshold >>> planes != 0)
        {
            return 0;
        }
        final int base = row * planes;
        long greater = 0;
        long equal = ~0L;
        for (int digit = planes - 1; digit >= 0; digit--)
        {
            final long plane = digits[base + digit];
            if ((threshold >>> digit & 1) == 0)
            {
                greater |= equal & plane;
                equal &= ~plane;
            }
            else
            {
                equal &= plane;
            }
        }
        return greater | equal;
    }

    /** Zeroes the counters of a row that the mask names. */
    public void clear(final int row, final long mask)
    {
        final int base = row * planes;
        for (int i = base; i < base + planes; i++)
        {
            digits[i] &= ~mask;
        }
    }

    private long full(final int row)
    {
        long all = ~0L;
        final int base = row * planes;
        for (int i = base; i < base + planes; i++)
        {
            all &= digits[i];
        }
        return all;
    }
}
