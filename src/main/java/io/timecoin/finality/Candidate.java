package io.timecoin.finality;

import java.util.Arrays;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.block.BlockFault;
import io.timecoin.block.BlockHeader;
import io.timecoin.block.Commit;
import io.timecoin.block.EvidenceList;
import io.timecoin.crypto.MerkleTree;
import io.timecoin.crypto.Sha256;
import io.timecoin.pipeline.BlockOrderSlot;

/** A block of the height that is being decided: its header, its evidence, and the ids it lists, which come in parts. */
final class Candidate
{
    /** Nobody was asked. */
    static final long NO_TICKET = 0;

    /** Of the second word of what is missing: a block has fewer parts. */
    static final long EVIDENCE_BIT = Long.MIN_VALUE;

    private static final int PART_LENGTH = BlockOrderSlot.MAX_PART_IDS * Sha256.LENGTH;

    /** Its id, not to be changed. */
    final byte[] id;
    final BlockHeader header;
    final int partCount;
    final UnsafeBuffer ids;
    /** Null until it is here. */
    EvidenceList evidence;
    /** Null until it is judged. */
    BlockFault evidenceFault;

    /** Proves that it is final; null until that is known. */
    Commit commit;
    /** Acceptance's orders about it. */
    long freshTicket = NO_TICKET;
    long staleTicket = NO_TICKET;
    /** What the algorithm waits for. */
    boolean isFreshAsked;
    boolean isStaleAsked;
    /** When parts were asked for last, and whom. */
    long askedNs = Long.MIN_VALUE;
    int askedPeer;

    private final long[] here = new long[2];
    private int hereCount;
    private boolean isListHere;

    Candidate(final BlockHeader header)
    {
        this.header = header;
        id = header.id().byteArray();
        partCount = partCount(header.transactionCount());
        ids = new UnsafeBuffer(new byte[header.transactionCount() * Sha256.LENGTH]);
        isListHere = partCount == 0;
        evidence = header.evidenceCount() == 0 ? EvidenceList.NONE : null;
        askedPeer = header.proposer();
    }

    static int partCount(final int transactions)
    {
        return (transactions + BlockOrderSlot.MAX_PART_IDS - 1) / BlockOrderSlot.MAX_PART_IDS;
    }

    /** Whether all ids and the evidence are here and have the header's roots. */
    boolean isComplete()
    {
        return isListHere && evidence != null;
    }

    boolean isAsked()
    {
        return isFreshAsked || isStaleAsked || commit != null;
    }

    /** Ids in a part. */
    int count(final int part)
    {
        return Math.min(BlockOrderSlot.MAX_PART_IDS,
            header.transactionCount() - part * BlockOrderSlot.MAX_PART_IDS);
    }

    /** Where a part's ids begin in {@link #ids}. */
    static int offset(final int part)
    {
        return part * PART_LENGTH;
    }

    /** Parts that are missing, a bit each, from 0 or from 64; the last bit is the evidence. */
    long missing(final int word)
    {
        return missingParts(word) | (word == 1 && evidence == null ? EVIDENCE_BIT : 0);
    }

    private long missingParts(final int word)
    {
        final int from = word * Long.SIZE;
        final int count = Math.min(Long.SIZE, Math.max(0, partCount - from));
        return count == 0 ? 0 : -1L >>> Long.SIZE - count & ~here[word];
    }

    /**
     * Takes a part from anyone. Whether it is true shows only when all are here: if the root is another, all are
     * forgotten and asked for again.
     *
     * @return whether it was of use; false if it does not fit, or was here.
     */
    boolean addPart(
        final int part, final int parts, final int count, final DirectBuffer buffer, final int offset,
        final MerkleTree tree)
    {
        if (isListHere || parts != partCount || part >= partCount || count != count(part) ||
            (missingParts(part / Long.SIZE) >>> part & 1) == 0)
        {
            return false;
        }
        ids.putBytes(offset(part), buffer, offset, count * Sha256.LENGTH);
        here[part / Long.SIZE] |= 1L << part;
        hereCount++;
        if (hereCount == partCount && !judgeRoot(tree))
        {
            here[0] = 0;
            here[1] = 0;
            hereCount = 0;
        }
        return true;
    }

    /** Takes the evidence from anyone; returns whether it was of use. */
    boolean addEvidence(final EvidenceList list)
    {
        if (evidence != null || !list.isOf(header))
        {
            return false;
        }
        evidence = list;
        return true;
    }

    /** Takes all ids at once, of which the caller knows that they have the header's root. */
    void fill(final DirectBuffer buffer)
    {
        ids.putBytes(0, buffer, 0, ids.capacity());
        hereCount = partCount;
        here[0] = -1;
        here[1] = -1;
        isListHere = true;
    }

    private boolean judgeRoot(final MerkleTree tree)
    {
        final byte[] root = new byte[Sha256.LENGTH];
        tree.root(ids, 0, header.transactionCount(), new UnsafeBuffer(root), 0);
        isListHere = Arrays.equals(root, header.transactionsRoot());
        return isListHere;
    }
}
