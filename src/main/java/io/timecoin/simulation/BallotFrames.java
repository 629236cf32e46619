package io.timecoin.simulation;

import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.block.BlockHeader;
import io.timecoin.wire.BlockEvidenceDecoder;
import io.timecoin.wire.BlockPartDecoder;
import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.ProposalDecoder;
import io.timecoin.wire.VoteDecoder;

/** What an observer or a liar must understand of votes, proposals and parts of blocks. They come from validators. */
final class BallotFrames
{
    private static final int BODY = MessageHeaderDecoder.ENCODED_LENGTH;
    /** Of the group that holds a part's ids. */
    private static final int GROUP_HEADER = 4;
    private static final int IDS_OFFSET = BODY + BlockPartDecoder.BLOCK_LENGTH + GROUP_HEADER;

    private BallotFrames()
    {
    }

    static boolean isVote(final byte[] frame)
    {
        return Frames.templateId(frame) == VoteDecoder.TEMPLATE_ID;
    }

    static boolean isProposal(final byte[] frame)
    {
        return Frames.templateId(frame) == ProposalDecoder.TEMPLATE_ID;
    }

    static boolean isPart(final byte[] frame)
    {
        return Frames.templateId(frame) == BlockPartDecoder.TEMPLATE_ID;
    }

    static boolean isEvidence(final byte[] frame)
    {
        return Frames.templateId(frame) == BlockEvidenceDecoder.TEMPLATE_ID;
    }

    static boolean isVoteOf(final byte[] frame, final int validator)
    {
        return isVote(frame) && vote(frame).validator() == validator;
    }

    static boolean isProposalOf(final byte[] frame, final int validator)
    {
        return isProposal(frame) && proposal(frame).validator() == validator;
    }

    static VoteDecoder vote(final byte[] frame)
    {
        return new VoteDecoder().wrap(
            new UnsafeBuffer(frame), BODY, VoteDecoder.BLOCK_LENGTH, VoteDecoder.SCHEMA_VERSION);
    }

    static ProposalDecoder proposal(final byte[] frame)
    {
        return new ProposalDecoder().wrap(
            new UnsafeBuffer(frame), BODY, ProposalDecoder.BLOCK_LENGTH, ProposalDecoder.SCHEMA_VERSION);
    }

    static BlockHeader header(final byte[] proposalFrame)
    {
        return BlockHeader.decode(
            new UnsafeBuffer(proposalFrame), proposalFrame.length - BlockHeader.LENGTH, BlockHeader.LENGTH);
    }

    static byte[] blockId(final VoteDecoder vote)
    {
        final byte[] id = new byte[Txid.LENGTH];
        vote.getBlockId(id, 0, id.length);
        return id;
    }

    static byte[] blockId(final ProposalDecoder proposal)
    {
        final byte[] id = new byte[Txid.LENGTH];
        proposal.getBlockId(id, 0, id.length);
        return id;
    }

    /** Of a part or of evidence: both begin with it. */
    static byte[] partBlockId(final byte[] partFrame)
    {
        final byte[] id = new byte[Txid.LENGTH];
        new UnsafeBuffer(partFrame).getBytes(BODY + BlockPartDecoder.blockIdEncodingOffset(), id);
        return id;
    }

    /** The same part, or evidence, under another block's name. */
    static byte[] withBlockId(final byte[] partFrame, final byte[] id)
    {
        final byte[] copy = partFrame.clone();
        System.arraycopy(id, 0, copy, BODY + BlockPartDecoder.blockIdEncodingOffset(), id.length);
        return copy;
    }

    /** The ids of a part, one after another. */
    static byte[] ids(final byte[] partFrame)
    {
        final byte[] ids = new byte[partFrame.length - IDS_OFFSET];
        System.arraycopy(partFrame, IDS_OFFSET, ids, 0, ids.length);
        return ids;
    }
}
