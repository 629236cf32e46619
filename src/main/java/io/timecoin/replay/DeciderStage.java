package io.timecoin.replay;

import io.timecoin.metrics.AgentCounters;
import io.timecoin.metrics.Counters;
import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.AdmissionSlot;
import io.timecoin.pipeline.DecisionSlot;
import io.timecoin.pipeline.DutyCycle;
import io.timecoin.pipeline.RingPoller;
import io.timecoin.pipeline.Rings;
import io.timecoin.pipeline.SlotRing;
import io.timecoin.pipeline.Stage;
import io.timecoin.transaction.Verdict;

import java.util.ArrayDeque;

/** In consensus's place: answers what validation tells by a rule, and says through which slot it has answered. */
final class DeciderStage implements DutyCycle
{
    static final String NAME = "decider";

    private record Block(long height, long amount, int validator)
    {
    }

    private static final int MAX_ADMISSIONS_PER_CYCLE = 1_024;
    private static final int FIRST_CAPACITY = 1 << 10;

    private final RingPoller<AdmissionSlot> admissions;
    private final SlotRing<DecisionSlot> decisions;
    private final Progress progress;
    private final RecordedDecisions recorded;
    private final RecordedRule recordedRule;
    private final DecisionRule rule;
    private final AgentCounters agent;
    private final RingPoller.Handler<AdmissionSlot> onAdmission = this::onAdmission;
    private final RecordedDecisions.Handler onRecorded = new Recorded();
    /** What the ring had no room for. */
    private final DecisionSchedule queue = new DecisionSchedule(FIRST_CAPACITY);
    /** What is known of the blocks in the queue beside their height. */
    private final ArrayDeque<Block> queuedBlocks = new ArrayDeque<>();

    private long stampNs;
    private long decided;
    private long made;
    private long accepted;

    /** Decides alone, or as recorded if there is a way for recorded decisions. */
    DeciderStage(
        final TransactionTable table,
        final Rings rings,
        final Progress progress,
        final RecordedDecisions recorded,
        final Counters counters)
    {
        this.progress = progress;
        this.recorded = recorded;
        admissions = rings.readAdmissions(Stage.CONSENSUS);
        decisions = rings.writeDecisions(Stage.CONSENSUS);
        agent = counters.agent(NAME);
        recordedRule = recorded == null ? null : new RecordedRule(table, this::decide);
        rule = recorded == null ? new AloneRule(table.capacity(), this::decide) : recordedRule;
    }

    @Override
    public int doWork(final long nowNs)
    {
        int work = flush();
        if (!queue.isEmpty())
        {
            agent.onBackPressure();
            return work;
        }
        // Before the ring: what was told of these slots is then seen on it.
        final long completed = progress.completed();
        final int polled = admissions.poll(onAdmission, MAX_ADMISSIONS_PER_CYCLE);
        work += polled;
        if (polled < MAX_ADMISSIONS_PER_CYCLE)
        {
            // Before the recorded decisions: all that were read behind these slots are then seen.
            final long read = progress.read();
            work += takeRecorded(completed);
            decideThrough(Math.min(completed, read));
        }
        if (decided > progress.decided())
        {
            progress.decided(decided);
        }
        return work;
    }

    /** Recorded decisions for which no transaction came. */
    long unmatched()
    {
        return recordedRule == null ? 0 : recordedRule.unmatched();
    }

    /** Transactions accepted. */
    long accepted()
    {
        return accepted;
    }

    private void onAdmission(final AdmissionSlot admission)
    {
        // All recorded before the slot that is the cause of this were read before that slot.
        takeRecorded(admission.sequence);
        decideThrough(admission.sequence);
        stampNs = admission.stampNs;
        rule.onAdmission(admission);
    }

    /** Takes what was recorded behind slots before this one. */
    private int takeRecorded(final long slot)
    {
        return recorded == null ? 0 : recorded.takeThrough(slot, onRecorded);
    }

    private final class Recorded implements RecordedDecisions.Handler
    {
        @Override
        public void onRecorded(
            final long slotsBefore, final DecisionSlot.Kind kind, final long txidPrefix, final Verdict reason)
        {
            decideThrough(slotsBefore - 1);
            rule.onRecorded(kind, txidPrefix, reason);
        }

        @Override
        public void onBlock(final long slotsBefore, final long height, final long amount, final int validator)
        {
            decideThrough(slotsBefore - 1);
            made++;
            final Block block = new Block(height, amount, validator);
            if (!queue.isEmpty() || !publish(block))
            {
                queue.add(DecisionSlot.Kind.BLOCK, (int)height, null);
                queuedBlocks.add(block);
            }
        }
    }

    /** All decisions on what was told before this slot are made. */
    private void decideThrough(final long slot)
    {
        while (decided < slot)
        {
            progress.decisionsThrough(decided, made);
            decided++;
        }
    }

    private void decide(final DecisionSlot.Kind kind, final int handle, final Verdict reason)
    {
        made++;
        accepted += kind == DecisionSlot.Kind.ACCEPTED ? 1 : 0;
        if (!queue.isEmpty() || !publish(kind, handle, reason))
        {
            queue.add(kind, handle, reason);
        }
    }

    private int flush()
    {
        int flushed = 0;
        while (!queue.isEmpty() && decisions.hasSpace(1))
        {
            final long decision = queue.next();
            if (DecisionSchedule.kind(decision) == DecisionSlot.Kind.BLOCK)
            {
                publish(queuedBlocks.remove());
            }
            else
            {
                publish(DecisionSchedule.kind(decision), DecisionSchedule.handle(decision),
                    DecisionSchedule.reason(decision));
            }
            flushed++;
        }
        return flushed;
    }

    private boolean publish(final Block block)
    {
        final DecisionSlot slot = decisions.claim();
        if (slot == null)
        {
            return false;
        }
        slot.height = block.height;
        slot.amount = block.amount;
        slot.validator = block.validator;
        // The same slot again: it is not published before.
        return publish(DecisionSlot.Kind.BLOCK, (int)block.height, null);
    }

    private boolean publish(final DecisionSlot.Kind kind, final int handle, final Verdict reason)
    {
        final DecisionSlot slot = decisions.claim();
        if (slot == null)
        {
            return false;
        }
        slot.kind = kind;
        slot.handle = handle;
        slot.reason = reason;
        slot.stampNs = stampNs;
        decisions.publish();
        return true;
    }
}
