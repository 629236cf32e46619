package io.timecoin.consensus;

import io.timecoin.consensus.avalanche.Decisions;
import io.timecoin.pipeline.DecisionSlot;
import io.timecoin.pipeline.SlotRing;
import io.timecoin.transaction.Verdict;

/** Puts decisions on their ring, stamped with the slot time at which they were made. */
final class DecisionPublisher implements Decisions
{
    private static final int NO_VALIDATOR = -1;

    private final SlotRing<DecisionSlot> ring;
    private long timeNs;

    DecisionPublisher(final SlotRing<DecisionSlot> ring)
    {
        this.ring = ring;
    }

    void time(final long slotTimeNs)
    {
        timeNs = slotTimeNs;
    }

    @Override
    public boolean accepted(final int handle)
    {
        return publish(DecisionSlot.Kind.ACCEPTED, handle, Verdict.ADMITTED);
    }

    @Override
    public boolean rejected(final int handle, final Verdict reason)
    {
        return publish(DecisionSlot.Kind.REJECTED, handle, reason);
    }

    @Override
    public boolean expired(final int handle)
    {
        return publish(DecisionSlot.Kind.EXPIRED, handle, Verdict.EXPIRED);
    }

    @Override
    public boolean evicted(final int handle)
    {
        return publish(DecisionSlot.Kind.EVICTED, handle, Verdict.EVICTED);
    }

    @Override
    public boolean released(final int handle)
    {
        return publish(DecisionSlot.Kind.RELEASED, handle, null);
    }

    @Override
    public boolean finalized(final int handle, final long height)
    {
        return publishBlock(DecisionSlot.Kind.FINAL, handle, height, 0, NO_VALIDATOR);
    }

    @Override
    public boolean undone(final int handle)
    {
        return publish(DecisionSlot.Kind.UNDONE, handle, Verdict.UNDONE);
    }

    @Override
    public boolean charged(final int validator)
    {
        return publishBlock(DecisionSlot.Kind.CHARGED, validator, 0, 0, validator);
    }

    @Override
    public boolean block(final long height, final long amount, final int proposer)
    {
        return publishBlock(DecisionSlot.Kind.BLOCK, (int)height, height, amount, proposer);
    }

    private boolean publishBlock(
        final DecisionSlot.Kind kind, final int handle, final long height, final long amount, final int validator)
    {
        final DecisionSlot slot = ring.claim();
        if (slot == null)
        {
            return false;
        }
        slot.height = height;
        slot.amount = amount;
        slot.validator = validator;
        // The same slot again: it is not published before.
        return publish(kind, handle, null);
    }

    private boolean publish(final DecisionSlot.Kind kind, final int handle, final Verdict reason)
    {
        final DecisionSlot slot = ring.claim();
        if (slot == null)
        {
            return false;
        }
        slot.kind = kind;
        slot.handle = handle;
        slot.reason = reason;
        slot.stampNs = timeNs;
        ring.publish();
        return true;
    }
}
