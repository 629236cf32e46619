package io.timecoin.consensus.avalanche;

/**
 * Everyone is polled, votes count by weight, the own vote included. A quorum that prefers moves the preference and
 * marks strong; a quorum that is strong in one poll accepts.
 * <p>
 * Why it is safe: a first quorum for a transaction needs quorum − f honest first preferences, and two of those exceed
 * W − f. So of two transactions in conflict at most one ever gets a quorum, whatever the network does. Each effect is
 * final by itself, so the order of polls does not matter and each is applied as soon as it is reached.
 */
final class QuorumRule implements AcceptanceRule
{
    private final Electorate electorate;

    QuorumRule(final Electorate electorate)
    {
        this.electorate = electorate;
    }

    @Override
    public void judge(final VoteCounter prefer, final VoteCounter strong, final int row, final long outstanding,
        final long ownPrefer, final long ownStrong, final Judgement out)
    {
        final long quorum = electorate.quorumWeight();
        final long ownWeight = electorate.ownWeight();
        // The own vote is the one that arrives last: it says what this node prefers when it judges.
        final long preferred = prefer.atLeast(row, quorum) | ownPrefer & prefer.atLeast(row, quorum - ownWeight);
        final long marked = strong.atLeast(row, quorum) | ownStrong & strong.atLeast(row, quorum - ownWeight);
        // Own words can still grow while replies are out, so what cannot be reached is judged as if they did.
        final long within = quorum - ownWeight - outstanding;
        out.leads = preferred;
        out.marks = preferred;
        out.succeeds = 0;
        out.accepts = marked;
        out.certain = (preferred | ~prefer.atLeast(row, within)) & (marked | ~strong.atLeast(row, within));
        if (outstanding == 0)
        {
            out.certain = ~0L;
        }
    }

    @Override
    public boolean isWorthJudging(final long replied, final long outstanding)
    {
        final long needed = electorate.quorumWeight() - electorate.ownWeight();
        return replied >= needed || outstanding < needed;
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
        return false;
    }

    @Override
    public int successesNeeded(final boolean conflicted)
    {
        return 0;
    }

    @Override
    public long knownThreshold()
    {
        return electorate.quorumWeight() - electorate.ownWeight();
    }

    @Override
    public long mostVotes()
    {
        return electorate.totalWeight();
    }

    @Override
    public long connectedWeightNeeded()
    {
        return electorate.quorumWeight();
    }

    @Override
    public String name()
    {
        return "quorum";
    }
}
