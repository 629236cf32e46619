package io.timecoin.finality;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.block.BlockStore;
import io.timecoin.block.BlockStoreException;
import io.timecoin.block.Commit;
import io.timecoin.block.EvidenceList;
import io.timecoin.crypto.Sha256;
import io.timecoin.pipeline.BlockOrderSlot;
import io.timecoin.wire.BatchEncoder;
import io.timecoin.wire.BlockPartRequestDecoder;
import io.timecoin.wire.BodyRequestDecoder;
import io.timecoin.wire.CommitRequestDecoder;
import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.MessageHeaderEncoder;

/**
 * Gives other validators blocks: lists of the height that is decided now, and anything of stored blocks. What cannot be
 * read of these is not given: whoever asked asks others as well.
 */
final class BlockServer
{
    private static final int BODY = MessageHeaderDecoder.ENCODED_LENGTH;
    private static final int MAX_BODIES = 64;
    /** Most bytes of payments in one answer, unless one alone is longer. */
    private static final int MAX_BODIES_LENGTH = 48 * 1024;
    private static final int ENTRY_HEADER = BatchEncoder.MembersEncoder.transactionHeaderLength();

    private final Candidates candidates;
    private final BlockStore store;
    private final Messages messages;
    private final FinalityStats stats;
    private final StoreFaults faults;
    private final BlockPartRequestDecoder partRequest = new BlockPartRequestDecoder();
    private final CommitRequestDecoder commitRequest = new CommitRequestDecoder();
    private final BodyRequestDecoder bodyRequest = new BodyRequestDecoder();
    private final UnsafeBuffer ids = new UnsafeBuffer(new byte[BlockOrderSlot.MAX_PART_IDS * Sha256.LENGTH]);
    /** Empty until somebody asks for bodies, which few nodes are ever asked for. */
    private final UnsafeBuffer batch = new UnsafeBuffer(0, 0);
    private final BatchEncoder batchEncoder = new BatchEncoder();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final int[] offsets = new int[MAX_BODIES];
    private final int[] lengths = new int[MAX_BODIES];
    private final UnsafeBuffer bodies = new UnsafeBuffer(0, 0);
    private int bodyCount;
    private int bodyBytes;

    BlockServer(
        final Candidates candidates, final BlockStore store, final Messages messages, final FinalityStats stats,
        final StoreFaults faults)
    {
        this.candidates = candidates;
        this.store = store;
        this.messages = messages;
        this.stats = stats;
        this.faults = faults;
    }

    /** Takes a request for parts, a commit or bodies; its shape was checked when it came. */
    void onRequest(final int templateId, final int peer, final DirectBuffer buffer, final int offset)
    {
        try
        {
            switch (templateId)
            {
                case BlockPartRequestDecoder.TEMPLATE_ID -> serveParts(peer, buffer, offset);
                case CommitRequestDecoder.TEMPLATE_ID -> serveCommit(peer, buffer, offset);
                case BodyRequestDecoder.TEMPLATE_ID -> serveBodies(peer, buffer, offset);
                default -> throw new IllegalStateException("request of an unknown kind");
            }
        }
        catch (final BlockStoreException ex)
        {
            faults.add(ex);
        }
    }

    private void serveParts(final int peer, final DirectBuffer buffer, final int offset)
    {
        partRequest.wrap(buffer, offset + BODY, BlockPartRequestDecoder.BLOCK_LENGTH,
            BlockPartRequestDecoder.SCHEMA_VERSION);
        final int idOffset = offset + BODY + BlockPartRequestDecoder.blockIdEncodingOffset();
        final long[] missing = {partRequest.missingLow(), partRequest.missingHigh()};
        final Candidate candidate = candidates.find(buffer, idOffset);
        // By the height that it is said to have: to look for an id would be to read all that is stored.
        final long height = partRequest.height();
        final Commit commit = candidate != null || height > store.lastHeight() ? null : store.commit((int)height);
        if (candidate != null ? !candidate.isComplete() : commit == null || !commit.header().hasId(buffer, idOffset))
        {
            return;
        }
        final int count = candidate != null ? candidate.header.transactionCount() :
            commit.header().transactionCount();
        final int parts = Candidate.partCount(count);
        boolean hasSpace = true;
        if ((missing[1] & Candidate.EVIDENCE_BIT) != 0)
        {
            final EvidenceList evidence = candidate != null ? candidate.evidence : store.evidence((int)height);
            hasSpace = messages.blockEvidence(peer,
                (candidate != null ? candidate.header : commit.header()).id().byteArray(), (int)height, evidence);
            stats.served++;
        }
        for (int part = 0; part < parts && hasSpace; part++)
        {
            if ((missing[part / Long.SIZE] >>> part & 1) != 0)
            {
                hasSpace = candidate != null ?
                    messages.part(peer, candidate.id, candidate.header.height(), part, parts, candidate.count(part),
                        candidate.ids, Candidate.offset(part)) :
                    sendStored(peer, commit, part, parts);
                stats.served++;
            }
        }
    }

