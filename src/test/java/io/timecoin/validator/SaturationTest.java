package io.timecoin.validator;

import io.timecoin.consensus.avalanche.AvalancheLimits;
import io.timecoin.crypto.BouncyCastleVerifier;
import io.timecoin.metrics.AgentCounters;
import io.timecoin.metrics.CounterNames;
import io.timecoin.metrics.Counters;
import io.timecoin.pipeline.Halt;
import io.timecoin.pipeline.RingName;
import io.timecoin.pipeline.StageAgent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import static org.assertj.core.api.Assertions.assertThat;

/** Nothing wedges: the smallest rings that work, the smallest queues between nodes, more load than they can take. */
class SaturationTest
{
    private static final int VALIDATORS = 4;
    private static final int QUEUE_FRAMES = 4;
    private static final int MAX_ROUNDS = 400_000;
    /** The clients leave what time there is to the agents. */
    private static final long LOOK_NS = 200_000;
    private static final long DEADLINE_NS = TimeUnit.MINUTES.toNanos(8);
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long SEED = 20_261_123;

    @Test
    void shouldDecideEverythingOnOneThread()
    {
        final TestNetwork net = network(600, limits(1));
        final MixedLoad load = new MixedLoad(net, SEED);
        load.submitAll();
        assertThat(load.size()).isGreaterThan(2_000);

        net.runUntil(load::isDone, MAX_ROUNDS);
        net.runUntil(() -> areEqual(net), MAX_ROUNDS);
        load.verify();
        for (int i = 0; i < VALIDATORS; i++)
        {
            assertThat(net.views.get(i).get("validation_back_pressure") + net.views.get(i).get("utxo_back_pressure") +
                net.validators.get(i).ingressStats().backPressure).as("rings were full").isPositive();
        }
        shouldDrain(net);
    }

    @Test
    void shouldDecideEverythingWithAThreadForEachAgent()
    {
        // On a machine that does not let the threads run, nothing expires and no reply is late: it only takes longer.
        final TestNetwork net = network(150, limits(2).withTimeouts(DEADLINE_NS, PATIENCE_NS));
        final MixedLoad load = new MixedLoad(net, SEED);
        load.submitAll();
        final Halt halt = new Halt(reason -> {});
        final List<AgentRunner> runners = start(net, halt);
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (!(load.isDone() && areEqual(net)) && !halt.isHalted() && System.nanoTime() < deadlineNs)
        {
            final int work = net.clients.stream().mapToInt(TestClient::doWork).sum();
            if (work == 0)
            {
                LockSupport.parkNanos(LOOK_NS);
            }
        }
        net.validators.forEach(Validator::quiesce);
        while (!net.validators.stream().allMatch(Validator::isDrained) && !halt.isHalted() &&
            System.nanoTime() < deadlineNs)
        {
            LockSupport.parkNanos(LOOK_NS);
        }
        runners.forEach(AgentRunner::close);
        assertThat(halt.reason()).isNull();
        load.verify();
        assertThat(System.nanoTime()).as("done in time").isLessThan(deadlineNs);
    }

    private static ValidatorLimits limits(final int verifyWorkers)
    {
        return TestNetwork.limits(ValidatorBuilder.minimalRings())
            .withVerification(verifyWorkers, 64).withTableBlocks(1 << 13)
            // More batches than all validators seal: what is given up to make room is asked for again and again.
            .withAcceptance(new AvalancheLimits(2_048, 80, 16, 1_024, 2_048));
    }

    private static TestNetwork network(final int outputs, final ValidatorLimits limits)
    {
        return new TestNetwork(VALIDATORS, outputs, limits, QUEUE_FRAMES, BouncyCastleVerifier::new);
    }

    private static List<AgentRunner> start(final TestNetwork net, final Halt halt)
    {
        final List<AgentRunner> runners = new ArrayList<>();
        for (final Validator validator : net.validators)
        {
            final List<String> names = validator.agents().stream().map(Validator.NamedCycle::name).toList();
            final Counters counters = Counters.inMemory(new CounterNames(names, List.of(), List.of()));
            for (final Validator.NamedCycle agent : validator.agents())
            {
                final AgentCounters own = counters.agent(agent.name());
                final AgentRunner runner = new AgentRunner(
                    new BackoffIdleStrategy(1, 10, 1_000, 1_000_000),
                    halt,
                    null,
                    new StageAgent(agent.name(), agent.cycle(), SystemNanoClock.INSTANCE, own, halt));
                AgentRunner.startOnThread(runner);
                runners.add(runner);
            }
        }
        return runners;
    }

    private static boolean areEqual(final TestNetwork net)
    {
        return net.validators.stream().map(validator -> validator.avalancheStats().accepted).distinct().count() == 1 &&
            net.stores.stream().map(store -> store.size()).distinct().count() == 1 &&
            // As many, and not the same ones, is what it may be on the way.
            net.stores.stream().map(store -> ByteBuffer.wrap(store.stateHash())).distinct().count() == 1;
    }

    private static void shouldDrain(final TestNetwork net)
    {
        net.validators.forEach(Validator::quiesce);
        net.runUntil(() -> net.validators.stream().allMatch(Validator::isDrained), 1_000);
        assertThat(net.validators.stream().map(Validator::rings)
            .flatMap(rings -> List.of(RingName.values()).stream().map(rings::remaining)).toList())
            .allMatch(remaining -> remaining >= 2);
    }
}
