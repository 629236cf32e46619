package io.timecoin.simulation;

import io.timecoin.consensus.avalanche.SafetyCalculator;
import io.timecoin.consensus.avalanche.SamplingParameters;
import io.timecoin.genesis.ConsensusParameters;
import io.timecoin.genesis.Genesis;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** The sampled rule promises odds, not certainty: conflicts are counted against what the calculator says. */
class SampledSimulationTest
{
    private static final int VALIDATORS = 25;
    private static final int LIARS = 5;
    private static final int SEEDS = 6;
    private static final int PAYMENTS = 12;
    /** No node has more chances at one pair than this many polls. */
    private static final int POLLS = 200;

    @Test
    void shouldNotAcceptConflictsMoreOftenThanPromised()
    {
        final List<String> conflicts = new ArrayList<>();
        Seeds.of(SEEDS).forEach(
            (seed) ->
            {
                final SimulationReport report = new Simulation(settings(seed)).run();
                assertThat(report.problems()).as("%s\nto see it again: %s\n", report, Seeds.reproduction(
                    SampledSimulationTest.class, "shouldNotAcceptConflictsMoreOftenThanPromised", seed)).isEmpty();
                conflicts.addAll(report.conflicts());
            });
        final double promised = new SafetyCalculator(VALIDATORS, SamplingParameters.TESTNET).failure(LIARS);
        final double expected = promised * POLLS * VALIDATORS * PAYMENTS * SEEDS;
        assertThat(expected).isLessThan(1);
        assertThat(conflicts).as("seeds 1 to %d", SEEDS).isEmpty();
    }

    @Test
    void shouldFindThatOneSmallSampleIsNotEnough()
    {
        final ConsensusParameters weak = new ConsensusParameters(3, 2, 2, 1, 1, 30, 40);
        assertThat(new SafetyCalculator(VALIDATORS, new SamplingParameters(3, 2, 2, 1, 1)).failure(LIARS))
            .isGreaterThan(0.5);
        final SimulationReport report = new Simulation(settings(1).parameters(weak)).run();
        assertThat(report.conflicts()).as("%s", report).isNotEmpty();
    }

    private static SimulationSettings settings(final long seed)
    {
        return new SimulationSettings(seed, VALIDATORS).rule(Genesis.RULE_SAMPLED).byzantine(LIARS)
            .faults(EnumSet.of(Fault.OPPOSITE, Fault.TWO_FACED, Fault.RANDOM))
            .payments(PAYMENTS).doubleSpendPercent(70).contestNs(TimeUnit.SECONDS.toNanos(3));
    }
}
