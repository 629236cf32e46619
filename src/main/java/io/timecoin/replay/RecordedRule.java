package io.timecoin.replay;

import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.AdmissionSlot;
import io.timecoin.pipeline.DecisionSlot;
import io.timecoin.replay.Undecided.State;
import io.timecoin.transaction.Verdict;
import org.agrona.collections.Long2LongHashMap;

/**
 * Decides what a recording says was decided, when it says so; if validation has not told of the transaction by then, or
 * not that it is ready, as soon as it does. What the recording does not decide stays undecided. Decisions that wait for
 * their transaction have a bound: a capture may be forged, or lack most of what its decisions are about.
 */
final class RecordedRule implements DecisionRule
{
    /** Most decisions that wait for their transaction: a recording behind a long gap has many, in 40 MB at most. */
    static final int MAX_EARLY = 1 << 20;

    private static final long NONE = Long.MIN_VALUE;
    private static final int REASON_BITS = 8;
    private static final int NO_REASON = 0xFF;
    private static final DecisionSlot.Kind[] KINDS = DecisionSlot.Kind.values();

    private final TransactionTable table;
    private final Undecided undecided;
    private final Sink sink;
    private final int maxEarly;
    /** Handles of what is open, by the head of the transaction id. */
    private final Long2LongHashMap handles = new Long2LongHashMap(NONE);
    /** Decisions that wait for their transaction, by the head of its id. */
    private final Long2LongHashMap early = new Long2LongHashMap(NONE);

    RecordedRule(final TransactionTable table, final Sink sink)
    {
        this(table, sink, MAX_EARLY);
    }

    RecordedRule(final TransactionTable table, final Sink sink, final int maxEarly)
    {
        this.table = table;
        this.maxEarly = maxEarly;
        undecided = new Undecided(table.capacity());
        this.sink = sink;
    }

    /** Decisions for which no transaction has come that they could be about. */
    long unmatched()
    {
        return early.size();
    }

    @Override
    public void onAdmission(final AdmissionSlot admission)
    {
        final int handle = admission.handle;
        switch (admission.kind)
        {
            case ADMIT, READY -> meet(handle, State.READY);
            case CONFLICT ->
            {
                meet(handle, State.WAITING);
                for (int i = 0; i < admission.count; i++)
                {
                    meet(admission.handles[i], State.WAITING);
                }
            }
            case BATCH ->
            {
                for (int i = 0; i < admission.count; i++)
                {
                    if (admission.handles[i] != TransactionTable.NULL_HANDLE)
                    {
                        meet(admission.handles[i],
                            (admission.ready >>> i & 1) != 0 ? State.READY : State.WAITING);
                    }
                }
            }
            case EVICT, EXPIRE, OVERRULED ->
            {
                // The recording says what became of it, or that nothing did.
            }
            case ABANDON ->
            {
                meet(handle, State.WAITING);
                if (undecided.isOpen(handle))
                {
                    decide(handle, DecisionSlot.Kind.RELEASED, null);
                }
            }
            default -> throw new IllegalStateException("admission of an unknown kind");
        }
    }

    @Override
    public void onRecorded(final DecisionSlot.Kind kind, final long txidPrefix, final Verdict reason)
    {
        if (kind == DecisionSlot.Kind.RELEASED || kind == DecisionSlot.Kind.FINAL)
        {
            // Said with each decision here, so that what is kept does not depend on what the recorder dropped; and what
            // is final was accepted before.
            return;
        }
        if (kind == DecisionSlot.Kind.UNDONE)
        {
            throw new ReplayException(ReplayException.Kind.CORRUPT, "the capture holds what a replay cannot follow",
                "undone: a final block overrode acceptance, and its choice came while the other still stood",
                "replay it with --decide alone", null);
        }
        final long handle = handles.get(txidPrefix);
        if (handle == NONE || !decideIfReady((int)handle, kind, reason))
        {
            if (early.size() == maxEarly && !early.containsKey(txidPrefix))
            {
                throw new ReplayException(ReplayException.Kind.CORRUPT,
                    "the capture decides too much that it does not hold", "unmatched_decisions: more than " + maxEarly +
                    " decisions are about transactions that have not come", "replay it with --decide alone", null);
            }
            final long code = reason == null ? NO_REASON : reason.code();
            early.put(txidPrefix, code | (long)kind.ordinal() << REASON_BITS);
        }
    }

    private void meet(final int handle, final State state)
    {
        final State before = undecided.state(handle);
        if (before == State.ACCEPTED || before == State.ENDED || before == State.READY || before == state)
        {
            return;
        }
        undecided.state(handle, state);
        final long txidPrefix = prefix(handle);
        handles.put(txidPrefix, handle);
        final long decision = early.isEmpty() ? NONE : early.get(txidPrefix);
        if (decision != NONE)
        {
            final int code = (int)decision & (1 << REASON_BITS) - 1;
            if (decideIfReady(handle, KINDS[(int)(decision >>> REASON_BITS)],
                code == NO_REASON ? null : Verdict.ofCode(code)))
            {
                early.remove(txidPrefix);
            }
        }
    }

    private boolean decideIfReady(final int handle, final DecisionSlot.Kind kind, final Verdict reason)
    {
        if (kind == DecisionSlot.Kind.ACCEPTED && undecided.state(handle) != State.READY)
        {
            return false;
        }
        decide(handle, kind, reason);
        return true;
    }

    private void decide(final int handle, final DecisionSlot.Kind kind, final Verdict reason)
    {
        handles.remove(prefix(handle));
        undecided.state(handle, kind == DecisionSlot.Kind.ACCEPTED ? State.ACCEPTED : State.ENDED);
        sink.decide(kind, handle, reason);
        if (kind == DecisionSlot.Kind.ACCEPTED || kind == DecisionSlot.Kind.REJECTED)
        {
            sink.decide(DecisionSlot.Kind.RELEASED, handle, null);
        }
    }

    private long prefix(final int handle)
    {
        return table.ids().getLong(table.txidOffset(handle));
    }
}
