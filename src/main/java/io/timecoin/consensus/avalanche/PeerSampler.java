package io.timecoin.consensus.avalanche;

/**
 * Draws weight units of the other validators, each unit at most once: so the number of a kind in a sample follows the
 * hypergeometric distribution that {@link SafetyCalculator} computes with. A Fenwick tree over the units that are left.
 */
final class PeerSampler
{
    private final Electorate electorate;
    private final SplitMix random;
    private final long[] tree;
    private final int top;
    private final int[] drawn;
    private long others;

    PeerSampler(final Electorate electorate, final SplitMix random)
    {
        this.electorate = electorate;
        this.random = random;
        tree = new long[electorate.size() + 1];
        top = Integer.highestOneBit(electorate.size());
        drawn = new int[SamplingParameters.MAX_SAMPLE_SIZE];
        onElectorate();
    }

    /** Others vote now. */
    void onElectorate()
    {
        java.util.Arrays.fill(tree, 0);
        for (int i = 0; i < electorate.size(); i++)
        {
            if (i != electorate.self())
            {
                add(i, electorate.weight(i));
            }
        }
        others = electorate.totalWeight() - electorate.ownWeight();
    }

    /** Draws units, all if there are no more; adds one to a validator's element for each of its units drawn. */
    void draw(final int sample, final long[] into)
    {
        final int units = (int)Math.min(sample, others);
        for (int i = 0; i < units; i++)
        {
            final int validator = find(random.below(others - i));
            into[validator]++;
            drawn[i] = validator;
            add(validator, -1);
        }
        for (int i = 0; i < units; i++)
        {
            add(drawn[i], 1);
        }
    }

    private void add(final int validator, final long weight)
    {
        for (int i = validator + 1; i < tree.length; i += i & -i)
        {
            tree[i] += weight;
        }
    }

    /** The validator that holds the unit of this number among those left. */
    private int find(final long unit)
    {
        int position = 0;
        long rest = unit;
        for (int step = top; step > 0; step >>= 1)
        {
            if (position + step < tree.length && tree[position + step] <= rest)
            {
                position += step;
                rest -= tree[position];
            }
        }
        return position;
    }
}
