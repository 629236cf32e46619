package io.timecoin.block;

import java.util.Arrays;

import io.timecoin.consensus.validators.Membership;
import io.timecoin.crypto.SignatureVerifier;

/**
 * Judges evidence of good form by what all nodes know alike: the chain, the final blocks and the signatures. For one
 * thread.
 */
public final class EvidenceCheck
{
    private final byte[] chainId;
    private final Membership membership;
    private final SignatureVerifier verifier;

    /**
     * A judge.
     *
     * @param chainId    32 bytes.
     * @param membership after the last final block; goes on with them.
     * @param verifier   its batch is used and lost.
     */
    public EvidenceCheck(final byte[] chainId, final Membership membership, final SignatureVerifier verifier)
    {
        this.chainId = chainId.clone();
        this.membership = membership;
        this.verifier = verifier;
    }

    /**
     * Whether it is true: both statements are of a validator that voted at their height. It may be too old to count.
     *
     * @param evidence whose form was checked.
     * @return {@link BlockFault#NONE} if it is; {@link BlockFault#BAD_HEIGHT} if those who vote there are not known.
     */
    public BlockFault checkTruth(final Evidence evidence)
    {
        if (membership.terms().epoch(evidence.height()) > membership.terms().epoch(membership.height() + 1) + 1)
        {
            return BlockFault.BAD_HEIGHT;
        }
        final BlockFault fault = checkAuthor(evidence);
        return fault != BlockFault.NONE || evidence.isSigned(verifier) ? fault : BlockFault.BAD_SIGNATURE;
    }

    /**
     * Whether a block may charge a validator on it, signatures aside.
     *
     * @param evidence whose form was checked.
     * @param height   of the block, one after the membership's.
     * @return {@link BlockFault#NONE} if it may.
     */
    public BlockFault checkPlace(final Evidence evidence, final int height)
    {
        if (evidence.height() > height)
        {
            return BlockFault.BAD_HEIGHT;
        }
        final BlockFault fault = checkAuthor(evidence);
        if (fault != BlockFault.NONE)
        {
            return fault;
        }
        if (!membership.terms().areOpen())
        {
            return BlockFault.NOBODY_CHARGED;
        }
        final int age = membership.terms().epoch(height) - membership.terms().epoch(evidence.height());
        if (age > Membership.EVIDENCE_EPOCHS)
        {
            return BlockFault.EVIDENCE_TOO_OLD;
        }
        return membership.isChargeable(evidence.validator()) ? BlockFault.NONE : BlockFault.ALREADY_CHARGED;
    }

    /**
     * Whether a block may charge all that its evidence is against.
     *
     * @param list   of the block.
     * @param height of the block, one after the membership's.
     * @return {@link BlockFault#NONE} if it may, else the first fault.
     */
    public BlockFault check(final EvidenceList list, final int height)
    {
        if (list.size() == 0)
        {
            return BlockFault.NONE;
        }
        verifier.reset();
        for (final Evidence evidence : list.entries())
        {
            final BlockFault fault = checkPlace(evidence, height);
            if (fault != BlockFault.NONE)
            {
                return fault;
            }
            evidence.addTo(verifier);
        }
        return verifier.verify() == (1L << 2 * list.size()) - 1 ? BlockFault.NONE : BlockFault.BAD_SIGNATURE;
    }

    private BlockFault checkAuthor(final Evidence evidence)
    {
        if (!Arrays.equals(evidence.chainId(), chainId))
        {
            return BlockFault.WRONG_CHAIN;
        }
        final int author = evidence.validator();
        return author < membership.places() &&
            membership.roster(evidence.height()).set().isVoter(author) &&
            Arrays.equals(membership.identity(author), evidence.identity()) ?
            BlockFault.NONE : BlockFault.UNKNOWN_VALIDATOR;
    }
}
