package io.timecoin.bench;

/** What a figure is counted in, and which way is better. */
public enum Unit
{
    NS("ns", true),
    US("µs", true),
    MS("ms", true),
    PER_SECOND("1/s", false);

    private final String symbol;
    private final boolean isLessBetter;

    Unit(final String symbol, final boolean isLessBetter)
    {
        this.symbol = symbol;
        this.isLessBetter = isLessBetter;
    }

    /**
     * The unit's name in tables and files.
     *
     * @return a few letters.
     */
    public String symbol()
    {
        return symbol;
    }

    /**
     * Whether the smaller of two values is the better one.
     *
     * @return true for times, false for rates.
     */
    public boolean isLessBetter()
    {
        return isLessBetter;
    }

    /**
     * The unit of a name.
     *
     * @param symbol as {@link #symbol()} tells it.
     * @return null if there is no such unit.
     */
    static Unit of(final String symbol)
    {
        for (final Unit unit : values())
        {
            if (unit.symbol.equals(symbol))
            {
                return unit;
            }
        }
        return null;
    }
}
