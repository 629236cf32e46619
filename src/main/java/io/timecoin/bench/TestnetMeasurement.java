package io.timecoin.bench;

import io.timecoin.genesis.Genesis;
import io.timecoin.load.LoadProfile;
import io.timecoin.load.LoadRun;
import io.timecoin.load.LoadStats;
import io.timecoin.load.Percentiles;
import io.timecoin.testnet.Testnet;
import io.timecoin.testnet.TestnetOptions;
import io.timecoin.testnet.TestnetReport;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How soon payments are accepted by five validators on this machine, at half of what they can do. */
final class TestnetMeasurement implements Measurement
{
    private static final String WHAT = "5 validators in one JVM over loopback, default profile";
    /** A ramp to what they can do takes this many times the load of a run. */
    private static final int RAMP_LOADS = 2;

    private final List<Figure> figures;
    private final long loadNs;
    private double saturationTps;

    /**
     * A measurement.
     *
     * @param loadNs of each run.
     */
    TestnetMeasurement(final long loadNs)
    {
        this.loadNs = loadNs;
        final String half = "from due to accepted in " + TimeUnit.NANOSECONDS.toMillis(loadNs) +
            " ms of load, at half of the throughput, " + WHAT;
        figures = List.of(
            new Figure("testnet.half.p50", half, Unit.MS),
            new Figure("testnet.half.p99", half, Unit.MS),
            new Figure("testnet.half.rate", "payments a second accepted at half of the throughput that a ramp " +
                "found, " + WHAT, Unit.PER_SECOND));
    }

    @Override
    public List<Figure> figures()
    {
        return figures;
    }

    @Override
    public void prepare() throws IOException, InterruptedException
    {
        saturationTps = run(new LoadProfile(LoadProfile.MAX_RATE, RAMP_LOADS * loadNs, 0, 0, 1)).stats().throughput();
    }

    @Override
    public double[] run(final long budgetNs) throws IOException, InterruptedException
    {
        final LoadStats stats = run(new LoadProfile(saturationTps / 2, loadNs / 2, loadNs, 0, 0, 1)).stats();
        final Percentiles accept = stats.accept();
        return new double[]{ accept.p50(), accept.p99(), stats.throughput() };
    }

    @Override
    public void close()
    {
        // Each run closes its own network.
    }

    private TestnetReport run(final LoadProfile load) throws IOException, InterruptedException
    {
        final TestnetReport report = new Testnet(new TestnetOptions(TestnetOptions.DEFAULT_VALIDATORS, false, load, 1,
            Genesis.RULE_BY_SIZE, 0, 0, null, null, null), System.nanoTime(), new Silence()).run();
        if (report.stats().accepted() == 0 || !report.isConsistent())
        {
            throw new BenchException(BenchException.Kind.WRONG, "the testnet failed", String.join("; ",
                report.faults()), "run 'timecoin testnet' to see more");
        }
        return report;
    }

    private record Silence() implements Testnet.Listener
    {
        @Override
        public void onStep(final String what)
        {
            // The bench has its own progress.
        }

        @Override
        public void onNotice(final String sentence)
        {
            // Lost validators fail the run.
        }

        @Override
        public void onProgress(
            final LoadRun.Phase phase, final long elapsedNs, final double rate, final LoadStats stats)
        {
            // The bench has its own progress.
        }
    }
}
