package io.timecoin.capture;

import io.timecoin.crypto.Sha256;
import io.timecoin.transaction.Verdict;
import io.timecoin.wire.CaptureEndDecoder;
import io.timecoin.wire.CaptureEndEncoder;
import io.timecoin.wire.MessageHeaderEncoder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.Map;

/**
 * The last record of a file.
 *
 * @param counts      what the stream holds.
 * @param maxOutputs  most unspent outputs that a replay can reach.
 * @param planned     null if nobody planned.
 * @param contentHash 32 bytes: SHA-256 of all bytes before the last block.
 */
record CaptureEnding(CaptureCounts counts, long maxOutputs, PlannedOutcomes planned, byte[] contentHash)
{
    static final int MAX_LENGTH = CaptureFormat.MESSAGE_HEADER_LENGTH + CaptureEndEncoder.BLOCK_LENGTH +
        CaptureEndEncoder.RejectionsEncoder.HEADER_SIZE +
        Verdict.values().length * CaptureEndEncoder.RejectionsEncoder.sbeBlockLength();

    private static final byte[] NO_HASH = new byte[Sha256.LENGTH];

    /** Writes the record and gives its length. */
    int encode(final MutableDirectBuffer buffer, final int offset)
    {
        final CaptureEndEncoder encoder = new CaptureEndEncoder();
        encoder.wrapAndApplyHeader(buffer, offset, new MessageHeaderEncoder())
            .transactions(counts.transactions())
            .ticks(counts.ticks())
            .controls(counts.controls())
            .decisions(counts.decisions())
            .gaps(counts.gaps())
            .lostTransactions(counts.lostTransactions())
            .lostControls(counts.lostControls())
            .lostDecisions(counts.lostDecisions())
            .maxOutputs(maxOutputs)
            .isPlanned((short)(planned == null ? 0 : 1))
            .accepted(planned == null ? 0 : planned.accepted())
            .repeats(planned == null ? 0 : planned.repeats())
            .unspentOutputs(planned == null ? 0 : planned.unspentOutputs())
            .putStateHash(planned == null ? NO_HASH : planned.stateHash(), 0, Sha256.LENGTH)
            .putContentHash(contentHash, 0, Sha256.LENGTH);
        final Map<Verdict, Long> rejected = planned == null ? Map.of() : planned.rejected();
        final CaptureEndEncoder.RejectionsEncoder group = encoder.rejectionsCount(rejected.size());
        rejected.forEach((reason, count) -> group.next().reason(reason.code()).rejected(count));
        return CaptureFormat.MESSAGE_HEADER_LENGTH + encoder.encodedLength();
    }

    /** Reads the record, whose checksum is right, or gives null if it is none that a writer makes. */
    static CaptureEnding decode(final DirectBuffer buffer, final int offset, final int length)
    {
        final int groupOffset = CaptureFormat.MESSAGE_HEADER_LENGTH + CaptureEndDecoder.BLOCK_LENGTH;
        final int groupEnd = groupOffset + CaptureEndDecoder.RejectionsDecoder.HEADER_SIZE;
        if (length < groupEnd || length != groupEnd + CaptureEndDecoder.RejectionsDecoder.sbeBlockLength() *
            (buffer.getShort(offset + groupEnd - Short.BYTES, ByteOrder.LITTLE_ENDIAN) & 0xFFFF))
        {
            return null;
        }
        final CaptureEndDecoder decoder = new CaptureEndDecoder();
        decoder.wrap(buffer, offset + CaptureFormat.MESSAGE_HEADER_LENGTH, CaptureEndDecoder.BLOCK_LENGTH,
            CaptureEndDecoder.SCHEMA_VERSION);
        final CaptureCounts counts = new CaptureCounts(decoder.transactions(), decoder.ticks(), decoder.controls(),
            decoder.decisions(), decoder.gaps(), decoder.lostTransactions(), decoder.lostControls(),
            decoder.lostDecisions());
        final byte[] contentHash = new byte[Sha256.LENGTH];
        decoder.getContentHash(contentHash, 0, Sha256.LENGTH);
        final PlannedOutcomes planned = decoder.isPlanned() == 0 ? null : decodePlan(decoder);
        return new CaptureEnding(counts, decoder.maxOutputs(), planned, contentHash);
    }

    private static PlannedOutcomes decodePlan(final CaptureEndDecoder decoder)
    {
        final byte[] stateHash = new byte[Sha256.LENGTH];
        decoder.getStateHash(stateHash, 0, Sha256.LENGTH);
        final long accepted = decoder.accepted();
        final long repeats = decoder.repeats();
        final long unspentOutputs = decoder.unspentOutputs();
        final Map<Verdict, Long> rejected = new EnumMap<>(Verdict.class);
        for (final CaptureEndDecoder.RejectionsDecoder each : decoder.rejections())
        {
            final Verdict reason = Verdict.ofCode(each.reason());
            // A reason of a later version has no name here.
            rejected.merge(reason == null ? Verdict.MALFORMED : reason, each.rejected(), Long::sum);
        }
        return new PlannedOutcomes(accepted, rejected, repeats, unspentOutputs, stateHash);
    }
}
