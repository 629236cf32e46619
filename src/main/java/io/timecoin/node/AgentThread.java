package io.timecoin.node;

import io.timecoin.node.TuningProfile.ThreadProfile;
import io.timecoin.pipeline.Halt;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.IdleStrategy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One thread that runs a list of agents in turn, on one core if the profile says so. */
public final class AgentThread
{
    private final ThreadProfile profile;
    private final Agent[] agents;
    private final Halt halt;
    private final Thread thread;
    private final CountDownLatch pinned = new CountDownLatch(1);
    private volatile boolean isStopping;

    /**
     * A thread that does not run yet.
     *
     * @param nodeName prefix that tells the threads of several nodes in one process apart; empty for one node.
     * @param profile  name, core and idle strategy.
     * @param agents   in the order of a duty cycle.
     * @param halt     for a failure outside of the agents' own frames.
     */
    public AgentThread(final String nodeName, final ThreadProfile profile, final List<Agent> agents, final Halt halt)
    {
        this.profile = profile;
        this.agents = agents.toArray(new Agent[0]);
        this.halt = halt;
        thread = new Thread(this::run, nodeName + profile.name());
        thread.setDaemon(true);
    }

    /** Starts it; once. */
    public void start()
    {
        thread.start();
    }

    /** Asks the thread to end after its present turn. */
    public void stop()
    {
        isStopping = true;
    }

    /**
     * Waits for the end of the thread.
     *
     * @param deadlineNs until when, by {@link System#nanoTime()}.
     * @return false if it does not come in time.
     */
    public boolean join(final long deadlineNs)
    {
        try
        {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime())));
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    /**
     * The thread's name in its profile.
     *
     * @return without the node's.
     */
    public String name()
    {
        return profile.name();
    }

    /**
     * The thread's number, for the JVM's own measurements.
     *
     * @return as {@link Thread#getId()} gives it.
     */
    public long threadId()
    {
        return thread.getId();
    }

    /**
     * Waits until the thread has its core, or does not need one.
     *
     * @throws InterruptedException if the caller is to end.
     */
    public void awaitPinning() throws InterruptedException
    {
        pinned.await();
    }

    private void run()
    {
        try
        {
            CpuCores.pinAndReport(thread.getName(), profile.core());
        }
        finally
        {
            pinned.countDown();
        }
        ThreadPriority.giveWayAndReport(thread.getName(), profile.nice());
        try
        {
            work(profile.idle().create());
        }
        catch (final AgentTerminationException ex)
        {
            // A halt has told its reason already: this thread just ends.
            return;
        }
        catch (final Throwable ex)
        {
            halt.halt(profile.name(), ex);
        }
    }

    private void work(final IdleStrategy idle)
    {
        while (!isStopping)
        {
            int work = 0;
            for (final Agent agent : agents)
            {
                try
                {
                    work += agent.doWork();
                }
                catch (final RuntimeException ex)
                {
                    throw ex;
                }
                catch (final Exception ex)
                {
                    throw new IllegalStateException(ex);
                }
            }
            idle.idle(work);
        }
    }
}
