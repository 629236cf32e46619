package io.timecoin.consensus.avalanche;

import io.timecoin.consensus.validators.ValidatorSet;
import io.timecoin.wire.BatchRequestDecoder;
import io.timecoin.wire.PollReplyDecoder;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static io.timecoin.consensus.avalanche.TestNetwork.MS;
import static org.assertj.core.api.Assertions.assertThat;

/** Networks with validators that are silent, slow or unsteady, or lie: what waiting for them or not does to polls. */
class BenchedPeersTest
{
    private static final long ROUND_TRIP_NS = 40 * MS;

    private int payments;

    @Test
    void shouldNotWaitForASilentValidatorForLong()
    {
        final TestNetwork network = network(4);
        silence(network, 3);
        pay(network, 60);
        final AvalancheStats stats = network.nodes.get(0).avalanche.stats();
        assertThat(stats.benchedWeight).isEqualTo(1);
        final long timedOut = stats.pollsTimedOut;
        final long notAwaited = stats.pollsNotAwaited;
        pay(network, 20);
        assertThat(stats.pollsTimedOut).isEqualTo(timedOut);
        assertThat(stats.pollsNotAwaited).isGreaterThan(notAwaited);
        assertAllAccepted(network, 3);
        network.liars[3] = null;
        pay(network, 20);
        assertThat(stats.benchedWeight).isZero();
        assertAllAccepted(network, 4);
    }

    @Test
    void shouldCountTheRepliesOfABenchedValidator()
    {
        final TestNetwork network = network(5);
        silence(network, 4);
        pay(network, 60);
        assertThat(network.nodes.get(0).avalanche.stats().benchedWeight).isEqualTo(1);
        // Now another is silent, and four of five are needed.
        network.liars[4] = null;
        silence(network, 3);
        pay(network, 1);
        assertThat(network.nodes.get(0).avalanche.stats().benchedWeight).as("still benched").isEqualTo(1);
        assertThat(network.nodes.get(0).acceptedNs).hasSize(payments);
    }

    @Test
    void shouldWaitForAFarValidatorAndBenchOneThatIsLateOnPurpose()
    {
        final TestNetwork network = network(7);
        network.delays = (from, to, bulk) -> from == 6 || to == 6 ? 150 * MS : from == 5 ? 700 * MS : 10 * MS;
        pay(network, 80);
        final AvalancheStats stats = network.nodes.get(0).avalanche.stats();
        assertThat(stats.replyShares[6]).as("far, but in time").isGreaterThan(Reputation.FREE_ABOVE);
        assertThat(stats.replyShares[5]).isLessThan(Reputation.BENCH_BELOW);
        assertThat(stats.benchedWeight).isEqualTo(1);
        assertAllAccepted(network, 5);
    }

    @Test
    void shouldLiveWithAnUnsteadyValidator()
    {
        final TestNetwork network = network(4);
        for (int i = 0; i < 10; i++)
        {
            if (i % 2 == 0)
            {
                silence(network, 3);
            }
            else
            {
                network.liars[3] = null;
            }
            pay(network, 30);
        }
        assertThat(network.nodes.get(0).avalanche.stats().benchings).isBetween(1L, 5L);
        assertAllAccepted(network, 3);
    }

    @Test
    void shouldBenchNobodyForAPauseOfItsOwn()
    {
        final TestNetwork network = network(4);
        pay(network, 20);
        final TestNode node = network.nodes.get(0);
        for (int i = 0; i < 30; i++)
        {
            node.submit(++payments, payments);
            network.run(10 * MS);
            node.isDown = true;
            network.run(600 * MS);
            node.isDown = false;
            network.run(10 * MS);
        }
        assertThat(node.avalanche.stats().benchings).isZero();
        assertThat(node.avalanche.stats().replyShares[1]).isGreaterThan(Reputation.FREE_ABOVE);
    }

