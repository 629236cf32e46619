package io.timecoin.replay;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import com.sun.management.ThreadMXBean;
import io.timecoin.node.AgentThread;
import io.timecoin.node.TuningProfile;
import io.timecoin.node.TuningProfile.ThreadProfile;
import io.timecoin.pipeline.Halt;
import io.timecoin.pipeline.RingName;
import io.timecoin.pipeline.Rings;
import io.timecoin.pipeline.StageAgent;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.SystemNanoClock;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One pass of a pipeline on the threads of a profile, looked at every few milliseconds from the caller's thread. */
final class Pass
{
    /** Watches a pass. */
    interface Watcher
    {
        /** Called every few milliseconds; {@code read} transactions of the source are on the rings or beyond. */
        void onSample(long elapsedNs, long read);
    }

    /** Columns of {@link #samples()} before those of the agents' busy times. */
    static final int ELAPSED_NS = 0;
    static final int APPLIED = 1;
    static final int TRANSACTIONS = 2;
    static final int ADMISSIONS = 3;
    static final int DECISIONS = 4;
    static final int EGRESS = 5;
    static final int FIRST_AGENT = 6;

    private static final long SAMPLE_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long END_NS = TimeUnit.SECONDS.toNanos(60);
    private static final double PER_MILLE = 1_000;

