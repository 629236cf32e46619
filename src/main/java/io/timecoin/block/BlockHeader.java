package io.timecoin.block;

import java.util.Arrays;
import java.util.HexFormat;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.consensus.validators.ValidatorSet;
import io.timecoin.crypto.MerkleTree;
import io.timecoin.crypto.Sha256;
import io.timecoin.wire.BlockHeaderDecoder;
import io.timecoin.wire.BlockHeaderEncoder;
import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.MessageHeaderEncoder;

/**
 * What the id of a block covers (PROTOCOL, section 5): its place in the chain, the roots of its list and of its
 * evidence, the state and the validators. All fields are of fixed length, so that a header has one encoding. Immutable.
 */
public final class BlockHeader
{
    /** The only format that is read; 1 had no evidence. */
    public static final int FORMAT_VERSION = 2;
    /** Most transactions that a block lists. */
    public static final int MAX_TRANSACTIONS = 16_384;
    /** Bytes of the canonical encoding, message header included. */
    public static final int LENGTH = MessageHeaderDecoder.ENCODED_LENGTH + BlockHeaderDecoder.BLOCK_LENGTH;

    private static final byte[] ID_TAG = Sha256.tag("timecoin/block");
    private static final int BODY = MessageHeaderDecoder.ENCODED_LENGTH;
    private static final int CHAIN_ID = BODY + BlockHeaderDecoder.chainIdEncodingOffset();
    private static final int PREVIOUS_ID = BODY + BlockHeaderDecoder.previousIdEncodingOffset();
    private static final int TRANSACTIONS_ROOT = BODY + BlockHeaderDecoder.transactionsRootEncodingOffset();
    private static final int EVIDENCE_ROOT = BODY + BlockHeaderDecoder.evidenceRootEncodingOffset();
    private static final int PREVIOUS_STATE_HASH = BODY + BlockHeaderDecoder.previousStateHashEncodingOffset();
    private static final int VALIDATORS_HASH = BODY + BlockHeaderDecoder.validatorsHashEncodingOffset();
    private static final int NEXT_VALIDATORS_HASH = BODY + BlockHeaderDecoder.nextValidatorsHashEncodingOffset();

    private final UnsafeBuffer encoded;
    private final UnsafeBuffer id;
    private final int height;
    private final int transactionCount;
    private final int evidenceCount;
    private final int proposer;
    private final long timeMs;

    // Of bytes that are its own and passed the check.
    private BlockHeader(final byte[] bytes)
    {
        encoded = new UnsafeBuffer(bytes);
        id = new UnsafeBuffer(Sha256.of(ID_TAG, bytes));
        final BlockHeaderDecoder decoder = decoder(encoded, 0);
        height = (int)decoder.height();
        transactionCount = (int)decoder.transactionCount();
        evidenceCount = decoder.evidenceCount();
        proposer = decoder.proposer();
        timeMs = decoder.timeMs();
    }

    /**
     * Begins a header.
     *
     * @return a builder in which nothing is set.
     */
    public static Builder builder()
    {
        return new Builder();
    }

    /**
     * Judges bytes that a peer or a file says to be a header, by themselves: whether they follow the block before is
     * not asked.
     *
     * @param buffer holds them.
     * @param offset of the first.
     * @param length number of them.
     * @return {@link BlockFault#NONE} if {@link #decode} takes them.
     */
    public static BlockFault check(final DirectBuffer buffer, final int offset, final int length)
    {
        if (length < BODY + Short.BYTES || !isHeader(buffer, offset))
        {
            return BlockFault.MALFORMED;
        }
        // The format comes first: other formats have other lengths.
        final BlockHeaderDecoder decoder = decoder(buffer, offset);
        if (decoder.formatVersion() != FORMAT_VERSION)
        {
            return BlockFault.UNSUPPORTED_VERSION;
        }
        if (length != LENGTH || blockLength(buffer, offset) != BlockHeaderDecoder.BLOCK_LENGTH)
        {
            return BlockFault.MALFORMED;
        }
        final long blockHeight = decoder.height();
        if (blockHeight < 1 || blockHeight > Integer.MAX_VALUE)
        {
            return BlockFault.BAD_HEIGHT;
        }
        if (decoder.epoch() != SignedStatements.epoch((int)blockHeight))
        {
            return BlockFault.BAD_EPOCH;
        }
        if (decoder.transactionCount() > MAX_TRANSACTIONS)
        {
            return BlockFault.TOO_MANY_TRANSACTIONS;
        }
        if (decoder.transactionCount() == 0 !=
            MerkleTree.isEmptyRoot(buffer, offset + TRANSACTIONS_ROOT))
        {
            return BlockFault.BAD_ROOT;
        }
        if (decoder.evidenceCount() > EvidenceList.MAX_SIZE)
        {
            return BlockFault.TOO_MUCH_EVIDENCE;
        }
        if (decoder.evidenceCount() == 0 != MerkleTree.isEmptyRoot(buffer, offset + EVIDENCE_ROOT))
        {
            return BlockFault.BAD_EVIDENCE_ROOT;
        }
        if (decoder.proposer() >= ValidatorSet.MAX_VALIDATORS)
        {
            return BlockFault.UNKNOWN_PROPOSER;
        }
        return decoder.timeMs() < 0 ? BlockFault.BAD_TIME : BlockFault.NONE;
    }

