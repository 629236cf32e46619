package io.timecoin.consensus.avalanche;

import io.timecoin.consensus.validators.ValidatorSet;
import io.timecoin.wire.PollReplyDecoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

import static io.timecoin.consensus.avalanche.TestNetwork.MS;
import static org.assertj.core.api.Assertions.assertThat;

/** Double spends, liars and bad networks under the quorum rule: one of two at most, and all else accepted. */
class ByzantineNetworkTest
{
    private static final int REPLY_ENTRIES = 20;
    private static final int REPLY_ENTRY_LENGTH = 24;

    /** What a validator does that does not follow the rules. */
    enum Lie
    {
        SILENT, OPPOSITE, RANDOM, TWO_FACED, EVERYTHING, DELAYED
    }

    @ParameterizedTest
    @CsvSource({ "4, 1", "5, 2", "5, 3", "7, 4", "10, 5" })
    void shouldAcceptAtMostOneOfTwoAndEverythingElse(final int size, final long seed)
    {
        final TestNetwork network = TestNetwork.quorum(size, seed);
        network.roundTrip(20 * MS, 2);
        final Set<Integer> honest = load(network, 200, 4);
        network.run(3_000 * MS);
        check(network, honest, 0);
    }

    @ParameterizedTest
    @EnumSource(Lie.class)
    void shouldBeSafeAndLiveWithFaultsBelowAThird(final Lie lie)
    {
        for (int seed = 0; seed < 3; seed++)
        {
            final int size = 4 + 3 * (seed % 2);
            final TestNetwork network = TestNetwork.quorum(size, seed);
            network.roundTrip(10 * MS, 1);
            for (int liar = 0; liar < (size - 1) / 3; liar++)
            {
                network.liars[liar] = liar(network, liar, lie);
            }
            final Set<Integer> honest = load(network, 100, 4);
            network.run(4_000 * MS);
            check(network, honest, (size - 1) / 3);
        }
    }

    @ParameterizedTest
    @CsvSource({ "0.02, 0.02, 1", "0.2, 0.1, 2", "0.05, 0.5, 3" })
    void shouldLiveWithLossDuplicatesAndReordering(final double loss, final double duplicates, final long seed)
    {
        final TestNetwork network = TestNetwork.quorum(5, seed);
        network.delays = (from, to, bulk) ->
            network.random.nextDouble() < loss ? -1 : 1 + (long)(network.random.nextDouble() * 20 * MS);
        for (int i = 0; i < 5; i++)
        {
            final int from = i;
            network.liars[i] = (to, templateId, message) ->
            {
                if (network.random.nextDouble() < duplicates)
                {
                    network.deliver(from, to, message, false, (long)(network.random.nextDouble() * 100 * MS));
                }
                return message;
            };
        }
        final Set<Integer> honest = load(network, 200, 8);
        network.run(5_000 * MS);
        check(network, honest, 0);
    }

    @ParameterizedTest
    @CsvSource({ "1", "2" })
    void shouldCountByWeight(final long seed)
    {
        // The silent ones have less than a third of the weight, though they are most.
        final ValidatorSet validators = new ValidatorSet(new long[]{ 50, 40, 9, 9, 9, 9 });
        final TestNetwork network = new TestNetwork(validators,
            AvalancheParameters.testnet().withLimits(TestNode.LIMITS), AcceptanceRule.QUORUM, seed);
        for (int liar = 2; liar < 6; liar++)
        {
            network.liars[liar] =
                (to, templateId, message) -> templateId == PollReplyDecoder.TEMPLATE_ID ? null : message;
        }
        for (int i = 0; i < 50; i++)
        {
            network.nodes.get(i % 2).submit(i, i);
            network.run(MS);
        }
        network.run(500 * MS);
        assertThat(network.nodes.get(0).acceptedNs).hasSize(50);
        assertThat(network.nodes.get(1).acceptedNs).hasSize(50);
        assertThat(network.nodes.get(2).acceptedNs).hasSize(50);
    }

    /** Submits payments; every so many, two that spend one coin, at two validators. Returns those without a rival. */
    private static Set<Integer> load(final TestNetwork network, final int count, final int everyNth)
    {
        final Set<Integer> honest = new TreeSet<>();
        final int size = network.nodes.size();
        int next = 0;
        for (int i = 0; i < count; i++)
        {
            final int at = network.random.nextInt(size);
            if (i % everyNth == 0)
            {
                network.nodes.get(at).submit(next++, 1_000_000 + i);
                network.nodes.get((at + 1 + network.random.nextInt(size - 1)) % size).submit(next++, 1_000_000 + i);
            }
            else
            {
                network.nodes.get(at).submit(next, next);
                if (network.liars[at] == null || network.delays.delayNs(0, 1, true) < 0)
                {
                    honest.add(next);
                }
                next++;
            }
            if (i % 3 == 0)
            {
                network.run(MS);
            }
        }
        return honest;
    }

    /**
     * With liars a double spend may be accepted by some and stay open for others, until blocks decide; never both of
     * two.
     */
    private static void check(final TestNetwork network, final Set<Integer> honest, final int firstHonest)
    {
        final Map<Integer, Integer> acceptedByCoin = new HashMap<>();
        for (final TestNode node : network.nodes.subList(firstHonest, network.nodes.size()))
        {
            assertThat(node.acceptedNs.keySet()).as("seed %d, node %d", network.seed, node.self).containsAll(honest);
            if (firstHonest == 0)
            {
                assertThat(node.acceptedNs.keySet()).as("seed %d, node %d", network.seed, node.self)
                    .isEqualTo(network.nodes.get(0).acceptedNs.keySet());
            }
            node.spenderOf.forEach((coin, number) ->
                assertThat(acceptedByCoin.merge(coin, number, (one, other) -> one.equals(other) ? one : -1))
                    .as("seed %d, coin %d, node %d", network.seed, coin, node.self).isEqualTo(number));
        }
    }

    private static TestNetwork.Liar liar(final TestNetwork network, final int self, final Lie lie)
    {
        final Random random = new Random(network.seed);
        return (to, templateId, message) ->
        {
            if (lie == Lie.SILENT)
            {
                return null;
            }
            if (templateId == PollReplyDecoder.TEMPLATE_ID)
            {
                final UnsafeBuffer reply = new UnsafeBuffer(message);
                for (int at = REPLY_ENTRIES; at < message.length; at += REPLY_ENTRY_LENGTH)
                {
                    final long known = reply.getLong(at);
                    final long prefer = lie(lie, known, reply.getLong(at + 8), to, random);
                    reply.putLong(at + 8, prefer);
                    reply.putLong(at + 16, prefer);
                }
                if (lie == Lie.DELAYED)
                {
                    network.deliver(self, to, message, false, random.nextInt(60) * MS);
                    return null;
                }
            }
            return message;
        };
    }

    private static long lie(final Lie lie, final long known, final long prefer, final int to, final Random random)
    {
        switch (lie)
        {
            case OPPOSITE:
                return known & ~prefer;

            case RANDOM:
                return known & random.nextLong();

            case TWO_FACED:
                return to % 2 == 0 ? prefer : known & ~prefer;

            case EVERYTHING:
                return known;

            default:
                return prefer;
        }
    }
}
