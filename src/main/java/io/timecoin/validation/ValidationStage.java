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

/**
 * Feeds validation with verified transactions in order, and with decisions, and puts what it says on the rings. After
 * each slot comes all that the slot left to be done, then the next slot, as soon as the {@link Pace} lets it.
 */
public final class ValidationStage implements DutyCycle
{
    /** Slots that validation sees before the first of them is its turn: perf/README.md, "Looking ahead". */
    private static final int LOOKAHEAD_SLOTS = 16;
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
    private final Pace pace;
    private final Counters counters;
    private final AgentCounters agent;

    private final RingPoller.Handler<DecisionSlot> onDecision = this::onDecision;
    private final Pace.Effect effect = this::takeEffect;
    /** The slot that comes next, or whose rest is being told. */
    private long slot;
    private boolean isSlotTaken;
    private long expectedThrough;
    /** Whether something may be left to be told, of a slot or of decisions. */
    private boolean hasRest;
    private long stampNs;
    private long nextPublishNs = Long.MIN_VALUE;

    /**
     * The stage of a node, behind verification and, for decisions, behind the writer of the unspent outputs.
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
        this(parameters, table, utxo, rings, new ImmediatePace(), counters);
    }

    /**
     * The same at another pace.
     *
     * @param parameters of validation.
     * @param table      for what is pending; this stage is its writer.
     * @param utxo       the unspent outputs.
     * @param rings      of the node.
     * @param pace       this stage's alone.
     * @param counters   of the node.
     */
    public ValidationStage(
        final ValidationParameters parameters,
        final TransactionTable table,
        final UtxoView utxo,
        final Rings rings,
        final Pace pace,
        final Counters counters)
    {
        this.table = table;
        this.pace = pace;
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
        final int taken = decisions.poll(onDecision, pace.maxDecisionsPerCycle());
        final int told = validate();
        pace.endCycle(slot, !hasRest, nowNs);
        if (nowNs >= nextPublishNs)
        {
            nextPublishNs = nowNs + PUBLISH_INTERVAL_NS;
            publish(validation.stats());
        }
        return taken + told;
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

    /** Goes on from slot to slot as far as it can; returns how many slots and units it did. */
    private int validate()
    {
        final int limit = pace.maxUnitsPerCycle();
        final long readBefore = transactions.lastSequence();
        // What waits goes before what is new, so that no rest depends on how far the ring was filled.
        int units = tellRest(limit);
        while (!hasRest && units < limit && takeNext())
        {
            units++;
            units += tellRest(limit - units);
        }
        if (transactions.lastSequence() != readBefore)
        {
            transactions.release();
        }
        return units;
    }

    /** Tells what slots and decisions left to be told, as far as there is space for it. */
    private int tellRest(final int limit)
    {
        int units = 0;
        while (hasRest && units <= limit)
        {
            if (!hasSpace())
            {
                agent.onBackPressure();
                break;
            }
            if (validation.doReady(1) > 0)
            {
                units++;
            }
            else
            {
                hasRest = false;
                slot += isSlotTaken ? 1 : 0;
                isSlotTaken = false;
            }
        }
        return units;
    }

    private boolean takeNext()
    {
        final boolean hasNext = transactions.hasNext();
        if (!hasNext && !pace.hasEmptySlot(slot))
        {
            return false;
        }
        // Space first: what is due takes effect right before the slot, with no rest told between.
        if (!hasSpace())
        {
            agent.onBackPressure();
            return false;
        }
        if (!pace.beforeSlot(slot, stampNs, effect))
        {
            return false;
        }
        if (hasNext)
        {
            lookAhead();
            onSlot(transactions.next());
        }
        else
        {
            admissionPublisher.slot(stampNs, slot);
        }
        isSlotTaken = true;
        hasRest = true;
        return true;
    }

    /** Shows validation the next slots, a few at a time, so that its waits for cache lines overlap. */
    private void lookAhead()
    {
        if (slot < expectedThrough)
        {
            return;
        }
        int count = 1;
        TransactionSlot next = transactions.peek(1);
        while (next != null && count <= LOOKAHEAD_SLOTS)
        {
            validation.expect(records, next);
            count++;
            next = transactions.peek(count);
        }
        expectedThrough = slot + count - 1;
    }

    private boolean hasSpace()
    {
        return admissions.hasSpace(Validation.MAX_ADMISSIONS_PER_UNIT) &&
            egress.hasSpace(Validation.MAX_REPLIES_PER_UNIT);
    }

    private void onSlot(final TransactionSlot next)
    {
        stampNs = next.stampNs;
        admissionPublisher.slot(stampNs, slot);
        if (next.tick)
        {
            validation.onTick(stampNs);
        }
        else
        {
            validation.onTransaction(records, next, slot);
        }
    }

    private void onDecision(final DecisionSlot decision)
    {
        pace.onDecision(decision, effect);
    }

    private void takeEffect(
        final DecisionSlot.Kind kind, final int handle, final Verdict reason, final long decidedNs)
    {
        validation.onDecision(kind, handle, reason, decidedNs);
        hasRest = true;
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
