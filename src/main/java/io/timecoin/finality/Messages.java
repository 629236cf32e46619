package io.timecoin.finality;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;

import io.timecoin.block.BlockHeader;
import io.timecoin.block.Commit;
import io.timecoin.block.Evidence;
import io.timecoin.block.EvidenceList;
import io.timecoin.block.SignedStatements;
import io.timecoin.consensus.bft.BftStatus;
import io.timecoin.consensus.bft.Statement;
import io.timecoin.crypto.Sha256;
import io.timecoin.pipeline.EgressSlot;
import io.timecoin.pipeline.PayloadRing;
import io.timecoin.wire.BlockEvidenceEncoder;
import io.timecoin.wire.BlockPartEncoder;
import io.timecoin.wire.BlockPartRequestEncoder;
import io.timecoin.wire.BlockStatusEncoder;
import io.timecoin.wire.BodyRequestEncoder;
import io.timecoin.wire.CommitRequestEncoder;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.ProposalEncoder;
import io.timecoin.wire.VoteEncoder;

/**
 * Puts messages about blocks on their egress ring. Each call returns false if there is no space: what is lost is told
 * or asked for again, so nobody waits.
 */
final class Messages
{
    /** All other validators. */
    static final int EVERYONE = -1;

    private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;
    private static final int GROUP_HEADER = BlockStatusEncoder.WordsEncoder.HEADER_SIZE;

    private final PayloadRing<EgressSlot> ring;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final VoteEncoder vote = new VoteEncoder();
    private final ProposalEncoder proposal = new ProposalEncoder();
    private final BlockStatusEncoder status = new BlockStatusEncoder();
    private final BlockPartEncoder part = new BlockPartEncoder();
    private final BlockEvidenceEncoder blockEvidence = new BlockEvidenceEncoder();
    private final BlockPartRequestEncoder partRequest = new BlockPartRequestEncoder();
    private final CommitRequestEncoder commitRequest = new CommitRequestEncoder();
    private final BodyRequestEncoder bodyRequest = new BodyRequestEncoder();

    Messages(final PayloadRing<EgressSlot> ring)
    {
        this.ring = ring;
    }

    boolean vote(final int peer, final Statement statement)
    {
        final EgressSlot slot = claim(HEADER + VoteEncoder.BLOCK_LENGTH, peer, false);
        if (slot == null)
        {
            return false;
        }
        vote.wrapAndApplyHeader(ring.payloads(), slot.payloadOffset, header)
            .validator(statement.validator())
            .epoch(SignedStatements.epoch(statement.height()))
            .height(statement.height())
            .round(statement.round())
            .step((short)statement.step().code());
        if (statement.blockId() == null)
        {
            vote.putBlockId(SignedStatements.NO_BLOCK, 0, Sha256.LENGTH);
        }
        else
        {
            vote.putBlockId(statement.blockId(), 0, Sha256.LENGTH);
        }
        vote.putSignature(statement.signature(), 0, Statement.SIGNATURE_LENGTH);
        ring.publish();
        return true;
    }

    boolean proposal(final int peer, final Statement statement, final BlockHeader block)
    {
        final EgressSlot slot = claim(HEADER + ProposalEncoder.BLOCK_LENGTH + ProposalEncoder.headerHeaderLength() +
            BlockHeader.LENGTH, peer, false);
        if (slot == null)
        {
            return false;
        }
        proposal.wrapAndApplyHeader(ring.payloads(), slot.payloadOffset, header)
            .validator(statement.validator())
            .epoch(SignedStatements.epoch(statement.height()))
            .height(statement.height())
            .round(statement.round())
            .validRound(statement.validRound())
            .putBlockId(statement.blockId(), 0, Sha256.LENGTH)
            .putSignature(statement.signature(), 0, Statement.SIGNATURE_LENGTH)
            .putHeader(block.encoded(), 0, BlockHeader.LENGTH);
        ring.publish();
        return true;
    }

    boolean status(final BftStatus own)
    {
        final int words = own.prevotes.length;
        final EgressSlot slot = claim(HEADER + BlockStatusEncoder.BLOCK_LENGTH + GROUP_HEADER +
            words * BlockStatusEncoder.WordsEncoder.sbeBlockLength(), EVERYONE, false);
        if (slot == null)
        {
            return false;
        }
        final BlockStatusEncoder.WordsEncoder group =
            status.wrapAndApplyHeader(ring.payloads(), slot.payloadOffset, header)
                .height(own.height)
                .round(own.round)
                .validRound(own.validRound)
                .hasProposal((short)(own.hasProposal ? 1 : 0))
                .wordsCount(words);
        for (int i = 0; i < words; i++)
        {
            group.next().prevotes(own.prevotes[i]).precommits(own.precommits[i]).validPrevotes(own.validPrevotes[i]);
        }
        ring.publish();
        return true;
    }

