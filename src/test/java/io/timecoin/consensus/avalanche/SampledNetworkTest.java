package io.timecoin.consensus.avalanche;

import io.timecoin.consensus.validators.ValidatorSet;
import io.timecoin.wire.PollReplyDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HashMap;
import java.util.Map;

import static io.timecoin.consensus.avalanche.TestNetwork.MS;
import static org.assertj.core.api.Assertions.assertThat;

/** The sampled rule in networks that it is meant for, and in the smallest that it can run in. */
class SampledNetworkTest
{
    @ParameterizedTest
    @CsvSource({ "5, 3, 1", "30, 20, 2" })
    void shouldAcceptEverythingUncontested(final int size, final int sampleSize, final long seed)
    {
        final TestNetwork network = network(size, sampleSize, seed);
        network.roundTrip(20 * MS, 0.5);
        for (int i = 0; i < 60; i++)
        {
            network.nodes.get(i % size).submit(i, i);
            network.run(2 * MS);
        }
        network.run(600 * MS);
        for (final TestNode node : network.nodes)
        {
            assertThat(node.acceptedNs).as("node " + node.self).hasSize(60);
        }
    }

    @Test
    void shouldAcceptInAFewRoundTripsBecausePollsOverlap()
    {
        final TestNetwork network = network(30, 20, 3);
        network.roundTrip(100 * MS, 0.1);
        for (int i = 0; i < 5; i++)
        {
            network.nodes.get(i).submit(100 + i, 100 + i);
            network.run(400 * MS);
        }
        final long beganNs = network.nowNs;
        network.nodes.get(7).submit(1, 1);
        network.run(1_500 * MS);
        for (final TestNode node : network.nodes)
        {
            // Fifteen polls one after the other would take fifteen round trips.
            assertThat(node.acceptedNs.get(1) - beganNs).as("node " + node.self).isBetween(150 * MS, 400 * MS);
        }
    }

    @Test
    void shouldGoOnWithSilentValidators()
    {
        final TestNetwork network = network(30, 20, 4);
        network.roundTrip(10 * MS, 0.5);
        for (int i = 0; i < 3; i++)
        {
            network.liars[i] =
                (to, templateId, message) -> templateId == PollReplyDecoder.TEMPLATE_ID ? null : message;
        }
        for (int i = 0; i < 30; i++)
        {
            network.nodes.get(i).submit(i, i);
            network.run(2 * MS);
        }
        network.run(2_000 * MS);
        for (final TestNode node : network.nodes)
        {
            assertThat(node.acceptedNs).as("node " + node.self).hasSize(30);
        }
    }

    @ParameterizedTest
    @CsvSource({ "5" })
    void shouldDecideDoubleSpendsAlikeEverywhere(final long seed)
    {
        final TestNetwork network = network(30, 20, seed);
        network.roundTrip(20 * MS, 1);
        final int pairs = 20;
        for (int i = 0; i < pairs; i++)
        {
            network.nodes.get(network.random.nextInt(15)).submit(2 * i, 500 + i);
            network.nodes.get(15 + network.random.nextInt(15)).submit(2 * i + 1, 500 + i);
            network.run(5 * MS);
        }
        network.run(3_000 * MS);
        final Map<Integer, Integer> winners = new HashMap<>();
        for (final TestNode node : network.nodes)
        {
            node.spenderOf.forEach((coin, number) ->
                assertThat(winners.merge(coin, number, (one, other) -> one.equals(other) ? one : -1))
                    .isEqualTo(number));
        }
        assertThat(winners.size()).as("metastable: most conflicts decide themselves").isGreaterThan(pairs * 3 / 4);
        assertThat(network.nodes.get(0).avalanche.stats().preferenceFlips).isPositive();
    }

    @Test
    void shouldBeginTheCountAgainAfterAFailure()
    {
        final TestNetwork network = network(5, 3, 7);
        network.nodes.get(0).submit(1, 1);
        // Two of four stop replying: no poll of three succeeds, so nothing may be accepted however many polls there
        // are.
        for (int i = 3; i < 5; i++)
        {
            network.liars[i] =
                (to, templateId, message) -> templateId == PollReplyDecoder.TEMPLATE_ID ? null : message;
        }
        network.run(1_000 * MS);
        assertThat(network.nodes.get(0).acceptedNs).isEmpty();
        assertThat(network.nodes.get(0).avalanche.stats().pollsTimedOut).isPositive();
        network.liars[3] = null;
        network.liars[4] = null;
        network.run(3_000 * MS);
        assertThat(network.nodes.get(0).acceptedNs).containsKey(1);
    }

    private static TestNetwork network(final int size, final int sampleSize, final long seed)
    {
        return new TestNetwork(ValidatorSet.equal(size),
            AvalancheParameters.of(SamplingParameters.ofSampleSize(sampleSize), 30)
                .withLimits(TestNode.LIMITS), AcceptanceRule.SAMPLED, seed);
    }
}
