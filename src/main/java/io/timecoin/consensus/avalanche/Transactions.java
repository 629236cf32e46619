package io.timecoin.consensus.avalanche;

import io.timecoin.InvariantViolation;
import io.timecoin.pending.TransactionTable;

/** Consensus's columns of the transaction table: by index, begun anew when a handle of another generation shows up. */
final class Transactions
{
    /** No membership, no conflict. */
    static final int NONE = -1;

    static final int READY = 1;
    static final int ACCEPTED = 2;
    static final int REJECTED = 4;
    static final int GONE = 8;
    static final int RELEASED = 16;
    /** A conflict could not be recorded, so nothing may be preferred by mistake. */
    static final int UNPREFERABLE = 32;
    static final int CONTESTED = 64;
    /** First seen while this node kept silent after a restart. */
    static final int SILENCED = 128;
    /** Waits for room in an own batch. */
    static final int BACKLOG = 256;
    /** Put into an own batch, or about to be, though others have batched it: theirs did not get far. */
    static final int SPREAD = 512;

    /** Accepted, and in no final block, where there are blocks. */
    static final int UNLISTED = 1_024;
    /** In a final block. */
    static final int FINAL = 2_048;
    /** In a final block that is stored with its bytes. */
    static final int LISTED = 4_096;
    /** Acceptance has no more use for the bytes. */
    static final int LET_GO = 8_192;
    /** Was accepted, and is not any more, or will not be in a moment: a final block has chosen a rival. */
    static final int UNDONE = 16_384;
    /** Undecided, and this node was strong for it when those voted who did before the present ones. */
    static final int FORMERLY_STRONG = 32_768;

    static final int ENDED = ACCEPTED | REJECTED | GONE;

    final int[] handles;
    /** First membership: batch × 64 + position; the others hang on it. The first is where the transaction is polled. */
    final int[] memberships;
    /** First edge to a conflict. */
    final int[] conflicts;
    final short[] flags;
    final short[] polls;
    /** Polls in which enough of the network knew it while it was in conflict. */
    final short[] rounds;
    /** Since when it is ready, or, once it is accepted, since when it is that. */
    final long[] sinceNs;
    final long[] conflictedNs;

    Transactions(final int capacity)
    {
        handles = new int[capacity];
        memberships = new int[capacity];
        conflicts = new int[capacity];
        flags = new short[capacity];
        polls = new short[capacity];
        rounds = new short[capacity];
        sinceNs = new long[capacity];
        conflictedNs = new long[capacity];
    }

    /** Whether a handle is the one that its columns are about. */
    boolean isSeen(final int handle)
    {
        return handles[TransactionTable.index(handle)] == handle;
    }

    /** Index of a handle; its columns are fresh if this transaction was not seen before. */
    int touch(final int handle)
    {
        final int index = TransactionTable.index(handle);
        if (handle == TransactionTable.NULL_HANDLE || index >= handles.length)
        {
            throw new InvariantViolation("handle from validation", handle);
        }
        if (handles[index] != handle)
        {
            if (handles[index] != TransactionTable.NULL_HANDLE && (flags[index] & (GONE | RELEASED)) == 0)
            {
                throw new InvariantViolation("handle reused before its release", handle);
            }
            handles[index] = handle;
            memberships[index] = NONE;
            conflicts[index] = NONE;
            flags[index] = 0;
            polls[index] = 0;
            rounds[index] = 0;
            sinceNs[index] = 0;
            conflictedNs[index] = 0;
        }
        return index;
    }

    void onPolled(final int index)
    {
        if (polls[index] < Short.MAX_VALUE)
        {
            polls[index]++;
        }
    }

    boolean is(final int index, final int flag)
    {
        return (flags[index] & flag) != 0;
    }

    void set(final int index, final int flag)
    {
        flags[index] |= (short)flag;
    }

    void clear(final int index, final int flag)
    {
        flags[index] &= (short)~flag;
    }
}
