package io.timecoin.crypto.ed25519;

/**
 * Makes, for up to 64 points at a time, the tables from which {@link LaneSum} picks: 1, 3, ..., 15 times the point, as
 * 24 limbs, those of Y + X, Y - X, 2 Z and 2 d T, for each the eight multiples' in a row. Not for several threads.
 */
final class LaneTables
{
    static final int COORDINATES = 4;
    static final int LENGTH = COORDINATES * LaneField.LIMBS * LaneField.GROUP;

    private final LanePoints multiple;
    private final double[][] step = new double[COORDINATES][LaneField.LENGTH];
    private final double[][] addable = new double[COORDINATES][LaneField.LENGTH];

    LaneTables(final LaneField field)
    {
        multiple = new LanePoints(field);
    }

    /** Fills tables from affine coordinates, of one unit, in the first lanes. */
    void fill(final double[][] tables, final double[] x, final double[] y, final int count)
    {
        final int lanes = count + LaneField.GROUP - 1 & -LaneField.GROUP;
        multiple.set(x, y, lanes);
        multiple.toAddable(addable, lanes);
        scatter(tables, 0, count);
        // The formulas are complete: adding a point to itself doubles it.
        multiple.add(addable, lanes);
        multiple.toAddable(step, lanes);
        multiple.set(x, y, lanes);
        for (int i = 1; i < LaneField.GROUP; i++)
        {
            multiple.add(step, lanes);
            multiple.toAddable(addable, lanes);
            scatter(tables, i, count);
        }
    }

    private void scatter(final double[][] tables, final int entry, final int count)
    {
        for (int lane = 0; lane < count; lane++)
        {
            final double[] table = tables[lane];
            int to = entry;
            for (int coordinate = 0; coordinate < COORDINATES; coordinate++)
            {
                final double[] from = addable[coordinate];
                for (int at = lane; at < LaneField.LENGTH; at += LaneField.LANES)
                {
                    table[to] = from[at];
                    to += LaneField.GROUP;
                }
            }
        }
    }
}
