package io.timecoin.pipeline;

import io.timecoin.transaction.Verdict;

/**
 * A slot of the ring {@code transactions}: one transaction or a tick. Its arena record is the payload, then 32 bytes of
 * txid, 32 of wtxid and 20 for the key hash of each possible witness, which a verify worker fills in.
 */
public final class TransactionSlot extends PayloadSlot
{
    public static final int NULL_PEER = -1;
    public static final long NULL_BATCH = -1;
    public static final long NO_COPY = -1;

    // Written by ingress.
    /** True if this slot only tells the time. */
    public boolean tick;
    /** Slot time, ns: the only time that rules see. */
    public long stampNs;
    /** Number of the session that sent it. */
    public int session;
    /** Index of the validator that sent it, or {@link #NULL_PEER} if a client did. */
    public int peer;
    /** The client's own number for it. */
    public long reference;
    /** Ingress's number of the batch it came in, or {@link #NULL_BATCH}. Members are contiguous but for ticks. */
    public long batch;
    public int batchIndex;
    public int batchCount;
    /** Sequence of an earlier slot, less than a ring's size ago, that holds the same bytes, or {@link #NO_COPY}. */
    public long firstCopy;

    // Written by the verify worker that claimed the slot.
    /** Outcome of the context-free checks without signatures: ADMITTED if all passed. */
    public Verdict verdict;
    /** Whether every witness's signature is valid; meaningless if {@link #firstCopy} is set. */
    public boolean signaturesValid;

    /**
     * Where the transaction id lies in the arena's buffer.
     *
     * @return offset of 32 bytes.
     */
    public int txidOffset()
    {
        return payloadOffset + payloadLength;
    }

    /**
     * Where the hash of the whole transaction lies in the arena's buffer.
     *
     * @return offset of 32 bytes.
     */
    public int wtxidOffset()
    {
        return txidOffset() + 32;
    }

    /**
     * Where the key hash of a witness lies in the arena's buffer.
     *
     * @param witness index of the witness.
     * @return offset of 20 bytes.
     */
    public int keyHashOffset(final int witness)
    {
        return wtxidOffset() + 32 + 20 * witness;
    }

    /**
     * Length of the arena record of a payload.
     *
     * @param payloadLength bytes of the transaction as received.
     * @return bytes to claim.
     */
    public static int recordLength(final int payloadLength)
    {
        return payloadLength + 64 + 20 * (payloadLength / 96 + 1);
    }
}
