package io.timecoin.consensus.avalanche;

import io.timecoin.consensus.validators.ValidatorSet;
import io.timecoin.wire.PollReplyDecoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.timecoin.consensus.avalanche.TestNetwork.MS;
import static org.assertj.core.api.Assertions.assertThat;

/** Nodes that missed batches get them, as long as somebody keeps them. */
class CatchUpTest
{
    private static final int SIZE = 5;

    @ParameterizedTest
    @ValueSource(doubles = { 0.3, 0.6 })
    void shouldFetchBatchesThatWereLost(final double loss)
    {
        final TestNetwork network = TestNetwork.quorum(SIZE, 11);
        network.delays = (from, to, bulk) -> bulk && network.random.nextDouble() < loss ? -1 : 2 * MS;
        submit(network, 0, 100, 2);
        assertThat(network.runUntil(() -> network.nodes.stream().allMatch(node -> node.acceptedNs.size() == 100),
            9_000 * MS)).isTrue();
        network.run(100 * MS);
        assertThat(network.nodes.get(0).avalanche.stats().fetches).isPositive();
        assertThat(network.nodes.get(0).table.count()).isZero();
    }

    @Test
    void shouldHoldAPollForABatchOnItsWay()
    {
        final TestNetwork network = TestNetwork.quorum(SIZE, 12);
        network.delays = (from, to, bulk) -> bulk ? 12 * MS : MS;
        submit(network, 0, 20, 5);
        network.run(200 * MS);
        long held = 0;
        long inVain = 0;
        long fetches = 0;
        for (final TestNode node : network.nodes)
        {
            assertThat(node.acceptedNs).hasSize(20);
            held += node.avalanche.stats().pollsHeld;
            inVain += node.avalanche.stats().pollsHeldInVain;
            fetches += node.avalanche.stats().fetches;
        }
        assertThat(held).isPositive();
        assertThat(inVain).isZero();
        assertThat(fetches).as("batches were asked for that came by themselves").isZero();
    }

