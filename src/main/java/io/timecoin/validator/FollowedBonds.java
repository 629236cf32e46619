package io.timecoin.validator;

import io.timecoin.consensus.validators.Membership;
import io.timecoin.transaction.TransactionView;
import io.timecoin.transaction.Verdict;
import io.timecoin.validation.Bonds;
import org.agrona.DirectBuffer;

/** Tells validation, which knows no consensus, what the validators' rules say. */
final class FollowedBonds implements Bonds
{
    private final Membership membership;

    FollowedBonds(final Membership membership)
    {
        this.membership = membership;
    }

    @Override
    public boolean areOpen()
    {
        return membership.terms().areOpen();
    }

    @Override
    public Verdict judge(final TransactionView tx)
    {
        return membership.judge(tx);
    }

    @Override
    public boolean isKnown(final DirectBuffer buffer, final int offset)
    {
        return membership.isKnown(buffer, offset);
    }

    @Override
    public boolean isReleased(final DirectBuffer buffer, final int offset, final long height)
    {
        return membership.isReleased(buffer, offset, (int)height);
    }

    @Override
    public void charge(final int validator)
    {
        membership.charge(validator);
    }

    @Override
    public void apply(final TransactionView tx)
    {
        membership.apply(tx);
    }

    @Override
    public void endBlock(final long height)
    {
        // A node that goes on where its blocks end is told their height again.
        if (height > membership.height())
        {
            membership.endBlock((int)height);
        }
    }
}
