package io.timecoin.simulation;

import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Runs one network from many seeds, on all cores: each simulation is one thread's alone. */
public final class SeedRuns
{
    /** Failures after which nobody needs more. */
    private static final int MAX_FAILURES = 20;

    /**
     * One seed that broke a promise.
     *
     * @param seed     it.
     * @param problems a line each.
     * @param course   which faults chance chose.
     */
    public record Failure(long seed, List<String> problems, String course)
    {
    }

    /** Hears of each seed, from any thread. */
    @FunctionalInterface
    public interface Progress
    {
        /**
         * A seed is through.
         *
         * @param done     seeds.
         * @param failures among them.
         */
        void onSeed(long done, int failures);
    }

    private final SimulationSettings settings;
    private final ConcurrentSkipListMap<Long, Failure> failures = new ConcurrentSkipListMap<>();
    private final AtomicLong next;
    private final AtomicLong done = new AtomicLong();
    private final LongAdder events = new LongAdder();
    private final LongAdder heights = new LongAdder();
    private final LongAdder virtualNs = new LongAdder();
    private final long lastSeed;
    private long elapsedNs;

    /**
     * All that is to be run.
     *
     * @param settings  of each; its seed does not matter.
     * @param firstSeed of the first.
     * @param lastSeed  of the last.
     */
    public SeedRuns(final SimulationSettings settings, final long firstSeed, final long lastSeed)
    {
        if (firstSeed < 0 || lastSeed < firstSeed)
        {
            throw new IllegalArgumentException("seeds must be A..B with 0 <= A <= B: " + firstSeed + ".." + lastSeed);
        }
        this.settings = settings;
        this.lastSeed = lastSeed;
        next = new AtomicLong(firstSeed);
    }

    /**
     * Runs them; stops early when enough have failed.
     *
     * @param threads  1 or more.
     * @param progress hears of each.
     * @throws InterruptedException if the caller is to give up.
     */
    public void run(final int threads, final Progress progress) throws InterruptedException
    {
        final long startNs = System.nanoTime();
        final Thread[] workers = new Thread[threads];
        final Throwable[] broken = new Throwable[1];
        for (int i = 0; i < threads; i++)
        {
            workers[i] = new Thread(() -> work(progress), "simulate-" + i);
            workers[i].setUncaughtExceptionHandler((thread, ex) -> broken[0] = ex);
            workers[i].start();
        }
        for (final Thread worker : workers)
        {
            worker.join();
        }
        elapsedNs = System.nanoTime() - startNs;
        if (broken[0] != null)
        {
            throw new IllegalStateException("a simulation could not be run", broken[0]);
        }
    }

    /**
     * Seeds that ran.
     *
     * @return how many.
     */
    public long seeds()
    {
        return done.get();
    }

    /**
     * What happened in all of them.
     *
     * @return as {@link SimulationReport#events()}.
     */
    public long events()
    {
        return events.sum();
    }

    /**
     * Blocks that became final.
     *
     * @return how many, one a height.
     */
    public long blocks()
    {
        return heights.sum();
    }

    /**
     * Time by the clocks of the networks.
     *
     * @return ns, of all together.
     */
    public long virtualNs()
    {
        return virtualNs.sum();
    }

    /**
     * Time that it took.
     *
     * @return ns.
     */
    public long elapsedNs()
    {
        return elapsedNs;
    }

    /**
     * Seeds that broke a promise.
     *
     * @return in the order of the seeds.
     */
    public List<Failure> failures()
    {
        return List.copyOf(failures.values());
    }

    private void work(final Progress progress)
    {
        for (long seed = next.getAndIncrement(); seed <= lastSeed && failures.size() < MAX_FAILURES;
            seed = next.getAndIncrement())
        {
            final SimulationReport report = new Simulation(settings.withSeed(seed)).run();
            final List<String> problems = report.problems();
            if (!problems.isEmpty())
            {
                failures.put(seed, new Failure(seed, problems, report.course()));
            }
            events.add(report.events());
            heights.add(report.height());
            virtualNs.add(report.endNs());
            progress.onSeed(done.incrementAndGet(), failures.size());
        }
    }
}