    @Test
    void shouldAskABenchedValidatorForBatchesLast()
    {
        final TestNetwork network = network(5);
        silence(network, 4);
        pay(network, 60);
        final List<Integer> requests = new ArrayList<>();
        network.liars[0] = (to, templateId, message) ->
        {
            if (templateId == BatchRequestDecoder.TEMPLATE_ID)
            {
                requests.add(to);
            }
            return message;
        };
        // The batch of 1 does not reach 0, and 4 is the first to name it there; nobody else serves it.
        network.delays = (from, to, bulk) -> bulk && to == 0 ? -1 : from == 4 && to == 0 ? MS : 20 * MS;
        network.nodes.get(1).submit(++payments, payments);
        network.run(2_500 * MS);
        assertThat(requests.size()).isGreaterThan(Fetching.CHOOSY_ATTEMPTS);
        assertThat(requests.subList(0, Fetching.CHOOSY_ATTEMPTS)).doesNotContain(4);
        assertThat(requests).as("but not never").contains(4);
    }

    @Test
    void shouldAcceptBySamplesWhileAFifthIsSilentOnTheBench()
    {
        final TestNetwork network = new TestNetwork(ValidatorSet.equal(25),
            AvalancheParameters.testnet().withLimits(TestNode.LIMITS), AcceptanceRule.SAMPLED, 8);
        network.roundTrip(ROUND_TRIP_NS, 0.1);
        for (int i = 20; i < 25; i++)
        {
            silence(network, i);
        }
        pay(network, 40);
        network.run(4_000 * MS);
        final AvalancheStats stats = network.nodes.get(0).avalanche.stats();
        assertThat(stats.benchedWeight).isEqualTo(5);
        assertAllAccepted(network, 20);
    }

    @Test
    void shouldTakeUpAnotherSettingWhereMoreAreSilent()
    {
        final SamplingParameters sampling = new SamplingParameters(8, 5, 6, 10, 10);
        final TestNetwork network = new TestNetwork(ValidatorSet.equal(50),
            AvalancheParameters.of(sampling, 30).withLimits(TestNode.LIMITS), AcceptanceRule.SAMPLED, 9);
        network.roundTrip(ROUND_TRIP_NS, 0.1);
        pay(network, 15);
        final AvalancheStats stats = network.nodes.get(0).avalanche.stats();
        final long before = stats.settingsTaken;
        for (int i = 43; i < 50; i++)
        {
            silence(network, i);
        }
        pay(network, 25);
        assertThat(stats.settingsTaken).isGreaterThan(before);
        assertAllAccepted(network, 43);
    }

    @Test
    void shouldAcceptAsSoonWithLiarsThatReplyAtTheLastMoment()
    {
        final List<Long> honest = latencies(null);
        final List<Long> attacked = latencies((to, templateId, message) -> message);
        assertThat(attacked.get(attacked.size() / 2)).isLessThan(honest.get(honest.size() / 2) + ROUND_TRIP_NS);
    }

    /** Times of acceptance, sorted; two of seven reply 390 ms late if they lie. */
    private List<Long> latencies(final TestNetwork.Liar liar)
    {
        payments = 0;
        final TestNetwork network = network(7);
        if (liar != null)
        {
            network.delays = (from, to, bulk) -> from >= 5 && !bulk ? 370 * MS : ROUND_TRIP_NS / 2;
        }
        final List<Long> times = new ArrayList<>();
        for (int i = 0; i < 60; i++)
        {
            final long startNs = network.nowNs;
            final int payment = ++payments;
            network.nodes.get(i % 5).submit(payment, payment);
            network.runUntil(() -> network.nodes.stream().limit(5)
                .allMatch(node -> node.acceptedNs.containsKey(payment)), 4_000 * MS);
            times.add(network.nowNs - startNs);
        }
        times.sort(null);
        return times;
    }

    private static TestNetwork network(final int count)
    {
        final TestNetwork network = TestNetwork.quorum(count, 5);
        network.roundTrip(ROUND_TRIP_NS, 0.1);
        return network;
    }

    /** It gets everything and does not reply to polls. */
    private static void silence(final TestNetwork network, final int liar)
    {
        network.liars[liar] = (to, templateId, message) ->
            templateId == PollReplyDecoder.TEMPLATE_ID ? null : message;
    }

    private void pay(final TestNetwork network, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            network.nodes.get(0).submit(++payments, payments);
            network.run(100 * MS);
        }
    }

    private void assertAllAccepted(final TestNetwork network, final int honest)
    {
        network.run(2_000 * MS);
        for (int i = 0; i < honest; i++)
        {
            assertThat(network.nodes.get(i).acceptedNs).as("at %s", i).hasSize(payments);
        }
    }
}
