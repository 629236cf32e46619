package io.timecoin.replay;

import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.AdmissionSlot;
import io.timecoin.pipeline.DecisionSlot;
import io.timecoin.replay.Undecided.State;
import io.timecoin.transaction.Verdict;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.IntArrayList;

/**
 * Accepts what is ready in the order in which validation tells it, as one validator alone may, and lets go of it at
 * once. Of two rivals the one that is ready first wins. Requests for space and for the end of old locks are granted
 * for what is not decided.
 */
final class AloneRule implements DecisionRule
{
    private final Undecided undecided;
    private final Sink sink;
    /** Rivals of what is open, by handle: only peers' batches bring any, so this is no part of the hot path. */
    private final Int2ObjectHashMap<IntArrayList> rivals = new Int2ObjectHashMap<>();

    AloneRule(final int tableBlocks, final Sink sink)
    {
        undecided = new Undecided(tableBlocks);
        this.sink = sink;
    }

    @Override
    public void onAdmission(final AdmissionSlot admission)
    {
        final int handle = admission.handle;
        switch (admission.kind)
        {
            case ADMIT, READY -> accept(handle);
            case CONFLICT -> onConflict(admission);
            case BATCH -> onBatch(admission);
            case EVICT -> end(handle, DecisionSlot.Kind.EVICTED, Verdict.EVICTED);
            case EXPIRE -> end(handle, DecisionSlot.Kind.EXPIRED, Verdict.EXPIRED);
            case ABANDON -> end(handle, DecisionSlot.Kind.RELEASED, null);
            case OVERRULED ->
            {
                // Only a block could choose it, and there are none.
            }
            default -> throw new IllegalStateException("admission of an unknown kind");
        }
    }

    @Override
    public void onRecorded(final DecisionSlot.Kind kind, final long txidPrefix, final Verdict reason)
    {
        throw new IllegalStateException("nothing that was recorded counts here");
    }

    private void accept(final int handle)
    {
        if (!isOpen(handle))
        {
            return;
        }
        undecided.state(handle, State.ACCEPTED);
        sink.decide(DecisionSlot.Kind.ACCEPTED, handle, Verdict.ADMITTED);
        sink.decide(DecisionSlot.Kind.RELEASED, handle, null);
        final IntArrayList losers = rivals.isEmpty() ? null : rivals.remove(handle);
        if (losers != null)
        {
            losers.forEachInt(this::reject);
        }
    }

    private void reject(final int handle)
    {
        if (isOpen(handle))
        {
            undecided.state(handle, State.ENDED);
            sink.decide(DecisionSlot.Kind.REJECTED, handle, Verdict.CONFLICT);
            sink.decide(DecisionSlot.Kind.RELEASED, handle, null);
            rivals.remove(handle);
        }
    }

    private void end(final int handle, final DecisionSlot.Kind kind, final Verdict reason)
    {
        if (isOpen(handle))
        {
            undecided.state(handle, State.ENDED);
            sink.decide(kind, handle, reason);
            rivals.remove(handle);
        }
    }

    private void onConflict(final AdmissionSlot admission)
    {
        final int handle = admission.handle;
        for (int i = 0; i < admission.count; i++)
        {
            if (undecided.state(admission.handles[i]) == State.ACCEPTED)
            {
                reject(handle);
                return;
            }
        }
        for (int i = 0; i < admission.count; i++)
        {
            if (isOpen(handle) && isOpen(admission.handles[i]))
            {
                rivalsOf(handle).addInt(admission.handles[i]);
                rivalsOf(admission.handles[i]).addInt(handle);
            }
        }
    }

    private void onBatch(final AdmissionSlot admission)
    {
        for (int i = 0; i < admission.count; i++)
        {
            final int handle = admission.handles[i];
            if (handle != TransactionTable.NULL_HANDLE && (admission.ready >>> i & 1) != 0)
            {
                accept(handle);
            }
        }
    }

    private IntArrayList rivalsOf(final int handle)
    {
        return rivals.computeIfAbsent(handle, key -> new IntArrayList());
    }

    /** What was never told of before is open. */
    private boolean isOpen(final int handle)
    {
        final State state = undecided.state(handle);
        return state != State.ACCEPTED && state != State.ENDED;
    }
}
