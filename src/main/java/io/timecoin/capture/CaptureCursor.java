package io.timecoin.capture;

import static io.timecoin.capture.CaptureFormat.DATA_HEADER_LENGTH;
import static io.timecoin.capture.CaptureFormat.MESSAGE_HEADER_LENGTH;

import io.timecoin.capture.CaptureException.Reason;
import io.timecoin.transaction.Verdict;
import io.timecoin.wire.CaptureControlDecoder;
import io.timecoin.wire.CaptureDecisionDecoder;
import io.timecoin.wire.CaptureFinalBlockDecoder;
import io.timecoin.wire.CaptureGapDecoder;
import io.timecoin.wire.CaptureTickDecoder;
import io.timecoin.wire.CaptureTransactionDecoder;
import org.agrona.DirectBuffer;

/**
 * Goes through the stream of a capture, record by record, without allocation; each block's checksum is verified when it
 * is entered. For one thread. What is read stays valid until the next call of {@link #next()}.
 */
public final class CaptureCursor implements AutoCloseable
{
    /** No clock gets there, and deadlines behind a stamp can still be computed. */
    static final long MAX_STAMP_NS = Long.MAX_VALUE / 2;

    private final RecordReader records;
    private final StreamOrder order = new StreamOrder();
    private final CaptureTransactionDecoder transaction = new CaptureTransactionDecoder();
    private final CaptureTickDecoder tick = new CaptureTickDecoder();
    private final CaptureControlDecoder control = new CaptureControlDecoder();
    private final CaptureDecisionDecoder decision = new CaptureDecisionDecoder();
    private final CaptureFinalBlockDecoder block = new CaptureFinalBlockDecoder();
    private final CaptureGapDecoder gap = new CaptureGapDecoder();

    private RecordKind kind;
    private long sequence;
    private long height;
    private long stampNs;
    private int peer;
    private int offset;
    private int length;

    CaptureCursor(final RecordReader records)
    {
        this.records = records;
    }

    /**
     * Goes to the next record.
     *
     * @return false behind the last record of a whole capture.
     * @throws CaptureException where a capture that is torn, cut or damaged cannot be read further; everything before
     *                          was handed out.
     */
    public boolean next() throws CaptureException
    {
        kind = null;
        if (!records.next(CaptureFormat.STREAM_BLOCK))
        {
            return false;
        }
        switch (records.templateId())
        {
            case CaptureTransactionDecoder.TEMPLATE_ID -> readTransaction();
            case CaptureTickDecoder.TEMPLATE_ID -> readTick();
            case CaptureControlDecoder.TEMPLATE_ID -> readControl();
            case CaptureDecisionDecoder.TEMPLATE_ID -> readDecision();
            case CaptureFinalBlockDecoder.TEMPLATE_ID -> readBlock();
            case CaptureGapDecoder.TEMPLATE_ID -> readGap();
            default -> throw records.badRecord("a stream holds none of these");
        }
        return true;
    }

    /**
     * What the record is.
     *
     * @return null before the first and behind the last record.
     */
    public RecordKind kind()
    {
        return kind;
    }

    /**
     * Of a transaction, tick or control slot: its sequence in its ring.
     *
     * @return 0 or more.
     */
    public long sequence()
    {
        return sequence;
    }

    /**
     * Of a transaction, tick or control slot: slot time.
     *
     * @return ns.
     */
    public long stampNs()
    {
        return stampNs;
    }

    /**
     * Of a transaction or control slot: who sent it.
     *
     * @return index of the validator, -1 for a client.
     */
    public int peer()
    {
        return peer;
    }

    /**
     * Of a transaction: the session that sent it.
     *
     * @return its number.
     */
    public int session()
    {
        return transaction.session();
    }

    /**
     * Of a transaction: the client's own number for it.
     *
     * @return any number.
     */
    public long reference()
    {
        return transaction.reference();
    }

    /**
     * Of a transaction: the batch it came in.
     *
     * @return {@link TransactionOrigin#NO_BATCH} if it came alone.
     */
    public long batch()
    {
        return transaction.batch();
    }

    /**
     * Of a transaction: its place in its batch.
     *
     * @return from 0.
     */
    public int batchIndex()
    {
        return transaction.batchIndex();
    }

    /**
     * Of a transaction: the size of its batch.
     *
     * @return members.
     */
    public int batchCount()
    {
        return transaction.batchCount();
    }

    /**
     * Of a control slot: its kind.
     *
     * @return its place among the kinds.
     */
    public int slotKind()
    {
        return control.slotKind();
    }

    /**
     * Of a control slot: the template of its message.
     *
     * @return 0 if it has none.
     */
    public int templateId()
    {
        return control.templateId();
    }

    /**
     * Of a decision: its kind.
     *
     * @return its place among the kinds.
     */
    public int decisionKind()
    {
        return decision.decision();
    }

    /**
     * Of a decision: why.
     *
     * @return null for a code that this build does not know.
     */
    public Verdict reason()
    {
        return Verdict.ofCode(decision.reason());
    }

    /**
     * Of a block: its height.
     *
     * @return above that of any block before it.
     */
    public long blockHeight()
    {
        return block.height();
    }

    /**
     * Of a block: what its coinbase pays.
     *
     * @return units, 0 if it has none.
     */
    public long blockAmount()
    {
        return block.amount();
    }

