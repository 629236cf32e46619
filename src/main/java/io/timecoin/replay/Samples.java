package io.timecoin.replay;

import java.util.Arrays;

/** What the driver saw of a pass every few milliseconds: a table of longs, one row a sample. */
final class Samples
{
    private static final int FIRST_ROWS = 1 << 12;

    private final int columns;
    private long[] values;
    private int rows;

    Samples(final int columns)
    {
        this.columns = columns;
        values = new long[FIRST_ROWS * columns];
    }

    /** Begins a row. */
    void row()
    {
        rows++;
        if (rows * columns > values.length)
        {
            values = Arrays.copyOf(values, 2 * values.length);
        }
    }

    /** Sets a value of the last row. */
    void set(final int column, final long value)
    {
        values[(rows - 1) * columns + column] = value;
    }

    long get(final int row, final int column)
    {
        return values[row * columns + column];
    }

    int rows()
    {
        return rows;
    }
}
