package io.timecoin.validation;

import io.timecoin.pipeline.DecisionSlot;

/** A node's: decisions take effect as they come, and slots do not wait for them. */
final class ImmediatePace implements Pace
{
    /** Other agents may share the thread, and their peers wait. */
    private static final int MAX_DECISIONS_PER_CYCLE = 1_024;
    private static final int MAX_UNITS_PER_CYCLE = 128;

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
        effect.onDecision(decision.kind, decision.handle, decision.reason, decision.stampNs);
    }

    @Override
    public boolean hasEmptySlot(final long slot)
    {
        return false;
    }

    @Override
    public boolean beforeSlot(final long slot, final long stampNs, final Effect effect)
    {
        return true;
    }

    @Override
    public void endCycle(final long slots, final boolean hasTold, final long nowNs)
    {
        // Nobody waits for it.
    }
}
