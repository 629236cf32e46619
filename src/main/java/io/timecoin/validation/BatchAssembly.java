package io.timecoin.validation;

import io.timecoin.pending.TransactionTable;
import io.timecoin.transaction.TransactionIds;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Gathers what became of the members of one peer's batch until its last member is there. */
final class BatchAssembly
{
    static final int MAX_MEMBERS = 64;
    static final int NAME_LENGTH = 32;

    private static final int WTXID_LENGTH = 32;
    private static final long NONE = -1;

    private final TransactionIds hashes;
    private final int[] members = new int[MAX_MEMBERS];
    private final UnsafeBuffer wtxids = new UnsafeBuffer(new byte[MAX_MEMBERS * WTXID_LENGTH]);
    private final byte[] name = new byte[NAME_LENGTH];
    private final UnsafeBuffer nameBuffer = new UnsafeBuffer(name);
    private long batch = NONE;
    private int peer;
    private int count;
    private int gathered;
    private long invalid;

    BatchAssembly(final TransactionIds hashes)
    {
        this.hashes = hashes;
    }

    /** Whether members were gathered of a batch other than this one. */
    boolean isCutBy(final long number)
    {
        return batch != NONE && batch != number;
    }

    void start(final long number, final int fromPeer, final int memberCount)
    {
        batch = number;
        peer = fromPeer;
        count = memberCount;
        gathered = 0;
        invalid = 0;
    }

    void drop()
    {
        batch = NONE;
    }

    /** Whether this is the member that the batch begun lacks next. */
    boolean expects(final long number, final int index)
    {
        return batch == number && gathered == index;
    }

    /** Adds a member with its bytes' hash. */
    void add(final int handle, final boolean isInvalid, final DirectBuffer wtxid, final int offset)
    {
        wtxids.putBytes(gathered * WTXID_LENGTH, wtxid, offset, WTXID_LENGTH);
        add(handle, isInvalid);
    }

    /**
     * Adds a member that is no transaction. It has no hash, and so its batch has no name that an honest one can have.
     */
    void addMalformed()
    {
        wtxids.setMemory(gathered * WTXID_LENGTH, WTXID_LENGTH, (byte)0);
        add(TransactionTable.NULL_HANDLE, true);
    }

    boolean isComplete()
    {
        return gathered == count;
    }

    int peer()
    {
        return peer;
    }

    int count()
    {
        return count;
    }

    int[] members()
    {
        return members;
    }

    long invalid()
    {
        return invalid;
    }

    /** Takes a member out that ended meanwhile. */
    void forget(final int member)
    {
        members[member] = TransactionTable.NULL_HANDLE;
    }

    /** Takes a member out that the batch holds twice. */
    void refuse(final int member)
    {
        forget(member);
        invalid |= 1L << member;
    }

    /** The batch's name, once complete. */
    byte[] name()
    {
        hashes.batchName(wtxids, 0, count, nameBuffer, 0);
        return name;
    }

    private void add(final int handle, final boolean isInvalid)
    {
        members[gathered] = handle;
        invalid |= isInvalid ? 1L << gathered : 0;
        gathered++;
    }
}
