package io.timecoin.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * What is measured, and how thoroughly.
 *
 * @param effort  how long it may take.
 * @param only    beginnings of names, word by word; empty for everything.
 * @param scratch folder for maps and workloads, which are removed.
 */
public record BenchOptions(Effort effort, List<String> only, Path scratch)
{
    private static final long MS = 1_000_000L;

    /**
     * How thoroughly.
     *
     * @param name                 in reports.
     * @param microRepetitions     of what takes nanoseconds to microseconds.
     * @param microNs              of one of them.
     * @param warmUpNs             of each such measurement before.
     * @param passes               of replays and testnets.
     * @param workloadTransactions in the workload.
     * @param loadNs               of a testnet's load.
     * @param isLargeMap           whether a map of 10 million outputs is measured too.
     */
    public record Effort(
        String name,
        int microRepetitions,
        long microNs,
        long warmUpNs,
        int passes,
        int workloadTransactions,
        long loadNs,
        boolean isLargeMap)
    {
        /** Less than a minute. */
        public static final Effort QUICK = new Effort("quick", 5, 60 * MS, 200 * MS, 2, 20_000, 2_500 * MS, false);
        /** Some minutes. */
        public static final Effort DEFAULT = new Effort("default", 9, 200 * MS, 800 * MS, 5, 60_000, 6_000 * MS, false);
        /** The same, and the large map. */
        public static final Effort FULL = new Effort("full", 9, 200 * MS, 800 * MS, 5, 60_000, 6_000 * MS, true);
    }

    boolean wants(final String figure)
    {
        return only.isEmpty() || only.stream().anyMatch((name) -> begins(figure, name));
    }

    static boolean begins(final String figure, final String name)
    {
        return figure.equals(name) || figure.startsWith(name + ".");
    }
}
