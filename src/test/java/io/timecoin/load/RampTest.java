package io.timecoin.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class RampTest
{
    private static final long MS = 1_000_000L;
    private static final long SECOND = 1000 * MS;

    private final FakeNetwork network = new FakeNetwork(5, 5);
    private final Schedule schedule = new Schedule(0, 500);
    private final LoadGenerator generator = new LoadGenerator(schedule,
        () -> new Payment(PaymentKind.VALID, new byte[1], new byte[32], null, null, List.of(), Coin.EVERYWHERE),
        network, new Coins(List.of()));
    private double confirmedPerS = Double.MAX_VALUE;
    private double confirmed;
    private final Ramp ramp = new Ramp(500, 0, SECOND, 20 * SECOND);

    @ParameterizedTest
    @ValueSource(doubles = {700, 1000, 2345, 6000})
    void shouldHoldNearlyWhatTheNetworkCanDo(final double capacity)
    {
        network.capacity = capacity;
        run(0, 30 * SECOND);

        assertThat(ramp.state()).isEqualTo(Ramp.State.HOLDING);
        assertThat(ramp.rate()).isBetween(0.8 * capacity, 1.02 * capacity);
        assertThat(generator.stats().open()).isLessThan((long)(0.3 * capacity));
    }

    @Test
    void shouldStartLowerWhenTheFirstGuessWasTooHigh()
    {
        network.capacity = 200;
        run(0, 30 * SECOND);

        assertThat(ramp.state()).isEqualTo(Ramp.State.HOLDING);
        assertThat(ramp.rate()).isBetween(130.0, 210.0);
    }

    @Test
    void shouldHoldWhatItHasWhenTheTimeForLookingIsOver()
    {
        network.capacity = 1e9;
        run(0, 21 * SECOND);

        assertThat(ramp.state()).isEqualTo(Ramp.State.HOLDING);
        assertThat(ramp.rate()).isGreaterThan(10_000);
    }

    @Test
    void shouldHoldWhatBlocksKeepUpWithAndNotWhatIsOnlyAccepted()
    {
        network.capacity = 3_000;
        confirmedPerS = 2_000;
        run(0, 60 * SECOND);

        assertThat(ramp.state()).isEqualTo(Ramp.State.HOLDING);
        assertThat(ramp.rate()).isBetween(1_200.0, 2_050.0);
        assertThat(generator.stats().accepted() - (long)confirmed).isLessThan(4 * 2_000);
    }

    @Test
    void shouldLowerTheRateWhenItProvesTooHighAfterAll()
    {
        network.capacity = 5_000;
        run(0, 22 * SECOND);
        assertThat(ramp.state()).isEqualTo(Ramp.State.HOLDING);
        assertThat(ramp.rate()).isGreaterThan(4_000);

        network.capacity = 3_000;
        run(22 * SECOND, 60 * SECOND);
        assertThat(ramp.rate()).isBetween(1_500.0, 3_000.0);
        assertThat(generator.stats().open()).isLessThan(2 * 3_000);
    }

    private void run(final long fromNs, final long toNs)
    {
        for (long nowNs = fromNs; nowNs < toNs; nowNs += MS)
        {
            network.nowNs = nowNs;
            generator.doWork(nowNs);
            final LoadStats stats = generator.stats();
            confirmed = Math.min(stats.accepted(), confirmed + confirmedPerS * MS / SECOND);
            final long unconfirmed = stats.accepted() - (long)confirmed;
            if (ramp.onTick(nowNs, stats.submitted(), stats.open() + generator.queued(), unconfirmed))
            {
                generator.rate(ramp.rate(), nowNs);
            }
            network.sent.clear();
        }
    }
}
