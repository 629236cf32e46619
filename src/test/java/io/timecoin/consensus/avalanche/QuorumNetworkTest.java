package io.timecoin.consensus.avalanche;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.timecoin.consensus.avalanche.TestNetwork.MS;
import static org.assertj.core.api.Assertions.assertThat;

/** The quorum rule in small networks. */
class QuorumNetworkTest
{
    @Test
    void shouldAcceptAloneWithoutMessages()
    {
        final TestNetwork network = TestNetwork.quorum(1, 1);
        for (int i = 0; i < 1_000; i++)
        {
            network.nodes.get(0).submit(i, i);
            if (i % 10 == 0)
            {
                network.run(MS);
            }
        }
        network.run(50 * MS);
        assertThat(network.nodes.get(0).acceptedNs).hasSize(1_000);
        assertThat(network.messages).isZero();
    }

    @Test
    void shouldAcceptInAboutTwoRoundTrips()
    {
        final TestNetwork network = TestNetwork.quorum(5, 2);
        network.roundTrip(100 * MS, 0.1);
        warmUp(network);
        final long beganNs = network.nowNs;
        network.nodes.get(2).submit(1, 1);
        network.run(2_000 * MS);
        for (final TestNode node : network.nodes)
        {
            assertThat(node.acceptedNs).containsKey(1);
            assertThat(node.acceptedNs.get(1) - beganNs).isBetween(150 * MS, 260 * MS);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 2, 3, 4, 5, 7, 10, 40 })
    void shouldAcceptEverythingUncontestedAtNetworksOfAnySize(final int size)
    {
        final TestNetwork network = TestNetwork.quorum(size, size);
        network.roundTrip(20 * MS, 1);
        final int count = 300;
        for (int i = 0; i < count; i++)
        {
            network.nodes.get(i % size).submit(i, i);
            if (i % 5 == 0)
            {
                network.run(MS);
            }
        }
        network.run(500 * MS);
        for (final TestNode node : network.nodes)
        {
            assertThat(node.acceptedNs).as("node " + node.self).hasSize(count);
            assertThat(node.table.count()).as("kept at " + node.self).isZero();
            assertThat(node.avalanche.openMarks()).isZero();
        }
    }

    private static void warmUp(final TestNetwork network)
    {
        for (int i = 0; i < 20; i++)
        {
            network.nodes.get(i % network.nodes.size()).submit(1_000 + i, 1_000 + i);
            network.run(100 * MS);
        }
    }
}
