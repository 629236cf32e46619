package io.timecoin.validation;

import io.timecoin.pipeline.EgressSlot;
import io.timecoin.pipeline.PayloadRing;
import io.timecoin.transaction.Verdict;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.VerdictEncoder;
import org.agrona.DirectBuffer;

/** Encodes immediate answers into the ring {@code validation_egress}. The stage has made sure of the space. */
public final class ReplyPublisher implements Replies
{
    private static final int LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + VerdictEncoder.BLOCK_LENGTH;

    private final PayloadRing<EgressSlot> ring;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final VerdictEncoder encoder = new VerdictEncoder();

    /**
     * A publisher of answers.
     *
     * @param ring of which validation is the producer.
     */
    public ReplyPublisher(final PayloadRing<EgressSlot> ring)
    {
        this.ring = ring;
    }

    @Override
    public void verdict(
        final int session,
        final long reference,
        final Verdict verdict,
        final long requiredFee,
        final DirectBuffer txid,
        final int txidOffset)
    {
        final EgressSlot slot = ring.claim(LENGTH);
        slot.destination = EgressSlot.Destination.CLIENT;
        slot.session = session;
        slot.bulk = false;
        encoder.wrapAndApplyHeader(ring.payloads(), slot.payloadOffset, header)
            .reference(reference)
            .verdict(verdict.code())
            .requiredFee(requiredFee)
            .putTransactionId(txid, txidOffset, VerdictEncoder.transactionIdLength());
        ring.publish();
    }
}
