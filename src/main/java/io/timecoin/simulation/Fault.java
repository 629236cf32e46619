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
    /** With blocks: the validators are cut in halves for a while. */
    HALVES,
    /** With blocks: nothing that some validators send reaches the others, who are heard by them. */
    ONE_WAY,
    /** With blocks: an honest validator ends and begins again, with nothing but what it had forced to disk. */
    CRASH,
    /** With blocks: an honest validator stands still, for up to 30 s. */
    PAUSE,
    /** With blocks: wall clocks jump by up to an hour. */
    CLOCK,
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
    WITHHOLDING,
    /** Byzantine, with blocks: proposes two blocks, and votes for one here and for the other there. */
    EQUIVOCATING,
    /** Byzantine, with blocks: keeps its votes from some. */
    VOTE_WITHHOLDING,
    /** Byzantine, with blocks: also votes for what is not there, at heights that are not. */
    NONSENSE_VOTES,
    /** Byzantine, with blocks: proposes what no block can be. */
    BAD_PROPOSALS,
    /** Byzantine, with blocks: says old things again, its own and others'. */
    REPLAYING,
    /** Byzantine, with blocks: gives payments and lists to some only. */
    HIDING,
    /** Byzantine, with blocks: changes between two faces, every few seconds. */
    FLIPPING;

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
     * The fault of a name.
     *
     * @param name as {@link #label()}.
     * @return null if there is none.
     */
    public static Fault ofLabel(final String name)
    {
        for (final Fault fault : values())
        {
            if (fault.label.equals(name))
            {
                return fault;
            }
        }
        return null;
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

    /** Whether it is nothing, or means nothing, where no blocks are made. */
    boolean isOfBlocks()
    {
        return ordinal() >= HALVES.ordinal() && ordinal() < SILENT.ordinal() || ordinal() >= EQUIVOCATING.ordinal();
    }
}