    boolean part(
        final int peer, final byte[] blockId, final int height, final int number, final int parts, final int count,
        final DirectBuffer ids, final int offset)
    {
        final EgressSlot slot = claim(
            HEADER + BlockPartEncoder.BLOCK_LENGTH + GROUP_HEADER + count * Sha256.LENGTH, peer, true);
        if (slot == null)
        {
            return false;
        }
        part.wrapAndApplyHeader(ring.payloads(), slot.payloadOffset, header)
            .putBlockId(blockId, 0, Sha256.LENGTH)
            .height(height)
            .part(number)
            .partCount(parts)
            .entriesCount(count);
        // The ids lie as the group does: nothing but 32 bytes each.
        ring.payloads().putBytes(slot.payloadOffset + slot.payloadLength - count * Sha256.LENGTH, ids, offset,
            count * Sha256.LENGTH);
        ring.publish();
        return true;
    }

    boolean blockEvidence(final int peer, final byte[] blockId, final int height, final EvidenceList evidence)
    {
        final int data = HEADER + BlockEvidenceEncoder.BLOCK_LENGTH + BlockEvidenceEncoder.evidenceHeaderLength();
        final EgressSlot slot = claim(data + evidence.encodedLength(), peer, true);
        if (slot == null)
        {
            return false;
        }
        blockEvidence.wrapAndApplyHeader(ring.payloads(), slot.payloadOffset, header)
            .putBlockId(blockId, 0, Sha256.LENGTH)
            .height(height);
        final int end = slot.payloadOffset + data;
        ring.payloads().putInt(end - Integer.BYTES, evidence.encodedLength(), LITTLE_ENDIAN);
        evidence.encode(ring.payloads(), end);
        ring.publish();
        return true;
    }

    boolean evidence(final int peer, final Evidence evidence)
    {
        final EgressSlot slot = claim(Evidence.LENGTH, peer, false);
        if (slot == null)
        {
            return false;
        }
        ring.payloads().putBytes(slot.payloadOffset, evidence.encoded(), 0, Evidence.LENGTH);
        ring.publish();
        return true;
    }

    boolean partRequest(
        final int peer, final byte[] blockId, final int height, final long missingLow, final long missingHigh)
    {
        final EgressSlot slot = claim(HEADER + BlockPartRequestEncoder.BLOCK_LENGTH, peer, false);
        if (slot == null)
        {
            return false;
        }
        partRequest.wrapAndApplyHeader(ring.payloads(), slot.payloadOffset, header)
            .putBlockId(blockId, 0, Sha256.LENGTH)
            .height(height)
            .missingLow(missingLow)
            .missingHigh(missingHigh);
        ring.publish();
        return true;
    }

    boolean commit(final int peer, final Commit commit)
    {
        final EgressSlot slot = claim(commit.encodedLength(), peer, true);
        if (slot == null)
        {
            return false;
        }
        commit.encode(ring.payloads(), slot.payloadOffset);
        ring.publish();
        return true;
    }

    boolean commitRequest(final int peer, final int height)
    {
        final EgressSlot slot = claim(HEADER + CommitRequestEncoder.BLOCK_LENGTH, peer, false);
        if (slot == null)
        {
            return false;
        }
        commitRequest.wrapAndApplyHeader(ring.payloads(), slot.payloadOffset, header).height(height);
        ring.publish();
        return true;
    }

    boolean bodyRequest(final int peer, final int height, final int first, final int count)
    {
        final EgressSlot slot = claim(HEADER + BodyRequestEncoder.BLOCK_LENGTH, peer, false);
        if (slot == null)
        {
            return false;
        }
        bodyRequest.wrapAndApplyHeader(ring.payloads(), slot.payloadOffset, header)
            .height(height)
            .first(first)
            .count(count);
        ring.publish();
        return true;
    }

    /** Sends a message that is already encoded, on the bulk stream. */
    boolean encoded(final int peer, final DirectBuffer message, final int length)
    {
        final EgressSlot slot = claim(length, peer, true);
        if (slot == null)
        {
            return false;
        }
        ring.payloads().putBytes(slot.payloadOffset, message, 0, length);
        ring.publish();
        return true;
    }

    /** Bytes of the longest message that can ever find space. */
    int maxLength()
    {
        return ring.maxPayload();
    }

    private EgressSlot claim(final int length, final int peer, final boolean isBulk)
    {
        final EgressSlot slot = length > ring.maxPayload() ? null : ring.claim(length);
        if (slot != null)
        {
            slot.destination = peer == EVERYONE ? EgressSlot.Destination.ALL_PEERS : EgressSlot.Destination.PEER;
            slot.peer = Math.max(peer, 0);
            slot.bulk = isBulk;
        }
        return slot;
    }
}
