package io.timecoin.simulation;

import java.util.List;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.block.BlockHeader;
import io.timecoin.block.SignedStatements;
import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.MerkleTree;
import io.timecoin.wire.BlockPartEncoder;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.ProposalEncoder;
import io.timecoin.wire.VoteEncoder;

/** Signs whatever a faulty validator likes to say, with its own key: no more than that is in its power. */
final class Forger
{
    private static final int GROUP_HEADER = 4;
    private static final int MAX_PART_IDS = 240;

    private final int validator;
    private final KeyPair identity;
    private final SignedStatements statements;
    private final byte[] message =
        new byte[Math.max(SignedStatements.VOTE_LENGTH, SignedStatements.PROPOSAL_LENGTH)];

    Forger(final byte[] chainId, final int validator, final KeyPair identity)
    {
        this.validator = validator;
        this.identity = identity;
        statements = new SignedStatements(chainId);
    }

    int validator()
    {
        return validator;
    }

    /** A signed vote; zeros are for no block. */
    byte[] vote(final int height, final int round, final int step, final byte[] blockId)
    {
        final int length = statements.vote(
            new UnsafeBuffer(message), 0, height, round, step, new UnsafeBuffer(blockId), 0);
        final byte[] frame = new byte[MessageHeaderEncoder.ENCODED_LENGTH + VoteEncoder.BLOCK_LENGTH];
        new VoteEncoder().wrapAndApplyHeader(new UnsafeBuffer(frame), 0, new MessageHeaderEncoder())
            .validator(validator)
            .epoch(SignedStatements.epoch(height))
            .height(height)
            .round(round)
            .step((short)step)
            .putBlockId(blockId, 0, Txid.LENGTH)
            .putSignature(sign(length), 0, KeyPair.SIGNATURE_LENGTH);
        return frame;
    }

    /** A signed proposal of a block. */
    byte[] proposal(final int round, final int validRound, final BlockHeader header)
    {
        final int height = header.height();
        final int length = statements.proposal(
            new UnsafeBuffer(message), 0, height, round, validRound, header.id(), 0);
        final byte[] frame = new byte[MessageHeaderEncoder.ENCODED_LENGTH + ProposalEncoder.BLOCK_LENGTH +
            ProposalEncoder.headerHeaderLength() + BlockHeader.LENGTH];
        new ProposalEncoder().wrapAndApplyHeader(new UnsafeBuffer(frame), 0, new MessageHeaderEncoder())
            .validator(validator)
            .epoch(SignedStatements.epoch(height))
            .height(height)
            .round(round)
            .validRound(validRound)
            .putBlockId(header.id(), 0, Txid.LENGTH)
            .putSignature(sign(length), 0, KeyPair.SIGNATURE_LENGTH)
            .putHeader(header.encoded(), 0, BlockHeader.LENGTH);
        return frame;
    }

    /** The parts of a block's list. */
    static byte[][] parts(final BlockHeader header, final List<byte[]> ids)
    {
        final byte[] id = new byte[Txid.LENGTH];
        header.id().getBytes(0, id);
        final byte[][] parts = new byte[(ids.size() + MAX_PART_IDS - 1) / MAX_PART_IDS][];
        for (int part = 0; part < parts.length; part++)
        {
            final int first = part * MAX_PART_IDS;
            final int count = Math.min(MAX_PART_IDS, ids.size() - first);
            final byte[] frame = new byte[MessageHeaderEncoder.ENCODED_LENGTH + BlockPartEncoder.BLOCK_LENGTH +
                GROUP_HEADER + count * Txid.LENGTH];
            final BlockPartEncoder.EntriesEncoder entries = new BlockPartEncoder()
                .wrapAndApplyHeader(new UnsafeBuffer(frame), 0, new MessageHeaderEncoder())
                .putBlockId(id, 0, Txid.LENGTH)
                .height(header.height())
                .part(part)
                .partCount(parts.length)
                .entriesCount(count);
            for (int i = 0; i < count; i++)
            {
                entries.next().putTransactionId(ids.get(first + i), 0, Txid.LENGTH);
            }
            parts[part] = frame;
        }
        return parts;
    }

    /** A header that says the same but for its list. */
    static BlockHeader.Builder copy(final BlockHeader header)
    {
        return BlockHeader.builder()
            .chainId(header.chainId())
            .height(header.height())
            .previousId(header.previousId())
            .transactions(header.transactionsRoot(), header.transactionCount())
            .evidence(header.evidenceRoot(), header.evidenceCount())
            .previousStateHash(header.previousStateHash())
            .validators(header.validatorsHash(), header.nextValidatorsHash())
            .proposer(header.proposer())
            .timeMs(header.timeMs());
    }

    static byte[] root(final List<byte[]> ids)
    {
        final UnsafeBuffer leaves = new UnsafeBuffer(new byte[ids.size() * Txid.LENGTH]);
        for (int i = 0; i < ids.size(); i++)
        {
            leaves.putBytes(i * Txid.LENGTH, ids.get(i));
        }
        final byte[] root = new byte[Txid.LENGTH];
        new MerkleTree().root((DirectBuffer)leaves, 0, ids.size(), new UnsafeBuffer(root), 0);
        return root;
    }

    private byte[] sign(final int length)
    {
        final byte[] signature = new byte[KeyPair.SIGNATURE_LENGTH];
        identity.sign(message, 0, length, signature, 0);
        return signature;
    }
}
