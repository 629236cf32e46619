package io.timecoin.bench;

import io.timecoin.bench.BenchOptions.Effort;
import io.timecoin.crypto.SignatureVerifiers;
import io.timecoin.doctor.MachineProfile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Measures what was asked for, group by group. */
public final class Bench
{
    private static final int MILLION = 1_000_000;
    private static final int LARGE_MAP = 10 * MILLION;
    private static final int[] BATCHES = { 1, 8, 64 };
    private static final int UNKNOWN_KEYS = 8_192;
    private static final int[] VALIDATORS = { 5, 40 };

    private Bench()
    {
    }

    /**
     * The names of all figures.
     *
     * @param effort some need more of it.
     * @return in the order of the report.
     */
    public static List<String> names(final Effort effort)
    {
        return groups(new BenchOptions(effort, List.of(), null)).stream()
            .flatMap((group) -> group.measurements().stream())
            .flatMap((each) -> each.figures().stream())
            .map(Figure::name)
            .toList();
    }

    /**
     * Measures.
     *
     * @param options  what, and how.
     * @param progress told what is being done.
     * @return what was found.
     * @throws InterruptedException if interrupted.
     */
    public static BenchReport run(final BenchOptions options, final Consumer<String> progress)
        throws InterruptedException
    {
        final List<String> names = names(options.effort());
        for (final String wanted : options.only())
        {
            if (names.stream().noneMatch((name) -> BenchOptions.begins(name, wanted)))
            {
                throw new BenchException(BenchException.Kind.USAGE, "nothing to measure is called '" + wanted + "'",
                    "there are " + String.join(", ", names), "name one of these, or the words it begins with");
            }
        }
        final MachineProfile machine = MachineProfile.ofThisMachine();
        final List<Result> results = new ArrayList<>();
        for (final Group group : groups(options))
        {
            final Group wanted = group.only(options);
            if (!wanted.measurements().isEmpty())
            {
                results.addAll(run(wanted, progress));
            }
        }
        return new BenchReport(options.effort().name(), machine, MachineProfile.ofThisMachine().loadAverage(), results);
    }

    private static List<Result> run(final Group group, final Consumer<String> progress) throws InterruptedException
    {
        try
        {
            return group.run(progress);
        }
        catch (final IOException ex)
        {
            throw new BenchException(BenchException.Kind.CONFIGURATION, "cannot measure " + group.name(),
                String.valueOf(ex.getMessage()), "name a folder that can be written to: --scratch DIR");
        }
        catch (final RuntimeException | InterruptedException ex)
        {
            throw ex;
        }
        catch (final Exception ex)
        {
            throw new BenchException(BenchException.Kind.CONFIGURATION, "cannot measure " + group.name(),
                ex.toString(), "leave it out: --only NAME,…");
        }
    }

    private static List<Group> groups(final BenchOptions options)
    {
        final Effort effort = options.effort();
        final int workload = effort.workloadTransactions();
        return List.of(
            new Group("single threads", singleThreads(options), effort.microRepetitions(), effort.microNs(),
                effort.warmUpNs()),
            new Group("replay", ReplayMeasurement.of(options.scratch(), workload, workload), effort.passes(), 0, 0),
            new Group("testnet", List.of(new TestnetMeasurement(effort.loadNs())), effort.passes(), 0, 0));
    }

    /** All in one group: repetitions of each lie far apart, and see how the machine's speed changes by itself. */
    private static List<Measurement> singleThreads(final BenchOptions options)
    {
        final List<Measurement> all = new ArrayList<>(verifiers());
        all.add(Yardstick.measurement());
        all.addAll(TransactionMeasurements.decode());
        all.addAll(TransactionMeasurements.hash());
        for (final int validators : VALIDATORS)
        {
            all.add(PollCounting.of(validators));
        }
        all.addAll(MapMeasurement.of(options.scratch(), MILLION));
        if (options.effort().isLargeMap())
        {
            all.addAll(MapMeasurement.of(options.scratch(), LARGE_MAP));
        }
        return all;
    }

    private static List<Measurement> verifiers()
    {
        final List<Measurement> verifiers = new ArrayList<>();
        verifiers.add(VerifierMeasurement.reference());
        verifiers.add(new JdkVerifierMeasurement());
        for (final String kind : SignatureVerifiers.kinds())
        {
            if (!SignatureVerifiers.BOUNCY_CASTLE.equals(kind))
            {
                for (final int batch : BATCHES)
                {
                    for (final VerifierMeasurement.Keys keys : VerifierMeasurement.Keys.values())
                    {
                        verifiers.add(VerifierMeasurement.of(kind, batch, keys, UNKNOWN_KEYS));
                    }
                }
            }
        }
        return verifiers;
    }
}
