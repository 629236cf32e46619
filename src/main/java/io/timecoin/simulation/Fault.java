package io.timecoin.simulation;

import java.util.Locale;

/** What can go wrong in a simulated network. */
public enum Fault
{
    /** Frames between validators vanish. */
    LOSS,
    /** Frames between validators arrive twice. */
    DUPLICATION,
    /** Frames between validators overtake each other. */
    REORDERING,
    /** A third of the validators is cut off for a while, and links go down. */
    PARTITION,
    /** Byzantine: says Hello and nothing else. */
    SILENT,
    /** Byzantine: answers polls with the opposite of what it prefers. */
    OPPOSITE,
    /** Byzantine: answers polls at random. */
    RANDOM,
    /** Byzantine: honest to one half, the opposite to the other. */
    TWO_FACED,
    /** Byzantine: delays its replies to some. */
    DELAYING,
    /** Byzantine: keeps its replies to some until late. */
    WITHHOLDING;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /**
     * Its name on the command line.
     *
     * @return lower case with hyphens.
     */
    public String label()
    {
        return label;
    }

    /**
     * Whether a validator does it, rather than the network.
     *
     * @return true for what at most a third of the weight may do.
     */
    public boolean isByzantine()
    {
        return ordinal() >= SILENT.ordinal();
    }
}
