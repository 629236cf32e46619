package io.timecoin.consensus.avalanche;

import io.timecoin.consensus.validators.ValidatorSet;
import io.timecoin.wire.BatchRequestEncoder;
import io.timecoin.wire.MessageHeaderEncoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.stream.IntStream;

import static io.timecoin.consensus.avalanche.TestNetwork.MS;
import static org.assertj.core.api.Assertions.assertThat;

/** Batches made to stand in the way: contested for ever, unfetchable, or with one payment twice. */
class LiarBatchesTest
{
    @Test
    void shouldFindRoomBehindBatchesThatStayUndecided()
    {
        final AvalancheLimits limits = new AvalancheLimits(1_024, 200, 16, 256, 4_096);
        final TestNetwork network = new TestNetwork(ValidatorSet.equal(4),
            AvalancheParameters.testnet().withLimits(limits), AcceptanceRule.QUORUM, 31);
        final TestNode node = network.nodes.get(0);
        // More than are looked at in one search, of the validator that later has nothing but good ones.
        for (int i = 0; i < 300; i++)
        {
            node.unready.add(i);
            node.onBatch(1, TestPayments.batch(TestPayments.payment(i, i)));
        }
        for (int i = 0; i < 1_500; i++)
        {
            network.nodes.get(1).submit(10_000 + i, 10_000 + i);
            network.run(2 * MS);
        }
        network.run(100 * MS);
        assertThat(node.avalanche.stats().batchesDropped).isLessThan(20);
        assertThat(node.acceptedNs.size()).isEqualTo(1_500);
    }

    /** A liar's share is full of what stays undecided; the rest goes round among the others. */
    @Test
    void shouldTakeRoomFromThoseWhoHaveSomeToGive()
    {
        final AvalancheLimits limits = new AvalancheLimits(512, 200, 16, 256, 4_096);
        final TestNetwork network = new TestNetwork(ValidatorSet.equal(4),
            AvalancheParameters.testnet().withLimits(limits), AcceptanceRule.QUORUM, 36);
        for (final TestNode node : network.nodes.subList(0, 3))
        {
            for (int i = 0; i < 300; i++)
            {
                node.unready.add(i);
                node.onBatch(3, TestPayments.batch(TestPayments.payment(i, i)));
            }
        }
        for (int i = 0; i < 900; i++)
        {
            network.nodes.get(i % 3).submit(10_000 + i, 10_000 + i);
            network.run(MS);
        }
        network.run(100 * MS);
        assertThat(network.nodes.get(0).acceptedNs.size()).isEqualTo(900);
    }

    /** A member that had no room at first may turn out to be another one with other witnesses. */
    @Test
    void shouldReleaseAPaymentThatIsTwiceInABatchOnce()
    {
        final TestNetwork network = TestNetwork.quorum(1, 32);
        final TestNode node = network.nodes.get(0);
        final int[] handles = node.holdQuietly(2);
        node.isQuiet = true;
        final int bystander = handles[0];
        final int member = handles[1];
        // Known from a batch for which there was no slot: consensus holds it, and it is in no batch.
        node.avalanche.onConflict(bystander, new int[0], 0);
        final byte[] name = new byte[32];
        node.avalanche.onBatch(0, name, 2, new int[]{ 0, member }, 0, 0, network.nowNs);
        node.avalanche.onBatch(0, name, 2, new int[]{ member, 0 }, 1, 0, network.nowNs);
        network.run(AvalancheParameters.RETENTION_NS + 100 * MS);
        assertThat(node.avalanche.stats().accepted).isEqualTo(1);
        assertThat(node.table.isCurrent(member)).isFalse();
        assertThat(node.table.isCurrent(bystander)).isTrue();
        assertThat(node.avalanche.stats().retainedBlocks).isZero();
    }

    /** Nobody else can get the liar's batch, as it has a member that no honest node holds. */
    @Test
    void shouldAcceptAPaymentThatALiarHasWrappedInABatchOfItsOwn()
    {
        final TestNetwork network = TestNetwork.quorum(4, 33);
        network.liars[3] = (to, templateId, message) -> null;
        final TestNode victim = network.nodes.get(0);
        victim.unheld.add(666);
        victim.onBatch(3, TestPayments.batch(TestPayments.payment(1, 1), TestPayments.payment(666, 666)));
        network.nodes.get(1).submit(1, 1);
        network.run(2_000 * MS);
        for (final TestNode node : network.nodes.subList(0, 3))
        {
            assertThat(node.acceptedNs).as("node " + node.self).containsKey(1);
        }
    }

    @Test
    void shouldSpreadAPaymentThatALiarGaveToEachInAnotherBatch()
    {
        final TestNetwork network = TestNetwork.quorum(4, 34);
        network.liars[3] = (to, templateId, message) -> null;
        for (int i = 0; i < 3; i++)
        {
            final TestNode node = network.nodes.get(i);
            node.unheld.add(666 + i);
            node.onBatch(3, TestPayments.batch(TestPayments.payment(1, 1), TestPayments.payment(666 + i, 666 + i)));
        }
        network.run(3_000 * MS);
        for (final TestNode node : network.nodes.subList(0, 3))
        {
            assertThat(node.acceptedNs).as("node " + node.self).containsKey(1);
        }
    }

    @Test
    void shouldNotServeABatchThatIsTooLongForAnHonestOne()
    {
        final TestNetwork network = TestNetwork.quorum(2, 35);
        final TestNode server = network.nodes.get(0);
        final byte[][] payments = new byte[64][];
        for (int i = 0; i < payments.length; i++)
        {
            final int first = 1_000 * i;
            payments[i] = TestPayments.payment(i, IntStream.range(first, first + 60).toArray());
        }
        server.onBatch(1, TestPayments.batch(payments));
        server.onBatch(1, TestPayments.batch(TestPayments.payment(100, 100_000)));
        for (int i = 0; i < 2; i++)
        {
            final UnsafeBuffer request = new UnsafeBuffer(new byte[64]);
            new BatchRequestEncoder().wrapAndApplyHeader(request, 0, new MessageHeaderEncoder())
                .putBatchName(server.batchNames.get(i), 0, 32);
            server.avalanche.onMessage(1, BatchRequestEncoder.TEMPLATE_ID, request, 0,
                MessageHeaderEncoder.ENCODED_LENGTH + BatchRequestEncoder.BLOCK_LENGTH, network.nowNs);
        }
        server.work();
        assertThat(server.avalanche.stats().fetchesUnavailable).isEqualTo(1);
        assertThat(server.avalanche.stats().fetchesServed).isEqualTo(1);
    }
}
