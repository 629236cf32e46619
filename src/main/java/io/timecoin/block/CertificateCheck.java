package io.timecoin.block;

import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.consensus.validators.ValidatorRoster;
import io.timecoin.crypto.SignatureVerifier;

/**
 * Whether a certificate makes its block final: distinct signers, in rising order, with more than two thirds of the
 * weight, and every signature valid. Signatures are verified in batches. For one thread.
 */
public final class CertificateCheck
{
    private final SignedStatements statements;
    private final SignatureVerifier verifier;
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[SignedStatements.VOTE_LENGTH]);

    /**
     * A check for one chain.
     *
     * @param chainId  32 bytes.
     * @param verifier its batch is used and lost.
     */
    public CertificateCheck(final byte[] chainId, final SignatureVerifier verifier)
    {
        statements = new SignedStatements(chainId);
        this.verifier = verifier;
    }

    /**
     * Judges a certificate. One with more signatures than it needs is judged by all of them.
     *
     * @param certificate of a block.
     * @param roster      those who vote on it.
     * @return {@link BlockFault#NONE} if it makes the block final.
     */
    public BlockFault check(final Certificate certificate, final ValidatorRoster roster)
    {
        final BlockFault fault = checkSigners(certificate, roster);
        if (fault != BlockFault.NONE)
        {
            return fault;
        }
        statements.vote(message, 0, certificate.height(), certificate.round(), SignedStatements.PRECOMMIT,
            certificate.blockId(), 0);
        for (int from = 0; from < certificate.count(); from += SignatureVerifier.MAX_BATCH)
        {
            if (!areValid(certificate, roster, from, Math.min(from + SignatureVerifier.MAX_BATCH, certificate.count())))
            {
                return BlockFault.BAD_SIGNATURE;
            }
        }
        return BlockFault.NONE;
    }

    private static BlockFault checkSigners(final Certificate certificate, final ValidatorRoster roster)
    {
        long weight = 0;
        int last = -1;
        for (int i = 0; i < certificate.count(); i++)
        {
            final int validator = certificate.validator(i);
            if (validator <= last)
            {
                return BlockFault.SIGNERS_UNORDERED;
            }
            if (!roster.set().isVoter(validator))
            {
                return BlockFault.UNKNOWN_SIGNER;
            }
            weight += roster.set().weight(validator);
            last = validator;
        }
        return roster.set().isQuorum(weight) ? BlockFault.NONE : BlockFault.TOO_LITTLE_WEIGHT;
    }

    private boolean areValid(
        final Certificate certificate, final ValidatorRoster roster, final int from, final int to)
    {
        verifier.reset();
        for (int i = from; i < to; i++)
        {
            verifier.add(
                roster.identities(),
                roster.identityOffset(certificate.validator(i)),
                certificate.signatures(),
                certificate.signatureOffset(i),
                message,
                0,
                SignedStatements.VOTE_LENGTH);
        }
        final long all = -1L >>> Long.SIZE - (to - from);
        return (verifier.verify() & all) == all;
    }
}
