package io.timecoin.pipeline;

/** A slot of the ring {@code admissions}: what validation tells consensus, with handles of the transaction table. */
public final class AdmissionSlot
{
    /** Members of a batch and rivals of a transaction that a slot can name. */
    public static final int MAX_HANDLES = 64;

    /** What a slot says. */
    public enum Kind
    {
        /** A client's payment is valid and its parents are accepted: batch, prefer, poll. */
        ADMIT,
        /** {@code handle} spends what each of {@code handles[0..count)} spends; before its ADMIT, READY or BATCH. */
        CONFLICT,
        /** A peer's batch was validated: name, members (a handle, or NULL_HANDLE where a member is not held). */
        BATCH,
        /** A member of an earlier batch became valid, with all its parents accepted. */
        READY,
        /** Validation wants the space of a transaction; consensus answers with EVICTED or not at all. */
        EVICT,
        /** The lock of a transaction is older than the lock timeout; consensus answers with EXPIRED or not at all. */
        EXPIRE,
        /** An undecided transaction's ancestor is gone; consensus forgets it and answers RELEASED. */
        ABANDON,
        /**
         * A transaction is not held as {@code handles[0..count)}, accepted or too many, spend what it spends; a
         * NULL_HANDLE among them stands for what is final.
         */
        OVERRULED
    }

    public Kind kind;
    /** Slot time, ns. */
    public long stampNs;
    /** Sequence of the slot of {@code transactions} that validation had taken last. */
    public long sequence;
    public int handle;
    /** The validator that sent a batch. */
    public int peer;
    public int count;
    public final int[] handles = new int[MAX_HANDLES];
    /** Name of a batch; id of a transaction with OVERRULED. */
    public final byte[] name = new byte[32];
    /** BATCH: members that may be preferred and polled now. */
    public long ready;
    /** BATCH: members that can never be valid. */
    public long invalid;
}
