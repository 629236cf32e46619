package io.timecoin.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.timecoin.consensus.validators.ValidatorSet;

/** Counting, against the plainest way to count. */
class ModelTest
{
    private static final int SEEDS = 200;

    @Test
    void shouldProveWhatMoreThanAThirdHaveReached()
    {
        for (int seed = 1; seed <= SEEDS; seed++)
        {
            final Random random = new Random(seed);
            final ValidatorSet validators = validators(random);
            final Progress progress = new Progress(validators);
            final long[] reached = new long[validators.size()];
            for (int i = 0; i < 200; i++)
            {
                final int author = random.nextInt(validators.size());
                final int height = 1 + random.nextInt(4) * (random.nextInt(30) == 0 ? 500_000_000 : 1);
                final int round = random.nextInt(20) == 0 ? Tendermint.MAX_ROUND : random.nextInt(4);
                progress.onStatement(author, height, round);
                reached[author] = Math.max(reached[author], (long)height << 32 | round);
                final long expected = furthest(validators, reached);
                assertThat((long)progress.provenHeight() << 32 | progress.provenRound())
                    .as("seed %d, statement %d", seed, i).isEqualTo(expected);
            }
        }
    }

    @Test
    void shouldTallyEachWeightOnceForEachBlockAndOnceForAll()
    {
        for (int seed = 1; seed <= SEEDS; seed++)
        {
            final Random random = new Random(seed);
            final ValidatorSet validators = validators(random);
            final VoteTally tally = new VoteTally(validators);
            final Map<Integer, Set<Character>> votes = new HashMap<>();
            for (int i = 0; i < 100; i++)
            {
                final int author = random.nextInt(validators.size());
                final char block = "-AB".charAt(random.nextInt(3));
                final Set<Character> own = votes.computeIfAbsent(author, key -> new HashSet<>());
                final Receipt receipt = tally.add(
                    Statement.vote(author, 1, 0, Step.PREVOTE, Bench.id(block), Bench.signature(author)), false);
                final Receipt expected = own.contains(block) ? Receipt.KNOWN : own.isEmpty() ? Receipt.COUNTED :
                    own.size() == 1 ? Receipt.EQUIVOCATION : Receipt.EXCESS;
                assertThat(receipt).as("seed %d, vote %d", seed, i).isEqualTo(expected);
                if (receipt != Receipt.EXCESS)
                {
                    own.add(block);
                }
                long all = 0;
                final Map<Character, Long> weights = new HashMap<>();
                for (final Map.Entry<Integer, Set<Character>> entry : votes.entrySet())
                {
                    all += validators.weight(entry.getKey());
                    entry.getValue().forEach(name -> weights.merge(name, validators.weight(entry.getKey()), Long::sum));
                }
                assertThat(tally.isQuorum()).as("seed %d, vote %d", seed, i).isEqualTo(validators.isQuorum(all));
                for (final char name : "-AB".toCharArray())
                {
                    assertThat(tally.isQuorumFor(Bench.id(name))).as("seed %d, vote %d, %s", seed, i, name)
                        .isEqualTo(validators.isQuorum(weights.getOrDefault(name, 0L)));
                }
            }
        }
    }

    private static long furthest(final ValidatorSet validators, final long[] reached)
    {
        long best = 0;
        for (final long candidate : reached)
        {
            long weight = 0;
            for (int i = 0; i < reached.length; i++)
            {
                weight += reached[i] >= candidate ? validators.weight(i) : 0;
            }
            best = weight > validators.faultBound() ? Math.max(best, candidate) : best;
        }
        return best;
    }

    private static ValidatorSet validators(final Random random)
    {
        final long[] weights = new long[1 + random.nextInt(12)];
        for (int i = 0; i < weights.length; i++)
        {
            weights[i] = 1 + random.nextInt(random.nextInt(3) == 0 ? 1 : 50);
        }
        return new ValidatorSet(weights);
    }
}
