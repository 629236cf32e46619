package io.timecoin.validation;

import io.timecoin.InvariantViolation;
import io.timecoin.pending.TransactionTable;

/**
 * Validation's columns beside the transaction table: the state of each transaction, its age, its fee rate, and what
 * is still to be done for it. All counters are kept up with each change.
 */
final class Pool
{
    static final int NONE = -1;

    /** The life of a transaction here. */
    enum State
    {
        /** No transaction. */
        FREE,
        /** Kept, but a parent is unknown: nothing is locked. */
        PARKED,
        /** Locks its inputs; a parent is not accepted yet. */
        WAITING,
        /** Locks its inputs; all parents are accepted. */
        READY,
        /** Applied; only the bytes are kept. */
        ACCEPTED,
        /** Lost to a conflict; only the bytes are kept. */
        REJECTED,
        /** Its end is certain, the work of ending it is still to be done. */
        DOOMED,
        /** Ended here; consensus has yet to let go of it. */
        ABANDONED;

        private static final State[] VALUES = values();
    }

    /** Consensus was told the handle, so only consensus may end it. */
    static final int PUBLISHED = 1;
    /** A batch that consensus was told of holds it. */
    static final int BATCHED = 2;
    /** A client of this node submitted it. */
    static final int CLIENT = 4;
    /** It became ready, and consensus is still to be told. */
    static final int TELL_READY = 8;
    /** Parked children may wait for it. */
    static final int SERVE_CHILDREN = 16;
    /** Its space was asked for. */
    static final int EVICT_ASKED = 32;
    /** It is on the work list. */
    private static final int QUEUED = 64;
    /** Consensus has let go of it, but its children still have to be served. */
    static final int RELEASED = 128;

    private final TransactionTable table;
    private final byte[] states;
    private final byte[] flags;
    private final byte[] endCodes;
    private final short[] pendingParents;
    private final short[] rivals;
    private final long[] deadlinesNs;
    private final int[] marks;
    private final IndexList work;
    private final IndexList byAge;
    private final FeeRates rates;
    private int mark;
    private long undecidedBytes;
    private int undecided;
    private int waiting;

    /** Nothing pending. */
    Pool(final TransactionTable table)
    {
        this.table = table;
        final int capacity = table.capacity();
        states = new byte[capacity];
        flags = new byte[capacity];
        endCodes = new byte[capacity];
        pendingParents = new short[capacity];
        rivals = new short[capacity];
        deadlinesNs = new long[capacity];
        marks = new int[capacity];
        work = new IndexList(new IndexList.Links(capacity));
        byAge = new IndexList(new IndexList.Links(capacity));
        rates = new FeeRates(capacity);
    }

    int handle(final int index)
    {
        final int handle = table.handleAt(index);
        if (handle == TransactionTable.NULL_HANDLE)
        {
            throw new InvariantViolation("no transaction at index", index);
        }
        return handle;
    }

    State state(final int index)
    {
        return State.VALUES[states[index]];
    }

    /** The one place in which a transaction changes its state. */
    void state(final int index, final State next)
    {
        count(state(index), -1, index);
        states[index] = (byte)next.ordinal();
        count(next, 1, index);
    }

    /** Holds or may soon hold what nobody else may spend. */
    boolean isUndecided(final int index)
    {
        final State state = state(index);
        return state == State.WAITING || state == State.READY;
    }

    boolean has(final int index, final int flag)
    {
        return (flags[index] & flag) != 0;
    }

    void set(final int index, final int flag)
    {
        flags[index] |= (byte)flag;
    }

    void clear(final int index, final int flag)
    {
        flags[index] &= (byte)~flag;
    }

    int endCode(final int index)
    {
        return endCodes[index];
    }

    void endCode(final int index, final int code)
    {
        endCodes[index] = (byte)code;
    }

    /** Claims on outputs of parents that are not accepted yet. */
    int pendingParents(final int index)
    {
        return pendingParents[index];
    }

    void pendingParents(final int index, final int count)
    {
        pendingParents[index] = (short)count;
    }

    /** Other transactions that claim an output that this one claims. */
    int rivals(final int index)
    {
        return rivals[index];
    }

    void rivals(final int index, final int count)
    {
        if (count < 0)
        {
            throw new InvariantViolation("rivals", count);
        }
        rivals[index] = (short)count;
    }

    /** Begins to visit each transaction at most once. */
    void startVisit()
    {
        mark++;
    }

    /** Whether this is the first visit of a transaction since {@link #startVisit()}. */
    boolean visit(final int index)
    {
        final boolean isFirst = marks[index] != mark;
        marks[index] = mark;
        return isFirst;
    }

    FeeRates rates()
    {
        return rates;
    }

    /** Fee rate of one transaction, units per KiB. */
    long rate(final int index)
    {
        return FeeRates.rate(table.fee(index), table.length(index));
    }

    /** Transactions that hold locks, those first that have held them longest. */
    IndexList byAge()
    {
        return byAge;
    }

    long deadlineNs(final int index)
    {
        return deadlinesNs[index];
    }

    void deadlineNs(final int index, final long deadlineNs)
    {
        deadlinesNs[index] = deadlineNs;
    }

    void queue(final int index)
    {
        if (!has(index, QUEUED))
        {
            set(index, QUEUED);
            work.addLast(index);
        }
    }

    /** The transaction for which something is to be done, taken off the list, or {@link #NONE}. */
    int nextWork()
    {
        final int index = work.first();
        if (index != IndexList.NONE)
        {
            work.remove(index);
            clear(index, QUEUED);
        }
        return index;
    }

    boolean hasWork()
    {
        return !work.isEmpty();
    }

    /** Gives a transaction's place back. */
    void free(final int index)
    {
        if (has(index, QUEUED))
        {
            work.remove(index);
        }
        flags[index] = 0;
        pendingParents[index] = 0;
        rivals[index] = 0;
        state(index, State.FREE);
        table.free(handle(index));
    }

    int undecided()
    {
        return undecided;
    }

    long undecidedBytes()
    {
        return undecidedBytes;
    }

    int waiting()
    {
        return waiting;
    }

    static long bytes(final int length, final int inputs)
    {
        return (long)TransactionTable.blocksFor(length, inputs) * TransactionTable.BLOCK_LENGTH;
    }

    /** Space that a stored transaction takes. */
    long bytes(final int index)
    {
        return (long)table.blocks(index) * TransactionTable.BLOCK_LENGTH;
    }

    private void count(final State state, final int change, final int index)
    {
        if (state == State.WAITING || state == State.READY)
        {
            undecided += change;
            undecidedBytes += change * bytes(index);
            waiting += state == State.WAITING ? change : 0;
        }
    }
}
