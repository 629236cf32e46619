package io.timecoin.simulation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Small networks from many seeds: nothing that the network or less than a third of the validators do breaks a
 * promise.
 */
class SimulationTest
{
    private static final Set<Fault> OF_THE_NETWORK = EnumSet.of(Fault.LOSS, Fault.DUPLICATION, Fault.REORDERING);
    private static final Fault[] OF_VALIDATORS = EnumSet.range(Fault.SILENT, Fault.WITHHOLDING).toArray(new Fault[0]);

    @Test
    void shouldAcceptEverythingOnACalmNetwork(final TestInfo test)
    {
        shouldKeepItsPromises(test, 12, (seed) -> settings(seed, 3 + (int)(seed % 8)));
    }

    @Test
    void shouldAcceptChainsWhicheverEndComesFirst(final TestInfo test)
    {
        shouldKeepItsPromises(test, 8, (seed) -> settings(seed, 3 + (int)(seed % 4)).doubleSpendPercent(0)
            .payments(80).chainPercent(80).faults(EnumSet.of(Fault.LOSS)));
    }

    @Test
    void shouldBearLossDuplicationAndReordering(final TestInfo test)
    {
        shouldKeepItsPromises(test, 24, (seed) -> settings(seed, 3 + (int)(seed % 5)).faults(OF_THE_NETWORK));
    }

    @Test
    void shouldBearPartitions(final TestInfo test)
    {
        shouldKeepItsPromises(test, 16,
            (seed) -> settings(seed, 4 + (int)(seed % 4)).faults(EnumSet.of(Fault.PARTITION, Fault.LOSS)));
    }

    @Test
    void shouldBearEachKindOfLiar(final TestInfo test)
    {
        shouldKeepItsPromises(test, 8 * OF_VALIDATORS.length,
            (seed) ->
            {
                final int liars = 1 + (int)(seed / OF_VALIDATORS.length % 3);
                return settings(seed, 3 * liars + 1).byzantine(liars)
                    .faults(EnumSet.of(OF_VALIDATORS[(int)(seed % OF_VALIDATORS.length)]));
            });
    }

    @Test
    void shouldBearEverythingAtOnce(final TestInfo test)
    {
        shouldKeepItsPromises(test, 12,
            (seed) -> settings(seed, 7 + 3 * (int)(seed % 3)).byzantine(2 + (int)(seed % 3))
                .weighted(seed % 2 == 0).doubleSpendPercent(50).faults(EnumSet.allOf(Fault.class)));
    }

    @Test
    void shouldTakeTheSameCourseFromTheSameSeed()
    {
        final SimulationSettings settings = settings(5, 7).byzantine(2).faults(EnumSet.allOf(Fault.class));
        final String course = new Simulation(settings).run().toString();
        assertThat(new Simulation(settings.withSeed(5)).run().toString()).isEqualTo(course);
        assertThat(new Simulation(settings.withSeed(6)).run().toString()).isNotEqualTo(course);
    }

    private static SimulationSettings settings(final long seed, final int validators)
    {
        return new SimulationSettings(seed, validators).payments(30).contestNs(TimeUnit.MILLISECONDS.toNanos(1_500));
    }

    private static void shouldKeepItsPromises(
        final TestInfo test, final int seeds, final LongFunction<SimulationSettings> settings)
    {
        Seeds.of(seeds).forEach(
            (seed) ->
            {
                final SimulationReport report = new Simulation(settings.apply(seed)).run();
                final String description = report + "\nto see it again: " + Seeds.reproduction(
                    SimulationTest.class, test.getTestMethod().orElseThrow().getName(), seed) + "\n";
                assertThat(report.conflicts()).as(description).isEmpty();
                assertThat(report.problems()).as(description).isEmpty();
            });
    }
}
