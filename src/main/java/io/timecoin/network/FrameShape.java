package io.timecoin.network;

import io.timecoin.pipeline.BlockOrderSlot;
import io.timecoin.wire.BatchAnnouncementDecoder;
import io.timecoin.wire.BatchDecoder;
import io.timecoin.wire.BatchRequestDecoder;
import io.timecoin.wire.BatchUnavailableDecoder;
import io.timecoin.wire.BlockEvidenceDecoder;
import io.timecoin.wire.BlockHeaderDecoder;
import io.timecoin.wire.BlockPartDecoder;
import io.timecoin.wire.BlockPartRequestDecoder;
import io.timecoin.wire.BlockStatusDecoder;
import io.timecoin.wire.BodyRequestDecoder;
import io.timecoin.wire.ChunkDecoder;
import io.timecoin.wire.CommitDecoder;
import io.timecoin.wire.CommitRequestDecoder;
import io.timecoin.wire.ConfirmationDecoder;
import io.timecoin.wire.EvidenceDecoder;
import io.timecoin.wire.HelloDecoder;
import io.timecoin.wire.IntroductionDecoder;
import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.OutcomeDecoder;
import io.timecoin.wire.PlaceDecoder;
import io.timecoin.wire.PlaceRequestDecoder;
import io.timecoin.wire.PollDecoder;
import io.timecoin.wire.PollReplyDecoder;
import io.timecoin.wire.ProposalDecoder;
import io.timecoin.wire.RefusedDecoder;
import io.timecoin.wire.SubmitDecoder;
import io.timecoin.wire.TransactionRequestDecoder;
import io.timecoin.wire.VerdictDecoder;
import io.timecoin.wire.VoteDecoder;

/**
 * The shape of one message: fixed block, then at most one group, then at most one field of variable length, which is
 * all that the schema uses in frames. An element of the group may end in variable data of its own.
 *
 * @param templateId    SBE template.
 * @param streams       a bit for each stream on which it may arrive.
 * @param blockLength   exact bytes of the fixed block.
 * @param elementLength exact bytes of an element's fixed part, or {@link #NONE} without a group.
 * @param minCount      fewest elements.
 * @param maxCount      most elements.
 * @param elementData   most bytes of an element's variable data, or {@link #NONE}.
 * @param dataHeader    bytes of the length before the message's variable data, or {@link #NONE}.
 * @param maxData       most bytes of the message's variable data.
 */
