package io.timecoin.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What became of a simulation. Times are of its own clock. */
public final class SimulationReport
{
    private final SimulationSettings settings;
    private final List<SimulatedPayment> payments;
    private final List<String> conflicts;
    private final List<String> problems = new ArrayList<>();
    private final NetworkCounts network;
    private final Map<?, Integer> verdicts;
    private final long endNs;
    private long events;
    private int height;
    private String course = "";

    SimulationReport(
        final SimulationSettings settings,
        final List<SimulatedPayment> payments,
        final List<String> conflicts,
        final NetworkCounts network,
        final Map<?, Integer> verdicts,
        final long endNs)
    {
        this.settings = settings;
        this.payments = payments;
        this.conflicts = conflicts;
        this.network = network;
        this.verdicts = verdicts;
        this.endNs = endNs;
    }

    void problem(final String problem)
    {
        problems.add(problem);
    }

    void events(final long count)
    {
        events = count;
    }

    void course(final String planned)
    {
        course = planned;
    }

    void height(final int last)
    {
        height = last;
    }

    /**
     * Which faults chance chose.
     *
     * @return who is Byzantine and how, what happens to the network and when.
     */
    public String course()
    {
        return course;
    }

    /**
     * What happened: frames that arrived, things that were planned, wakings of validators that had something to do.
     *
     * @return how many.
     */
    public long events()
    {
        return events;
    }

    /**
     * The highest block that an honest validator holds.
     *
     * @return 0 if there is none.
     */
    public int height()
    {
        return height;
    }

    /**
     * All payments.
     *
     * @return in the order of their submission.
     */
    public List<SimulatedPayment> payments()
    {
        return payments;
    }

    /**
     * Outputs that honest validators spent by different payments.
     *
     * @return a line for each; the quorum rule promises none.
     */
    public List<String> conflicts()
    {
        return conflicts;
    }

    /**
     * What else should not be: uncontested payments not accepted everywhere, sets that differ.
     *
     * @return a line for each.
     */
    public List<String> problems()
    {
        return problems;
    }

    /**
     * What went over the network.
     *
     * @return counts.
     */
    public NetworkCounts network()
    {
        return network;
    }

    /**
     * When it ended.
     *
     * @return ns.
     */
    public long endNs()
    {
        return endNs;
    }

    /**
     * Pairs in conflict of which one side was accepted by all honest validators.
     *
     * @return how many.
     */
    public long pairsDecided()
    {
        return payments.stream()
            .filter((payment) -> payment.isContested() && payment.acceptances() == settings.honest()).count();
    }

    /**
     * Time from submission to acceptance by the validator submitted to, uncontested payments only.
     *
     * @param share 0.5 for the median.
     * @return ns; −1 if nothing was accepted.
     */
    public long acceptanceNs(final double share)
    {
        return quantile(share, payments.stream()
            .filter((payment) -> !payment.isContested() && payment.originAcceptedNs() >= 0)
            .mapToLong((payment) -> payment.originAcceptedNs() - payment.submitNs()).toArray());
    }

    /**
     * Time from submission to acceptance by the last honest validator, uncontested payments only.
     *
     * @param share 0.5 for the median.
     * @return ns; −1 if nothing was accepted.
     */
    public long acceptanceEverywhereNs(final double share)
    {
        return quantile(share, payments.stream()
            .filter((payment) -> !payment.isContested() && payment.acceptances() == settings.honest())
            .mapToLong((payment) -> payment.lastAcceptedNs() - payment.submitNs()).toArray());
    }

    private static long quantile(final double share, final long[] values)
    {
        Arrays.sort(values);
        return values.length == 0 ? -1 : values[Math.min(values.length - 1, (int)(share * values.length))];
    }

    @Override
    public String toString()
    {
        return settings + ", " + course + ": " + payments.size() + " payments, accepted p50 " +
            acceptanceNs(0.5) / 1_000_000 + " ms, p99 " + acceptanceNs(0.99) / 1_000_000 + " ms, everywhere p50 " +
            acceptanceEverywhereNs(0.5) / 1_000_000 + " ms, pairs decided " + pairsDecided() + ", " +
            network.framesSent() + " frames, " + network.bytesSent() + " bytes, verdicts " + verdicts + ", end " +
            endNs / 1_000_000 + " ms, height " + height + ", conflicts " + conflicts + ", problems " + problems;
    }
}
