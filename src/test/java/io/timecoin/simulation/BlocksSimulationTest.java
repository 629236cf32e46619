package io.timecoin.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks that make blocks: what is accepted becomes final, once and everywhere, whatever a third less one does. */
class BlocksSimulationTest
{
    private static final long SPREAD_NS = TimeUnit.SECONDS.toNanos(2);
    private static final List<Fault> OF_BLOCKS =
        Arrays.stream(Fault.values()).filter(Fault::isOfBlocks).toList();
    private static final List<Fault> OF_NETWORK = OF_BLOCKS.stream().filter((fault) -> !fault.isByzantine()).toList();
    private static final List<Fault> OF_VALIDATORS = OF_BLOCKS.stream().filter(Fault::isByzantine).toList();

    @Test
    void shouldMakeWhatIsAcceptedFinalEverywhere(final TestInfo test)
    {
        shouldKeepItsPromises(test, 3, (seed) -> settings(seed, 4));
    }

    @Test
    void shouldBearEachFaultOfTheNetworkAlone(final TestInfo test)
    {
        shouldKeepItsPromises(test, 2 * OF_NETWORK.size(),
            (seed) -> settings(seed, 4).faults(EnumSet.of(OF_NETWORK.get((int)(seed % OF_NETWORK.size())))));
    }

    @Test
    void shouldBearEachKindOfLiarAlone(final TestInfo test)
    {
        shouldKeepItsPromises(test, OF_VALIDATORS.size(),
            (seed) -> settings(seed, 4).byzantine(1)
                .faults(EnumSet.of(OF_VALIDATORS.get((int)(seed % OF_VALIDATORS.size())))));
    }

    @Test
    void shouldBearEverythingAtOnce(final TestInfo test)
    {
        shouldKeepItsPromises(test, 12,
            (seed) -> settings(seed, 7).byzantine(2).weighted(seed % 3 == 0).faults(EnumSet.allOf(Fault.class)));
    }

    /**
     * A quarter and more of all messages get lost, two of seven say nothing, and others crash or are cut off: no poll
     * gets the replies of all who are left. Seeds that did not come to an end when polls had to.
     */
    @ParameterizedTest
    @ValueSource(longs = { 701, 1885 })
    void shouldDecideEverythingWithJustAQuorumThatLosesMessages(final long seed)
    {
        final SimulationReport report = new Simulation(new SimulationSettings(seed, 7).blocks(true).spreadNs(SPREAD_NS)
            .byzantine(2).faults(EnumSet.allOf(Fault.class))).run();
        assertThat(report.course()).contains("silent");
        assertThat(report.problems()).as("%s", report).isEmpty();
    }

    @Test
    void shouldFindThatThreeEquivocatorsOfSevenBreakAgreement()
    {
        assertThat(Seeds.of(6).mapToObj((seed) ->
            new Simulation(settings(seed, 7).byzantine(3).faults(EnumSet.of(Fault.EQUIVOCATING))).run())
            .flatMap((report) -> report.problems().stream()))
            .anyMatch((problem) -> problem.contains("hold different blocks of height"));
    }

    @Test
    void shouldGoOnWhenOneOfTwoThatEndedReturnsWithoutMemory()
    {
        final Simulation simulation = new Simulation(new SimulationSettings(1, 4).blocks(true).doubleSpendPercent(0));
        while (simulation.workload().payments().stream().filter((payment) -> payment.acceptances() == 4 &&
            !simulation.node(3).blocks().isFinal(payment.txid())).count() < 5)
        {
            simulation.runUntil(simulation.network().nowNs() + TimeUnit.MILLISECONDS.toNanos(1));
        }
        simulation.crash(0, 0);
        simulation.crash(1, 0);
        simulation.network().at(simulation.network().nowNs() + TimeUnit.SECONDS.toNanos(2),
            () -> simulation.restart(1));
        simulation.runUntil(TimeUnit.SECONDS.toNanos(5));
        assertThat(isAcceptedFinal(simulation)).isFalse();
        for (long s = 6; s <= 90 && !isAcceptedFinal(simulation); s++)
        {
            simulation.runUntil(TimeUnit.SECONDS.toNanos(s));
        }
        assertThat(isAcceptedFinal(simulation)).as("at %s ns", simulation.network().nowNs()).isTrue();
    }

    private static boolean isAcceptedFinal(final Simulation simulation)
    {
        return IntStream.range(1, 4).mapToObj((i) -> simulation.node(i).blocks()).allMatch(
            (blocks) -> simulation.workload().payments().stream()
                .allMatch((payment) -> payment.acceptances() == 0 || blocks.isFinal(payment.txid())));
    }

    @Test
    void shouldTakeTheSameCourseFromTheSameSeed()
    {
        final SimulationSettings settings = settings(3, 7).byzantine(2).faults(EnumSet.allOf(Fault.class));
        final String course = new Simulation(settings).run().toString();
        assertThat(new Simulation(settings.withSeed(3)).run().toString()).isEqualTo(course);
    }

    private static SimulationSettings settings(final long seed, final int validators)
    {
        return new SimulationSettings(seed, validators).blocks(true).payments(25).spreadNs(SPREAD_NS);
    }

    private static void shouldKeepItsPromises(
        final TestInfo test, final int seeds, final LongFunction<SimulationSettings> settings)
    {
        Seeds.of(seeds).forEach(
            (seed) ->
            {
                final SimulationReport report = new Simulation(settings.apply(seed)).run();
                assertThat(report.problems()).as(report + "\nto see it again: " + Seeds.reproduction(
                    BlocksSimulationTest.class, test.getTestMethod().orElseThrow().getName(), seed) + "\n").isEmpty();
                assertThat(report.height()).as("%s", report).isPositive();
            });
    }
}
