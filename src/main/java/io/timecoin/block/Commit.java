package io.timecoin.block;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import io.timecoin.consensus.validators.ValidatorSet;
import io.timecoin.wire.CommitDecoder;
import io.timecoin.wire.CommitDecoder.SignersDecoder;
import io.timecoin.wire.CommitEncoder;
import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.MessageHeaderEncoder;

/**
 * A decided block's header with its certificate: what peers send each other, stores keep and proofs contain, all as one
 * and the same message. Immutable.
 */
public final class Commit
{
    private static final int ROUND = MessageHeaderDecoder.ENCODED_LENGTH + CommitDecoder.roundEncodingOffset();
    private static final int GROUP = MessageHeaderDecoder.ENCODED_LENGTH + CommitDecoder.BLOCK_LENGTH;
    private static final int GROUP_COUNT = GROUP + Short.BYTES;
    private static final int SIGNERS = GROUP + SignersDecoder.HEADER_SIZE;
    private static final int DATA_HEADER = CommitDecoder.headerHeaderLength();
    private static final int FIXED_LENGTH = SIGNERS + DATA_HEADER + BlockHeader.LENGTH;

    /** Bytes of the longest. */
    public static final int MAX_LENGTH = FIXED_LENGTH + ValidatorSet.MAX_VALIDATORS * Certificate.SIGNER_LENGTH;

    private final BlockHeader header;
    private final Certificate certificate;

    /**
     * A header with its certificate.
     *
     * @param header      of a block.
     * @param certificate of the same height and id.
     */
    public Commit(final BlockHeader header, final Certificate certificate)
    {
        if (header.height() != certificate.height() || !header.hasId(certificate.blockId(), 0))
        {
            throw new BlockException(BlockFault.WRONG_BLOCK, "a certificate is not of its " + header);
        }
        this.header = header;
        this.certificate = certificate;
    }

    /**
     * Judges the form of bytes that a peer or a file says to be a commit. The height and the block of the certificate
     * are the header's; its signatures are judged by {@link CertificateCheck}.
     *
     * @param buffer holds them.
     * @param offset of the first.
     * @param length number of them.
     * @return {@link BlockFault#NONE} if {@link #decode} takes them.
     */
    public static BlockFault check(final DirectBuffer buffer, final int offset, final int length)
    {
        if (length < FIXED_LENGTH)
        {
            return BlockFault.MALFORMED;
        }
        final MessageHeaderDecoder message = new MessageHeaderDecoder().wrap(buffer, offset);
        final int count = buffer.getShort(offset + GROUP_COUNT, LITTLE_ENDIAN) & 0xFFFF;
        if (message.schemaId() != CommitDecoder.SCHEMA_ID || message.templateId() != CommitDecoder.TEMPLATE_ID ||
            message.blockLength() != CommitDecoder.BLOCK_LENGTH || message.version() != CommitDecoder.SCHEMA_VERSION ||
            (buffer.getShort(offset + GROUP, LITTLE_ENDIAN) & 0xFFFF) != Certificate.SIGNER_LENGTH ||
            count > ValidatorSet.MAX_VALIDATORS ||
            length != FIXED_LENGTH + count * Certificate.SIGNER_LENGTH ||
            buffer.getInt(offset + headerOffset(count) - DATA_HEADER, LITTLE_ENDIAN) != BlockHeader.LENGTH ||
            buffer.getInt(offset + ROUND, LITTLE_ENDIAN) < 0)
        {
            return BlockFault.MALFORMED;
        }
        return BlockHeader.check(buffer, offset + headerOffset(count), BlockHeader.LENGTH);
    }

    /**
     * Reads a commit; the bytes are copied.
     *
     * @param buffer holds it.
     * @param offset of its message header.
     * @param length of all of it.
     * @return the commit; whether it is true says {@link CertificateCheck}.
     * @throws BlockException if {@link #check} finds a fault.
     */
    public static Commit decode(final DirectBuffer buffer, final int offset, final int length)
    {
        final BlockFault fault = check(buffer, offset, length);
        if (fault != BlockFault.NONE)
        {
            throw new BlockException(fault, "a block's commit is not right: " + fault.reason());
        }
        final int count = buffer.getShort(offset + GROUP_COUNT, LITTLE_ENDIAN) & 0xFFFF;
        final BlockHeader header = BlockHeader.decode(buffer, offset + headerOffset(count), BlockHeader.LENGTH);
        return new Commit(header, new Certificate(header.height(), buffer.getInt(offset + ROUND, LITTLE_ENDIAN),
            header.id(), 0, count, buffer, offset + SIGNERS));
    }

    /**
     * The block's header.
     *
     * @return of the certificate's height and id.
     */
    public BlockHeader header()
    {
        return header;
    }

    /**
     * Its certificate.
     *
     * @return of the header's height and id.
     */
    public Certificate certificate()
    {
        return certificate;
    }

    /**
     * Length of the encoding.
     *
     * @return bytes, message header included.
     */
    public int encodedLength()
    {
        return FIXED_LENGTH + certificate.count() * Certificate.SIGNER_LENGTH;
    }

    /**
     * Writes the canonical Commit message.
     *
     * @param out    receives {@link #encodedLength()} bytes.
     * @param offset of the first.
     * @return {@link #encodedLength()}.
     */
    public int encode(final MutableDirectBuffer out, final int offset)
    {
        final CommitEncoder encoder = new CommitEncoder();
        encoder.wrapAndApplyHeader(out, offset, new MessageHeaderEncoder()).round(certificate.round());
        encoder.signersCount(certificate.count());
        certificate.copySigners(out, offset + SIGNERS);
        final int headerOffset = offset + headerOffset(certificate.count());
        out.putInt(headerOffset - DATA_HEADER, BlockHeader.LENGTH, LITTLE_ENDIAN);
        header.copyTo(out, headerOffset);
        return encodedLength();
    }

    @Override
    public boolean equals(final Object other)
    {
        return other instanceof Commit commit && header.equals(commit.header) &&
            certificate.equals(commit.certificate);
    }

    @Override
    public int hashCode()
    {
        return header.hashCode();
    }

    private static int headerOffset(final int count)
    {
        return SIGNERS + count * Certificate.SIGNER_LENGTH + DATA_HEADER;
    }
}
