package io.timecoin.replay;

import io.timecoin.pipeline.DecisionSlot;
import io.timecoin.validation.Pace;

/**
 * Validation's pace in a replay: what happens between two slots does not depend on how fast others are. Before slot n
 * the decisions take effect that were made through slot n - {@link Progress#DECISION_DELAY_SLOTS}, no more and no
 * fewer, and the slot waits for them if it must. Behind the last slot come slots that hold nothing until no decision is
 * left.
 */
final class ReplayPace implements Pace
{
    /** With the verify worker on one thread, a cycle goes as far as it can: a round of that worker is long. */
    private static final int MAX_UNITS_PER_CYCLE = 2_048;
    /** Each slot of a payment is followed by two decisions: it is accepted, and released. */
    private static final int MAX_DECISIONS_PER_CYCLE = 2 * MAX_UNITS_PER_CYCLE;

    private final Progress progress;
    private final DecisionSchedule schedule = new DecisionSchedule(4 * Progress.DECISION_DELAY_SLOTS);
    private long decided;
    private long end = -1;
    private long completed;
    private volatile long waits;

    ReplayPace(final Progress progress)
    {
        this.progress = progress;
    }

    @Override
    public int maxDecisionsPerCycle()
    {
        return MAX_DECISIONS_PER_CYCLE;
    }

    @Override
    public int maxUnitsPerCycle()
    {
        return MAX_UNITS_PER_CYCLE;
    }

    @Override
    public void onDecision(final DecisionSlot decision, final Effect effect)
    {
        schedule.add(decision.kind, decision.handle, decision.reason);
    }

    @Override
    public boolean hasEmptySlot(final long slot)
    {
        return isBehindEnd(slot) && !isDone(slot);
    }

    @Override
    public boolean beforeSlot(final long slot, final long stampNs, final Effect effect)
    {
        final long decisionSlot = slot - Progress.DECISION_DELAY_SLOTS;
        if (decisionSlot < 0)
        {
            return true;
        }
        if (decided <= decisionSlot)
        {
            decided = progress.decided();
        }
        if (decided <= decisionSlot || schedule.taken() < progress.decisionsThrough(decisionSlot))
        {
            waits = waits + 1;
            return false;
        }
        final long due = progress.decisionsThrough(decisionSlot);
        while (schedule.given() < due)
        {
            final long decision = schedule.next();
            effect.onDecision(DecisionSchedule.kind(decision), DecisionSchedule.handle(decision),
                DecisionSchedule.reason(decision), stampNs);
        }
        return true;
    }

    @Override
    public void endCycle(final long slots, final boolean hasTold, final long nowNs)
    {
        if (slots != completed)
        {
            completed = slots;
            progress.completed(slots);
        }
        else if (hasTold && isBehindEnd(slots) && isDone(slots) && !progress.isFinished())
        {
            progress.finished(nowNs);
        }
    }

    /** Duty cycles that ended because a decision was due and had not come. */
    long waits()
    {
        return waits;
    }

    private boolean isBehindEnd(final long slot)
    {
        if (end < 0)
        {
            end = progress.end();
        }
        return end >= 0 && slot >= end;
    }

    /** Behind the end: whether all that was told is decided, and all that is decided has taken effect. */
    private boolean isDone(final long slot)
    {
        if (slot == 0)
        {
            return true;
        }
        if (decided < slot)
        {
            decided = progress.decided();
        }
        return decided >= slot && schedule.isEmpty() && schedule.taken() == progress.decisionsThrough(slot - 1);
    }
}
