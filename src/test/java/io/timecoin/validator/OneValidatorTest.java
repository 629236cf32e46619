package io.timecoin.validator;

import io.timecoin.crypto.CountingVerifier;
import io.timecoin.metrics.Check;
import io.timecoin.metrics.Counter;
import io.timecoin.pipeline.RingName;
import io.timecoin.pipeline.RingSizes;
import io.timecoin.pipeline.Rings;
import io.timecoin.pipeline.Stage;
import io.timecoin.pipeline.Topology;
import io.timecoin.transaction.Verdict;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

import static io.timecoin.validator.TestNetwork.AMOUNT;
import static io.timecoin.validator.TestNetwork.FEE;
import static org.assertj.core.api.Assertions.assertThat;

/** One validator whose own vote is the quorum. */
class OneValidatorTest
{
    private static final int ROUNDS = 2_000;

    private final AtomicInteger verifications = new AtomicInteger();
    private final TestNetwork net = new TestNetwork(
        1, 20, TestNetwork.limits(RingSizes.small()), 64, () -> new CountingVerifier(verifications::addAndGet));
    private final TestClient client = net.clients.get(0);

    @Test
    void shouldAdmitAcceptAndApplyAPayment()
    {
        final byte[] payment = net.payment(2, AMOUNT, net.outputs.get(0));
        final long reference = client.submit(payment);
        net.runUntil(() -> client.outcome(reference) != null, ROUNDS);

        assertThat(client.verdict(reference)).isEqualTo(Verdict.ADMITTED);
        assertThat(client.outcome(reference)).isEqualTo(Verdict.ADMITTED);
        assertThat(net.isUnspent(0, net.outputs.get(0))).isFalse();
        assertThat(net.isUnspent(0, net.output(payment, 0))).isTrue();
        assertThat(net.isUnspent(0, net.output(payment, 1))).isTrue();
        assertThat(net.stores.get(0).size()).isEqualTo(21);
    }

    @Test
    void shouldAcceptChainsOfChildrenInOrder()
    {
        final byte[][] chain = new byte[10][];
        byte[] outpoint = net.outputs.get(0);
        for (int i = 0; i < chain.length; i++)
        {
            chain[i] = net.payment(1, AMOUNT - i * FEE, outpoint);
            outpoint = net.output(chain[i], 0);
        }
        final long last = client.submit(chain);
        net.runUntil(() -> client.outcome(last) != null, ROUNDS);

        for (long reference = 1; reference <= last; reference++)
        {
            assertThat(client.verdict(reference)).isEqualTo(Verdict.ADMITTED);
            assertThat(client.outcome(reference)).isEqualTo(Verdict.ADMITTED);
        }
        assertThat(net.isUnspent(0, outpoint)).isTrue();
        assertThat(net.stores.get(0).size()).isEqualTo(20);
    }

    @Test
    void shouldTakeUpAChildWhoseParentComesLater()
    {
        final byte[] parent = net.payment(1, AMOUNT, net.outputs.get(0));
        final byte[] child = net.payment(1, AMOUNT - FEE, net.output(parent, 0));
        final long childReference = client.submit(child);
        net.runUntil(() -> client.verdict(childReference) != null, ROUNDS);
        assertThat(client.verdict(childReference)).isEqualTo(Verdict.MISSING_PARENT);

        client.submit(parent);
        net.runUntil(() -> net.isUnspent(0, net.output(child, 0)), ROUNDS);
    }

    @Test
    void shouldRefuseTheSecondSpendOfAnOutput()
    {
        final long first = client.submit(net.payment(1, AMOUNT, net.outputs.get(0)));
        final long second = client.submit(net.payment(2, AMOUNT, net.outputs.get(0)));
        net.runUntil(() -> client.outcome(first) != null && client.verdict(second) != null, ROUNDS);
        final long third = client.submit(net.payment(3, AMOUNT, net.outputs.get(0)));
        net.runUntil(() -> client.verdict(third) != null, ROUNDS);

        assertThat(client.verdict(first)).isEqualTo(Verdict.ADMITTED);
        assertThat(client.verdict(second)).isEqualTo(Verdict.CONFLICT);
        assertThat(client.verdict(third)).isEqualTo(Verdict.CONFLICT);
        assertThat(client.outcomeCount()).isEqualTo(1);
    }

