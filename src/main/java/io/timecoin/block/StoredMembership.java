package io.timecoin.block;

import io.timecoin.InvariantViolation;
import io.timecoin.consensus.validators.BondTerms;
import io.timecoin.consensus.validators.Membership;
import io.timecoin.consensus.validators.ValidatorRoster;
import io.timecoin.transaction.TransactionView;

/** Reads from stored blocks who votes. It follows from the blocks alone, so that it is kept nowhere else. */
public final class StoredMembership
{
    private StoredMembership()
    {
    }

    /**
     * The validators after the last stored block. Where they may come and go, it reads all blocks.
     *
     * @param terms of the chain.
     * @param first those of the genesis.
     * @param store with all blocks from the first on, or none.
     * @return the caller's own.
     */
    public static Membership recall(final BondTerms terms, final ValidatorRoster first, final BlockStore store)
    {
        final Membership membership = new Membership(terms, first);
        final TransactionView view = new TransactionView();
        for (int height = 1; height <= store.lastHeight(); height++)
        {
            if (terms.areOpen())
            {
                if (height < store.firstHeight())
                {
                    throw new InvariantViolation(
                        "the blocks that say who validates are not kept before height", store.firstHeight());
                }
                for (final Evidence evidence : store.evidence(height).entries())
                {
                    if (!membership.charge(evidence.validator()))
                    {
                        throw new InvariantViolation("a stored block charges in vain, at height", height);
                    }
                }
                store.forEachBody(height, 0, BlockHeader.MAX_TRANSACTIONS, (position, buffer, offset, length) ->
                {
                    view.wrap(buffer, offset, length);
                    membership.apply(view);
                    return true;
                });
            }
            membership.endBlock(height);
        }
        return membership;
    }
}
