package io.timecoin.proof;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.block.BlockException;
import io.timecoin.block.BlockFault;
import io.timecoin.block.BlockStore;
import io.timecoin.block.Commit;
import io.timecoin.crypto.MerkleTree;
import io.timecoin.crypto.Sha256;
import io.timecoin.wire.FinalityProofDecoder;
import io.timecoin.wire.FinalityProofDecoder.PathDecoder;
import io.timecoin.wire.FinalityProofEncoder;
import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.MessageHeaderEncoder;

/**
 * Shows that a payment is in a final block, to anyone who knows the validators: the way from its id to the root in a
 * header, and the header's certificate. Whether it is true says {@link ProofVerifier}. A statement has one encoding.
 * Immutable.
 */
public final class FinalityProof
{
    /** The only format that is read; in 1 headers had no evidence. */
    public static final int FORMAT_VERSION = 2;

    private static final int BODY = MessageHeaderDecoder.ENCODED_LENGTH;
    private static final int ID = BODY + FinalityProofDecoder.transactionIdEncodingOffset();
    private static final int POSITION = BODY + FinalityProofDecoder.positionEncodingOffset();
    private static final int GROUP = BODY + FinalityProofDecoder.BLOCK_LENGTH;
    private static final int GROUP_COUNT = GROUP + Short.BYTES;
    private static final int PATH = GROUP + PathDecoder.HEADER_SIZE;
    private static final int HASH_LENGTH = Sha256.LENGTH;
    private static final int DATA_HEADER = FinalityProofDecoder.commitHeaderLength();

    /** Bytes of the longest. */
    public static final int MAX_LENGTH =
        PATH + MerkleTree.MAX_PATH * HASH_LENGTH + DATA_HEADER + Commit.MAX_LENGTH;

    private final UnsafeBuffer encoded;
    private final int position;
    private final int pathLength;
    private final Commit commit;

    // Of bytes that are its own and passed the check.
    private FinalityProof(final byte[] bytes)
    {
        encoded = new UnsafeBuffer(bytes);
        position = encoded.getInt(POSITION, LITTLE_ENDIAN);
        pathLength = encoded.getShort(GROUP_COUNT, LITTLE_ENDIAN);
        final int commitOffset = commitOffset(pathLength);
        commit = Commit.decode(encoded, commitOffset, bytes.length - commitOffset);
    }

    /**
     * Makes the proof for a transaction that a store holds.
     *
     * @param store with the block.
     * @param place where the transaction is listed.
     * @return the proof.
     * @throws IllegalArgumentException if the store has nothing there.
     */
    public static FinalityProof of(final BlockStore store, final BlockStore.Place place)
    {
        final Commit commit = store.commit(place.height());
        if (commit == null || place.position() < 0 || place.position() >= commit.header().transactionCount())
        {
            throw new IllegalArgumentException("no transaction is stored at " + place);
        }
        final int count = commit.header().transactionCount();
        final UnsafeBuffer ids = new UnsafeBuffer(new byte[count * HASH_LENGTH]);
        store.copyIds(place.height(), 0, count, ids, 0);
        final int pathLength = MerkleTree.pathLength(place.position(), count);
        final int commitOffset = commitOffset(pathLength);
        final byte[] bytes = new byte[commitOffset + commit.encodedLength()];
        final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        final FinalityProofEncoder encoder = new FinalityProofEncoder();
        encoder.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .formatVersion(FORMAT_VERSION)
            .position(place.position());
        buffer.putBytes(ID, ids, place.position() * HASH_LENGTH, HASH_LENGTH);
        encoder.pathCount(pathLength);
        new MerkleTree().path(ids, 0, count, place.position(), buffer, PATH);
        buffer.putInt(commitOffset - DATA_HEADER, commit.encodedLength(), LITTLE_ENDIAN);
        commit.encode(buffer, commitOffset);
        return decode(buffer, 0, bytes.length);
    }

    /**
     * Judges the form of bytes that are said to be a proof.
     *
     * @param buffer holds them.
     * @param offset of the first.
     * @param length number of them.
     * @return {@link BlockFault#NONE} if {@link #decode} takes them.
     */
    public static BlockFault check(final DirectBuffer buffer, final int offset, final int length)
    {
        if (length < PATH)
        {
            return BlockFault.MALFORMED;
        }
        final MessageHeaderDecoder message = new MessageHeaderDecoder().wrap(buffer, offset);
        final int count = buffer.getShort(offset + GROUP_COUNT, LITTLE_ENDIAN) & 0xFFFF;
        if (message.schemaId() != FinalityProofDecoder.SCHEMA_ID ||
            message.templateId() != FinalityProofDecoder.TEMPLATE_ID ||
            message.blockLength() != FinalityProofDecoder.BLOCK_LENGTH ||
            message.version() != FinalityProofDecoder.SCHEMA_VERSION)
        {
            return BlockFault.MALFORMED;
        }
        if ((buffer.getShort(offset + BODY, LITTLE_ENDIAN) & 0xFFFF) != FORMAT_VERSION)
        {
            return BlockFault.UNSUPPORTED_VERSION;
        }
        if ((buffer.getShort(offset + GROUP, LITTLE_ENDIAN) & 0xFFFF) != HASH_LENGTH ||
            count > MerkleTree.MAX_PATH || length < commitOffset(count) ||
            buffer.getInt(offset + commitOffset(count) - DATA_HEADER, LITTLE_ENDIAN) != length - commitOffset(count))
        {
            return BlockFault.MALFORMED;
        }
        return Commit.check(buffer, offset + commitOffset(count), length - commitOffset(count));
    }

    /**
     * Reads a proof; the bytes are copied.
     *
     * @param buffer holds it.
     * @param offset of its message header.
     * @param length of all of it.
     * @return the proof; whether it is true says {@link ProofVerifier}.
     * @throws BlockException if {@link #check} finds a fault.
     */
    public static FinalityProof decode(final DirectBuffer buffer, final int offset, final int length)
    {
        final BlockFault fault = check(buffer, offset, length);
        if (fault != BlockFault.NONE)
        {
            throw new BlockException(fault, "the bytes are not a proof: " + fault.reason());
        }
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return new FinalityProof(bytes);
    }

    /**
     * The canonical encoding.
     *
     * @return a copy.
     */
    public byte[] encode()
    {
        return encoded.byteArray().clone();
    }

    /**
     * The transaction's id.
     *
     * @return a copy of the 32 bytes.
     */
    public byte[] transactionId()
    {
        final byte[] id = new byte[HASH_LENGTH];
        encoded.getBytes(ID, id);
        return id;
    }

    /**
     * Where the block lists it.
     *
     * @return from 0.
     */
    public int position()
    {
        return position;
    }

    /**
     * The block's header and certificate.
     *
     * @return as the proof has them.
     */
    public Commit commit()
    {
        return commit;
    }

    /** Whether the path leads from the id to the header's root. */
    boolean isInBlock()
    {
        return new MerkleTree().isMember(encoded, ID, position, commit.header().transactionCount(), encoded, PATH,
            pathLength, new UnsafeBuffer(commit.header().transactionsRoot()), 0);
    }

    private static int commitOffset(final int pathLength)
    {
        return PATH + pathLength * HASH_LENGTH + DATA_HEADER;
    }
}