    /**
     * Reads a header; the bytes are copied.
     *
     * @param buffer holds it.
     * @param offset of its message header.
     * @param length {@link #LENGTH}.
     * @return the header.
     * @throws BlockException if {@link #check} finds a fault.
     */
    public static BlockHeader decode(final DirectBuffer buffer, final int offset, final int length)
    {
        final BlockFault fault = check(buffer, offset, length);
        if (fault != BlockFault.NONE)
        {
            throw new BlockException(fault, "a block's header is not right: " + fault.reason());
        }
        final byte[] bytes = new byte[LENGTH];
        buffer.getBytes(offset, bytes);
        return new BlockHeader(bytes);
    }

    /**
     * The canonical encoding.
     *
     * @return {@link #LENGTH} bytes, not to be changed.
     */
    public DirectBuffer encoded()
    {
        return encoded;
    }

    /**
     * SHA-256("timecoin/block" ‖ encoding).
     *
     * @return 32 bytes, not to be changed.
     */
    public DirectBuffer id()
    {
        return id;
    }

    /**
     * The same in hexadecimal digits.
     *
     * @return 64 of them.
     */
    public String idHex()
    {
        return HexFormat.of().formatHex(id.byteArray());
    }

    /**
     * Whether an id is this block's.
     *
     * @param buffer with an id.
     * @param offset of its 32 bytes.
     * @return true if it is.
     */
    public boolean hasId(final DirectBuffer buffer, final int offset)
    {
        return equal(id, 0, buffer, offset);
    }

    /**
     * The chain's id.
     *
     * @return a copy of the 32 bytes.
     */
    public byte[] chainId()
    {
        return bytes(CHAIN_ID);
    }

    /**
     * Its epoch.
     *
     * @return from 0.
     */
    public int epoch()
    {
        return SignedStatements.epoch(height);
    }

    /**
     * Its place in the chain.
     *
     * @return from 1.
     */
    public int height()
    {
        return height;
    }

    /**
     * Id of the block before; the chain id in the first.
     *
     * @return a copy of the 32 bytes.
     */
    public byte[] previousId()
    {
        return bytes(PREVIOUS_ID);
    }

    /**
     * Merkle root of the listed ids.
     *
     * @return a copy of the 32 bytes.
     */
    public byte[] transactionsRoot()
    {
        return bytes(TRANSACTIONS_ROOT);
    }

    /**
     * How many transactions it lists.
     *
     * @return 0 to {@link #MAX_TRANSACTIONS}.
     */
    public int transactionCount()
    {
        return transactionCount;
    }

    /**
     * Merkle root of the ids of its evidence.
     *
     * @return a copy of the 32 bytes.
     */
    public byte[] evidenceRoot()
    {
        return bytes(EVIDENCE_ROOT);
    }

    /**
     * How much evidence it has.
     *
     * @return 0 to {@link EvidenceList#MAX_SIZE}.
     */
    public int evidenceCount()
    {
        return evidenceCount;
    }

    /**
     * Hash of the state after the block before.
     *
     * @return a copy of the 32 bytes.
     */
    public byte[] previousStateHash()
    {
        return bytes(PREVIOUS_STATE_HASH);
    }

