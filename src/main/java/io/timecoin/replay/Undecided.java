package io.timecoin.replay;

import io.timecoin.pending.TransactionTable;

/** What was decided on each handle that validation has told. A handle of a later generation begins anew. */
final class Undecided
{
    /** What a rule knows of a handle. */
    enum State
    {
        NEW, WAITING, READY, ACCEPTED, ENDED
    }

    private static final State[] STATES = State.values();

    private final int[] handles;
    private final byte[] states;

    Undecided(final int tableBlocks)
    {
        handles = new int[tableBlocks];
        states = new byte[tableBlocks];
    }

    State state(final int handle)
    {
        final int index = TransactionTable.index(handle);
        return handles[index] == handle ? STATES[states[index]] : State.NEW;
    }

    void state(final int handle, final State state)
    {
        final int index = TransactionTable.index(handle);
        handles[index] = handle;
        states[index] = (byte)state.ordinal();
    }

    boolean isOpen(final int handle)
    {
        final State state = state(handle);
        return state == State.WAITING || state == State.READY;
    }
}
