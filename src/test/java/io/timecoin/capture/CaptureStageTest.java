package io.timecoin.capture;

import io.timecoin.AllocatedBytes;
import io.timecoin.metrics.Counter;
import io.timecoin.metrics.Counters;
import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.ControlSlot;
import io.timecoin.pipeline.DecisionSlot;
import io.timecoin.pipeline.PayloadRing;
import io.timecoin.pipeline.RingPoller;
import io.timecoin.pipeline.RingSizes;
import io.timecoin.pipeline.Rings;
import io.timecoin.pipeline.SlotRing;
import io.timecoin.pipeline.Stage;
import io.timecoin.pipeline.TransactionSlot;
import io.timecoin.pipeline.VerifiedReader;
import io.timecoin.pipeline.VerifyRun;
import io.timecoin.transaction.Verdict;
import io.timecoin.validator.Validator;
import io.timecoin.wire.CaptureControlDecoder;
import io.timecoin.wire.CaptureDecisionDecoder;
import io.timecoin.wire.CaptureFinalBlockDecoder;
import io.timecoin.wire.CaptureGapDecoder;
import io.timecoin.wire.CaptureTickDecoder;
import io.timecoin.wire.CaptureTransactionDecoder;
import io.timecoin.wire.MessageHeaderDecoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class CaptureStageTest
{
    private static final int PAYLOAD = 40;

    private final TransactionTable table = new TransactionTable(64);
    private final Rings rings = new Rings(RingSizes.small(), 1);
    private final Counters counters = Counters.inMemory(Validator.counterNames(1));
    private final PayloadRing<TransactionSlot> transactions = rings.writeTransactions(Stage.INGRESS);
    private final PayloadRing<ControlSlot> control = rings.writeControl(Stage.INGRESS);
    private final SlotRing<DecisionSlot> decisions = rings.writeDecisions(Stage.CONSENSUS);
    private final VerifyRun verify = rings.readUnverified();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private RingPoller<ControlSlot> consensus;
    private RingPoller<DecisionSlot> utxo;
    private RingPoller<DecisionSlot> validationDecisions;
    private VerifiedReader validation;
    private long number;

    @Test
    void shouldRecordEverySlotAsItCame()
    {
        final MemorySink sink = MemorySink.unlimited();
        final CaptureStage stage = stage(sink);
        assertThat(stage.isRecording(sink)).isTrue();
        final TransactionSlot slot = claimTransaction(PAYLOAD);
        slot.session = 7;
        slot.peer = 3;
        slot.reference = -5;
        slot.batch = 11;
        slot.batchIndex = 2;
        slot.batchCount = 64;
        transactions.publish();
        tick(99);
        controlMessage(21, 24);
        peerConnected(2);
        decide(handle(1), DecisionSlot.Kind.REJECTED, Verdict.CONFLICT);
        assertThat(stage.doWork(0)).isEqualTo(5);

        final List<UnsafeBuffer> records = sink.records();
        assertThat(records).extracting(this::template).containsExactly(
            CaptureTransactionDecoder.TEMPLATE_ID, CaptureTickDecoder.TEMPLATE_ID, CaptureControlDecoder.TEMPLATE_ID,
            CaptureControlDecoder.TEMPLATE_ID, CaptureDecisionDecoder.TEMPLATE_ID);
        final CaptureTransactionDecoder transaction = new CaptureTransactionDecoder();
        transaction.wrapAndApplyHeader(records.get(0), 0, header);
        assertThat(transaction.sequence()).isZero();
        assertThat(transaction.stampNs()).isEqualTo(1_000);
        assertThat(transaction.session()).isEqualTo(7);
        assertThat(transaction.peer()).isEqualTo(3);
        assertThat(transaction.reference()).isEqualTo(-5);
        assertThat(transaction.batch()).isEqualTo(11);
        assertThat(transaction.batchIndex()).isEqualTo(2);
        assertThat(transaction.batchCount()).isEqualTo(64);
        assertThat(transaction.transactionLength()).isEqualTo(PAYLOAD);
        assertThat(payloadNumber(records.get(0))).isZero();
        assertThat(new CaptureTickDecoder().wrapAndApplyHeader(records.get(1), 0, header).stampNs()).isEqualTo(99);
        final CaptureControlDecoder message = new CaptureControlDecoder();
        message.wrapAndApplyHeader(records.get(2), 0, header);
        assertThat(message.templateId()).isEqualTo(21);
        assertThat(message.messageLength()).isEqualTo(24);
        message.wrapAndApplyHeader(records.get(3), 0, header);
        assertThat(message.slotKind()).isEqualTo((short)ControlSlot.Kind.PEER_CONNECTED.ordinal());
        assertThat(message.peer()).isEqualTo(2);
        assertThat(message.messageLength()).isZero();
        final CaptureDecisionDecoder decision = new CaptureDecisionDecoder();
        decision.wrapAndApplyHeader(records.get(4), 0, header);
        assertThat(decision.decision()).isEqualTo((short)DecisionSlot.Kind.REJECTED.ordinal());
        assertThat(decision.reason()).isEqualTo(Verdict.CONFLICT.code());
        assertThat(decision.transactionId(0)).isEqualTo((short)1);
        assertThat(counters.get(Counter.CAPTURE_RECORDS)).isEqualTo(5);
        assertThat(counters.get(Counter.CAPTURE_BYTES)).isEqualTo(sink.position());
    }

    @Test
    void shouldRecordBlocksAmongTheDecisions()
    {
        final MemorySink sink = new MemorySink(100);
        final CaptureStage stage = stage(sink);
        decide(handle(1), DecisionSlot.Kind.ACCEPTED, Verdict.ADMITTED);
        decide(handle(1), DecisionSlot.Kind.FINAL, null);
        final DecisionSlot slot = decisions.claim();
        slot.kind = DecisionSlot.Kind.BLOCK;
        slot.handle = 12;
        slot.reason = null;
        slot.height = 12;
        slot.amount = 3_000;
        slot.validator = 4;
        decisions.publish();
        stage.doWork(0);

        final List<UnsafeBuffer> records = sink.records();
        assertThat(records).extracting(this::template).containsExactly(CaptureDecisionDecoder.TEMPLATE_ID,
            CaptureDecisionDecoder.TEMPLATE_ID, CaptureFinalBlockDecoder.TEMPLATE_ID);
        final CaptureFinalBlockDecoder block = new CaptureFinalBlockDecoder();
        block.wrapAndApplyHeader(records.get(2), 0, header);
        assertThat(block.height()).isEqualTo(12);
        assertThat(block.amount()).isEqualTo(3_000);
        assertThat(block.validator()).isEqualTo(4);
    }

    @Test
    void shouldCountWhatAFullSinkRefusesAndTellItOnceThereIsRoom()
    {
        final MemorySink sink = new MemorySink(1);
        final CaptureStage stage = stage(sink);
        publishTransaction();
        publishTransaction();
        tick(5);
        controlMessage(21, 8);
        decide(handle(1), DecisionSlot.Kind.ACCEPTED, Verdict.ADMITTED);
        decide(handle(1), DecisionSlot.Kind.RELEASED, null);
        stage.doWork(0);
        assertThat(sink.count()).isEqualTo(1);
        assertThat(counters.get(Counter.CAPTURE_LOST)).isEqualTo(5);

        // Room for one record only: the gap takes it, and what follows begins a new one.
        sink.room(1);
        publishTransaction();
        stage.doWork(0);
        sink.room(100);
        tick(6);
        stage.doWork(0);

        assertThat(sink.records()).extracting(this::template).containsExactly(CaptureTransactionDecoder.TEMPLATE_ID,
            CaptureGapDecoder.TEMPLATE_ID, CaptureGapDecoder.TEMPLATE_ID, CaptureTickDecoder.TEMPLATE_ID);
        assertGap(sink.records().get(1), 2, 1, 2);
        assertGap(sink.records().get(2), 1, 0, 0);
        final CaptureTickDecoder tick = new CaptureTickDecoder();
        assertThat(tick.wrapAndApplyHeader(sink.records().get(3), 0, header).sequence()).isEqualTo(4);
        assertThat(counters.get(Counter.CAPTURE_LOST)).isEqualTo(6);
    }

    /** Also if a transaction comes in and is decided at once, while the stage is between two rings. */
    @Test
    void shouldPutNoDecisionBeforeItsTransaction()
    {
        final MemorySink sink = MemorySink.unlimited();
        final CaptureStage stage = stage(sink);
        final int handle = handle(1);
        sink.onOffer(() ->
        {
            publishTransaction();
            decide(handle, DecisionSlot.Kind.ACCEPTED, Verdict.ADMITTED);
            sink.onOffer(() -> {});
        });
        publishTransaction();
        for (int i = 0; i < 3; i++)
        {
            stage.doWork(0);
        }
        assertThat(sink.records()).extracting(this::template).containsExactly(
            CaptureTransactionDecoder.TEMPLATE_ID, CaptureTransactionDecoder.TEMPLATE_ID,
            CaptureDecisionDecoder.TEMPLATE_ID);
    }

    @Test
    void shouldNeverHoldTheRingsUpWhateverTheSinkDoes()
    {
        final MemorySink sink = new MemorySink(0);
        final CaptureStage stage = stage(sink);
        final int rounds = 3 * transactions.slots();
        for (int i = 0; i < rounds; i++)
        {
            assertThat(transactions.hasSpace(1)).isTrue();
            publishTransaction();
            decide(handle(1), DecisionSlot.Kind.ACCEPTED, Verdict.ADMITTED);
            stage.doWork(0);
            others();
        }
        assertThat(counters.get(Counter.CAPTURE_LOST)).isEqualTo(2L * rounds);
        assertThat(counters.get(Counter.CAPTURE_RECORDS)).isZero();
        assertThat(rings.isDrained()).isTrue();
    }

    @Test
    void shouldLetTheRingsGoByWithoutARecording()
    {
        final CaptureStage stage = stage(null);
        for (int i = 0; i < 3 * transactions.slots(); i++)
        {
            publishTransaction();
            decide(handle(1), DecisionSlot.Kind.ACCEPTED, Verdict.ADMITTED);
            others();
        }
        assertThat(stage.doWork(0)).isZero();
        assertThat(rings.isDrained()).isTrue();
    }

    @Test
    void shouldBeginAndEndWhenAsked()
    {
        final CaptureStage stage = stage(null);
        publishTransaction();
        final MemorySink sink = MemorySink.unlimited();
        stage.record(sink);
        assertThat(stage.isRecording(sink)).isFalse();
        stage.doWork(0);
        assertThat(stage.isRecording(sink)).isTrue();
        assertThat(stage.firstSequence()).isEqualTo(1);
        publishTransaction();
        stage.doWork(0);
        stage.record(null);
        stage.doWork(0);
        publishTransaction();
        stage.doWork(0);

        assertThat(stage.isRecording(sink)).isFalse();
        assertThat(sink.records()).hasSize(1);
        assertThat(payloadNumber(sink.records().get(0))).isEqualTo(1);
        others();
        assertThat(rings.isDrained()).isTrue();
    }

    @Test
    void shouldEndByItselfWhenTheSinkIsBroken()
    {
        final MemorySink sink = MemorySink.unlimited();
        final CaptureStage stage = stage(sink);
        publishTransaction();
        sink.close();
        stage.doWork(0);
        assertThat(stage.isRecording(sink)).isFalse();
        for (int i = 0; i < 3 * transactions.slots(); i++)
        {
            publishTransaction();
            stage.doWork(0);
            others();
        }
        assertThat(counters.get(Counter.CAPTURE_LOST)).isEqualTo(1);
    }

    @Test
    void shouldAllocateNothing()
    {
        final CaptureStage stage = stage(new CaptureSink()
        {
            private long count;

            @Override
            public boolean offer(
                final DirectBuffer head, final int headLength, final DirectBuffer tail, final int tailOffset,
                final int tailLength)
            {
                // Every third is refused, so that gaps are told as well.
                return ++count % 3 != 0;
            }

            @Override
            public boolean isOpen()
            {
                return true;
            }

            @Override
            public long position()
            {
                return count;
            }
        });
        final int handle = handle(1);
        assertThat(AllocatedBytes.in(20_000, () ->
        {
            publishTransaction();
            tick(1);
            controlMessage(21, 16);
            decide(handle, DecisionSlot.Kind.ACCEPTED, Verdict.ADMITTED);
            stage.doWork(0);
            others();
        })).isZero();
    }

    private CaptureStage stage(final CaptureSink sink)
    {
        final CaptureStage stage = new CaptureStage(table, rings, counters, sink);
        consensus = rings.readControl(Stage.CONSENSUS);
        utxo = rings.readDecisions(Stage.UTXO);
        validationDecisions = rings.readDecisions(Stage.VALIDATION);
        validation = rings.readVerified(Stage.VALIDATION);
        return stage;
    }

    /** Everybody else takes all that is there. */
    private void others()
    {
        while (verify.claim(64) > 0)
        {
            verify.done();
        }
        while (validation.next() != null)
        {
            validation.release();
        }
        consensus.poll(ignored, 64);
        utxo.poll(ignoredDecision, 64);
        validationDecisions.poll(ignoredDecision, 64);
    }

    private final RingPoller.Handler<ControlSlot> ignored = slot -> {};
    private final RingPoller.Handler<DecisionSlot> ignoredDecision = slot -> {};

    private TransactionSlot claimTransaction(final int length)
    {
        final TransactionSlot slot = transactions.claim(TransactionSlot.recordLength(length));
        slot.payloadLength = length;
        slot.tick = false;
        slot.stampNs = 1_000;
        slot.firstCopy = TransactionSlot.NO_COPY;
        transactions.payloads().putLong(slot.payloadOffset, number++);
        return slot;
    }

    private void publishTransaction()
    {
        claimTransaction(PAYLOAD);
        transactions.publish();
    }

    private void tick(final long stampNs)
    {
        final TransactionSlot slot = transactions.claim(0);
        slot.tick = true;
        slot.stampNs = stampNs;
        transactions.publish();
    }

    private void controlMessage(final int templateId, final int length)
    {
        final ControlSlot slot = control.claim(length);
        slot.kind = ControlSlot.Kind.MESSAGE;
        slot.peer = 1;
        slot.templateId = templateId;
        control.publish();
    }

    private void peerConnected(final int peer)
    {
        final ControlSlot slot = control.claim(0);
        slot.kind = ControlSlot.Kind.PEER_CONNECTED;
        slot.peer = peer;
        control.publish();
    }

    private void decide(final int handle, final DecisionSlot.Kind kind, final Verdict reason)
    {
        final DecisionSlot slot = decisions.claim();
        slot.handle = handle;
        slot.kind = kind;
        slot.reason = reason;
        decisions.publish();
    }

    /** A transaction in the table whose id begins with a number. */
    private int handle(final int id)
    {
        final int known = IntStream.range(0, table.capacity()).map(table::handleAt)
            .filter(handle -> handle != TransactionTable.NULL_HANDLE).findFirst().orElse(0);
        if (known != 0)
        {
            return known;
        }
        final UnsafeBuffer ids = new UnsafeBuffer(new byte[64]);
        ids.putInt(0, id);
        final int handle = table.allocate(ids, 0, 8);
        table.ids(handle, ids, 0, 32);
        return handle;
    }

    private int template(final UnsafeBuffer record)
    {
        return header.wrap(record, 0).templateId();
    }

    private static long payloadNumber(final UnsafeBuffer record)
    {
        return record.getLong(record.capacity() - PAYLOAD);
    }

    private void assertGap(
        final UnsafeBuffer record, final long lostTransactions, final long lostControls, final long lostDecisions)
    {
        final CaptureGapDecoder gap = new CaptureGapDecoder();
        gap.wrapAndApplyHeader(record, 0, header);
        assertThat(List.of(gap.transactions(), gap.controls(), gap.decisions()))
            .containsExactly(lostTransactions, lostControls, lostDecisions);
    }
}
