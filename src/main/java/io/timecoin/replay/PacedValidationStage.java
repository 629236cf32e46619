package io.timecoin.replay;

import io.timecoin.metrics.AgentCounters;
import io.timecoin.metrics.Counters;
import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.AdmissionSlot;
import io.timecoin.pipeline.DecisionSlot;
import io.timecoin.pipeline.DutyCycle;
import io.timecoin.pipeline.EgressSlot;
import io.timecoin.pipeline.PayloadRing;
import io.timecoin.pipeline.RingName;
import io.timecoin.pipeline.RingPoller;
import io.timecoin.pipeline.Rings;
import io.timecoin.pipeline.SlotRing;
import io.timecoin.pipeline.Stage;
import io.timecoin.pipeline.TransactionSlot;
import io.timecoin.pipeline.VerifiedReader;
import io.timecoin.utxo.UtxoView;
import io.timecoin.validation.AdmissionPublisher;
import io.timecoin.validation.ReplyPublisher;
import io.timecoin.validation.Validation;
import io.timecoin.validation.ValidationParameters;
import io.timecoin.validation.ValidationStats;
import org.agrona.DirectBuffer;

/**
 * Validation in a replay. It differs from the live stage in one thing: what happens between two slots does not depend
 * on how fast others are. Before slot n it takes the decisions that were made through slot n - {@link
 * Progress#DECISION_DELAY_SLOTS}, no more and no fewer, and waits for them if it must; after the slot it does all that
 * the slot left to be done. Behind the last slot it goes on with slots that hold nothing until no decision is left.
 */
final class PacedValidationStage implements DutyCycle
{
    private static final int MAX_DECISIONS_PER_CYCLE = 4_096;
    private static final int MAX_SLOTS_PER_CYCLE = 1_024;

    private final Validation validation;
    private final Progress progress;
    private final DecisionSchedule schedule = new DecisionSchedule(4 * Progress.DECISION_DELAY_SLOTS);
    private final RingPoller<DecisionSlot> decisions;
    private final VerifiedReader transactions;
    private final DirectBuffer records;
    private final SlotRing<AdmissionSlot> admissions;
    private final PayloadRing<EgressSlot> egress;
    private final AdmissionPublisher admissionPublisher;
    private final AgentCounters agent;

    private final RingPoller.Handler<DecisionSlot> onDecision = this::onDecision;
    /** The slot that comes next, or whose rest is being told. */
    private long slot;
    private boolean hasRest;
    private long decided;
    private long end = -1;
    private long stampNs;
    private volatile long waits;

    PacedValidationStage(
        final ValidationParameters parameters,
        final TransactionTable table,
        final UtxoView utxo,
        final Rings rings,
        final Progress progress,
        final Counters counters)
    {
        this.progress = progress;
        decisions = rings.readDecisions(Stage.VALIDATION);
        transactions = rings.readVerified(Stage.VALIDATION);
        records = rings.payloads(RingName.TRANSACTIONS);
        admissions = rings.writeAdmissions(Stage.VALIDATION);
        egress = rings.writeEgress(Stage.VALIDATION, RingName.VALIDATION_EGRESS);
        agent = counters.agent(Stage.VALIDATION.label());
        admissionPublisher = new AdmissionPublisher(admissions);
        validation = new Validation(parameters, table, utxo, admissionPublisher, new ReplyPublisher(egress));
    }

    @Override
    public int doWork(final long nowNs)
    {
        // Always and all: what fills the ring must never have to wait for a slot that waits for what follows.
        final int taken = decisions.poll(onDecision, MAX_DECISIONS_PER_CYCLE);
        final long before = slot;
        final boolean hadRest = hasRest;
        final boolean hasRead = validate();
        if (hasRead)
        {
            transactions.release();
        }
        if (slot != before)
        {
            progress.completed(slot);
        }
        else if (end >= 0 && isDone() && !progress.isFinished())
        {
            progress.finished(nowNs);
        }
        return taken + (int)(slot - before) + (hadRest == hasRest ? 0 : 1);
    }

    ValidationStats stats()
    {
        return validation.stats();
    }

    /** Duty cycles that ended because a decision was due and had not come. */
    long waits()
    {
        return waits;
    }

    /** Goes on from slot to slot as far as it can; returns whether one was read from the ring. */
    private boolean validate()
    {
        final long limit = slot + MAX_SLOTS_PER_CYCLE;
        boolean hasRead = false;
        while (slot < limit)
        {
            if (!hasRest)
            {
                final boolean hasNext = transactions.hasNext();
                if (!hasNext && (!isBehindEnd() || isDone()))
                {
                    return hasRead;
                }
                if (!takeDue())
                {
                    waits = waits + 1;
                    return hasRead;
                }
                if (!hasSpace())
                {
                    agent.onBackPressure();
                    return hasRead;
                }
                take(hasNext ? transactions.next() : null);
                hasRead |= hasNext;
            }
            if (!tellRest())
            {
                agent.onBackPressure();
                return hasRead;
            }
        }
        return hasRead;
    }

    /** Takes a slot, or one behind the end that holds nothing. */
    private void take(final TransactionSlot next)
    {
        hasRest = true;
        stampNs = next == null ? stampNs : next.stampNs;
        admissionPublisher.slot(stampNs, slot);
        if (next == null)
        {
            return;
        }
        if (next.tick)
        {
            validation.onTick(stampNs);
        }
        else
        {
            validation.onTransaction(records, next, slot);
        }
    }

    /** Tells what the slot left to be told; false if there was no space for all of it. */
    private boolean tellRest()
    {
        while (hasSpace())
        {
            if (validation.doReady(1) == 0)
            {
                hasRest = false;
                slot++;
                return true;
            }
        }
        return false;
    }

    private boolean hasSpace()
    {
        return admissions.hasSpace(Validation.MAX_ADMISSIONS_PER_UNIT) &&
            egress.hasSpace(Validation.MAX_REPLIES_PER_UNIT);
    }

    /** Gives validation the decisions that are due before the next slot; false if they have not all come. */
    private boolean takeDue()
    {
        final long decisionSlot = slot - Progress.DECISION_DELAY_SLOTS;
        if (decisionSlot < 0)
        {
            return true;
        }
        if (decided <= decisionSlot)
        {
            decided = progress.decided();
            if (decided <= decisionSlot)
            {
                return false;
            }
        }
        final long due = progress.decisionsThrough(decisionSlot);
        if (schedule.taken() < due)
        {
            return false;
        }
        while (schedule.given() < due)
        {
            final long decision = schedule.next();
            validation.onDecision(DecisionSchedule.kind(decision), DecisionSchedule.handle(decision),
                DecisionSchedule.reason(decision), stampNs);
        }
        return true;
    }

    private boolean isBehindEnd()
    {
        if (end < 0)
        {
            end = progress.end();
        }
        return end >= 0 && slot >= end;
    }

    /** Whether all that was told is decided, and all that is decided has taken effect. */
    private boolean isDone()
    {
        if (!isBehindEnd() || hasRest || slot == 0)
        {
            return slot == 0 && end == 0;
        }
        if (decided < slot)
        {
            decided = progress.decided();
        }
        return decided >= slot && schedule.isEmpty() && schedule.taken() == progress.decisionsThrough(slot - 1);
    }

    private void onDecision(final DecisionSlot decision)
    {
        schedule.add(decision.kind, decision.handle, decision.reason);
    }
}
