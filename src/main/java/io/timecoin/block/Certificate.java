package io.timecoin.block;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.util.Arrays;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.consensus.validators.ValidatorSet;
import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.Sha256;
import io.timecoin.wire.CommitDecoder.SignersDecoder;

/**
 * The precommits of one round for one block: with a quorum of them it is final. Whether they are one, and valid, says
 * {@link CertificateCheck}. Immutable.
 */
public final class Certificate
{
    static final int SIGNER_LENGTH = SignersDecoder.sbeBlockLength();
    private static final int SIGNATURE = SignersDecoder.signatureEncodingOffset();

    private final int height;
    private final int round;
    private final UnsafeBuffer blockId;
    private final int count;
    private final UnsafeBuffer signers;

    // As a Commit message holds the signers: index, signature.
    Certificate(
        final int height,
        final int round,
        final DirectBuffer blockId,
        final int blockIdOffset,
        final int count,
        final DirectBuffer signers,
        final int signersOffset)
    {
        this.height = height;
        this.round = round;
        this.count = count;
        this.blockId = copy(blockId, blockIdOffset, Sha256.LENGTH);
        this.signers = copy(signers, signersOffset, count * SIGNER_LENGTH);
    }

    /**
     * Begins a certificate.
     *
     * @param height        of the block.
     * @param round         of the precommits.
     * @param blockId       buffer with the block's id.
     * @param blockIdOffset of its 32 bytes.
     * @return a builder without signers.
     */
    public static Builder builder(
        final int height, final int round, final DirectBuffer blockId, final int blockIdOffset)
    {
        return new Builder(height, round, copy(blockId, blockIdOffset, Sha256.LENGTH));
    }

    /**
     * The block's height.
     *
     * @return from 1.
     */
    public int height()
    {
        return height;
    }

    /**
     * The round in which it was decided.
     *
     * @return from 0.
     */
    public int round()
    {
        return round;
    }

    /**
     * The block's id.
     *
     * @return 32 bytes, not to be changed.
     */
    public DirectBuffer blockId()
    {
        return blockId;
    }

    /**
     * Number of signers.
     *
     * @return 0 to {@link ValidatorSet#MAX_VALIDATORS}.
     */
    public int count()
    {
        return count;
    }

    /**
     * One of those who signed.
     *
     * @param index from 0, below {@link #count()}.
     * @return index of the validator.
     */
    public int validator(final int index)
    {
        return signers.getShort(index * SIGNER_LENGTH, LITTLE_ENDIAN) & 0xFFFF;
    }

    /**
     * What holds the signatures.
     *
     * @return not to be changed.
     */
    public DirectBuffer signatures()
    {
        return signers;
    }

    /**
     * Where a signer's signature lies in {@link #signatures()}.
     *
     * @param index from 0, below {@link #count()}.
     * @return offset of its 64 bytes.
     */
    public int signatureOffset(final int index)
    {
        return index * SIGNER_LENGTH + SIGNATURE;
    }

    @Override
    public boolean equals(final Object other)
    {
        return other instanceof Certificate certificate && height == certificate.height &&
            round == certificate.round && blockId.equals(certificate.blockId) && signers.equals(certificate.signers);
    }

    @Override
    public int hashCode()
    {
        return Arrays.hashCode(signers.byteArray());
    }

    void copySigners(final MutableDirectBuffer out, final int offset)
    {
        out.putBytes(offset, signers, 0, count * SIGNER_LENGTH);
    }

    private static UnsafeBuffer copy(final DirectBuffer source, final int offset, final int length)
    {
        final byte[] bytes = new byte[length];
        source.getBytes(offset, bytes);
        return new UnsafeBuffer(bytes);
    }

    /** Collects precommits in the order of the validators' indexes. */
    public static final class Builder
    {
        private final int height;
        private final int round;
        private final UnsafeBuffer blockId;
        private UnsafeBuffer signers = new UnsafeBuffer(new byte[16 * SIGNER_LENGTH]);
        private int count;
        private int last = -1;

        private Builder(final int height, final int round, final UnsafeBuffer blockId)
        {
            this.height = height;
            this.round = round;
            this.blockId = blockId;
        }

        /**
         * Adds a precommit.
         *
         * @param validator       index, more than that of the one before.
         * @param signature       buffer with its signature.
         * @param signatureOffset of the 64 bytes.
         * @return this.
         */
        public Builder add(final int validator, final DirectBuffer signature, final int signatureOffset)
        {
            if (validator <= last || validator >= ValidatorSet.MAX_VALIDATORS)
            {
                throw new IllegalArgumentException("signer " + validator + " after " + last);
            }
            if ((count + 1) * SIGNER_LENGTH > signers.capacity())
            {
                signers = new UnsafeBuffer(Arrays.copyOf(signers.byteArray(), 2 * signers.capacity()));
            }
            signers.putShort(count * SIGNER_LENGTH, (short)validator, LITTLE_ENDIAN);
            signers.putBytes(
                count * SIGNER_LENGTH + SIGNATURE, signature, signatureOffset, KeyPair.SIGNATURE_LENGTH);
            count++;
            last = validator;
            return this;
        }

        /**
         * Makes the certificate.
         *
         * @return with the precommits so far.
         */
        public Certificate build()
        {
            return new Certificate(height, round, blockId, 0, count, signers, 0);
        }
    }
}
