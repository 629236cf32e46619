package io.timecoin.network;

import io.timecoin.wire.BlockEvidenceEncoder;
import io.timecoin.wire.BlockHeaderEncoder;
import io.timecoin.wire.BlockPartEncoder;
import io.timecoin.wire.BlockPartRequestEncoder;
import io.timecoin.wire.BlockStatusEncoder;
import io.timecoin.wire.BodyRequestEncoder;
import io.timecoin.wire.CommitEncoder;
import io.timecoin.wire.CommitRequestEncoder;
import io.timecoin.wire.ConfirmationEncoder;
import io.timecoin.wire.EvidenceEncoder;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.ProposalEncoder;
import io.timecoin.wire.TransactionRequestEncoder;
import io.timecoin.wire.VoteEncoder;
import org.agrona.ExpandableArrayBuffer;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Messages about blocks, for tests. */
final class BlockFrames
{
    private static final MessageHeaderEncoder HEADER = new MessageHeaderEncoder();

    private BlockFrames()
    {
    }

    static byte[] vote(final long height)
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final VoteEncoder encoder = new VoteEncoder();
        encoder.wrapAndApplyHeader(buffer, 0, HEADER)
            .validator(1)
            .epoch(0)
            .height(height)
            .round(2)
            .step((short)1)
            .putBlockId(Frames.filled(32, 3), 0, 32)
            .putSignature(Frames.filled(64, 4), 0, 64);
        return bytes(buffer, encoder.encodedLength());
    }

    static byte[] proposal(final long height, final byte[] header)
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final ProposalEncoder encoder = new ProposalEncoder();
        encoder.wrapAndApplyHeader(buffer, 0, HEADER)
            .validator(1)
            .epoch(0)
            .height(height)
            .round(2)
            .validRound(-1)
            .putBlockId(Frames.filled(32, 3), 0, 32)
            .putSignature(Frames.filled(64, 4), 0, 64)
            .putHeader(header, 0, header.length);
        return bytes(buffer, encoder.encodedLength());
    }

    static byte[] status(final long height, final int words)
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final BlockStatusEncoder encoder = new BlockStatusEncoder();
        final BlockStatusEncoder.WordsEncoder group = encoder.wrapAndApplyHeader(buffer, 0, HEADER)
            .height(height)
            .round(2)
            .validRound(-1)
            .hasProposal((short)1)
            .wordsCount(words);
        for (int i = 0; i < words; i++)
        {
            group.next().prevotes(i).precommits(i).validPrevotes(i);
        }
        return bytes(buffer, encoder.encodedLength());
    }

    static byte[] part(final long height, final int ids)
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final BlockPartEncoder encoder = new BlockPartEncoder();
        final BlockPartEncoder.EntriesEncoder group = encoder.wrapAndApplyHeader(buffer, 0, HEADER)
            .putBlockId(Frames.filled(32, 3), 0, 32)
            .height(height)
            .part(0)
            .partCount(1)
            .entriesCount(ids);
        for (int i = 0; i < ids; i++)
        {
            group.next().putTransactionId(Frames.filled(32, i), 0, 32);
        }
        return bytes(buffer, encoder.encodedLength());
    }

    static byte[] blockEvidence(final long height, final int count)
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final BlockEvidenceEncoder encoder = new BlockEvidenceEncoder();
        final byte[] list = Frames.filled(count * evidence().length, 6);
        encoder.wrapAndApplyHeader(buffer, 0, HEADER)
            .putBlockId(Frames.filled(32, 3), 0, 32)
            .height(height)
            .putEvidence(list, 0, list.length);
        return bytes(buffer, encoder.encodedLength());
    }

    static byte[] evidence()
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final EvidenceEncoder encoder = new EvidenceEncoder();
        encoder.wrapAndApplyHeader(buffer, 0, HEADER).validator(1).height(1).secondValidRound(-1);
        return bytes(buffer, encoder.encodedLength());
    }

    static byte[] partRequest(final long height)
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final BlockPartRequestEncoder encoder = new BlockPartRequestEncoder();
        encoder.wrapAndApplyHeader(buffer, 0, HEADER)
            .putBlockId(Frames.filled(32, 3), 0, 32)
            .height(height)
            .missingLow(1)
            .missingHigh(0);
        return bytes(buffer, encoder.encodedLength());
    }

    static byte[] commit(final int signers, final byte[] header)
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final CommitEncoder encoder = new CommitEncoder();
        final CommitEncoder.SignersEncoder group =
            encoder.wrapAndApplyHeader(buffer, 0, HEADER).round(2).signersCount(signers);
        for (int i = 0; i < signers; i++)
        {
            group.next().validator(i).putSignature(Frames.filled(64, i), 0, 64);
        }
        encoder.putHeader(header, 0, header.length);
        return bytes(buffer, encoder.encodedLength());
    }

    static byte[] commitRequest(final long height)
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final CommitRequestEncoder encoder = new CommitRequestEncoder();
        encoder.wrapAndApplyHeader(buffer, 0, HEADER).height(height);
        return bytes(buffer, encoder.encodedLength());
    }

    static byte[] transactionRequest(final int ids)
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final TransactionRequestEncoder encoder = new TransactionRequestEncoder();
        final TransactionRequestEncoder.EntriesEncoder group =
            encoder.wrapAndApplyHeader(buffer, 0, HEADER).entriesCount(ids);
        for (int i = 0; i < ids; i++)
        {
            group.next().putTransactionId(Frames.filled(32, i), 0, 32);
        }
        return bytes(buffer, encoder.encodedLength());
    }

    static byte[] bodyRequest(final long height)
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final BodyRequestEncoder encoder = new BodyRequestEncoder();
        encoder.wrapAndApplyHeader(buffer, 0, HEADER).height(height).first(0).count(64);
        return bytes(buffer, encoder.encodedLength());
    }

    static byte[] confirmation(final long reference)
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final ConfirmationEncoder encoder = new ConfirmationEncoder();
        encoder.wrapAndApplyHeader(buffer, 0, HEADER)
            .reference(reference)
            .height(7)
            .putTransactionId(Frames.filled(32, 9), 0, 32);
        return bytes(buffer, encoder.encodedLength());
    }

    /** As long as a header of a block. */
    static byte[] header()
    {
        return Frames.filled(MessageHeaderEncoder.ENCODED_LENGTH + BlockHeaderEncoder.BLOCK_LENGTH, 5);
    }

    /** One of each kind that the blocks stage reads, with the stream on which it belongs. */
    static Map<byte[], Integer> ballots()
    {
        final Map<byte[], Integer> frames = new LinkedHashMap<>();
        frames.put(proposal(1, header()), Transport.CONTROL);
        frames.put(vote(1), Transport.CONTROL);
        frames.put(status(1, 2), Transport.CONTROL);
        frames.put(part(1, 3), Transport.BULK);
        frames.put(blockEvidence(1, 2), Transport.BULK);
        frames.put(evidence(), Transport.CONTROL);
        frames.put(partRequest(1), Transport.CONTROL);
        frames.put(commit(5, header()), Transport.BULK);
        frames.put(commitRequest(1), Transport.CONTROL);
        frames.put(bodyRequest(1), Transport.CONTROL);
        return frames;
    }

    /** One of each kind, with the stream on which it belongs. */
    static Map<byte[], Integer> all()
    {
        final Map<byte[], Integer> frames = ballots();
        frames.put(transactionRequest(3), Transport.CONTROL);
        frames.put(confirmation(1), FrameCheck.REPLY);
        return frames;
    }

    private static byte[] bytes(final ExpandableArrayBuffer buffer, final int bodyLength)
    {
        return Arrays.copyOf(buffer.byteArray(), MessageHeaderEncoder.ENCODED_LENGTH + bodyLength);
    }
}
