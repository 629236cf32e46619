package io.timecoin.validation;

import io.timecoin.transaction.TransactionView;
import io.timecoin.transaction.Verdict;
import org.agrona.DirectBuffer;

/** Nobody comes and nobody goes. */
final class NoBonds implements Bonds
{
    @Override
    public boolean areOpen()
    {
        return false;
    }

    @Override
    public Verdict judge(final TransactionView tx)
    {
        return Verdict.ADMITTED;
    }

    @Override
    public boolean isKnown(final DirectBuffer buffer, final int offset)
    {
        return false;
    }

    @Override
    public boolean isReleased(final DirectBuffer buffer, final int offset, final long height)
    {
        return false;
    }

    @Override
    public void charge(final int validator)
    {
        // Nobody has bonded anything.
    }

    @Override
    public void apply(final TransactionView tx)
    {
        // Nothing follows from it.
    }

    @Override
    public void endBlock(final long height)
    {
        // Nothing changes.
    }
}
