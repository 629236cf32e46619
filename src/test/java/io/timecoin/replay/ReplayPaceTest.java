package io.timecoin.replay;

import io.timecoin.pipeline.DecisionSlot;
import io.timecoin.validation.Pace;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class ReplayPaceTest
{
    private static final int DELAY = Progress.DECISION_DELAY_SLOTS;
    private static final long STAMP_NS = 5;

    private final Progress progress = new Progress();
    private final ReplayPace pace = new ReplayPace(progress);
    private final List<Integer> effects = new ArrayList<>();
    private final Pace.Effect effect = (kind, handle, reason, decidedNs) -> effects.add(handle);

    @Test
    void shouldGiveADecisionExactlyADelayAfterItsSlot()
    {
        decide(0, 0);
        decide(1, 1);
        come(1);
        decide(2, 1);
        progress.decided(3);
        assertThat(pace.beforeSlot(DELAY, STAMP_NS, effect)).isTrue();
        assertThat(effects).as("before the slot that is due, though it has come").isEmpty();
        assertThat(pace.beforeSlot(DELAY + 1, STAMP_NS, effect)).isTrue();
        assertThat(effects).containsExactly(1);
        assertThat(pace.beforeSlot(DELAY + 2, STAMP_NS, effect)).isTrue();
        assertThat(effects).containsExactly(1);
    }

    @Test
    void shouldGiveABlockItsHeight()
    {
        final List<DecisionSlot.Kind> kinds = new ArrayList<>();
        decide(0, 1);
        come(DecisionSlot.Kind.BLOCK, 4_711);
        progress.decided(1);
        final Pace.Effect both = (kind, handle, reason, decidedNs) ->
        {
            kinds.add(kind);
            effects.add(handle);
            assertThat(reason).isNull();
        };
        assertThat(pace.beforeSlot(DELAY, STAMP_NS, both)).isTrue();
        assertThat(kinds).containsExactly(DecisionSlot.Kind.BLOCK);
        assertThat(effects).as("the height in the handle's place").containsExactly(4_711);
    }

    @Test
    void shouldLetNoSlotWaitBeforeAnyDecisionIsDue()
    {
        assertThat(pace.beforeSlot(0, STAMP_NS, effect)).isTrue();
        assertThat(pace.beforeSlot(DELAY - 1, STAMP_NS, effect)).isTrue();
        assertThat(pace.waits()).isZero();
    }

    @Test
    void shouldLetASlotWaitUntilAllThatIsDueHasCome()
    {
        assertThat(pace.beforeSlot(DELAY, STAMP_NS, effect)).as("not decided").isFalse();
        decide(0, 2);
        progress.decided(1);
        come(1);
        assertThat(pace.beforeSlot(DELAY, STAMP_NS, effect)).as("one of two came").isFalse();
        assertThat(effects).isEmpty();
        come(2);
        assertThat(pace.beforeSlot(DELAY, STAMP_NS, effect)).isTrue();
        assertThat(effects).containsExactly(1, 2);
        assertThat(pace.waits()).isEqualTo(2);
    }

    @Test
    void shouldGoOnBehindTheEndUntilTheLastDecisionHasTakenEffect()
    {
        assertThat(pace.hasEmptySlot(1)).as("the end is not known").isFalse();
        progress.end(1);
        assertThat(pace.hasEmptySlot(0)).as("a slot has to come").isFalse();
        assertThat(pace.hasEmptySlot(1)).as("nothing is decided").isTrue();
        decide(0, 1);
        progress.decided(1);
        assertThat(pace.hasEmptySlot(1)).as("the decision has not come").isTrue();
        come(1);
        assertThat(pace.hasEmptySlot(1)).as("it has no effect yet").isTrue();
        assertThat(pace.beforeSlot(DELAY, STAMP_NS, effect)).isTrue();
        assertThat(pace.hasEmptySlot(1)).isFalse();
        pace.endCycle(1, true, 7);
        pace.endCycle(1, false, 8);
        assertThat(progress.isFinished()).as("something is left to be told").isFalse();
        pace.endCycle(1, true, 9);
        assertThat(progress.finishedNs()).isEqualTo(9);
    }

    private void decide(final long slot, final long decisions)
    {
        progress.decisionsThrough(slot, decisions);
    }

    private void come(final int handle)
    {
        come(DecisionSlot.Kind.ACCEPTED, handle);
    }

    private void come(final DecisionSlot.Kind kind, final int handle)
    {
        final DecisionSlot decision = new DecisionSlot();
        decision.kind = kind;
        decision.handle = handle;
        pace.onDecision(decision, effect);
    }
}
