package io.timecoin.pipeline;

import io.timecoin.InvariantViolation;
import io.timecoin.metrics.CounterNames;
import io.timecoin.metrics.Counters;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.CompositeAgent;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StageAgentTest
{
    private final Counters counters = Counters.inMemory(new CounterNames(List.of("a", "b"), List.of(), List.of()));
    private final List<Halt.Reason> told = new ArrayList<>();
    private final Halt halt = new Halt(told::add);
    private long clockNs = 1_000;
    private int cyclesOfB;

    private final InvariantViolation fault = new InvariantViolation("supply", 5);
    private final StageAgent broken = agent("a", nowNs ->
    {
        throw fault;
    });
    private final StageAgent sound = agent("b", nowNs -> ++cyclesOfB);

    @Test
    void shouldGiveTheStageTheTime()
    {
        final List<Long> times = new ArrayList<>();
        final StageAgent agent = agent("a", nowNs ->
        {
            times.add(nowNs);
            return 1;
        });
        agent.doWork();
        clockNs = 2_000;
        agent.doWork();
        assertThat(times).containsExactly(1_000L, 2_000L);
        assertThat(agent.roleName()).isEqualTo("a");
    }

    @Test
    void shouldHaltWithTheFirstReasonAndTellItOnce()
    {
        assertThatThrownBy(broken::doWork).isInstanceOf(AgentTerminationException.class);
        halt.halt("b", new IllegalStateException("later"));

        assertThat(halt.isHalted()).isTrue();
        assertThat(halt.reason()).isEqualTo(new Halt.Reason("a", fault));
        assertThat(told).containsExactly(new Halt.Reason("a", fault));
    }

    @Test
    void shouldStopEveryOtherAgentAtItsNextTurn()
    {
        sound.doWork();
        assertThatThrownBy(broken::doWork).isInstanceOf(AgentTerminationException.class);
        assertThatThrownBy(sound::doWork).isInstanceOf(AgentTerminationException.class);
        assertThat(cyclesOfB).isEqualTo(1);
    }

    @Test
    void shouldEndAThreadThatSeveralAgentsShare()
    {
        final AgentInvoker invoker = new AgentInvoker(halt, null, new CompositeAgent(sound, broken));
        invoker.start();
        invoker.invoke();
        invoker.invoke();
        assertThat(cyclesOfB).isEqualTo(1);
        assertThat(invoker.isRunning()).isFalse();
        assertThat(told).containsExactly(new Halt.Reason("a", fault));
    }

    @Test
    void shouldHaltForWhatALibraryReports()
    {
        halt.onError(new AgentTerminationException());
        assertThat(halt.isHalted()).isFalse();
        halt.onError(new OutOfMemoryError());
        assertThat(halt.reason().cause()).isInstanceOf(OutOfMemoryError.class);
    }

    private StageAgent agent(final String name, final DutyCycle cycle)
    {
        return new StageAgent(name, cycle, () -> clockNs, counters.agent(name), halt);
    }
}
