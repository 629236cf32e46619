package io.timecoin.consensus.avalanche;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Where verification and validation take long, payments go in fewer batches and polls; none waits for long. */
class GatheringTest
{
    private static final long MS = TestNetwork.MS;
    private static final int PAYMENTS = 200;

    private final TestNetwork network = TestNetwork.quorum(5, 42);
    private final TestNode node = network.nodes.get(0);

    @Test
    void shouldSealFewerBatchesAndPollLessOftenWherePaymentsWaitAnyway()
    {
        submitOneEachMs(0);
        final long batches = node.avalanche.stats().batchesSealed;
        final long polls = node.avalanche.stats().pollsSent;
        submitOneEachMs(8);

        assertThat(batches).isGreaterThanOrEqualTo(PAYMENTS / 4);
        assertThat(node.avalanche.stats().batchesSealed - batches).isBetween(PAYMENTS / 16L, batches / 2);
        assertThat(node.avalanche.stats().pollsSent - polls).isBetween(PAYMENTS / 32L, polls / 2);
    }

    @Test
    void shouldNotGatherForLongerThanItsBound()
    {
        tellLag(1_000);
        node.submit(1, 1);
        // The first after a pause waits for nobody.
        network.run(MS);
        assertThat(node.avalanche.stats().batchesSealed).isEqualTo(1);

        node.submit(2, 2);
        network.run(ValidationLag.MAX_PATIENCE_NS + MS);
        assertThat(node.avalanche.stats().batchesSealed).isEqualTo(2);
        assertThat(network.runUntil(() -> isAcceptedEverywhere(2), 100 * MS)).isTrue();
    }

    @Test
    void shouldBeQuickAgainAfterTheLag()
    {
        submitOneEachMs(8);
        final long slow = node.avalanche.stats().batchesSealed;
        tellLag(0);
        submitOneEachMs(0);
        assertThat(node.avalanche.stats().batchesSealed - slow).isGreaterThanOrEqualTo(PAYMENTS / 4);
    }

    /** Submits at one node, whose validation tells of each how long it took, until everyone has accepted all. */
    private void submitOneEachMs(final long lagMs)
    {
        tellLag(lagMs);
        final int first = node.acceptedNs.size() + 1;
        for (int number = first; number < first + PAYMENTS; number++)
        {
            node.avalanche.validationLag(lagMs * MS);
            assertThat(node.submit(number, number)).isTrue();
            network.run(MS);
        }
        final int last = first + PAYMENTS - 1;
        assertThat(network.runUntil(() -> isAcceptedEverywhere(last), 1_000 * MS)).isTrue();
        network.run(20 * MS);
        assertThat(node.acceptedNs).hasSize(last);
    }

    private void tellLag(final long lagMs)
    {
        for (int i = 0; i < 200; i++)
        {
            node.avalanche.validationLag(lagMs * MS);
        }
    }

    private boolean isAcceptedEverywhere(final int number)
    {
        return network.nodes.stream().allMatch((each) -> each.acceptedNs.containsKey(number));
    }
}
