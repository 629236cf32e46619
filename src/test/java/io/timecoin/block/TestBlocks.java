package io.timecoin.block;

import java.nio.ByteBuffer;

import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.consensus.validators.ValidatorRoster;
import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.MerkleTree;
import io.timecoin.crypto.Sha256;

/** A small chain of valid blocks, with the keys of its validators. */
public final class TestBlocks
{
    private static final int LENGTH = Sha256.LENGTH;

    private final byte[] chainId = hash("chain", 1);
    private final KeyPair[] keys;
    private final ValidatorRoster roster;
    private final SignedStatements statements = new SignedStatements(chainId);
    private BlockHeader last;

    /**
     * A chain without blocks.
     *
     * @param weights of its validators.
     */
    public TestBlocks(final long... weights)
    {
        keys = new KeyPair[weights.length];
        final byte[][] identities = new byte[weights.length][];
        for (int i = 0; i < weights.length; i++)
        {
            keys[i] = KeyPair.fromSeed(hash("key", i));
            identities[i] = keys[i].publicKey();
        }
        roster = new ValidatorRoster(identities, weights);
    }

    /** Validators of weight 1. */
    public static TestBlocks ofEqual(final int validators)
    {
        final long[] weights = new long[validators];
        java.util.Arrays.fill(weights, 1);
        return new TestBlocks(weights);
    }

    /** 32 bytes that differ from all others. */
    public static byte[] hash(final String name, final int number)
    {
        return Sha256.of(Sha256.tag(name), ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }

    /** A list of ids. */
    public static UnsafeBuffer ids(final int first, final int count)
    {
        final UnsafeBuffer ids = new UnsafeBuffer(new byte[Math.max(1, count) * LENGTH]);
        for (int i = 0; i < count; i++)
        {
            ids.putBytes(i * LENGTH, hash("tx", first + i));
        }
        return ids;
    }

    public byte[] chainId()
    {
        return chainId.clone();
    }

    public ValidatorRoster roster()
    {
        return roster;
    }

    public KeyPair key(final int validator)
    {
        return keys[validator];
    }

    /** The next block, decided in round 1 by all validators. */
    public Commit next(final UnsafeBuffer ids, final int count)
    {
        last = header(ids, count).build();
        return commit(last, 1, keys.length);
    }

    /** The next block, with evidence. */
    public Commit next(final UnsafeBuffer ids, final int count, final EvidenceList evidence)
    {
        last = header(ids, count).evidence(evidence).build();
        return commit(last, 1, keys.length);
    }

    /** Two votes, or two fresh proposals, of a validator for one step. */
    public Evidence evidence(final int validator, final int height, final int round, final int step)
    {
        return evidence(validator, height, round, step,
            new Evidence.Said(hash("block", 1), Evidence.FRESH, null),
            new Evidence.Said(hash("block", 2), Evidence.FRESH, null));
    }

    /** Two statements, signed here. */
    public Evidence evidence(
        final int validator, final int height, final int round, final int step, final Evidence.Said one,
        final Evidence.Said other)
    {
        return Evidence.of(chainId, validator, roster.identity(validator), height, round, step,
            signed(validator, height, round, step, one), signed(validator, height, round, step, other));
    }

    private Evidence.Said signed(
        final int validator, final int height, final int round, final int step, final Evidence.Said said)
    {
        final byte[] message =
            new byte[step == Evidence.PROPOSAL ? SignedStatements.PROPOSAL_LENGTH : SignedStatements.VOTE_LENGTH];
        final UnsafeBuffer buffer = new UnsafeBuffer(message);
        final UnsafeBuffer id = said.blockId() == null ? null : new UnsafeBuffer(said.blockId());
        if (step == Evidence.PROPOSAL)
        {
            statements.proposal(buffer, 0, height, round, said.validRound(), id, 0);
        }
        else
        {
            statements.vote(buffer, 0, height, round, step, id, 0);
        }
        final byte[] signature = new byte[KeyPair.SIGNATURE_LENGTH];
        keys[validator].sign(message, 0, message.length, signature, 0);
        return new Evidence.Said(said.blockId(), said.validRound(), signature);
    }

    /** What the next block would say. */
    public BlockHeader.Builder header(final UnsafeBuffer ids, final int count)
    {
        final byte[] root = new byte[LENGTH];
        new MerkleTree().root(ids, 0, count, new UnsafeBuffer(root), 0);
        final int height = last == null ? 1 : last.height() + 1;
        return BlockHeader.builder()
            .chainId(chainId)
            .height(height)
            .previousId(last == null ? chainId : idOf(last))
            .transactions(root, count)
            .previousStateHash(hash("state", height - 1))
            .validators(roster.hash(), roster.hash())
            .proposer(height % keys.length)
            .timeMs(1_700_000_000_000L + height);
    }

    /** The first validators' precommits for a block. */
    public Commit commit(final BlockHeader header, final int round, final int signers)
    {
        final Certificate.Builder certificate =
            Certificate.builder(header.height(), round, header.id(), 0);
        for (int i = 0; i < signers; i++)
        {
            certificate.add(i, signature(i, header, round, SignedStatements.PRECOMMIT), 0);
        }
        return new Commit(header, certificate.build());
    }

    public UnsafeBuffer signature(final int validator, final BlockHeader header, final int round, final int step)
    {
        final byte[] message = new byte[SignedStatements.VOTE_LENGTH];
        statements.vote(new UnsafeBuffer(message), 0, header.height(), round, step, header.id(), 0);
        final byte[] signature = new byte[KeyPair.SIGNATURE_LENGTH];
        keys[validator].sign(message, 0, message.length, signature, 0);
        return new UnsafeBuffer(signature);
    }

    public static byte[] idOf(final BlockHeader header)
    {
        final byte[] id = new byte[LENGTH];
        header.id().getBytes(0, id);
        return id;
    }
}
