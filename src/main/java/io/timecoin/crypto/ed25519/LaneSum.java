package io.timecoin.crypto.ed25519;

import java.util.Arrays;

/**
 * A sum of multiples of points, by digits of base 16 that are odd: lane w collects what weighs 16^w, so that a point is
 * added to all lanes at once, and doublings are left to the end. Not for several threads.
 */
final class LaneSum
{
    private static final int DIGIT_BITS = 4;
    private static final int DIGITS_A_LONG = Long.SIZE / DIGIT_BITS;
    private static final int HALF = LaneField.LANES / 2;
    /** Bits of the digit 1. */
    private static final int ONE = 8;
    private static final int COORDINATE = LaneField.LIMBS * LaneField.GROUP;
    private static final double[] NEUTRAL = neutral();

    private final LanePoints sums;
    private final double[][] selected = new double[LaneTables.COORDINATES][LaneField.LENGTH];
    private final int[] choices = new int[LaneField.LANES];
    private final double[] signs = new double[LaneField.LANES];
    private final long[] odd = new long[Scalars.WORDS];
    private final Point point = new Point();
    private final CachedPoint[] addable;

    /** Sums whose lanes are left in an array of so many points. */
    LaneSum(final LaneField field, final CachedPoint[] addable)
    {
        sums = new LanePoints(field);
        this.addable = addable;
        Arrays.setAll(addable, i -> new CachedPoint());
    }

    private static double[] neutral()
    {
        final double[] table = new double[LaneTables.LENGTH];
        Arrays.fill(table, 0, LaneField.GROUP, 1);
        Arrays.fill(table, COORDINATE, COORDINATE + LaneField.GROUP, 1);
        Arrays.fill(table, 2 * COORDINATE, 2 * COORDINATE + LaneField.GROUP, 2);
        return table;
    }

    void reset()
    {
        sums.setNeutral();
    }

    /**
     * Adds a reduced scalar times a point. An odd k below 2^253 is 2^252 plus the sum of (2 b - 15) 16^w over its
     * bits b from 4 w + 1 to 4 w + 4, for w from 0 to 62; an even one is L less an odd one.
     */
    void add(final double[] table, final long[] scalar, final int at)
    {
        final boolean isEven = (scalar[at] & 1) == 0;
        if (isEven)
        {
            Scalars.subtractFromOrder(odd, 0, scalar, at);
        }
        else
        {
            System.arraycopy(scalar, at, odd, 0, Scalars.WORDS);
        }
        final double sign = isEven ? -1 : 1;
        for (int word = 0; word < Scalars.WORDS; word++)
        {
            final long next = word + 1 < Scalars.WORDS ? odd[word + 1] : 0;
            choose(odd[word] >>> 1 | next << 63, word * DIGITS_A_LONG, sign);
        }
        choose(LaneField.LANES - 1, ONE, sign);
        select(table, 0, LaneField.LANES);
        sums.add(selected, LaneField.LANES);
    }

    /**
     * Adds multiples of two points, either of which may be null: of the first by the sum of (2 b - 15) 16^w over 32
     * times four bits, of the second by 2^128 times such a sum.
     *
     * @param bits of the first, lowest word first, then of the second.
     * @param at   where they begin.
     */
    void addShort(final double[] first, final double[] second, final long[] bits, final int at)
    {
        for (int word = 0; word < Scalars.WORDS; word++)
        {
            choose(bits[at + word], word * DIGITS_A_LONG, 1);
        }
        select(first == null ? NEUTRAL : first, 0, HALF);
        select(second == null ? NEUTRAL : second, HALF, LaneField.LANES);
        sums.add(selected, LaneField.LANES);
    }

    /** Hands the lanes' sums over. */
    void finish(final Straus straus)
    {
        for (int lane = 0; lane < LaneField.LANES; lane++)
        {
            sums.get(point, lane);
            addable[lane].set(point);
            straus.addCached(lane, lane * DIGIT_BITS, 0);
        }
    }

    private void choose(final long bits, final int from, final double sign)
    {
        for (int i = 0; i < DIGITS_A_LONG; i++)
        {
            choose(from + i, (int)(bits >>> i * DIGIT_BITS) & 15, sign);
        }
    }

    private void choose(final int lane, final int bits, final double sign)
    {
        // 2 b - 15 is 2 b' + 1 in magnitude, b' being b - 8 or 7 - b.
        final int negative = bits - ONE >> 31;
        choices[lane] = bits - ONE ^ negative;
        signs[lane] = sign * (1 + 2 * negative);
    }

    /** Picks, for some lanes, what is to be added there; the negative of a point has sum and difference exchanged. */
    private void select(final double[] table, final int from, final int to)
    {
        final double[] sum = selected[0];
        final double[] difference = selected[1];
        final double[] twoZ = selected[2];
        final double[] product = selected[3];
        for (int lane = from; lane < to; lane++)
        {
            final double sign = signs[lane];
            final int exchanged = sign < 0 ? COORDINATE : 0;
            int entry = choices[lane];
            for (int at = lane; at < LaneField.LENGTH; at += LaneField.LANES)
            {
                sum[at] = table[entry + exchanged];
                difference[at] = table[entry + COORDINATE - exchanged];
                twoZ[at] = table[entry + 2 * COORDINATE];
                product[at] = sign * table[entry + 3 * COORDINATE];
                entry += LaneField.GROUP;
            }
        }
    }
}
