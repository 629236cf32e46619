package io.timecoin.block;

import java.util.Arrays;
import java.util.HexFormat;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.Sha256;
import io.timecoin.crypto.SignatureVerifier;
import io.timecoin.wire.EvidenceDecoder;
import io.timecoin.wire.EvidenceEncoder;
import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.MessageHeaderEncoder;

/**
 * Two statements that one validator signed for one step: two votes for different blocks (none counts as one), or two
 * proposals with different blocks or different valid rounds. No validator that keeps its log of own statements ever
 * signs both, restarts included: whoever did is faulty, and this proves it to anyone who knows its key. All fields are
 * of fixed length and the two are in order, so that two signatures have one encoding. Immutable.
 * <p>
 * The valid round counts because it decides how others judge the block: with two of them a proposer makes some judge
 * it as fresh and others not. Whose turn it was to propose does not: an honest validator proposes only in its turn, and
 * once.
 */
public final class Evidence
{
    /** The only format there is. */
    public static final int FORMAT_VERSION = 1;
    /** Bytes of the canonical encoding, message header included. */
    public static final int LENGTH = MessageHeaderDecoder.ENCODED_LENGTH + EvidenceDecoder.BLOCK_LENGTH;
    /** The step of a proposal. */
    public static final int PROPOSAL = 0;
    /** The valid round of a proposal that nobody vouches for, and of every vote. */
    public static final int FRESH = -1;

    private static final byte[] ID_TAG = Sha256.tag("timecoin/evidence");
    private static final int BODY = MessageHeaderDecoder.ENCODED_LENGTH;
    private static final int CHAIN_ID = BODY + EvidenceDecoder.chainIdEncodingOffset();
    private static final int IDENTITY = BODY + EvidenceDecoder.identityEncodingOffset();
    private static final int[] BLOCK_ID = {
        BODY + EvidenceDecoder.firstBlockIdEncodingOffset(), BODY + EvidenceDecoder.secondBlockIdEncodingOffset() };
    private static final int[] SIGNATURE = {
        BODY + EvidenceDecoder.firstSignatureEncodingOffset(), BODY + EvidenceDecoder.secondSignatureEncodingOffset() };

    private final UnsafeBuffer encoded;
    private final byte[] id;
    private final int validator;
    private final int height;
    private final int round;
    private final int step;
    private final int[] validRounds;

    /**
     * What a validator said of a step.
     *
     * @param blockId    32 bytes, or null for a vote for no block.
     * @param validRound of a proposal, else {@link #FRESH}.
     * @param signature  64 bytes.
     */
    public record Said(byte[] blockId, int validRound, byte[] signature)
    {
        private byte[] id()
        {
            return blockId == null ? SignedStatements.NO_BLOCK.byteArray() : blockId;
        }

        private boolean isBefore(final Said other)
        {
            final int order = Arrays.compareUnsigned(id(), other.id());
            return order < 0 || order == 0 && validRound < other.validRound;
        }
    }

    // Of bytes that are its own and passed the check.
    private Evidence(final byte[] bytes)
    {
        encoded = new UnsafeBuffer(bytes);
        id = Sha256.of(ID_TAG, bytes);
        final EvidenceDecoder decoder = decoder(encoded, 0);
        validator = decoder.validator();
        height = (int)decoder.height();
        round = (int)decoder.round();
        step = decoder.step();
        validRounds = new int[] { decoder.firstValidRound(), decoder.secondValidRound() };
    }