    @Test
    void shouldAnswerUnknownAfterTwentyMillisecondsAndLetOthersGoOn()
    {
        final TestNetwork network = TestNetwork.quorum(SIZE, 13);
        // One validator gets nothing in bulk, ever.
        network.delays = (from, to, bulk) -> bulk && to == 4 ? -1 : MS;
        submit(network, 0, 20, 5);
        network.run(1_000 * MS);
        for (final TestNode node : network.nodes.subList(0, 4))
        {
            assertThat(node.acceptedNs).hasSize(20);
        }
        assertThat(network.nodes.get(4).acceptedNs.keySet()).as("its own").containsExactly(4, 9, 14, 19);
        assertThat(network.nodes.get(4).avalanche.stats().pollsHeldInVain).isPositive();
        assertThat(network.nodes.get(4).avalanche.stats().fetches).isPositive();
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void shouldCatchUpWithEverythingAfterAPartition(final boolean isNoticed)
    {
        final TestNetwork network = TestNetwork.quorum(SIZE, 14);
        network.delays = (from, to, bulk) -> from == 4 || to == 4 ? -1 : 5 * MS;
        connect(network, 4, !isNoticed);
        submit(network, 0, 300, 10);
        network.run(1_000 * MS);
        assertThat(network.nodes.get(0).acceptedNs).hasSize(300 - 60);
        network.delays = (from, to, bulk) -> 5 * MS;
        connect(network, 4, true);
        assertThat(network.runUntil(() -> network.nodes.stream().allMatch(node -> node.acceptedNs.size() == 300),
            8_000 * MS)).isTrue();
    }

    @Test
    void shouldFollowOthersAfterARestartWithoutContradictingItself()
    {
        final TestNetwork network = TestNetwork.quorum(SIZE, 15);
        network.delays = (from, to, bulk) -> 5 * MS;
        // It prefers one of two, and others are told so; then it forgets.
        network.nodes.get(4).submit(1, 77);
        network.nodes.get(0).submit(2, 77);
        network.run(4 * MS);
        connect(network, 4, false);
        network.nodes.get(4).restart(99);
        network.run(50 * MS);
        connect(network, 4, true);
        final TestNode restarted = network.nodes.get(4);
        assertThat(restarted.avalanche.isSilent()).isTrue();
        submit(network, 100, 100, 10);
        network.run(1_000 * MS);
        for (final TestNode node : network.nodes)
        {
            assertThat(node.acceptedNs.keySet()).as("node " + node.self).filteredOn(number -> number >= 100)
                .hasSize(100);
        }
        assertThat(restarted.avalanche.isSilent()).isTrue();
        network.run(RestartSilence.SILENCE_NS);
        assertThat(restarted.avalanche.isSilent()).isFalse();
    }

    @Test
    void shouldAcceptAgainWhenAllWereRestarted()
    {
        final TestNetwork network = TestNetwork.quorum(SIZE, 16);
        submit(network, 0, 50, 1);
        network.run(1_000 * MS);
        for (final TestNode node : network.nodes)
        {
            node.restart(node.self);
        }
        network.connectAll();
        submit(network, 100, 50, 1);
        network.run(1_000 * MS);
        assertThat(network.nodes.get(0).acceptedNs).as("nobody votes yet").hasSize(50);
        network.run(RestartSilence.SILENCE_NS);
        for (final TestNode node : network.nodes)
        {
            assertThat(node.acceptedNs).hasSize(100);
        }
    }

    @Test
    void shouldNeverPreferAtFirstSightWhatMayContradictAVoteFromBeforeARestart()
    {
        final TestNetwork network = TestNetwork.quorum(SIZE, 22);
        final TestNode node = network.nodes.get(0);
        node.restart(5);
        for (final TestNode other : network.nodes.subList(1, SIZE))
        {
            other.isDown = true;
            node.avalanche.onPeerConnected(other.self, network.nowNs);
        }
        final long[] prefers = new long[1];
        network.liars[0] = (to, templateId, message) ->
        {
            if (templateId == PollReplyDecoder.TEMPLATE_ID)
            {
                prefers[0] = new UnsafeBuffer(message).getLong(28);
            }
            return null;
        };
        node.onBatch(1, TestPayments.batch(
            TestPayments.payment(1, 7), TestPayments.payment(2, 7),
            TestPayments.payment(3, 8), TestPayments.payment(4, 9)));
        node.ask(1, 0, 0);
        assertThat(prefers[0]).as("silent").isZero();
        network.run(RestartSilence.SILENCE_NS + 10 * MS);
        node.ask(1, 0, 0);
        assertThat(prefers[0]).as("those without a conflict").isEqualTo(0b1100);
    }

    @Test
    void shouldKeepTheLockOfWhatItAnsweredFor()
    {
        final TestNetwork network = TestNetwork.quorum(SIZE, 23);
        connect(network, 4, false);
        connect(network, 3, false);
        final TestNode node = network.nodes.get(0);
        node.onBatch(1, TestPayments.batch(TestPayments.payment(1, 1)));
        node.ask(1, 0, 0);
        node.avalanche.onExpire(node.handles.get(1));
        node.avalanche.onEvict(node.handles.get(1));
        network.run(2 * MS);
        assertThat(node.avalanche.stats().pollsSent).isZero();
        assertThat(node.expired).isEmpty();
        assertThat(node.evicted).isEmpty();
        assertThat(node.avalanche.openMarks()).isEqualTo(1);
    }

    @Test
    void shouldPollNobodyWithoutAQuorumConnected()
    {
        final TestNetwork network = TestNetwork.quorum(SIZE, 17);
        connect(network, 4, false);
        connect(network, 3, false);
        network.nodes.get(0).submit(1, 1);
        network.run(500 * MS);
        assertThat(network.nodes.get(0).avalanche.stats().pollsSent).isZero();
        // Nobody was asked, so the lock may end by age.
        network.nodes.get(0).avalanche.onExpire(network.nodes.get(0).handles.get(1));
        network.run(2 * MS);
        assertThat(network.nodes.get(0).expired).containsExactly(1);
        assertThat(network.nodes.get(0).table.count()).isZero();
    }

    @Test
    void shouldAskAgainForMembersThatHadNoRoom()
    {
        final TestNetwork network = TestNetwork.quorum(SIZE, 18);
        for (int i = 0; i < 10; i++)
        {
            network.nodes.get(4).unheld.add(i);
        }
        submit(network, 0, 10, 10);
        network.run(300 * MS);
        assertThat(network.nodes.get(0).acceptedNs).hasSize(10);
        assertThat(network.nodes.get(4).acceptedNs.keySet()).as("its own").containsExactly(4, 9);
        network.nodes.get(4).unheld.clear();
        network.run(5_000 * MS);
        assertThat(network.nodes.get(4).acceptedNs).hasSize(10);
        assertThat(network.nodes.get(4).avalanche.stats().fetches).isLessThan(40);
    }

    @Test
    void shouldNotServeOtherBytesThanABatchIsNamedAfter()
    {
        final TestNetwork network = TestNetwork.quorum(SIZE, 19);
        network.delays = (from, to, bulk) -> bulk && to == 4 ? -1 : MS;
        network.nodes.get(0).submit(1, 1);
        network.run(20 * MS);
        final TestNode server = network.nodes.get(1);
        final UnsafeBuffer other = new UnsafeBuffer(new byte[32]);
        // The same payment with other witnesses has another hash over everything.
        server.table.ids(server.handles.get(1), other, 0, 0);
        final long[] served = new long[SIZE];
        network.delays = (from, to, bulk) ->
        {
            served[from] += bulk && to == 4 ? 1 : 0;
            return MS;
        };
        network.run(2_000 * MS);
        assertThat(served[1]).isZero();
        assertThat(network.nodes.get(4).acceptedNs).containsKey(1);
    }

    @Test
    void shouldNotAnnounceWhatEverybodyHasShownToKnow()
    {
        final TestNetwork network = TestNetwork.quorum(SIZE, 20);
        submit(network, 0, 200, 5);
        network.run(3_000 * MS);
        long announced = 0;
        for (final TestNode node : network.nodes)
        {
            announced += node.avalanche.stats().announced;
        }
        assertThat(announced).isZero();
    }

    @Test
    void shouldLetBytesGoUnderPressureThoughSomebodyIsAway()
    {
        final TestNetwork network = new TestNetwork(ValidatorSet.equal(SIZE),
            AvalancheParameters.testnet().withLimits(TestNode.LIMITS), AcceptanceRule.QUORUM, 21);
        network.delays = (from, to, bulk) -> from == 4 || to == 4 ? -1 : MS;
        connect(network, 4, false);
        final int count = network.nodes.get(0).table.capacity();
        submit(network, 0, count, 100);
        network.run(100 * MS);
        assertThat(network.nodes.get(0).acceptedNs.size()).isGreaterThan(count * 3 / 4);
        assertThat(network.nodes.get(0).avalanche.stats().retainedBlocks).isLessThanOrEqualTo(count / 4);
        network.run(AvalancheParameters.RETENTION_NS + 100 * MS);
        assertThat(network.nodes.get(0).avalanche.stats().retainedBlocks).isZero();
    }

    private static void connect(final TestNetwork network, final int node, final boolean isConnected)
    {
        for (int other = 0; other < network.nodes.size(); other++)
        {
            if (other != node)
            {
                network.connection(node, other, isConnected);
            }
        }
    }

    private static void submit(final TestNetwork network, final int first, final int count, final int perMs)
    {
        for (int i = 0; i < count; i++)
        {
            network.nodes.get(i % network.nodes.size()).submit(first + i, first + i);
            if (i % perMs == 0)
            {
                network.run(MS);
            }
        }
    }
}