record FrameShape(
    int templateId,
    int streams,
    int blockLength,
    int elementLength,
    int minCount,
    int maxCount,
    int elementData,
    int dataHeader,
    int maxData)
{
    static final int NONE = -1;
    /** Longest encoded payment (PROTOCOL, section 2). */
    static final int MAX_TRANSACTION = 64 * 1024;
    static final int MAX_SUBMIT_ENTRIES = 1_024;
    static final int MAX_BATCH_MEMBERS = 64;
    static final int MAX_POLL_ENTRIES = 200;
    static final int MAX_ANNOUNCED = 250;
    static final int MAX_PART_IDS = BlockOrderSlot.MAX_PART_IDS;
    /** Of one block. */
    static final int MAX_EVIDENCE = 4;
    /** Words of 64 validators. */
    static final int MAX_STATUS_WORDS = 16;
    static final int MAX_SIGNERS = 64 * MAX_STATUS_WORDS;
    static final int MAX_REQUESTED = 64;
    /** Longest host:port, with a literal IPv6 address and its zone. */
    static final int MAX_ENDPOINT = 80;

    static final int ON_CONTROL = 1 << Transport.CONTROL;
    static final int ON_BULK = 1 << Transport.BULK;
    static final int ON_CLIENT = 1 << Transport.CLIENT;
    /** What a client receives; no node lets it in. */
    static final int ON_REPLY = 1 << 3;

    private static final int ON_PEER = ON_CONTROL | ON_BULK;
    private static final int TEXT_HEADER = 2;
    private static final int BYTES_HEADER = 4;
    private static final int BLOCK_HEADER = MessageHeaderDecoder.ENCODED_LENGTH + BlockHeaderDecoder.BLOCK_LENGTH;

    private static final int EVIDENCE = MessageHeaderDecoder.ENCODED_LENGTH + EvidenceDecoder.BLOCK_LENGTH;

    private static final FrameShape[] SHAPES = {
        fixed(HelloDecoder.TEMPLATE_ID, ON_PEER | ON_CLIENT | ON_REPLY, HelloDecoder.BLOCK_LENGTH)
            .withData(TEXT_HEADER, MAX_ENDPOINT),
        fixed(RefusedDecoder.TEMPLATE_ID, ON_REPLY, RefusedDecoder.BLOCK_LENGTH),
        // A payment that is too large still gets its verdict, so that the client learns why.
        fixed(SubmitDecoder.TEMPLATE_ID, ON_CLIENT, SubmitDecoder.BLOCK_LENGTH)
            .withGroup(SubmitDecoder.EntriesDecoder.sbeBlockLength(), 1, MAX_SUBMIT_ENTRIES, 2 * MAX_TRANSACTION),
        fixed(VerdictDecoder.TEMPLATE_ID, ON_REPLY, VerdictDecoder.BLOCK_LENGTH),
        fixed(OutcomeDecoder.TEMPLATE_ID, ON_REPLY, OutcomeDecoder.BLOCK_LENGTH),
        fixed(ConfirmationDecoder.TEMPLATE_ID, ON_REPLY, ConfirmationDecoder.BLOCK_LENGTH),
        fixed(PlaceRequestDecoder.TEMPLATE_ID, ON_CLIENT, PlaceRequestDecoder.BLOCK_LENGTH),
        fixed(PlaceDecoder.TEMPLATE_ID, ON_REPLY, PlaceDecoder.BLOCK_LENGTH),
        fixed(IntroductionDecoder.TEMPLATE_ID, ON_CONTROL, IntroductionDecoder.BLOCK_LENGTH)
            .withData(TEXT_HEADER, MAX_ENDPOINT),
        fixed(BatchDecoder.TEMPLATE_ID, ON_BULK, BatchDecoder.BLOCK_LENGTH)
            .withGroup(BatchDecoder.MembersDecoder.sbeBlockLength(), 1, MAX_BATCH_MEMBERS, MAX_TRANSACTION),
        fixed(PollDecoder.TEMPLATE_ID, ON_CONTROL, PollDecoder.BLOCK_LENGTH)
            .withGroup(PollDecoder.EntriesDecoder.sbeBlockLength(), 1, MAX_POLL_ENTRIES, NONE),
        fixed(PollReplyDecoder.TEMPLATE_ID, ON_CONTROL, PollReplyDecoder.BLOCK_LENGTH)
            .withGroup(PollReplyDecoder.EntriesDecoder.sbeBlockLength(), 1, MAX_POLL_ENTRIES, NONE),
        fixed(BatchRequestDecoder.TEMPLATE_ID, ON_PEER, BatchRequestDecoder.BLOCK_LENGTH),
        fixed(BatchUnavailableDecoder.TEMPLATE_ID, ON_PEER, BatchUnavailableDecoder.BLOCK_LENGTH),
        fixed(BatchAnnouncementDecoder.TEMPLATE_ID, ON_PEER, BatchAnnouncementDecoder.BLOCK_LENGTH)
            .withGroup(BatchAnnouncementDecoder.EntriesDecoder.sbeBlockLength(), 1, MAX_ANNOUNCED, NONE),
        fixed(ChunkDecoder.TEMPLATE_ID, ON_BULK, ChunkDecoder.BLOCK_LENGTH).withData(BYTES_HEADER, Integer.MAX_VALUE),
        fixed(ProposalDecoder.TEMPLATE_ID, ON_CONTROL, ProposalDecoder.BLOCK_LENGTH)
            .withData(BYTES_HEADER, BLOCK_HEADER),
        fixed(VoteDecoder.TEMPLATE_ID, ON_CONTROL, VoteDecoder.BLOCK_LENGTH),
        fixed(BlockStatusDecoder.TEMPLATE_ID, ON_CONTROL, BlockStatusDecoder.BLOCK_LENGTH)
            .withGroup(BlockStatusDecoder.WordsDecoder.sbeBlockLength(), 1, MAX_STATUS_WORDS, NONE),
        fixed(BlockPartDecoder.TEMPLATE_ID, ON_BULK, BlockPartDecoder.BLOCK_LENGTH)
            .withGroup(BlockPartDecoder.EntriesDecoder.sbeBlockLength(), 1, MAX_PART_IDS, NONE),
        fixed(BlockEvidenceDecoder.TEMPLATE_ID, ON_BULK, BlockEvidenceDecoder.BLOCK_LENGTH)
            .withData(BYTES_HEADER, MAX_EVIDENCE * EVIDENCE),
        fixed(EvidenceDecoder.TEMPLATE_ID, ON_CONTROL, EvidenceDecoder.BLOCK_LENGTH),
        fixed(BlockPartRequestDecoder.TEMPLATE_ID, ON_CONTROL, BlockPartRequestDecoder.BLOCK_LENGTH),
        fixed(CommitDecoder.TEMPLATE_ID, ON_BULK, CommitDecoder.BLOCK_LENGTH)
            .withGroup(CommitDecoder.SignersDecoder.sbeBlockLength(), 1, MAX_SIGNERS, NONE)
            .withData(BYTES_HEADER, BLOCK_HEADER),
        fixed(CommitRequestDecoder.TEMPLATE_ID, ON_CONTROL, CommitRequestDecoder.BLOCK_LENGTH),
        fixed(TransactionRequestDecoder.TEMPLATE_ID, ON_CONTROL, TransactionRequestDecoder.BLOCK_LENGTH)
            .withGroup(TransactionRequestDecoder.EntriesDecoder.sbeBlockLength(), 1, MAX_REQUESTED, NONE),
        fixed(BodyRequestDecoder.TEMPLATE_ID, ON_CONTROL, BodyRequestDecoder.BLOCK_LENGTH),
    };

    /**
     * The shapes by template.
     *
     * @return a new table; templates without a shape have null.
     */
    static FrameShape[] byTemplate()
    {
        int last = 0;
        for (final FrameShape shape : SHAPES)
        {
            last = Math.max(last, shape.templateId);
        }
        final FrameShape[] table = new FrameShape[last + 1];
        for (final FrameShape shape : SHAPES)
        {
            table[shape.templateId] = shape;
        }
        return table;
    }

    private static FrameShape fixed(final int templateId, final int streams, final int blockLength)
    {
        return new FrameShape(templateId, streams, blockLength, NONE, 0, 0, NONE, NONE, 0);
    }

    private FrameShape withGroup(final int element, final int min, final int max, final int data)
    {
        return new FrameShape(templateId, streams, blockLength, element, min, max, data, dataHeader, maxData);
    }

    private FrameShape withData(final int header, final int max)
    {
        return new FrameShape(
            templateId, streams, blockLength, elementLength, minCount, maxCount, elementData, header, max);
    }
}
