package io.timecoin.simulation;

import io.timecoin.genesis.Genesis;
import org.junit.jupiter.api.Test;

import java.util.EnumSet;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** Large networks, few seeds: how long acceptance takes across the world, and that size breaks nothing. */
class LargeSimulationTest
{
    /** Round trips of 100 ms on average, with jitter. */
    private static final long WAY_NS = TimeUnit.MILLISECONDS.toNanos(45);
    private static final long JITTER_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long GOAL_NS = TimeUnit.MILLISECONDS.toNanos(280);
    private static final long SAMPLED_GOAL_NS = TimeUnit.MILLISECONDS.toNanos(600);

    @Test
    void shouldAcceptWithin280MsAmong40ValidatorsWithATenthSilent()
    {
        final SimulationReport report = run(worldwide(1, 40).doubleSpendPercent(10));
        assertThat(report.acceptanceNs(0.5)).as("%s", report).isLessThan(GOAL_NS);
    }

    @Test
    void shouldAcceptWithin280MsAmong100ValidatorsWithATenthSilent()
    {
        final SimulationReport report = run(worldwide(1, 100).doubleSpendPercent(0));
        assertThat(report.acceptanceNs(0.5)).as("%s", report).isLessThan(GOAL_NS);
    }

    @Test
    void shouldAcceptBySamplesAmong200ValidatorsWithATenthSilent()
    {
        final SimulationReport report =
            run(worldwide(1, 200).doubleSpendPercent(5).payments(20).rule(Genesis.RULE_SAMPLED));
        assertThat(report.acceptanceNs(0.5)).as("%s", report).isLessThan(SAMPLED_GOAL_NS);
        assertThat(report.acceptanceEverywhereNs(0.5)).as("%s", report).isLessThan(2 * SAMPLED_GOAL_NS);
    }

    private static SimulationSettings worldwide(final long seed, final int validators)
    {
        return new SimulationSettings(seed, validators)
            .byzantine(validators / 10).faults(EnumSet.of(Fault.SILENT))
            .way(WAY_NS, JITTER_NS).payments(40).chainPercent(0)
            .spreadNs(TimeUnit.MILLISECONDS.toNanos(500)).contestNs(TimeUnit.SECONDS.toNanos(1));
    }

    private static SimulationReport run(final SimulationSettings settings)
    {
        final SimulationReport report = new Simulation(settings).run();
        assertThat(report.conflicts()).as("%s", report).isEmpty();
        assertThat(report.problems()).as("%s", report).isEmpty();
        return report;
    }
}
