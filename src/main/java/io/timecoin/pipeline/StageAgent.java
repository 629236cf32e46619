package io.timecoin.pipeline;

import io.timecoin.metrics.AgentCounters;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.NanoClock;

/**
 * The frame of a stage on a thread: gives it the time, accounts busy and idle time, and turns whatever it throws into a
 * halt. Any number of these share a thread; after a halt each ends its thread at the next turn.
 */
public final class StageAgent implements Agent
{
    private final String name;
    private final DutyCycle cycle;
    private final NanoClock clock;
    private final AgentCounters counters;
    private final Halt halt;

    /**
     * A stage in its frame.
     *
     * @param name     the agent's name, as {@link Topology#agentNames(int)} gives it.
     * @param cycle    the stage.
     * @param clock    the time that it is given; must not go back.
     * @param counters its own, written by no other agent.
     * @param halt     shared by all agents of the node.
     */
    public StageAgent(
        final String name, final DutyCycle cycle, final NanoClock clock, final AgentCounters counters, final Halt halt)
    {
        this.name = name;
        this.cycle = cycle;
        this.clock = clock;
        this.counters = counters;
        this.halt = halt;
    }

    @Override
    public int doWork()
    {
        if (halt.isHalted())
        {
            throw new AgentTerminationException("halted");
        }
        final long startNs = clock.nanoTime();
        final int work;
        try
        {
            work = cycle.doWork(startNs);
        }
        catch (final Throwable cause)
        {
            halt.halt(name, cause);
            throw new AgentTerminationException(cause);
        }
        counters.onDutyCycle(work, startNs, clock.nanoTime());
        return work;
    }

    @Override
    public String roleName()
    {
        return name;
    }
}
