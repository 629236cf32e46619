package io.timecoin.validation;

import io.timecoin.metrics.AgentCounters;
import io.timecoin.metrics.Counter;
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
import io.timecoin.transaction.Verdict;
import io.timecoin.utxo.UtxoView;
import org.agrona.DirectBuffer;

import java.util.concurrent.TimeUnit;

/** Feeds validation with verified transactions in order, and with decisions, and puts what it says on the rings. */
public final class ValidationStage implements DutyCycle
{
    private static final int MAX_DECISIONS_PER_CYCLE = 1_024;
    private static final int MAX_UNITS_PER_CYCLE = 64;
    private static final long PUBLISH_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final Verdict[] VERDICTS = Verdict.values();

    private final Validation validation;
    private final TransactionTable table;
    private final RingPoller<DecisionSlot> decisions;
    private final VerifiedReader transactions;
    private final DirectBuffer records;
    private final SlotRing<AdmissionSlot> admissions;
    private final PayloadRing<EgressSlot> egress;
    private final AdmissionPublisher admissionPublisher;
    private final Counters counters;
    private final AgentCounters agent;

    private final RingPoller.Handler<DecisionSlot> onDecision = this::onDecision;
    private long nextPublishNs = Long.MIN_VALUE;

    /**
     * The stage, behind verification and, for decisions, behind the writer of the unspent outputs.
     *
     * @param parameters of validation.
     * @param table      for what is pending; this stage is its writer.
     * @param utxo       the unspent outputs.
     * @param rings      of the node.
     * @param counters   of the node.
     */
    public ValidationStage(
        final ValidationParameters parameters,
        final TransactionTable table,
        final UtxoView utxo,
        final Rings rings,
        final Counters counters)
    {
        this.table = table;
        this.counters = counters;
        decisions = rings.readDecisions(Stage.VALIDATION);
        transactions = rings.readVerified(Stage.VALIDATION);
        records = rings.payloads(RingName.TRANSACTIONS);
        admissions = rings.writeAdmissions(Stage.VALIDATION);
        egress = rings.writeEgress(Stage.VALIDATION, RingName.VALIDATION_EGRESS);
        agent = counters.agent(Stage.VALIDATION.label());
        admissionPublisher = new AdmissionPublisher(admissions);
        validation = new Validation(parameters, table, utxo, admissionPublisher, new ReplyPublisher(egress));
    }

    /**
     * Takes up after a block; to be called before the first duty cycle.
     *
     * @param lastHeight of the block whose state the unspent outputs have.
     */
    public void resumeAfter(final long lastHeight)
    {
        validation.onDecision(DecisionSlot.Kind.BLOCK, (int)lastHeight, null, 0);
    }

    @Override
    public int doWork(final long nowNs)
    {
        // Without a look at the space downstream: a decision changes only this stage, so that consensus never waits for
        // it.
        int work = decisions.poll(onDecision, MAX_DECISIONS_PER_CYCLE);
        // What waits goes before what is new, and what the new ones left to be done comes last.
        work += takeUpReady();
        work += validate();
        work += takeUpReady();
        if (nowNs >= nextPublishNs)
        {
            nextPublishNs = nowNs + PUBLISH_INTERVAL_NS;
            publish(validation.stats());
        }
        return work;
    }

    /**
     * What validation counted.
     *
     * @return live counts.
     */
    public ValidationStats stats()
    {
        return validation.stats();
    }

    private int takeUpReady()
    {
        int units = 0;
        while (units < MAX_UNITS_PER_CYCLE && hasSpace() && validation.doReady(1) > 0)
        {
            units++;
        }
        return units;
    }

    private int validate()
    {
        int units = 0;
        while (units < MAX_UNITS_PER_CYCLE && transactions.hasNext())
        {
            if (!hasSpace())
            {
                agent.onBackPressure();
                break;
            }
            onSlot(transactions.next());
            units++;
        }
        if (units > 0)
        {
            transactions.release();
        }
        return units;
    }

    private boolean hasSpace()
    {
        return admissions.hasSpace(Validation.MAX_ADMISSIONS_PER_UNIT) &&
            egress.hasSpace(Validation.MAX_REPLIES_PER_UNIT);
    }

    private void onSlot(final TransactionSlot slot)
    {
        admissionPublisher.slot(slot.stampNs, transactions.lastSequence());
        if (slot.tick)
        {
            validation.onTick(slot.stampNs);
        }
        else
        {
            validation.onTransaction(records, slot, transactions.lastSequence());
        }
    }

    private void onDecision(final DecisionSlot slot)
    {
        validation.onDecision(slot.kind, slot.handle, slot.reason, slot.stampNs);
    }

    private void publish(final ValidationStats stats)
    {
        for (final Verdict verdict : VERDICTS)
        {
            counters.verdicts(verdict, stats.verdicts[verdict.code()]);
        }
        counters.set(Counter.VALIDATION_PENDING, table.count());
        counters.set(Counter.VALIDATION_PENDING_BYTES, table.bytesUsed());
        counters.set(Counter.VALIDATION_UNDECIDED, stats.undecided);
        counters.set(Counter.VALIDATION_WAITING, stats.waiting);
        counters.set(Counter.VALIDATION_PARKED, stats.parked);
        counters.set(Counter.VALIDATION_LOCKS, stats.locks);
        counters.set(Counter.VALIDATION_BATCHES, stats.batches);
        counters.set(Counter.VALIDATION_CONFLICTS_KEPT, stats.conflictsKept);
        counters.set(Counter.VALIDATION_FLOOR_RATE, stats.floorRate);
    }
}
