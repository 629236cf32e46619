package io.timecoin.consensus.validators;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.timecoin.transaction.Verdict;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories against a model that computes all from the whole history each time, a unit of weight a step. */
class MembershipModelTest
{
    private static final int HISTORIES = 20;
    private static final int KEYS = 12;
    private static final long UNIT = 1_000;

    private record Listed(int height, char kind, int key, long weight)
    {
    }

    /** All from the history: no state of its own but what a history leads to. */
    private static final class Model
    {
        private final int epochLength;
        private final int capacity;
        private final long[] first;
        private final List<Listed> history = new ArrayList<>();

        Model(final int epochLength, final int capacity, final long[] first)
        {
            this.epochLength = epochLength;
            this.capacity = capacity;
            this.first = first;
        }

        /** Key of each place, for those that had got one at a height. */
        List<Integer> places(final int height)
        {
            final List<Integer> keys = new ArrayList<>();
            for (int i = 0; i < first.length; i++)
            {
                keys.add(i);
            }
            for (final Listed each : history)
            {
                if (each.kind == 'b' && each.height <= height && !keys.contains(each.key) && keys.size() < capacity)
                {
                    keys.add(each.key);
                }
            }
            return keys;
        }

        /** By key, in an epoch; optionally the first epoch from which each is gone. */
        long[] weights(final int epoch, final int[] gone)
        {
            final long[] weights = Arrays.copyOf(first, KEYS);
            final long[] targets = weights.clone();
            final List<Integer> queue = new ArrayList<>();
            Arrays.fill(gone, Integer.MAX_VALUE);
            for (int settled = 2; settled <= epoch; settled++)
            {
                final int from = (settled - 2) * epochLength + 1;
                for (final Listed each : history)
                {
                    if (each.height >= from && each.height < from + epochLength)
                    {
                        list(each, targets, queue, gone, settled - 2);
                    }
                }
                long total = 0;
                for (final long weight : weights)
                {
                    total += weight;
                }
                for (long moved = 0; 3 * (moved + 1) < total && step(queue, weights, targets); moved++)
                {
                    continue;
                }
                for (int i = queue.size() - 1; i >= 0; i--)
                {
                    final int key = queue.get(i);
                    if (weights[key] == targets[key])
                    {
                        gone[key] = targets[key] == 0 ? settled : gone[key];
                        queue.remove(i);
                    }
                }
            }
            return weights;
        }

        private void list(
            final Listed each, final long[] targets, final List<Integer> queue, final int[] gone, final int epoch)
        {
            final boolean isNew = firstOf(each.key) == each;
            if (each.kind == 'b' && isNew && !places(each.height).contains(each.key))
            {
                gone[each.key] = epoch;
                return;
            }
            if (each.kind == 'b' && !isNew || each.kind != 'b' && !isKnown(each) || gone[each.key] <= epoch + 1)
            {
                return;
            }
            targets[each.key] = each.kind == 'b' ? each.weight : 0;
            if (!queue.contains(each.key) && gone[each.key] == Integer.MAX_VALUE)
            {
                queue.add(each.key);
            }
        }

        private boolean isKnown(final Listed each)
        {
            return each.key < first.length ||
                firstOf(each.key) != null && history.indexOf(firstOf(each.key)) < history.indexOf(each);
        }

        /** The bond that made a key known; null for first validators and those never bonded. */
        private Listed firstOf(final int key)
        {
            for (final Listed each : history)
            {
                if (key >= first.length && each.kind == 'b' && each.key == key)
                {
                    return each;
                }
            }
            return null;
        }

        private static boolean step(final List<Integer> queue, final long[] weights, final long[] targets)
        {
            for (final int key : queue)
            {
                if (weights[key] != targets[key])
                {
                    weights[key] += targets[key] > weights[key] ? 1 : -1;
                    return true;
                }
            }
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4 })
    void shouldGoAsTheWholeHistorySays(final long seed)
    {
        for (int i = 0; i < HISTORIES; i++)
        {
            run(seed * HISTORIES + i);
        }
    }