    private void serveCommit(final int peer, final DirectBuffer buffer, final int offset)
    {
        commitRequest.wrap(
            buffer, offset + BODY, CommitRequestDecoder.BLOCK_LENGTH, CommitRequestDecoder.SCHEMA_VERSION);
        final long height = commitRequest.height();
        final Commit commit = height > store.lastHeight() ? null : store.commit((int)height);
        if (commit != null)
        {
            messages.commit(peer, commit);
            stats.served++;
        }
    }

    private void serveBodies(final int peer, final DirectBuffer buffer, final int offset)
    {
        bodyRequest.wrap(buffer, offset + BODY, BodyRequestDecoder.BLOCK_LENGTH, BodyRequestDecoder.SCHEMA_VERSION);
        final long height = bodyRequest.height();
        final long first = bodyRequest.first();
        final int count = Math.min(MAX_BODIES, bodyRequest.count());
        if (height > store.lastHeight() || first > Integer.MAX_VALUE)
        {
            return;
        }
        if (bodies.capacity() == 0)
        {
            bodies.wrap(new byte[messages.maxLength()]);
            batch.wrap(new byte[messages.maxLength()]);
        }
        int next = (int)first;
        final int end = (int)Math.min(first + count, Integer.MAX_VALUE);
        boolean hasSpace = true;
        while (next < end && hasSpace)
        {
            bodyCount = 0;
            bodyBytes = 0;
            store.forEachBody((int)height, next, end - next, this::gather);
            if (bodyCount == 0)
            {
                return;
            }
            next += bodyCount;
            hasSpace = sendBodies(peer);
            stats.served++;
        }
    }

    private boolean sendStored(final int peer, final Commit commit, final int part, final int parts)
    {
        final int height = commit.header().height();
        final int count = store.copyIds(
            height, part * BlockOrderSlot.MAX_PART_IDS, BlockOrderSlot.MAX_PART_IDS, ids, 0);
        return messages.part(peer, commit.header().id().byteArray(), height, part, parts, count, ids, 0);
    }

    private boolean gather(final int position, final DirectBuffer buffer, final int offset, final int length)
    {
        if (bodyCount > 0 && bodyBytes + length > MAX_BODIES_LENGTH || length > bodies.capacity() - bodyBytes)
        {
            return false;
        }
        bodies.putBytes(bodyBytes, buffer, offset, length);
        offsets[bodyCount] = bodyBytes;
        lengths[bodyCount] = length;
        bodyCount++;
        bodyBytes += length;
        return bodyCount < MAX_BODIES;
    }

    private boolean sendBodies(final int peer)
    {
        final int length = BODY + BatchEncoder.BLOCK_LENGTH + BatchEncoder.MembersEncoder.HEADER_SIZE +
            bodyCount * ENTRY_HEADER + bodyBytes;
        if (length > batch.capacity())
        {
            return false;
        }
        final BatchEncoder.MembersEncoder members =
            batchEncoder.wrapAndApplyHeader(batch, 0, header).membersCount(bodyCount);
        for (int i = 0; i < bodyCount; i++)
        {
            members.next().putTransaction(bodies, offsets[i], lengths[i]);
        }
        return messages.encoded(peer, batch, length);
    }
}
