package io.timecoin.utxo;

import io.timecoin.InvariantViolation;
import io.timecoin.metrics.AgentCounters;
import io.timecoin.metrics.Check;
import io.timecoin.metrics.Counter;
import io.timecoin.metrics.Counters;
import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.DecisionSlot;
import io.timecoin.pipeline.DutyCycle;
import io.timecoin.pipeline.EgressSlot;
import io.timecoin.pipeline.PayloadRing;
import io.timecoin.pipeline.RingName;
import io.timecoin.pipeline.RingPoller;
import io.timecoin.pipeline.Rings;
import io.timecoin.pipeline.Stage;
import io.timecoin.transaction.TransactionView;
import io.timecoin.transaction.Verdict;
import io.timecoin.wire.ConfirmationEncoder;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.OutcomeEncoder;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** Applies what is decided to the unspent outputs, of which it is the only writer, and tells the clients. */
public final class UtxoStage implements DutyCycle
{
    private static final int MAX_DECISIONS_PER_CYCLE = 2_048;
    private static final int CONFIRMATION_LENGTH =
        MessageHeaderEncoder.ENCODED_LENGTH + ConfirmationEncoder.BLOCK_LENGTH;
    private static final int OUTCOME_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + OutcomeEncoder.BLOCK_LENGTH;
    private static final long PUBLISH_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long MIN_SPACE = 65_536;
    /** Above this rate, in decisions per {@link #PUBLISH_INTERVAL_NS}, the set is left to its own pace. */
    private static final int MAX_DECISIONS_AT_LEISURE = 1_000;
    /** 64,000 writes a second, in steps that hold up nobody who shares the thread. */
    private static final long SETTLE_INTERVAL_NS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final int SETTLE_WRITES = 32;
    /** Decisions whose outputs are touched before the first of them is applied: perf/README.md, "Looking ahead". */
    private static final int GROUP = 16;
    /** Inputs, and outputs, of one transaction that are touched. */
    private static final int MAX_TOUCHED = 4;

    private final TransactionTable table;
    private final UtxoStore store;
    private final Coinbases coinbases;
    private final boolean tellsStateHash;
    private final RingPoller<DecisionSlot> decisions;
    private final PayloadRing<EgressSlot> egress;
    private final Counters counters;
    private final AgentCounters agent;

    private final RingPoller.Handler<DecisionSlot> onDecision = this::onDecision;
    private final DecisionSlot[] group = new DecisionSlot[GROUP];
    private final UnsafeBuffer created = new UnsafeBuffer(new byte[UtxoView.OUTPOINT_LENGTH]);
    private int grouped;
    private long touched;
    private final UnsafeBuffer scratch =
        new UnsafeBuffer(ByteBuffer.allocateDirect(TransactionTable.MAX_TRANSACTION_LENGTH));
    private final UnsafeBuffer hash = new UnsafeBuffer(new byte[UtxoStore.STATE_HASH_LENGTH]);
    private final TransactionView view = new TransactionView();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final OutcomeEncoder outcome = new OutcomeEncoder();
    private final ConfirmationEncoder confirmation = new ConfirmationEncoder();
    private final UnsafeBuffer spent = new UnsafeBuffer(new byte[TransactionTable.MAX_SPENT_LENGTH]);
    private final Undo undo = new Undo();
    private final long requiredSpace;

    private long accepted;
    private long undone;
    private long height;
    private long changes;
    private long publishedChanges = -1;
    private long nextPublishNs = Long.MIN_VALUE;
    private long decided;
    private long decidedBefore = Long.MIN_VALUE;
    private boolean isAtLeisure;
    private long nextSettleNs = Long.MIN_VALUE;

    /**
     * The stage, the first reader of decisions.
     *
     * @param table     with the bytes of what is decided.
     * @param store     the unspent outputs.
     * @param coinbases what blocks pay.
     * @param tellsStateHash whether the hash of these outputs stands for the node's state: where there are blocks, the
     *     last final one's does.
     * @param rings     of the node.
     * @param counters  of the node.
     */
    public UtxoStage(
        final TransactionTable table,
        final UtxoStore store,
        final Coinbases coinbases,
        final boolean tellsStateHash,
        final Rings rings,
        final Counters counters)
    {
        this.table = table;
        this.store = store;
        this.coinbases = coinbases;
        this.tellsStateHash = tellsStateHash && store.keepsStateHash();
        this.counters = counters;
        decisions = rings.readDecisions(Stage.UTXO);
        egress = rings.writeEgress(Stage.UTXO, RingName.UTXO_EGRESS);
        agent = counters.agent(Stage.UTXO.label());
        requiredSpace = Math.min(MIN_SPACE, store.capacity() / 100);
        counters.set(Counter.UTXO_CAPACITY, store.capacity());
    }

    @Override
    public int doWork(final long nowNs)
    {
        // One outcome a decision at most.
        final int space = egress.remainingSlots();
        final int work = decisions.poll(onDecision, Math.min(MAX_DECISIONS_PER_CYCLE, space));
        if (space == 0)
        {
            agent.onBackPressure();
        }
        decided += work;
        if (nowNs >= nextPublishNs)
        {
            nextPublishNs = nowNs + PUBLISH_INTERVAL_NS;
            measureLeisure();
            publish();
        }
        if (work == 0 && isAtLeisure && nowNs >= nextSettleNs)
        {
            nextSettleNs = nowNs + SETTLE_INTERVAL_NS;
            store.settle(SETTLE_WRITES);
        }
        return work;
    }

