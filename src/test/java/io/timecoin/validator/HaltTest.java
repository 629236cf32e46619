package io.timecoin.validator;

import io.timecoin.InvariantViolation;
import io.timecoin.crypto.BouncyCastleVerifier;
import io.timecoin.metrics.CounterNames;
import io.timecoin.metrics.Counters;
import io.timecoin.pipeline.Halt;
import io.timecoin.pipeline.RingSizes;
import io.timecoin.pipeline.StageAgent;
import io.timecoin.utxo.UtxoEntry;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.CompositeAgent;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** A whole node whose unspent outputs contradict what it accepted. */
class HaltTest
{
    private final TestNetwork net = new TestNetwork(
        1, 2, TestNetwork.limits(RingSizes.small()), 64, BouncyCastleVerifier::new);
    private final TestClient client = net.clients.get(0);
    private final List<Halt.Reason> told = new ArrayList<>();
    private final Halt halt = new Halt(told::add);

    @Test
    void shouldHaltWithOneReasonAndAcceptNothingMore()
    {
        final AgentInvoker invoker = new AgentInvoker(halt, null, new CompositeAgent(agents()));
        invoker.start();
        final byte[] payment = net.payment(1, TestNetwork.AMOUNT, net.outputs.get(0));
        final byte[] other = net.payment(1, TestNetwork.AMOUNT, net.outputs.get(1));
        net.stores.get(0).put(new UnsafeBuffer(net.output(payment, 0)), 0, new UtxoEntry());
        client.submit(payment, other);
        for (int i = 0; i < 2_000 && !halt.isHalted(); i++)
        {
            round(invoker);
        }
        for (int i = 0; i < 10; i++)
        {
            round(invoker);
        }

        assertThat(told).hasSize(1);
        assertThat(halt.reason().agent()).isEqualTo("utxo");
        assertThat(halt.reason().cause()).isInstanceOf(InvariantViolation.class);
        assertThat(invoker.isRunning()).isFalse();
        assertThat(client.outcomeCount()).isZero();
        assertThat(net.isUnspent(0, net.outputs.get(1))).isTrue();
    }

    private void round(final AgentInvoker invoker)
    {
        net.nowNs += TestNetwork.MS;
        invoker.invoke();
        client.doWork();
    }

    private Agent[] agents()
    {
        final List<Validator.NamedCycle> agents = net.validators.get(0).agents();
        final Counters counters = Counters.inMemory(
            new CounterNames(agents.stream().map(Validator.NamedCycle::name).toList(), List.of(), List.of()));
        return agents.stream()
            .map(agent -> new StageAgent(
                agent.name(), agent.cycle(), () -> net.nowNs, counters.agent(agent.name()), halt))
            .toArray(Agent[]::new);
    }
}
