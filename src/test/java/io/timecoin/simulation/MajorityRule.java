package io.timecoin.simulation;

import io.timecoin.consensus.avalanche.AcceptanceRule;
import io.timecoin.consensus.avalanche.Judgement;
import io.timecoin.consensus.avalanche.VoteCounter;
import io.timecoin.consensus.validators.ValidatorSet;

/**
 * A rule that is known to be broken: everyone is polled, a simple majority moves the preference, and a number of
 * majorities in a row accepts. That the simulation finds the attacks on it shows that it can find attacks.
 */
final class MajorityRule implements AcceptanceRule
{
    private final long majority;
    private final long ownWeight;
    private final long totalWeight;
    private final int successesInARow;

    MajorityRule(final ValidatorSet validators, final int self, final int successesInARow)
    {
        totalWeight = validators.totalWeight();
        majority = totalWeight / 2 + 1;
        ownWeight = validators.weight(self);
        this.successesInARow = successesInARow;
    }

    @Override
    public void judge(final VoteCounter prefer, final VoteCounter strong, final int row, final long outstanding,
        final long ownPrefer, final long ownStrong, final Judgement out)
    {
        final long leads = prefer.atLeast(row, majority) | ownPrefer & prefer.atLeast(row, majority - ownWeight);
        out.leads = leads;
        out.succeeds = leads;
        out.marks = 0;
        out.accepts = 0;
        out.certain = outstanding == 0 ? ~0L :
            leads | ~prefer.atLeast(row, majority - ownWeight - outstanding);
    }

    @Override
    public boolean pollsEveryone()
    {
        return true;
    }

    @Override
    public int sampleSize()
    {
        return 0;
    }

    @Override
    public boolean countsInARow()
    {
        return true;
    }

    @Override
    public int successesNeeded(final boolean conflicted)
    {
        return successesInARow;
    }

    @Override
    public long knownThreshold()
    {
        return majority - ownWeight;
    }

    @Override
    public long mostVotes()
    {
        return totalWeight;
    }

    @Override
    public long connectedWeightNeeded()
    {
        return majority;
    }

    @Override
    public String name()
    {
        return "majority";
    }
}
