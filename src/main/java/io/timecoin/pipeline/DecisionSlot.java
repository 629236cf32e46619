package io.timecoin.pipeline;

import io.timecoin.transaction.Verdict;

/** A slot of the ring {@code decisions}: what became of a transaction, or that a block is final and applied. */
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
        RELEASED,
        /** An accepted transaction is in the final block of {@link #height}. Its client is told; bytes stay. */
        FINAL,
        /**
         * A final block chose a rival of this accepted transaction, or of an ancestor: its effects are taken back.
         * Descendants come before. Bytes stay until RELEASED.
         */
        UNDONE,
        /** The block of {@link #height} is final, and all that it lists was decided before: its coinbase is put. */
        BLOCK,
        /** The final block that is told next charges {@link #validator}, before anything that it lists takes effect. */
        CHARGED
    }

    public Kind kind;
    /**
     * Of the transaction. BLOCK has none: this is its height as well, and CHARGED's validator, for those who pass on
     * kind and handle only.
     */
    public int handle;
    /** Why, for the client; ADMITTED with ACCEPTED. */
    public Verdict reason;
    /** Slot time of consensus, ns. */
    public long stampNs;
    /** FINAL, BLOCK: height of the block. */
    public long height;
    /** BLOCK: what its coinbase pays, 0 for none. */
    public long amount;
    /** BLOCK: index of the validator that made it, whom the coinbase pays. CHARGED: place of who is charged. */
    public int validator;
}