    private static void run(final long seed)
    {
        final Random random = new Random(seed);
        final int epochLength = 1 + random.nextInt(5);
        final long[] first = random.longs(1 + random.nextInt(5), 1, 40).toArray();
        final int capacity = first.length + random.nextInt(KEYS - first.length);
        final Membership membership =
            new Membership(new BondTerms(UNIT, capacity, epochLength), Bonds.first(first));
        final Model model = new Model(epochLength, capacity, first);
        final int[] gone = new int[KEYS];
        for (int height = 1; height <= 20 * epochLength; height++)
        {
            for (int i = random.nextInt(3); i > 0; i--)
            {
                list(membership, model, height, random);
            }
            membership.endBlock(height);
            final int epoch = membership.terms().epoch(height + epochLength);
            compare(membership.roster(height + epochLength), model.weights(epoch, gone),
                model.places(height), "seed " + seed + " height " + height);
            model.weights(membership.terms().epoch(height) + 2, gone);
            for (int key = 0; key < KEYS; key++)
            {
                final int of = key;
                final boolean isBurned = model.history.stream().anyMatch((each) -> each.kind == 'c' && each.key == of);
                assertThat(membership.isReleased(Bonds.keyHash(key), 0, height + 1))
                    .as("seed %d height %d key %d", seed, height, key)
                    .isEqualTo(!isBurned && gone[key] != Integer.MAX_VALUE &&
                        membership.terms().epoch(height + 1) >= gone[key] + Membership.EVIDENCE_EPOCHS);
            }
        }
        requireSlowChange(membership, 20 * epochLength, seed);
    }

    private static void list(
        final Membership membership, final Model model, final int height, final Random random)
    {
        final int key = random.nextInt(KEYS);
        final int kind = random.nextInt(7);
        if (kind < 4)
        {
            final long weight = 1 + random.nextInt(30);
            membership.apply(Bonds.bond(key, weight * UNIT + random.nextInt((int)UNIT)));
            model.history.add(new Listed(height, 'b', key, weight));
        }
        else if (kind < 6)
        {
            final Verdict verdict = membership.apply(Bonds.leave(key));
            final Listed listed = new Listed(height, 'l', key, 0);
            model.history.add(listed);
            assertThat(verdict == Verdict.ADMITTED).isEqualTo(model.isKnown(listed));
        }
        else
        {
            final int place = model.places(height).indexOf(key);
            if (place >= 0 && membership.charge(place))
            {
                model.history.add(new Listed(height, 'c', key, 0));
            }
        }
    }

    private static void compare(
        final ValidatorRoster roster, final long[] weights, final List<Integer> places, final String where)
    {
        final ValidatorRoster keys = Bonds.first(ones());
        for (int place = 0; place < places.size(); place++)
        {
            final int key = places.get(place);
            final long weight = place < roster.size() ? roster.set().weight(place) : 0;
            assertThat(weight).as("%s key %d", where, key).isEqualTo(weights[key]);
            if (place < roster.size())
            {
                assertThat(roster.identity(place)).as(where).isEqualTo(keys.identity(key));
            }
        }
        assertThat(roster.size()).as(where).isLessThanOrEqualTo(places.size());
    }

    private static long[] ones()
    {
        final long[] ones = new long[KEYS];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** From one epoch to the next less than a third of the weight moves, so that any two quorums of them meet. */
    private static void requireSlowChange(final Membership membership, final int height, final long seed)
    {
        final BondTerms terms = membership.terms();
        for (int at = 1; at + terms.epochLength() <= height; at += terms.epochLength())
        {
            final ValidatorSet before = membership.roster(at).set();
            final ValidatorSet after = membership.roster(at + terms.epochLength()).set();
            long moved = 0;
            for (int place = 0; place < after.size(); place++)
            {
                final long had = place < before.size() ? before.weight(place) : 0;
                moved += Math.abs(after.weight(place) - had);
            }
            assertThat(3 * moved).as("seed %d from height %d", seed, at).isLessThan(before.totalWeight());
        }
    }
}