    /**
     * Of a block: whom its coinbase pays.
     *
     * @return index of the validator.
     */
    public int blockValidator()
    {
        return block.validator();
    }

    /**
     * Of a gap: slots of the ring {@code transactions} that are missing here, ticks included.
     *
     * @return 0 or more.
     */
    public long lostTransactions()
    {
        return gap.transactions();
    }

    /**
     * Of a gap: slots of the ring {@code control} that are missing here.
     *
     * @return 0 or more.
     */
    public long lostControls()
    {
        return gap.controls();
    }

    /**
     * Of a gap: decisions that are missing here.
     *
     * @return 0 or more.
     */
    public long lostDecisions()
    {
        return gap.decisions();
    }

    /**
     * Where the record's bytes lie: a transaction, a control message, or the transaction id of a decision.
     *
     * @return the mapped file, not to be read outside {@link #offset()} and {@link #length()}.
     */
    public DirectBuffer buffer()
    {
        return records.buffer();
    }

    /**
     * First of the record's bytes.
     *
     * @return offset in the buffer.
     */
    public int offset()
    {
        return offset;
    }

    /**
     * Number of the record's bytes.
     *
     * @return 0 if it has none.
     */
    public int length()
    {
        return length;
    }

    /**
     * What was read so far.
     *
     * @return a new snapshot.
     */
    public CaptureCounts counts()
    {
        return order.counts();
    }

    @Override
    public void close()
    {
        records.close();
    }

    private void readTransaction()
    {
        records.requireShape(CaptureTransactionDecoder.BLOCK_LENGTH, true);
        transaction.wrap(records.buffer(), body(), CaptureTransactionDecoder.BLOCK_LENGTH,
            CaptureFormat.SCHEMA_VERSION);
        sequence = transaction.sequence();
        stampNs = transaction.stampNs();
        peer = transaction.peer();
        data(CaptureTransactionDecoder.BLOCK_LENGTH);
        requireStamp();
        requireOrder(order.transaction(sequence));
        kind = RecordKind.TRANSACTION;
    }

    private void readTick()
    {
        records.requireShape(CaptureTickDecoder.BLOCK_LENGTH, false);
        tick.wrap(records.buffer(), body(), CaptureTickDecoder.BLOCK_LENGTH, CaptureFormat.SCHEMA_VERSION);
        sequence = tick.sequence();
        stampNs = tick.stampNs();
        noData();
        requireStamp();
        requireOrder(order.tick(sequence));
        kind = RecordKind.TICK;
    }

    private void readControl()
    {
        records.requireShape(CaptureControlDecoder.BLOCK_LENGTH, true);
        control.wrap(records.buffer(), body(), CaptureControlDecoder.BLOCK_LENGTH, CaptureFormat.SCHEMA_VERSION);
        sequence = control.sequence();
        stampNs = control.stampNs();
        peer = control.peer();
        data(CaptureControlDecoder.BLOCK_LENGTH);
        requireStamp();
        requireOrder(order.control(sequence));
        kind = RecordKind.CONTROL;
    }

    private void readDecision()
    {
        records.requireShape(CaptureDecisionDecoder.BLOCK_LENGTH, false);
        decision.wrap(records.buffer(), body(), CaptureDecisionDecoder.BLOCK_LENGTH, CaptureFormat.SCHEMA_VERSION);
        offset = body() + CaptureDecisionDecoder.transactionIdEncodingOffset();
        length = CaptureDecisionDecoder.transactionIdLength();
        order.decision();
        kind = RecordKind.DECISION;
    }

    private void readBlock()
    {
        records.requireShape(CaptureFinalBlockDecoder.BLOCK_LENGTH, false);
        block.wrap(records.buffer(), body(), CaptureFinalBlockDecoder.BLOCK_LENGTH, CaptureFormat.SCHEMA_VERSION);
        noData();
        if (block.height() <= height || block.amount() < 0)
        {
            throw records.badRecord("a block that does not come after the one before it, or pays less than nothing");
        }
        height = block.height();
        order.decision();
        kind = RecordKind.BLOCK;
    }

    private void readGap()
    {
        records.requireShape(CaptureGapDecoder.BLOCK_LENGTH, false);
        gap.wrap(records.buffer(), body(), CaptureGapDecoder.BLOCK_LENGTH, CaptureFormat.SCHEMA_VERSION);
        noData();
        if (!order.gap(gap.transactions(), gap.controls(), gap.decisions()))
        {
            throw records.badRecord("a gap of less than nothing");
        }
        kind = RecordKind.GAP;
    }

    private int body()
    {
        return records.recordOffset() + MESSAGE_HEADER_LENGTH;
    }

    private void data(final int blockLength)
    {
        final int fixedLength = MESSAGE_HEADER_LENGTH + blockLength + DATA_HEADER_LENGTH;
        offset = records.recordOffset() + fixedLength;
        length = records.recordLength() - fixedLength;
    }

    private void noData()
    {
        offset = 0;
        length = 0;
    }

    private void requireStamp()
    {
        if (stampNs > MAX_STAMP_NS)
        {
            throw records.badRecord("its time is later than any clock tells");
        }
    }

    private void requireOrder(final boolean isInOrder)
    {
        if (!isInOrder)
        {
            throw records.fault(
                Reason.ORDER, "sequence " + sequence + " does not follow the one before it, and no gap says why");
        }
    }
}
