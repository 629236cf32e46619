package io.timecoin.proof;

import java.util.Arrays;

import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.block.BlockFault;
import io.timecoin.block.BlockHeader;
import io.timecoin.block.CertificateCheck;
import io.timecoin.crypto.SignatureVerifier;

/**
 * Checks proofs, with nothing but the validators: the header is of their chain and epoch and names them, more than two
 * thirds of their weight signed it, and the transaction is in its list. Whoever believes that less than a third of them
 * lies, and that SHA-256 and Ed25519 hold, must believe a proof that passes. For one thread.
 */
public final class ProofVerifier
{
    private final ValidatorsFile validators;
    private final CertificateCheck certificates;
    private final byte[] validatorsHash;

    /**
     * A verifier for a chain.
     *
     * @param validators from someone who is trusted.
     * @param signatures its batch is used and lost.
     */
    public ProofVerifier(final ValidatorsFile validators, final SignatureVerifier signatures)
    {
        this.validators = validators;
        certificates = new CertificateCheck(validators.chainId(), signatures);
        validatorsHash = validators.roster().hash();
    }

    /**
     * Checks bytes.
     *
     * @param proof said to be a proof.
     * @return {@link BlockFault#NONE} if they are one, and it is true.
     */
    public BlockFault verify(final byte[] proof)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(proof);
        final BlockFault fault = FinalityProof.check(buffer, 0, proof.length);
        return fault != BlockFault.NONE ? fault : verify(FinalityProof.decode(buffer, 0, proof.length));
    }

    /**
     * Checks a proof.
     *
     * @param proof of good form.
     * @return {@link BlockFault#NONE} if it is true.
     */
    public BlockFault verify(final FinalityProof proof)
    {
        final BlockHeader header = proof.commit().header();
        if (!Arrays.equals(header.chainId(), validators.chainId()))
        {
            return BlockFault.WRONG_CHAIN;
        }
        if (header.epoch() < validators.epoch() || !Arrays.equals(header.validatorsHash(), validatorsHash))
        {
            return BlockFault.WRONG_VALIDATORS;
        }
        if (!proof.isInBlock())
        {
            return BlockFault.NOT_IN_BLOCK;
        }
        return certificates.check(proof.commit().certificate(), validators.roster());
    }
}
