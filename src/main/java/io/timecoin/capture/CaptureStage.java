package io.timecoin.capture;

import io.timecoin.metrics.Counter;
import io.timecoin.metrics.Counters;
import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.ControlSlot;
import io.timecoin.pipeline.DecisionSlot;
import io.timecoin.pipeline.DutyCycle;
import io.timecoin.pipeline.RingName;
import io.timecoin.pipeline.RingTap;
import io.timecoin.pipeline.Rings;
import io.timecoin.pipeline.Stage;
import io.timecoin.pipeline.TransactionSlot;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;

/**
 * Records what comes in and what is decided. Without a recording it looks at nothing and holds nobody up; with one it
 * takes all that is there in each round, and what the sink refuses is lost and counted, in a record of its own as soon
 * as there is room again.
 * <p>
 * A decision never stands before its transaction: consensus publishes it later than ingress published the transaction,
 * and the stage reads how far decisions go before it reads how far transactions go.
 */
public final class CaptureStage implements DutyCycle
{
    private static final long NOT_STARTED = -1;

    private final Rings rings;
    private final RingTap<TransactionSlot> transactions;
    private final RingTap<ControlSlot> control;
    private final RingTap<DecisionSlot> decisions;
    private final DirectBuffer transactionBytes;
    private final DirectBuffer controlBytes;
    private final TransactionTable table;
    private final Counters counters;

    private final UnsafeBuffer scratch =
        new UnsafeBuffer(ByteBuffer.allocateDirect(TransactionTable.MAX_TRANSACTION_LENGTH));
    private final RecordEncoder encoder = new RecordEncoder();
    private final RingTap.Handler<TransactionSlot> onTransaction = this::onTransaction;
    private final RingTap.Handler<ControlSlot> onControl = this::onControl;
    private final RingTap.Handler<DecisionSlot> onDecision = this::onDecision;

    /** What the one who asks for recordings wants; null for none. */
    private volatile CaptureSink wanted;
    /** What the stage uses; written by its own thread. */
    private volatile CaptureSink inUse;
    private volatile long firstSequence = NOT_STARTED;
    private volatile long firstDecision = NOT_STARTED;
    private volatile boolean tellsApplied;
    private volatile boolean hasLostApplied;

    private CaptureSink sink;
    private long records;
    private long lost;
    private long lostTransactions;
    private long lostControls;
    private long lostDecisions;

    /**
     * The stage, which looks on beside verification, consensus and the writer of the unspent outputs.
     *
     * @param table    with the ids of what is decided.
     * @param rings    of the node.
     * @param counters of the node.
     * @param atStart  records from the first slot on; null to record nothing yet.
     */
    public CaptureStage(
        final TransactionTable table, final Rings rings, final Counters counters, final CaptureSink atStart)
    {
        this.table = table;
        this.rings = rings;
        this.counters = counters;
        transactions = rings.tapTransactions(Stage.CAPTURE);
        control = rings.tapControl(Stage.CAPTURE);
        decisions = rings.tapDecisions(Stage.CAPTURE);
        transactionBytes = rings.payloads(RingName.TRANSACTIONS);
        controlBytes = rings.payloads(RingName.CONTROL);
        if (atStart == null)
        {
            detach();
        }
        else
        {
            wanted = atStart;
            begin(atStart, 0, 0);
        }
    }

    @Override
    public int doWork(final long nowNs)
    {
        final CaptureSink asked = wanted;
        if (asked != sink)
        {
            change(asked);
        }
        if (sink == null)
        {
            return 0;
        }
        // In this order: see above.
        final long decided = decisions.published();
        int work = transactions.read(onTransaction, transactions.published());
        work += control.read(onControl, control.published());
        work += decisions.read(onDecision, decided);
        if (work > 0)
        {
            publish();
        }
        if (!sink.isOpen())
        {
            // Whoever asked for it is told by the sink; the pipeline has nothing to wait for any more.
            change(null);
        }
        return work;
    }

    /**
     * Asks for a recording, or for its end. Any thread may ask; the stage does it in its next round.
     *
     * @param to takes the records; null to record no more.
     */
    public void record(final CaptureSink to)
    {
        wanted = to;
    }

    /**
     * Asks for a recording in mid-run. Behind each acceptance it also holds the transaction, which may have come in
     * before the recording began, until {@link #leaveOutApplied()}. Any thread may ask.
     *
     * @param to takes the records.
     */
    public void recordWithApplied(final CaptureSink to)
    {
        hasLostApplied = false;
        tellsApplied = true;
        wanted = to;
    }

    /** Ends what {@link #recordWithApplied} adds. */
    public void leaveOutApplied()
    {
        tellsApplied = false;
    }