    /**
     * Hash of those who vote on it.
     *
     * @return a copy of the 32 bytes.
     */
    public byte[] validatorsHash()
    {
        return bytes(VALIDATORS_HASH);
    }

    /**
     * Hash of those who vote on the next block.
     *
     * @return a copy of the 32 bytes.
     */
    public byte[] nextValidatorsHash()
    {
        return bytes(NEXT_VALIDATORS_HASH);
    }

    /**
     * Who made it.
     *
     * @return index among those who vote on it.
     */
    public int proposer()
    {
        return proposer;
    }

    /**
     * When it was made, as its proposer said.
     *
     * @return milliseconds since 1970.
     */
    public long timeMs()
    {
        return timeMs;
    }

    /**
     * Whether it has the right place: chain, height, block before, state, validators and a later time.
     *
     * @param chain             32 bytes: the chain's id.
     * @param previous          the block before, or null if this must be the first.
     * @param stateHash         32 bytes: of the state after the block before.
     * @param validators        32 bytes: hash of those who vote on it.
     * @param nextValidators    32 bytes: hash of those who vote on the next.
     * @param proposerCount     number of those who vote on it.
     * @return {@link BlockFault#NONE} if all agree, else the first that does not.
     */
    public BlockFault checkPlace(
        final byte[] chain,
        final BlockHeader previous,
        final byte[] stateHash,
        final byte[] validators,
        final byte[] nextValidators,
        final int proposerCount)
    {
        if (!has(CHAIN_ID, chain))
        {
            return BlockFault.WRONG_CHAIN;
        }
        if (height != (previous == null ? 1 : previous.height + 1))
        {
            return BlockFault.BAD_HEIGHT;
        }
        if (!has(PREVIOUS_ID, previous == null ? chain : previous.id.byteArray()))
        {
            return BlockFault.WRONG_PREVIOUS;
        }
        if (!has(VALIDATORS_HASH, validators) || !has(NEXT_VALIDATORS_HASH, nextValidators))
        {
            return BlockFault.WRONG_VALIDATORS;
        }
        if (proposer >= proposerCount)
        {
            return BlockFault.UNKNOWN_PROPOSER;
        }
        if (previous != null && timeMs <= previous.timeMs)
        {
            return BlockFault.BAD_TIME;
        }
        return has(PREVIOUS_STATE_HASH, stateHash) ? BlockFault.NONE : BlockFault.WRONG_STATE;
    }

    @Override
    public boolean equals(final Object other)
    {
        return other instanceof BlockHeader header && id.equals(header.id);
    }

    @Override
    public int hashCode()
    {
        return id.getInt(0);
    }

    /** Height and the beginning of the id: for messages. */
    @Override
    public String toString()
    {
        return "block " + height + ' ' + idHex().substring(0, 16);
    }

    static boolean equal(final DirectBuffer a, final int aOffset, final DirectBuffer b, final int bOffset)
    {
        return a.getLong(aOffset) == b.getLong(bOffset) &&
            a.getLong(aOffset + 8) == b.getLong(bOffset + 8) &&
            a.getLong(aOffset + 16) == b.getLong(bOffset + 16) &&
            a.getLong(aOffset + 24) == b.getLong(bOffset + 24);
    }

    private boolean has(final int offset, final byte[] hash)
    {
        return Arrays.equals(encoded.byteArray(), offset, offset + Sha256.LENGTH, hash, 0, hash.length);
    }

    private byte[] bytes(final int offset)
    {
        return Arrays.copyOfRange(encoded.byteArray(), offset, offset + Sha256.LENGTH);
    }

    // The generated decoder trusts lengths, so that they are checked before it reads anything.
    private static boolean isHeader(final DirectBuffer buffer, final int offset)
    {
        final MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(buffer, offset);
        return header.schemaId() == BlockHeaderDecoder.SCHEMA_ID &&
            header.templateId() == BlockHeaderDecoder.TEMPLATE_ID &&
            header.version() == BlockHeaderDecoder.SCHEMA_VERSION;
    }

    private static int blockLength(final DirectBuffer buffer, final int offset)
    {
        return new MessageHeaderDecoder().wrap(buffer, offset).blockLength();
    }