    /**
     * Takes up after a block; to be called before the first duty cycle.
     *
     * @param lastHeight of the block whose state the set holds.
     */
    public void resumeAfter(final long lastHeight)
    {
        height = lastHeight;
        changes++;
    }

    /**
     * Takes an accepted transaction back as if it had never been applied; after the thread that runs the stage has
     * ended, and in the reverse order of acceptance.
     *
     * @param handle of a transaction of which the table still holds the bytes.
     */
    public void takeBack(final int handle)
    {
        table.view(handle, scratch, view);
        table.copySpent(handle, spent, 0);
        undo.restore(view, table.ids(), table.txidOffset(handle), spent, table.spentCount(handle));
        store.rollback(undo);
    }

    /**
     * The last block whose effects are all in the set.
     *
     * @return 0 before the first since the start; after the thread that runs the stage has ended.
     */
    public long height()
    {
        return height;
    }

    /** What was decided since the last look tells; the first look tells nothing. */
    private void measureLeisure()
    {
        isAtLeisure = decidedBefore != Long.MIN_VALUE && decided - decidedBefore <= MAX_DECISIONS_AT_LEISURE;
        decidedBefore = decided;
    }

    /** Applies decisions a few at a time, so that the waits for their outputs' cache lines overlap. */
    private void onDecision(final DecisionSlot slot)
    {
        if (slot.kind == DecisionSlot.Kind.ACCEPTED)
        {
            touch(slot.handle);
        }
        group[grouped++] = slot;
        if (grouped == GROUP || decisions.isLast())
        {
            for (int i = 0; i < grouped; i++)
            {
                apply(group[i]);
            }
            grouped = 0;
        }
    }

    private void touch(final int handle)
    {
        table.view(handle, scratch, view);
        for (int i = 0; i < Math.min(view.inputCount(), MAX_TOUCHED); i++)
        {
            touched += store.touch(view.buffer(), view.outpointOffset(i));
        }
        created.putBytes(0, table.ids(), table.txidOffset(handle), UtxoRecord.TXID_LENGTH);
        for (int i = 0; i < Math.min(view.outputCount(), MAX_TOUCHED); i++)
        {
            UtxoRecord.putOutputIndex(created, 0, i);
            touched += store.touch(created, 0);
        }
    }

    private void apply(final DecisionSlot slot)
    {
        switch (slot.kind)
        {
            case ACCEPTED ->
            {
                commit(slot.handle);
                tellClient(slot.handle, Verdict.ADMITTED);
            }
            case REJECTED, EXPIRED, EVICTED -> tellClient(slot.handle, slot.reason);
            case FINAL -> confirm(slot.handle, slot.height);
            case UNDONE ->
            {
                undo(slot.handle);
                tellClient(slot.handle, Verdict.UNDONE);
            }
            case BLOCK -> endBlock(slot);
            case RELEASED, CHARGED ->
            {
                // Validation's alone.
            }
            default -> throw new IllegalStateException("decision of an unknown kind");
        }
    }

    private void commit(final int handle)
    {
        table.view(handle, scratch, view);
        store.commit(view, table.ids(), table.txidOffset(handle), UtxoEntry.NOT_COINBASE);
        accepted++;
        changes++;
    }

    /** The exact inverse of a commit, by what validation found that the transaction spends. */
    private void undo(final int handle)
    {
        takeBack(handle);
        undone++;
        changes++;
    }

    private void endBlock(final DecisionSlot slot)
    {
        if (slot.height <= height)
        {
            throw new InvariantViolation("block after height " + height, slot.height);
        }
        coinbases.put(store, slot.height, slot.validator, slot.amount);
        height = slot.height;
        changes++;
    }

    private void confirm(final int handle, final long blockHeight)
    {
        final EgressSlot slot = claimForClient(handle, CONFIRMATION_LENGTH);
        if (slot != null)
        {
            confirmation.wrapAndApplyHeader(egress.payloads(), slot.payloadOffset, header)
                .reference(table.reference(handle))
                .height(blockHeight)
                .putTransactionId(
                    table.ids(), table.txidOffset(handle), ConfirmationEncoder.transactionIdLength());
            egress.publish();
        }
    }

    private void tellClient(final int handle, final Verdict reason)
    {
        final EgressSlot slot = claimForClient(handle, OUTCOME_LENGTH);
        if (slot != null)
        {
            outcome.wrapAndApplyHeader(egress.payloads(), slot.payloadOffset, header)
                .reference(table.reference(handle))
                .outcome(reason.code())
                .putTransactionId(table.ids(), table.txidOffset(handle), OutcomeEncoder.transactionIdLength());
            egress.publish();
        }
    }

    /** A message to who submitted a transaction; null if no client did. */
    private EgressSlot claimForClient(final int handle, final int length)
    {
        final int session = table.session(handle);
        if (session == TransactionTable.NO_SESSION)
        {
            return null;
        }
        final EgressSlot slot = egress.claim(length);
        slot.destination = EgressSlot.Destination.CLIENT;
        slot.session = session;
        slot.bulk = false;
        return slot;
    }

    private void publish()
    {
        if (changes == publishedChanges)
        {
            return;
        }
        publishedChanges = changes;
        if (tellsStateHash)
        {
            store.stateHash(hash, 0);
            counters.stateHash(hash, 0);
        }
        counters.set(Counter.UTXOS, store.size());
        counters.set(Counter.ACCEPTED, accepted);
        counters.set(Counter.UNDONE, undone);
        counters.check(Check.UTXO_SPACE, store.capacity() - store.size(), requiredSpace);
    }
}
