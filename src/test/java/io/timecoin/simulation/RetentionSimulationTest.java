package io.timecoin.simulation;

import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** What stays contested until a block decides must not keep the memory of what is decided. */
class RetentionSimulationTest
{
    private static final int VALIDATORS = 4;

    @Test
    void shouldFreeWhatIsDecidedOfBatchesThatHoldAContestedPayment()
    {
        final SimulationSettings settings = new SimulationSettings(1, VALIDATORS)
            .payments(400).doubleSpendPercent(10).chainPercent(0).spreadNs(TimeUnit.MILLISECONDS.toNanos(20));
        final Simulation simulation = new Simulation(settings);
        simulation.runUntil(TimeUnit.SECONDS.toNanos(15));
        assertThat(simulation.report().problems()).isEmpty();
        assertThat(simulation.report().conflicts()).isEmpty();
        for (int i = 0; i < VALIDATORS; i++)
        {
            assertThat(simulation.node(i).validator().avalancheStats().contestedNow).as("contested at %d", i)
                .isPositive();
            assertThat(simulation.node(i).validator().avalancheStats().retainedBlocks).as("retained at %d", i)
                .isZero();
        }
        simulation.close();
    }
}
