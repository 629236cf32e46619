package io.timecoin.network;

import io.timecoin.pipeline.EgressSlot;
import io.timecoin.pipeline.PayloadRing;
import io.timecoin.transaction.Verdict;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.PlaceEncoder;
import io.timecoin.wire.VerdictEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** What ingress answers itself: places; verdicts before a payment costs anyone anything, which name no id. */
final class Answers
{
    private static final int LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + VerdictEncoder.BLOCK_LENGTH;
    private static final int PLACE_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + PlaceEncoder.BLOCK_LENGTH;

    private final PayloadRing<EgressSlot> egress;
    private final IngressStats stats;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final VerdictEncoder encoder = new VerdictEncoder();
    private final PlaceEncoder placeEncoder = new PlaceEncoder();
    private final UnsafeBuffer noId = new UnsafeBuffer(new byte[VerdictEncoder.transactionIdLength()]);

    Answers(final PayloadRing<EgressSlot> egress, final IngressStats stats)
    {
        this.egress = egress;
        this.stats = stats;
    }

    void verdict(final int session, final long reference, final Verdict verdict)
    {
        final EgressSlot slot = claim(LENGTH, session);
        if (slot == null)
        {
            return;
        }
        encoder.wrapAndApplyHeader(egress.payloads(), slot.payloadOffset, header)
            .reference(reference)
            .verdict(verdict.code())
            .requiredFee(0)
            .putTransactionId(noId, 0, noId.capacity());
        egress.publish();
    }

    void place(final int session, final DirectBuffer identity, final int offset, final int place)
    {
        final EgressSlot slot = claim(PLACE_LENGTH, session);
        if (slot == null)
        {
            return;
        }
        placeEncoder.wrapAndApplyHeader(egress.payloads(), slot.payloadOffset, header)
            .putIdentity(identity, offset, PlaceEncoder.identityLength())
            .place(place);
        egress.publish();
    }

    private EgressSlot claim(final int length, final int session)
    {
        final EgressSlot slot = egress.claim(length);
        if (slot == null)
        {
            // Who sends faster than answers leave can do without some.
            stats.answersDropped++;
            return null;
        }
        slot.destination = EgressSlot.Destination.CLIENT;
        slot.bulk = false;
        slot.session = session;
        return slot;
    }
}