    /**
     * Puts two statements together; their order does not matter.
     *
     * @param chainId   32 bytes.
     * @param validator place of their author.
     * @param identity  32 bytes: its key.
     * @param height    of both.
     * @param round     of both.
     * @param step      {@link #PROPOSAL}, {@link SignedStatements#PREVOTE} or {@link SignedStatements#PRECOMMIT}.
     * @param one       of them.
     * @param other     of them.
     * @return the evidence; its signatures are not looked at.
     * @throws BlockException if {@link #check} finds a fault.
     */
    public static Evidence of(
        final byte[] chainId,
        final int validator,
        final byte[] identity,
        final int height,
        final int round,
        final int step,
        final Said one,
        final Said other)
    {
        final Said first = one.isBefore(other) ? one : other;
        final Said second = first == one ? other : one;
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[LENGTH]);
        new EvidenceEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .formatVersion(FORMAT_VERSION)
            .putChainId(chainId, 0, Sha256.LENGTH)
            .validator(validator)
            .putIdentity(identity, 0, KeyPair.PUBLIC_KEY_LENGTH)
            .height(height)
            .round(round)
            .step((short)step)
            .putFirstBlockId(first.id(), 0, Sha256.LENGTH)
            .firstValidRound(first.validRound)
            .putFirstSignature(first.signature, 0, KeyPair.SIGNATURE_LENGTH)
            .putSecondBlockId(second.id(), 0, Sha256.LENGTH)
            .secondValidRound(second.validRound)
            .putSecondSignature(second.signature, 0, KeyPair.SIGNATURE_LENGTH);
        return decode(buffer, 0, LENGTH);
    }

    /**
     * Judges the form of bytes that a peer or a file says to be evidence. Whether it is true says {@link #isSigned},
     * whether it counts {@link EvidenceCheck}.
     *
     * @param buffer holds them.
     * @param offset of the first.
     * @param length number of them.
     * @return {@link BlockFault#NONE} if {@link #decode} takes them.
     */
    public static BlockFault check(final DirectBuffer buffer, final int offset, final int length)
    {
        if (length != LENGTH || !isEvidence(buffer, offset))
        {
            return BlockFault.MALFORMED;
        }
        final EvidenceDecoder decoder = decoder(buffer, offset);
        if (decoder.formatVersion() != FORMAT_VERSION)
        {
            return BlockFault.UNSUPPORTED_VERSION;
        }
        if (decoder.height() < 1 || decoder.height() > Integer.MAX_VALUE)
        {
            return BlockFault.BAD_HEIGHT;
        }
        if (decoder.step() > SignedStatements.PRECOMMIT)
        {
            return BlockFault.BAD_STEP;
        }
        final boolean isProposal = decoder.step() == PROPOSAL;
        if (decoder.round() > Integer.MAX_VALUE ||
            !isValidRound(decoder.firstValidRound(), decoder.round(), isProposal) ||
            !isValidRound(decoder.secondValidRound(), decoder.round(), isProposal))
        {
            return BlockFault.BAD_ROUND;
        }
        final int order = Arrays.compareUnsigned(
            id(buffer, offset + BLOCK_ID[0]), id(buffer, offset + BLOCK_ID[1]));
        final int rounds = Integer.compare(decoder.firstValidRound(), decoder.secondValidRound());
        if (order == 0 && rounds == 0)
        {
            return BlockFault.SAME_STATEMENT;
        }
        return order > 0 || order == 0 && rounds > 0 ? BlockFault.STATEMENTS_UNORDERED : BlockFault.NONE;
    }

    /**
     * Reads evidence; the bytes are copied.
     *
     * @param buffer holds it.
     * @param offset of its message header.
     * @param length {@link #LENGTH}.
     * @return the evidence.
     * @throws BlockException if {@link #check} finds a fault.
     */
    public static Evidence decode(final DirectBuffer buffer, final int offset, final int length)
    {
        final BlockFault fault = check(buffer, offset, length);
        if (fault != BlockFault.NONE)
        {
            throw new BlockException(fault, "evidence is not right: " + fault.reason());
        }
        final byte[] bytes = new byte[LENGTH];
        buffer.getBytes(offset, bytes);
        return new Evidence(bytes);
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
     * SHA-256("timecoin/evidence" ‖ encoding).
     *
     * @return 32 bytes, not to be changed.
     */
    public byte[] id()
    {
        return id;
    }

    /**
     * Whose signatures they are said to be.
     *
     * @return place of the validator.
     */
    public int validator()
    {
        return validator;
    }

    /**
     * The key of that validator, as the evidence says.
     *
     * @return a copy of the 32 bytes.
     */
    public byte[] identity()
    {
        return bytes(IDENTITY, KeyPair.PUBLIC_KEY_LENGTH);
    }

    /**
     * The chain.
     *
     * @return a copy of the 32 bytes of its id.
     */
    public byte[] chainId()
    {
        return bytes(CHAIN_ID, Sha256.LENGTH);
    }

    /**
     * The height that both are about.
     *
     * @return from 1.
     */
    public int height()
    {
        return height;
    }

    /**
     * The round that both are about.
     *
     * @return from 0.
     */
    public int round()
    {
        return round;
    }

    /**
     * The step that both are.
     *
     * @return {@link #PROPOSAL}, {@link SignedStatements#PREVOTE} or {@link SignedStatements#PRECOMMIT}.
     */
    public int step()
    {
        return step;
    }

    /**
     * The block of one of the two.
     *
     * @param which 0 or 1.
     * @return a copy of the 32 bytes; zeros for none.
     */
    public byte[] blockId(final int which)
    {
        return bytes(BLOCK_ID[which], Sha256.LENGTH);
    }

    /**
     * The valid round of one of the two.
     *
     * @param which 0 or 1.
     * @return {@link #FRESH}, or that of a proposal.
     */
    public int validRound(final int which)
    {
        return validRounds[which];
    }

    /**
     * Whether the key that it names signed both.
     *
     * @param verifier its batch is used and lost.
     * @return true if it proves something.
     */
    public boolean isSigned(final SignatureVerifier verifier)
    {
        verifier.reset();
        addTo(verifier);
        return verifier.verify() == 3;
    }

    @Override
    public boolean equals(final Object other)
    {
        return other instanceof Evidence evidence && encoded.equals(evidence.encoded);
    }

    @Override
    public int hashCode()
    {
        return Arrays.hashCode(id);
    }

    /** Who, where and the beginning of the id: for messages. */
    @Override
    public String toString()
    {
        return "evidence " + HexFormat.of().formatHex(id, 0, 8) + " against validator " + validator +
            " at height " + height + " round " + round + " step " + step;
    }

    /** Adds its two signatures to a batch. */
    void addTo(final SignatureVerifier verifier)
    {
        final SignedStatements statements = new SignedStatements(chainId());
        final UnsafeBuffer message =
            new UnsafeBuffer(new byte[Math.max(SignedStatements.VOTE_LENGTH, SignedStatements.PROPOSAL_LENGTH)]);
        for (int i = 0; i < 2; i++)
        {
            final int length = step == PROPOSAL ?
                statements.proposal(message, 0, height, round, validRounds[i], encoded, BLOCK_ID[i]) :
                statements.vote(message, 0, height, round, step, encoded, BLOCK_ID[i]);
            verifier.add(encoded, IDENTITY, encoded, SIGNATURE[i], message, 0, length);
        }
    }

    void copyTo(final MutableDirectBuffer out, final int offset)
    {
        out.putBytes(offset, encoded, 0, LENGTH);
    }

    private static byte[] id(final DirectBuffer buffer, final int offset)
    {
        final byte[] id = new byte[Sha256.LENGTH];
        buffer.getBytes(offset, id);
        return id;
    }

    private byte[] bytes(final int offset, final int length)
    {
        return Arrays.copyOfRange(encoded.byteArray(), offset, offset + length);
    }

    private static boolean isValidRound(final int validRound, final long ofRound, final boolean isProposal)
    {
        return validRound == FRESH || isProposal && validRound >= 0 && validRound < ofRound;
    }

    // The generated decoder trusts lengths, so that they are checked before it reads anything.
    private static boolean isEvidence(final DirectBuffer buffer, final int offset)
    {
        final MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(buffer, offset);
        return header.schemaId() == EvidenceDecoder.SCHEMA_ID &&
            header.templateId() == EvidenceDecoder.TEMPLATE_ID &&
            header.blockLength() == EvidenceDecoder.BLOCK_LENGTH &&
            header.version() == EvidenceDecoder.SCHEMA_VERSION;
    }

    private static EvidenceDecoder decoder(final DirectBuffer buffer, final int offset)
    {
        return new EvidenceDecoder().wrap(
            buffer, offset + BODY, EvidenceDecoder.BLOCK_LENGTH, EvidenceDecoder.SCHEMA_VERSION);
    }
}
