package io.timecoin.consensus.bft;

/** What became of a proposal or vote. The order is stable: counters are numbered by it. */
public enum Receipt
{
    /** New, and kept. */
    COUNTED,
    /** Heard before. */
    KNOWN,
    /** The second of its author for one step: kept, counted for its own block, and handed out as evidence. */
    EQUIVOCATION,
    /** A further one of an equivocator; dropped. */
    EXCESS,
    /** Of the next height, kept until that begins. */
    EARLY,
    /** Of a height or a round too far ahead to be kept; remembered only as how far its author is. */
    AHEAD,
    /** Of a height that is decided. */
    OLD_HEIGHT,
    /** Of a round of this height that is no longer kept. */
    OLD_ROUND,
    /** A proposal of somebody whose turn it is not. */
    NOT_PROPOSER,
    /** Of an index that no validator has. */
    STRANGER,
    /** With numbers or lengths that no statement has, or handed in as another kind. */
    MALFORMED
}
