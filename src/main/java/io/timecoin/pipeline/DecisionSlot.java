package io.timecoin.pipeline;

import io.timecoin.transaction.Verdict;

/** A slot of the ring {@code decisions}. Later a block is one as well. */
public final class DecisionSlot
{
    /** What was decided. */
    public enum Kind
    {
        /** The transaction's effects are applied by utxo; validation then frees its locks but keeps the bytes. */
        ACCEPTED,
        /** A conflicting transaction was accepted: locks go, descendants too, bytes stay until RELEASED. */
        REJECTED,
        /** Ended without a decision by age. Locks and bytes go. */
        EXPIRED,
        /** Ended without a decision for want of space. Locks and bytes go. */
        EVICTED,
        /** Nobody will ask for the bytes any more: validation frees the table's entry. */
        RELEASED
    }

    public Kind kind;
    public int handle;
    /** Why, for the client; ADMITTED with ACCEPTED. */
    public Verdict reason;
    /** Slot time of consensus, ns. */
    public long stampNs;
}