    private final ReplayPipeline pipeline;
    private final TuningProfile profile;
    private final boolean isPaced;
    private final Halt halt = new Halt(reason -> {});
    private final List<AgentThread> threads = new ArrayList<>();
    private final Map<String, String> threadOf = new HashMap<>();
    private final Samples samples;
    private final Map<String, Integer> votes = new HashMap<>();
    private final List<GarbageCollectorMXBean> collectors =
        ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class);

    private final Map<String, Long> cpuNs = new HashMap<>();
    private long allocatedBytes;
    private long collections;
    private long longestPauseMs;
    private long readerWaits;
    private long decisionWaits;

    Pass(final ReplayPipeline pipeline, final TuningProfile profile, final boolean isPaced)
    {
        this.pipeline = pipeline;
        this.profile = profile;
        this.isPaced = isPaced;
        samples = new Samples(FIRST_AGENT + pipeline.agents().size());
    }

    /** Runs it to its end. */
    void run(final Watcher watcher)
    {
        startThreads();
        final ThreadMXBean memory = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        try
        {
            for (final AgentThread thread : threads)
            {
                thread.awaitPinning();
            }
            final long allocatedBefore = allocated(memory);
            final Map<AgentThread, Long> cpuBefore = cpuTimes(memory);
            final long collectionsBefore = collectionCount();
            final long startNs = System.nanoTime();
            pipeline.start(startNs);
            watch(startNs, watcher, collectionsBefore);
            allocatedBytes = allocated(memory) - allocatedBefore;
            cpuTimes(memory).forEach((thread, timeNs) -> cpuNs.put(thread.name(), timeNs - cpuBefore.get(thread)));
            collections = collectionCount() - collectionsBefore;
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", ex);
        }
        finally
        {
            stopThreads();
        }
        requireNoHalt();
    }

    Samples samples()
    {
        return samples;
    }

    /** Bytes that the pipeline's threads allocated. */
    long allocatedBytes()
    {
        return allocatedBytes;
    }

    long collections()
    {
        return collections;
    }

    /** The longest time that a collector was at work, ms: a pause, if it does not work beside the program. */
    long longestPauseMs()
    {
        return longestPauseMs;
    }

    List<StageFigures> figures()
    {
        final Map<String, Long> busyOfThread = new HashMap<>();
        for (final ReplayPipeline.Agent agent : pipeline.agents())
        {
            busyOfThread.merge(
                threadOf.get(agent.name()), pipeline.counters().agent(agent.name()).busyNs(), Long::sum);
        }
        final List<StageFigures> figures = new ArrayList<>();
        for (final ReplayPipeline.Agent agent : pipeline.agents())
        {
            final long busyNs = pipeline.counters().agent(agent.name()).busyNs();
            final String thread = threadOf.get(agent.name());
            figures.add(new StageFigures(agent.name(), thread, busyNs,
                busyNs / (double)Math.max(1, pipeline.elapsedNs()),
                Math.min(1, cpuNs.get(thread) / (double)Math.max(1, busyOfThread.get(thread))),
                pipeline.counters().agent(agent.name()).backPressure()));
        }
        return figures;
    }

    Bottleneck bottleneck()
    {
        return Bottleneck.of(votes, figures(), Runtime.getRuntime().availableProcessors(), isPaced);
    }

    private void startThreads()
    {
        final Map<String, Agent> agents = new LinkedHashMap<>();
        for (final ReplayPipeline.Agent agent : pipeline.agents())
        {
            agents.put(agent.name(), new StageAgent(agent.name(), agent.cycle(), SystemNanoClock.INSTANCE,
                pipeline.counters().agent(agent.name()), halt));
        }
        for (final ThreadProfile thread : profile.threads())
        {
            thread.agents().forEach(agent -> threadOf.put(agent, thread.name()));
            threads.add(new AgentThread("", thread, thread.agents().stream().map(agents::get).toList(), halt));
        }
        threads.forEach(AgentThread::start);
    }

    private void watch(final long startNs, final Watcher watcher, final long collectionsBefore)
    {
        long seen = collectionsBefore;
        long intervalEndNs = startNs + INTERVAL_NS;
        while (!pipeline.isDone() && !halt.isHalted())
        {
            LockSupport.parkNanos(SAMPLE_NS);
            sample(System.nanoTime() - startNs);
            final long count = collectionCount();
            if (count != seen)
            {
                seen = count;
                noteLongestPause();
            }
            if (System.nanoTime() >= intervalEndNs)
            {
                intervalEndNs += INTERVAL_NS;
                pipeline.latencies().endInterval();
            }
            watcher.onSample(System.nanoTime() - startNs, pipeline.reader().transactions());
        }
        pipeline.latencies().endInterval();
    }

    private void sample(final long elapsedNs)
    {
        final Occupancy occupancy = occupancy();
        votes.merge(occupancy.limitingStage(), 1, Integer::sum);
        samples.row();
        samples.set(ELAPSED_NS, elapsedNs);
        samples.set(APPLIED, pipeline.drain().applied());
        samples.set(TRANSACTIONS, (long)(PER_MILLE * occupancy.transactions()));
        samples.set(ADMISSIONS, (long)(PER_MILLE * occupancy.admissions()));
        samples.set(DECISIONS, (long)(PER_MILLE * occupancy.decisions()));
        samples.set(EGRESS, (long)(PER_MILLE * Math.max(occupancy.validationEgress(), occupancy.utxoEgress())));
        int column = FIRST_AGENT;
        for (final ReplayPipeline.Agent agent : pipeline.agents())
        {
            samples.set(column++, pipeline.counters().agent(agent.name()).busyNs());
        }
    }

    private Occupancy occupancy()
    {
        final Rings rings = pipeline.rings();
        final long readerWaitsNow = pipeline.counters().agent(ReaderStage.NAME).backPressure();
        final long decisionWaitsNow = pipeline.decisionWaits();
        final Occupancy occupancy = new Occupancy(
            share(rings, RingName.TRANSACTIONS),
            Math.min(1, rings.unclaimed() / (double)rings.slots(RingName.TRANSACTIONS)),
            readerWaitsNow > readerWaits,
            share(rings, RingName.ADMISSIONS),
            share(rings, RingName.DECISIONS),
            share(rings, RingName.VALIDATION_EGRESS),
            share(rings, RingName.UTXO_EGRESS),
            decisionWaitsNow > decisionWaits);
        readerWaits = readerWaitsNow;
        decisionWaits = decisionWaitsNow;
        return occupancy;
    }

    private static double share(final Rings rings, final RingName ring)
    {
        return Math.min(1, Math.max(0, rings.waiting(ring) / (double)rings.slots(ring)));
    }

    private void stopThreads()
    {
        threads.forEach(AgentThread::stop);
        final long deadlineNs = System.nanoTime() + END_NS;
        for (final AgentThread thread : threads)
        {
            if (!thread.join(deadlineNs))
            {
                // It may be inside the mapped set: nothing that it uses may be closed under its feet.
                throw new ReplayException(ReplayException.Kind.HALTED, "a thread of the replay does not end",
                    "it is still at work " + TimeUnit.NANOSECONDS.toSeconds(END_NS) + " s after it was asked to stop",
                    "the disk may be hanging: look at the system's log", null);
            }
        }
    }

    private void requireNoHalt()
    {
        if (halt.isHalted())
        {
            final Throwable cause = halt.reason().cause();
            if (cause instanceof RuntimeException failure)
            {
                throw failure;
            }
            if (cause instanceof Error failure)
            {
                throw failure;
            }
            throw new IllegalStateException("agent " + halt.reason().agent() + " failed", cause);
        }
    }

    private long allocated(final ThreadMXBean memory)
    {
        return threads.stream().mapToLong(thread -> memory.getThreadAllocatedBytes(thread.threadId())).sum();
    }

    private Map<AgentThread, Long> cpuTimes(final ThreadMXBean times)
    {
        final Map<AgentThread, Long> cpu = new HashMap<>();
        threads.forEach(thread -> cpu.put(thread, times.getThreadCpuTime(thread.threadId())));
        return cpu;
    }

    private long collectionCount()
    {
        long count = 0;
        for (final GarbageCollectorMXBean collector : collectors)
        {
            count += Math.max(0, collector.getCollectionCount());
        }
        return count;
    }

    private void noteLongestPause()
    {
        for (final GarbageCollectorMXBean collector : collectors)
        {
            final GcInfo last = collector.getLastGcInfo();
            if (last != null)
            {
                longestPauseMs = Math.max(longestPauseMs, last.getDuration());
            }
        }
    }
}
