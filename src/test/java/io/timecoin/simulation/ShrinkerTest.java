package io.timecoin.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

class ShrinkerTest
{
    private static final SimulationSettings LARGE = new SimulationSettings(7, 9).blocks(true).byzantine(2)
        .faults(EnumSet.allOf(Fault.class)).payments(40).spreadNs(TimeUnit.SECONDS.toNanos(2));

    @Test
    void shouldLeaveNothingThatTheFailureDoesNotNeed()
    {
        final SimulationSettings smallest = new Shrinker(1_000, (settings) ->
            settings.faults().contains(Fault.CRASH) && settings.payments() >= 3 && settings.byzantine() >= 1)
            .shrink(LARGE);
        assertThat(smallest.faults()).containsExactly(Fault.CRASH);
        assertThat(smallest.payments()).isEqualTo(3);
        assertThat(smallest.byzantine()).isEqualTo(1);
        assertThat(smallest.validators()).isEqualTo(4);
        assertThat(smallest.spreadNs()).isLessThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(smallest.seed()).isEqualTo(LARGE.seed());
    }

    @Test
    void shouldStopAfterSoManyTries()
    {
        final AtomicInteger tries = new AtomicInteger();
        assertThat(new Shrinker(5, (settings) ->
        {
            tries.incrementAndGet();
            return false;
        }).shrink(LARGE)).isSameAs(LARGE);
        assertThat(tries).hasValue(5);
    }
}
