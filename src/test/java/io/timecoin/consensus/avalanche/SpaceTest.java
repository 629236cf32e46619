package io.timecoin.consensus.avalanche;

import io.timecoin.consensus.validators.ValidatorSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.management.ManagementFactory;

import static io.timecoin.consensus.avalanche.TestNetwork.MS;
import static org.assertj.core.api.Assertions.assertThat;

/** Full rings, small memories, validators that fill what is shared, and a hot path without garbage. */
class SpaceTest
{
    private static final AvalancheLimits TINY = new AvalancheLimits(16, 64, 1, 16, 63);

    @Test
    void shouldLoseNothingWhenDecisionsHaveNoRoom()
    {
        final TestNetwork network = TestNetwork.quorum(4, 1);
        network.nodes.get(0).decisionRoom = 0;
        for (int i = 0; i < 500; i++)
        {
            network.nodes.get(i % 4).submit(i, i);
            if (i % 20 == 0)
            {
                network.run(MS);
            }
        }
        network.run(100 * MS);
        assertThat(network.nodes.get(0).acceptedNs).isEmpty();
        assertThat(network.nodes.get(0).avalanche.queuedDecisions()).isEqualTo(1_000);
        for (int i = 0; i < 1_200; i++)
        {
            network.nodes.get(0).decisionRoom = 1;
            network.nodes.get(0).work();
        }
        assertThat(network.nodes.get(0).acceptedNs).hasSize(500);
        assertThat(network.nodes.get(0).table.count()).isZero();
    }

    @Test
    void shouldGoOnWhenMessagesHaveRoomAgain()
    {
        final TestNetwork network = TestNetwork.quorum(4, 2);
        for (final TestNode node : network.nodes)
        {
            node.outboxRoom = 0;
        }
        for (int i = 0; i < 300; i++)
        {
            network.nodes.get(i % 4).submit(i, i);
            network.run(MS);
        }
        assertThat(network.messages).isZero();
        for (int ms = 0; ms < 500; ms++)
        {
            for (final TestNode node : network.nodes)
            {
                node.outboxRoom = 8_000;
            }
            network.run(MS);
        }
        for (final TestNode node : network.nodes)
        {
            assertThat(node.acceptedNs).as("node " + node.self).hasSize(300);
            assertThat(node.table.count()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = { 3, 4 })
    void shouldAcceptEverythingWithHardlyAnyMemory(final long seed)
    {
        final TestNetwork network = new TestNetwork(ValidatorSet.equal(4),
            AvalancheParameters.testnet().withLimits(TINY), AcceptanceRule.QUORUM, seed);
        network.roundTrip(4 * MS, 1);
        for (int i = 0; i < 400; i++)
        {
            network.nodes.get(i % 4).submit(i, i);
            network.run(4 * MS);
        }
        network.run(3_000 * MS);
        for (final TestNode node : network.nodes)
        {
            assertThat(node.acceptedNs).as("node " + node.self).hasSize(400);
            assertThat(node.table.count()).as("kept at " + node.self).isZero();
        }
    }

    /** More than fits at once: batches of others are dropped, and come back by polls and fetching. */
    @Test
    void shouldRecoverFromMoreThanItCanHold()
    {
        final TestNetwork network = new TestNetwork(ValidatorSet.equal(4),
            AvalancheParameters.testnet().withLimits(TINY), AcceptanceRule.QUORUM, 5);
        for (int i = 0; i < 200; i++)
        {
            network.nodes.get(i % 4).submit(i, i);
            network.run(MS);
        }
        network.run(20_000 * MS);
        for (final TestNode node : network.nodes)
        {
            assertThat(node.acceptedNs).as("node " + node.self).hasSize(200);
        }
    }

    @Test
    void shouldNotLetOneValidatorFillTheBatchesOfOthers()
    {
        final TestNetwork network = TestNetwork.quorum(4, 6);
        final TestNode node = network.nodes.get(0);
        // Payments that never become ready, in ever new batches, and old ones in ever new company.
        for (int i = 0; i < 2_000; i++)
        {
            node.unready.add(i);
            node.onBatch(3, TestPayments.batch(TestPayments.payment(i, i), TestPayments.payment(i / 2, i / 2)));
        }
        assertThat(node.avalanche.stats().batchesDropped).isPositive();
        for (int i = 0; i < 100; i++)
        {
            network.nodes.get(i % 3).submit(10_000 + i, 10_000 + i);
            network.run(MS);
        }
        network.run(100 * MS);
        assertThat(node.acceptedNs).hasSize(100);
        // What was dropped ends by age, as nobody was told about it.
        for (final int handle : java.util.List.copyOf(node.handles.values()))
        {
            node.avalanche.onExpire(handle);
        }
        network.run(10 * MS);
        assertThat(node.table.count()).isZero();
    }

    @Test
    void shouldNotLetOneValidatorNameMissingBatchesForAll()
    {
        final TestNetwork network = TestNetwork.quorum(4, 7);
        final TestNode node = network.nodes.get(0);
        network.delays = (from, to, bulk) -> bulk && to == 0 ? -1 : MS;
        for (int i = 0; i < 5_000; i++)
        {
            node.announce(3, new byte[]{ (byte)i, (byte)(i >> 8), 1 });
        }
        assertThat(node.avalanche.stats().missingDropped).isPositive();
        network.nodes.get(1).submit(1, 1);
        network.run(50 * MS);
        network.delays = (from, to, bulk) -> MS;
        network.run(1_000 * MS);
        assertThat(node.acceptedNs).containsKey(1);
        // Requests keep a pace that the other side does not take for an attack.
        assertThat(node.avalanche.stats().fetches).isLessThan(4 * 90);
    }

    @Test
    void shouldAllocateNothingForPolls()
    {
        final TestNetwork network = TestNetwork.quorum(1, 8);
        final TestNode node = network.nodes.get(0);
        node.isQuiet = true;
        final com.sun.management.ThreadMXBean threads =
            (com.sun.management.ThreadMXBean)ManagementFactory.getThreadMXBean();
        final int rounds = 200;
        long allocated = 0;
        for (int round = 0; round < 2 * rounds; round++)
        {
            final int[] handles = node.holdQuietly(64);
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (final int handle : handles)
            {
                node.avalanche.onAdmit(handle, network.nowNs);
            }
            for (int i = 0; i < 20; i++)
            {
                network.nowNs += MS;
                node.avalanche.onTick(network.nowNs);
                node.avalanche.doWork(network.nowNs);
            }
            allocated += round < rounds ? 0 : threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(node.avalanche.stats().accepted).isEqualTo(2 * rounds * 64L);
        assertThat(allocated / (rounds * 64L)).as("bytes a transaction").isZero();
    }
}