    @Test
    void shouldSayWhatIsWrongWithAPayment()
    {
        final byte[] badSignature = net.payment(1, AMOUNT, net.outputs.get(1));
        badSignature[badSignature.length - 1] ^= 1;
        final byte[] malformed = Arrays.copyOf(badSignature, badSignature.length - 1);
        final byte[] unknown = net.payment(1, AMOUNT, net.output(badSignature, 0));
        final byte[] overdraft = net.payment(1, AMOUNT + 2 * FEE, net.outputs.get(2));
        final byte[] cheap = net.payment(1, AMOUNT + FEE - 1, net.outputs.get(3));
        final long last = client.submit(badSignature, malformed, unknown, overdraft, cheap, new byte[0]);
        net.runUntil(() -> client.verdictCount() == 6, ROUNDS);

        assertThat(client.verdict(last - 5)).isEqualTo(Verdict.BAD_SIGNATURE);
        assertThat(client.verdict(last - 4)).isEqualTo(Verdict.MALFORMED);
        assertThat(client.verdict(last - 3)).isEqualTo(Verdict.MISSING_PARENT);
        assertThat(client.verdict(last - 2)).isEqualTo(Verdict.OUTPUTS_EXCEED_INPUTS);
        assertThat(client.verdict(last - 1)).isEqualTo(Verdict.FEE_TOO_LOW);
        assertThat(client.verdict(last)).isEqualTo(Verdict.MALFORMED);
        assertThat(net.stores.get(0).size()).isEqualTo(20);
    }

    @Test
    void shouldVerifyTheSameBytesOnce()
    {
        final byte[] payment = net.payment(1, AMOUNT, net.outputs.get(0));
        final long last = client.submit(payment, payment, payment, payment, payment);
        net.runUntil(() -> client.verdictCount() == 5 && client.outcomeCount() == 1, ROUNDS);

        assertThat(verifications.get()).isEqualTo(1);
        assertThat(client.verdict(last - 4)).isEqualTo(Verdict.ADMITTED);
        assertThat(client.verdict(last)).isEqualTo(Verdict.KNOWN);
    }

    @Test
    void shouldShowWhatItDidInItsCounters()
    {
        final long reference = client.submit(net.payment(1, AMOUNT, net.outputs.get(0)));
        net.runUntil(() -> client.outcome(reference) != null, ROUNDS);
        final long untilNs = net.nowNs + 200 * TestNetwork.MS;
        net.runUntil(() -> net.nowNs > untilNs, ROUNDS);

        assertThat(net.views.get(0).get(Counter.ACCEPTED)).isEqualTo(1);
        assertThat(net.views.get(0).get(Counter.UTXOS)).isEqualTo(20);
        assertThat(net.views.get(0).stateHash()).isEqualTo(net.stores.get(0).stateHash());
        assertThat(net.views.get(0).verdicts()).containsEntry("admitted", 1L);
        assertThat(net.views.get(0).get(Counter.INGRESS_TRANSACTIONS)).isEqualTo(1);
        assertThat(net.views.get(0).checks()).allSatisfy((check, state) ->
            assertThat(state.isFulfilled()).as(check.label()).isEqualTo(check != Check.RUNNING));
        assertThat(net.views.get(0).get("ring_transactions_remaining")).isPositive();
    }

    @Test
    void shouldDrainBeforeItStops()
    {
        final long last = client.submit(net.payment(1, AMOUNT, net.outputs.get(0)));
        net.runUntil(() -> client.verdict(last) != null, ROUNDS);
        net.validators.get(0).stopIntake();
        final long late = client.submit(net.payment(1, AMOUNT, net.outputs.get(1)));
        net.runUntil(() -> client.verdict(late) != null && client.outcome(last) != null, ROUNDS);
        assertThat(client.verdict(late)).isEqualTo(Verdict.NOT_READY);
        assertThat(net.views.get(0).checks().get(Check.INTAKE).isFulfilled()).isFalse();

        net.validators.get(0).quiesce();
        net.runUntil(() -> net.validators.get(0).isDrained(), ROUNDS);
        net.validators.get(0).close();
    }

    @Test
    void shouldBeWiredAsTheTableSays()
    {
        final Rings rings = net.validators.get(0).rings();
        assertThat(rings.connections()).filteredOn(row -> row.stage() != Stage.BLOCKS)
            .isEqualTo(Topology.table().stream().filter(row -> row.stage() != Stage.BLOCKS).toList());
        assertThat(net.validators.get(0).agents()).extracting(Validator.NamedCycle::name)
            .isEqualTo(Topology.agentNames(1).stream().filter(name -> !name.equals(Stage.BLOCKS.label())).toList());
        for (final Stage stage : Stage.values())
        {
            final String agent = stage == Stage.VERIFY ? "verify_0" : stage.label();
            assertThat(net.views.get(0).all()).containsKeys(
                agent + "_busy_ns", agent + "_idle_ns", agent + "_heartbeat_ns", agent + "_back_pressure");
        }
        for (final RingName ring : RingName.values())
        {
            assertThat(net.views.get(0).all()).containsKey("ring_" + ring.label() + "_remaining");
        }
    }
}
