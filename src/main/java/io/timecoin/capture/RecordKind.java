package io.timecoin.capture;

/** What a record of a capture's stream is. */
public enum RecordKind
{
    /** A transaction, as it lay in the ring {@code transactions}. */
    TRANSACTION,
    /** A slot of the ring {@code transactions} that only tells the time. */
    TICK,
    /** A slot of the ring {@code control}. */
    CONTROL,
    /** A decision, behind every transaction that was published before it. */
    DECISION,
    /** A block became final, behind the decisions on all that it lists. */
    BLOCK,
    /** What the recorder had no room for, at this place. */
    GAP
}
