package io.timecoin.capture;

import io.timecoin.pipeline.ControlSlot;
import io.timecoin.pipeline.DecisionSlot;
import io.timecoin.pipeline.TransactionSlot;
import io.timecoin.transaction.Verdict;
import io.timecoin.wire.CaptureAppliedEncoder;
import io.timecoin.wire.CaptureControlEncoder;
import io.timecoin.wire.CaptureDecisionEncoder;
import io.timecoin.wire.CaptureFinalBlockEncoder;
import io.timecoin.wire.CaptureGapEncoder;
import io.timecoin.wire.CaptureTickEncoder;
import io.timecoin.wire.CaptureTransactionEncoder;
import io.timecoin.wire.MessageHeaderEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Makes the records of a stream from slots, as they stand in a file. Bytes of variable length come last in a record,
 * so that they need not be copied: what is made here ends with how many they are.
 */
final class RecordEncoder
{
    private static final int MAX_HEAD_LENGTH = 256;

    private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(MAX_HEAD_LENGTH));
    private final UnsafeBuffer gapBuffer = new UnsafeBuffer(ByteBuffer.allocateDirect(MAX_HEAD_LENGTH));
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final CaptureTransactionEncoder transaction = new CaptureTransactionEncoder();
    private final CaptureTickEncoder tick = new CaptureTickEncoder();
    private final CaptureControlEncoder control = new CaptureControlEncoder();
    private final CaptureDecisionEncoder decision = new CaptureDecisionEncoder();
    private final CaptureFinalBlockEncoder block = new CaptureFinalBlockEncoder();
    private final CaptureAppliedEncoder applied = new CaptureAppliedEncoder();
    private final CaptureGapEncoder gap = new CaptureGapEncoder();

    /** Where the last record lies, from offset 0. */
    DirectBuffer buffer()
    {
        return buffer;
    }

    /** Where the last gap lies, from offset 0: it goes before a record that is made already. */
    DirectBuffer gapBuffer()
    {
        return gapBuffer;
    }

    int transaction(final TransactionSlot slot, final long sequence)
    {
        transaction.wrapAndApplyHeader(buffer, 0, header)
            .sequence(sequence)
            .stampNs(slot.stampNs)
            .session(slot.session)
            .peer(slot.peer)
            .reference(slot.reference)
            .batch(slot.batch)
            .batchIndex(slot.batchIndex)
            .batchCount(slot.batchCount);
        return withLength(transaction.limit(), slot.payloadLength);
    }

    int tick(final TransactionSlot slot, final long sequence)
    {
        tick.wrapAndApplyHeader(buffer, 0, header).sequence(sequence).stampNs(slot.stampNs);
        return tick.limit();
    }

    int control(final ControlSlot slot, final long sequence)
    {
        final boolean isMessage = slot.kind == ControlSlot.Kind.MESSAGE;
        control.wrapAndApplyHeader(buffer, 0, header)
            .sequence(sequence)
            .stampNs(slot.stampNs)
            .slotKind((short)slot.kind.ordinal())
            .peer(slot.kind == ControlSlot.Kind.TICK ? TransactionSlot.NULL_PEER : slot.peer)
            .templateId(isMessage ? slot.templateId : 0);
        return withLength(control.limit(), messageLength(slot));
    }

    /** Bytes of a slot's message: what else lies in a slot is left over from an earlier one. */
    static int messageLength(final ControlSlot slot)
    {
        return slot.kind == ControlSlot.Kind.MESSAGE ? slot.payloadLength : 0;
    }

    int decision(final DecisionSlot slot, final DirectBuffer ids, final int txidOffset)
    {
        final Verdict reason = slot.reason == null ? Verdict.ADMITTED : slot.reason;
        decision.wrapAndApplyHeader(buffer, 0, header)
            .decision((short)slot.kind.ordinal())
            .reason(reason.code())
            .putTransactionId(ids, txidOffset, CaptureDecisionEncoder.transactionIdLength());
        return decision.limit();
    }

    int block(final DecisionSlot slot)
    {
        block.wrapAndApplyHeader(buffer, 0, header)
            .height(slot.height)
            .amount(slot.amount)
            .validator(slot.validator);
        return block.limit();
    }

    int applied(final int length)
    {
        applied.wrapAndApplyHeader(buffer, 0, header);
        return withLength(applied.limit(), length);
    }

    int gap(final long transactions, final long controls, final long decisions)
    {
        gap.wrapAndApplyHeader(gapBuffer, 0, header)
            .transactions(transactions)
            .controls(controls)
            .decisions(decisions);
        return gap.limit();
    }

    private int withLength(final int offset, final int length)
    {
        buffer.putInt(offset, length, ByteOrder.LITTLE_ENDIAN);
        return offset + Integer.BYTES;
    }
}
