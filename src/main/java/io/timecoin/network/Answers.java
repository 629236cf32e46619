package io.timecoin.network;

import io.timecoin.pipeline.EgressSlot;
import io.timecoin.pipeline.PayloadRing;
import io.timecoin.transaction.Verdict;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.VerdictEncoder;
import org.agrona.concurrent.UnsafeBuffer;

/** The verdicts that ingress gives itself, before a payment costs anyone anything. They name no transaction id. */
final class Answers
{
    private static final int LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + VerdictEncoder.BLOCK_LENGTH;

    private final PayloadRing<EgressSlot> egress;
    private final IngressStats stats;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final VerdictEncoder encoder = new VerdictEncoder();
    private final UnsafeBuffer noId = new UnsafeBuffer(new byte[VerdictEncoder.transactionIdLength()]);

    Answers(final PayloadRing<EgressSlot> egress, final IngressStats stats)
    {
        this.egress = egress;
        this.stats = stats;
    }

    void verdict(final int session, final long reference, final Verdict verdict)
    {
        final EgressSlot slot = egress.claim(LENGTH);
        if (slot == null)
        {
            // Who sends faster than answers leave can do without some.
            stats.answersDropped++;
            return;
        }
        slot.destination = EgressSlot.Destination.CLIENT;
        slot.bulk = false;
        slot.session = session;
        encoder.wrapAndApplyHeader(egress.payloads(), slot.payloadOffset, header)
            .reference(reference)
            .verdict(verdict.code())
            .requiredFee(0)
            .putTransactionId(noId, 0, noId.capacity());
        egress.publish();
    }
}
