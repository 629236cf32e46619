package io.timecoin.bench;

import io.timecoin.replay.Replay;
import io.timecoin.replay.ReplayException;
import io.timecoin.replay.ReplayOptions;
import io.timecoin.replay.ReplayReport;
import io.timecoin.workload.Shape;
import io.timecoin.workload.Shares;
import io.timecoin.workload.Workload;
import io.timecoin.workload.WorkloadParameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A workload through the whole pipeline, as fast as it goes. */
final class ReplayMeasurement implements Measurement
{
    private static final double NS_PER_US = 1e3;

    /** The workload, which two measurements share. */
    static final class WorkloadFile implements AutoCloseable
    {
        private final Path parent;
        private final int transactions;
        private Path file;

        WorkloadFile(final Path parent, final int transactions)
        {
            this.parent = parent;
            this.transactions = transactions;
        }

        Path write() throws IOException
        {
            if (file == null)
            {
                file = Files.createTempFile(parent, "timecoin-bench-", ".tcap");
                file.toFile().deleteOnExit();
                Workload.write(new WorkloadParameters(transactions, new Shape(1, 2),
                    WorkloadParameters.DEFAULT_ACCOUNTS, 2, new Shares(0, 0, 0), WorkloadParameters.DEFAULT_RATE_TPS,
                    WorkloadParameters.AS_NEEDED, 1), file, Runtime.getRuntime().availableProcessors(),
                    (done, total) -> {});
            }
            return file;
        }

        @Override
        public void close()
        {
            if (file != null && file.toFile().delete())
            {
                file = null;
            }
        }
    }

    private final WorkloadFile workload;
    private final boolean isVerified;
    private final Path scratch;
    private final List<Figure> figures;
    private int warmUp;

    private ReplayMeasurement(
        final WorkloadFile workload, final boolean isVerified, final int warmUp, final Path scratch)
    {
        this.warmUp = warmUp;
        this.workload = workload;
        this.isVerified = isVerified;
        this.scratch = scratch;
        final String name = isVerified ? "replay.verified" : "replay.unverified";
        final String what = String.format(java.util.Locale.ROOT, "replay of %,d payments with 1 input and 2 outputs, " +
            "half of them of a recent output, 1000 accounts, profile replay-2, %d cores, %s verification",
            workload.transactions, Runtime.getRuntime().availableProcessors(), isVerified ? "with" : "without");
        figures = List.of(
            new Figure(name + ".tps", what, Unit.PER_SECOND),
            new Figure(name + ".beyond", "CPU a payment beyond verifying signatures, " + what, Unit.US));
    }

    /**
     * With and without verification.
     *
     * @param scratch      folder for workload and sets.
     * @param transactions of the workload.
     * @param warmUp       of them before each first run.
     */
    static List<Measurement> of(final Path scratch, final int transactions, final int warmUp)
    {
        final WorkloadFile workload = new WorkloadFile(scratch, transactions);
        return List.of(new ReplayMeasurement(workload, true, warmUp, scratch),
            new ReplayMeasurement(workload, false, warmUp, scratch));
    }

    @Override
    public List<Figure> figures()
    {
        return figures;
    }

    @Override
    public void prepare() throws IOException
    {
        workload.write();
    }

    @Override
    public double[] run(final long budgetNs) throws IOException
    {
        final ReplayOptions options =
            ReplayOptions.standard(workload.write(), isVerified, warmUp, scratch);
        final ReplayReport report;
        try
        {
            report = new Replay(options, new Silence()).run();
        }
        catch (final ReplayException ex)
        {
            throw new BenchException(BenchException.Kind.CONFIGURATION, ex.getMessage(), ex.why(),
                "name a folder with room: --scratch DIR");
        }
        if (!report.faults().isEmpty())
        {
            throw new BenchException(BenchException.Kind.WRONG, "a replay ended otherwise than planned",
                String.join("; ", report.faults()), "do not use this build; report it");
        }
        warmUp = 0;
        return values(report.toMap());
    }

    @Override
    public void close()
    {
        workload.close();
    }

    private static double[] values(final Map<String, Object> report)
    {
        double ns = 0;
        for (final Object stage : (List<?>)report.get("stages"))
        {
            ns += number(((Map<?, ?>)stage).get("ns_per_transaction"));
        }
        final double verifyUs = number(report.get("verify_us_per_signature")) * number(report.get("signatures")) /
            number(report.get("transactions"));
        return new double[]{ number(report.get("tps")), ns / NS_PER_US - verifyUs };
    }

    private static double number(final Object value)
    {
        return ((Number)value).doubleValue();
    }

    private record Silence() implements Replay.Listener
    {
        @Override
        public void onStep(final String what)
        {
            // The bench has its own progress.
        }

        @Override
        public void onProgress(final long elapsedNs, final long read, final long total)
        {
            // The bench has its own progress.
        }
    }
}