    private static BlockHeaderDecoder decoder(final DirectBuffer buffer, final int offset)
    {
        return new BlockHeaderDecoder().wrap(
            buffer, offset + BODY, BlockHeaderDecoder.BLOCK_LENGTH, BlockHeaderDecoder.SCHEMA_VERSION);
    }

    /** Collects the fields of a header; each must be set, but for the evidence. */
    public static final class Builder
    {
        private final byte[] bytes = new byte[LENGTH];
        private final BlockHeaderEncoder encoder = new BlockHeaderEncoder();

        private Builder()
        {
            encoder.wrapAndApplyHeader(new UnsafeBuffer(bytes), 0, new MessageHeaderEncoder())
                .formatVersion(FORMAT_VERSION);
            evidence(EvidenceList.NONE);
        }

        /**
         * Sets the chain.
         *
         * @param hash 32 bytes.
         * @return this.
         */
        public Builder chainId(final byte[] hash)
        {
            return put(CHAIN_ID, hash);
        }

        /**
         * Sets the place, and with it the epoch.
         *
         * @param value from 1.
         * @return this.
         */
        public Builder height(final int value)
        {
            encoder.height(value).epoch(SignedStatements.epoch(value));
            return this;
        }

        /**
         * Sets the block before.
         *
         * @param hash 32 bytes: its id, or the chain id for the first block.
         * @return this.
         */
        public Builder previousId(final byte[] hash)
        {
            return put(PREVIOUS_ID, hash);
        }

        /**
         * Sets the list.
         *
         * @param root  32 bytes: Merkle root of the ids.
         * @param count how many.
         * @return this.
         */
        public Builder transactions(final byte[] root, final int count)
        {
            encoder.transactionCount(count);
            return put(TRANSACTIONS_ROOT, root);
        }

        /**
         * Sets the evidence; without a call there is none.
         *
         * @param list all of it.
         * @return this.
         */
        public Builder evidence(final EvidenceList list)
        {
            return evidence(list.root(), list.size());
        }

        /**
         * Sets the evidence; without a call there is none.
         *
         * @param root  32 bytes: Merkle root of its ids.
         * @param count how much.
         * @return this.
         */
        public Builder evidence(final byte[] root, final int count)
        {
            encoder.evidenceCount(count);
            return put(EVIDENCE_ROOT, root);
        }

        /**
         * Sets the state after the block before.
         *
         * @param hash 32 bytes.
         * @return this.
         */
        public Builder previousStateHash(final byte[] hash)
        {
            return put(PREVIOUS_STATE_HASH, hash);
        }

        /**
         * Sets who votes.
         *
         * @param hash     32 bytes: of those who vote on this block.
         * @param nextHash 32 bytes: of those who vote on the next.
         * @return this.
         */
        public Builder validators(final byte[] hash, final byte[] nextHash)
        {
            put(NEXT_VALIDATORS_HASH, nextHash);
            return put(VALIDATORS_HASH, hash);
        }

        /**
         * Sets who makes it.
         *
         * @param validator index.
         * @return this.
         */
        public Builder proposer(final int validator)
        {
            encoder.proposer(validator);
            return this;
        }

        /**
         * Sets when it is made.
         *
         * @param value milliseconds since 1970, more than the previous block's.
         * @return this.
         */
        public Builder timeMs(final long value)
        {
            encoder.timeMs(value);
            return this;
        }

        /**
         * Makes the header.
         *
         * @return a header that {@link BlockHeader#check} passes.
         * @throws BlockException if a field is out of its bounds.
         */
        public BlockHeader build()
        {
            return decode(new UnsafeBuffer(bytes), 0, LENGTH);
        }

        private Builder put(final int offset, final byte[] hash)
        {
            if (hash.length != Sha256.LENGTH)
            {
                throw new IllegalArgumentException("a hash has " + Sha256.LENGTH + " bytes, not " + hash.length);
            }
            System.arraycopy(hash, 0, bytes, offset, Sha256.LENGTH);
            return this;
        }
    }

    /**
     * Copies the canonical encoding.
     *
     * @param out    receives {@link #LENGTH} bytes.
     * @param offset of the first.
     * @return {@link #LENGTH}.
     */
    public int copyTo(final MutableDirectBuffer out, final int offset)
    {
        out.putBytes(offset, encoded, 0, LENGTH);
        return LENGTH;
    }
}