    /**
     * Whether an acceptance or its transaction is missing of those that {@link #recordWithApplied} asked for.
     *
     * @return true if the sink had no room.
     */
    public boolean hasLostApplied()
    {
        return hasLostApplied;
    }

    /**
     * Whether the unspent outputs have every effect that was decided before the recording's first decision.
     *
     * @return true some time after the beginning, and from then on.
     */
    public boolean isAppliedBefore()
    {
        return rings.position(Stage.UTXO, RingName.DECISIONS) >= firstDecision - 1;
    }

    /**
     * Decisions that were published since the recording began, read or not.
     *
     * @return a count that a recording reaches.
     */
    public long decisionsPublished()
    {
        return decisions.published() - firstDecision + 1;
    }

    /**
     * Whether the stage records into a sink now. Any thread may ask.
     *
     * @param to asked for before.
     * @return true from the round in which it begins to the round in which it ends.
     */
    public boolean isRecording(final CaptureSink to)
    {
        return inUse == to;
    }

    /**
     * Where the recording began. Any thread may ask once it has.
     *
     * @return sequence of the first slot of the ring of transactions.
     */
    public long firstSequence()
    {
        return firstSequence;
    }

    private void change(final CaptureSink next)
    {
        if (sink != null)
        {
            tellGap();
            detach();
            sink = null;
            inUse = null;
        }
        if (next != null && next.isOpen())
        {
            // Decisions first: of each decision that is read from here on, the transaction may only be one that came
            // in before.
            final long decision = decisions.attach();
            control.attach();
            begin(next, transactions.attach(), decision);
        }
    }

    private void begin(final CaptureSink next, final long first, final long decision)
    {
        lostTransactions = 0;
        lostControls = 0;
        lostDecisions = 0;
        sink = next;
        firstSequence = first;
        firstDecision = decision;
        inUse = next;
    }

    private void detach()
    {
        transactions.detach();
        control.detach();
        decisions.detach();
    }

    private void onTransaction(final TransactionSlot slot, final long sequence)
    {
        final int headLength = slot.tick ? encoder.tick(slot, sequence) : encoder.transaction(slot, sequence);
        final int tailLength = slot.tick ? 0 : slot.payloadLength;
        if (!offer(headLength, transactionBytes, slot.payloadOffset, tailLength))
        {
            lostTransactions++;
        }
    }

    private void onControl(final ControlSlot slot, final long sequence)
    {
        final int headLength = encoder.control(slot, sequence);
        if (!offer(headLength, controlBytes, slot.payloadOffset, RecordEncoder.messageLength(slot)))
        {
            lostControls++;
        }
    }

    private void onDecision(final DecisionSlot slot, final long sequence)
    {
        if (slot.kind == DecisionSlot.Kind.CHARGED)
        {
            // Replays know no bonds.
            return;
        }
        final int length = slot.kind == DecisionSlot.Kind.BLOCK ? encoder.block(slot) :
            encoder.decision(slot, table.ids(), table.txidOffset(slot.handle));
        final boolean isTaken = offer(length, encoder.buffer(), 0, 0);
        if (!isTaken)
        {
            lostDecisions++;
        }
        if (tellsApplied && slot.kind == DecisionSlot.Kind.ACCEPTED)
        {
            tellApplied(slot.handle);
            hasLostApplied |= !isTaken;
        }
    }

    private void tellApplied(final int handle)
    {
        final int length = table.length(handle);
        table.copyTo(handle, scratch, 0);
        if (!offer(encoder.applied(length), scratch, 0, length))
        {
            // Without it the decision is of no use to whoever wants its effects: the gap must show.
            lostDecisions++;
            hasLostApplied = true;
        }
    }

    private boolean offer(final int headLength, final DirectBuffer tail, final int tailOffset, final int tailLength)
    {
        if (tellGap() && sink.offer(encoder.buffer(), headLength, tail, tailOffset, tailLength))
        {
            records++;
            return true;
        }
        lost++;
        return false;
    }

    /** False if there is a gap to tell of, and still no room. */
    private boolean tellGap()
    {
        if (lostTransactions + lostControls + lostDecisions == 0)
        {
            return true;
        }
        final int length = encoder.gap(lostTransactions, lostControls, lostDecisions);
        if (!sink.offer(encoder.gapBuffer(), length, encoder.gapBuffer(), 0, 0))
        {
            return false;
        }
        lostTransactions = 0;
        lostControls = 0;
        lostDecisions = 0;
        return true;
    }

    private void publish()
    {
        counters.set(Counter.CAPTURE_RECORDS, records);
        counters.set(Counter.CAPTURE_LOST, lost);
        counters.set(Counter.CAPTURE_BYTES, sink.position());
    }
}
