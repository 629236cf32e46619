package io.timecoin.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.timecoin.transaction.Verdict;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.junit.jupiter.api.Test;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

class LoadRunTest
{
    private static final long MS = 1_000_000L;
    private static final long SECOND = 1000 * MS;

    private final FakeNetwork network = new FakeNetwork(5, 5);
    private final Set<LoadRun.Phase> phases = EnumSet.noneOf(LoadRun.Phase.class);
    private int progressCalls;

    @Test
    void shouldSendForTheDurationAndWaitForTheLastAnswers()
    {
        network.acceptAfterNs = 300 * MS;
        final LoadRun run = run(new LoadProfile(500, 2 * SECOND, 0, 0, 1), 0);
        run.send();
        assertThat(network.nowNs).isCloseTo(2 * SECOND, within(5 * MS));
        final LoadStats stats = run.settle(SECOND, () -> true);

        assertThat(network.nowNs).isBetween(2300 * MS, 2350 * MS);
        assertThat(stats.submitted()).isEqualTo(1000).isEqualTo(stats.accepted());
        assertThat(stats.offeredRate()).isCloseTo(500, within(0.5));
        assertThat(stats.throughput()).isCloseTo(425, within(2.0));
        assertThat(run.unsent()).isZero();
        assertThat(progressCalls).isBetween(9, 13);
    }

    @Test
    void shouldWarmUpAtTheSameRateAndMeasureForTheWholeDuration()
    {
        // Odd enough that its payments do not fall on whole nanoseconds.
        final LoadRun run = run(new LoadProfile(330, 2 * SECOND, 0, 0, 1).withWarmUpNs(SECOND), 0);
        run.warmUp();
        assertThat(network.nowNs).isCloseTo(SECOND, within(5 * MS));
        assertThat(run.stats().offered()).isZero();
        assertThat(run.warmUpStats().submitted()).isEqualTo(330);
        assertThat(phases).containsOnly(LoadRun.Phase.WARM_UP);
        run.send();
        assertThat(network.nowNs).isCloseTo(3 * SECOND, within(5 * MS));
        final LoadStats stats = run.settle(SECOND, () -> true);

        assertThat(stats.submitted()).isEqualTo(660).isEqualTo(stats.accepted());
        assertThat(stats.offeredRate()).isEqualTo(330);
        assertThat(run.warmUpStats().accepted()).isEqualTo(330);
        assertThat(run.told()).isEqualTo(990);
        assertThat(run.unsent()).isZero();
        assertThat(phases).doesNotContain(LoadRun.Phase.RAMP).contains(LoadRun.Phase.LOAD);
    }

    @Test
    void shouldWaitForTheWarmUpsAnswersAndCountWhatItCouldNotSend()
    {
        network.answer = null;
        final LoadRun open = run(new LoadProfile(100, SECOND, 0, 0, 1).withWarmUpNs(SECOND), 0);
        open.warmUp();
        network.answer = Verdict.ADMITTED;
        open.send();
        open.settle(2 * SECOND, () -> true);
        assertThat(network.nowNs).as("it waited").isCloseTo(4 * SECOND, within(5 * MS));
        assertThat(open.stats().open()).isZero();
        assertThat(open.warmUpStats().open()).isEqualTo(100);

        network.isStalled = true;
        final LoadRun stalled = run(new LoadProfile(100, SECOND, 0, 0, 1).withWarmUpNs(SECOND), 0);
        stalled.send();
        stalled.settle(SECOND, () -> true);
        assertThat(stalled.unsent()).isEqualTo(200);
    }

    @Test
    void shouldEndEarlyInTheWarmUpToo()
    {
        final LoadRun run = run(new LoadProfile(100, SECOND, 0, 0, 1).withWarmUpNs(10 * SECOND), 0)
            .abortWhen(() -> network.nowNs >= SECOND);
        run.warmUp();
        run.send();
        run.settle(SECOND, () -> true);
        assertThat(run.warmUpStats().submitted()).isEqualTo(101);
        assertThat(run.stats().submitted()).isZero();
        assertThat(run.unsent()).isZero();
    }

    @Test
    void shouldGiveUpWaitingAtTheDeadline()
    {
        network.answer = null;
        final LoadRun run = run(new LoadProfile(100, SECOND, 0, 0, 1), 0);
        run.send();
        final LoadStats stats = run.settle(3 * SECOND, () -> true);

        assertThat(network.nowNs).isCloseTo(4 * SECOND, within(5 * MS));
        assertThat(stats.open()).isEqualTo(100);
    }

    @Test
    void shouldEndEarlyWhenTold()
    {
        final LoadRun run = run(new LoadProfile(100, 10 * SECOND, 0, 0, 1), 0)
            .abortWhen(() -> network.nowNs >= SECOND);
        run.send();
        final LoadStats stats = run.settle(SECOND, () -> true);
        assertThat(stats.submitted()).isEqualTo(101);
        assertThat(network.nowNs).isLessThan(2 * SECOND);
    }

    @Test
    void shouldCountWhatWasDueAndNeverSent()
    {
        network.isStalled = true;
        final LoadRun run = run(new LoadProfile(100, SECOND, 0, 0, 1), 0);
        run.send();
        run.settle(SECOND, () -> true);

        assertThat(run.unsent()).isEqualTo(100);
    }

    @Test
    void shouldRampUpAndMeasureOnlyTheHeldRate()
    {
        network.capacity = 3000;
        final LoadRun run = run(new LoadProfile(LoadProfile.MAX_RATE, 30 * SECOND, 0, 0, 1), 600);
        run.send();
        final LoadStats stats = run.settle(5 * SECOND, () -> true);

        assertThat(stats.throughput()).isBetween(2500.0, 3000.0);
        assertThat(stats.accept().p99()).isLessThan(500);
        assertThat(stats.open()).isZero();
    }

    @Test
    void shouldWarmUpAtTheFirstRateOfARamp()
    {
        network.capacity = 3000;
        final LoadRun run =
            run(new LoadProfile(LoadProfile.MAX_RATE, 30 * SECOND, 0, 0, 1).withWarmUpNs(2 * SECOND), 600);
        run.warmUp();
        assertThat(run.warmUpStats().submitted()).isEqualTo(1200);
        run.send();
        final LoadStats stats = run.settle(5 * SECOND, () -> true);

        assertThat(network.nowNs).isCloseTo(32 * SECOND, within(SECOND));
        assertThat(stats.throughput()).isBetween(2500.0, 3000.0);
        assertThat(phases).contains(LoadRun.Phase.WARM_UP, LoadRun.Phase.RAMP, LoadRun.Phase.LOAD);
    }

    private LoadRun run(final LoadProfile profile, final double firstRate)
    {
        final PaymentSource source =
            () -> new Payment(PaymentKind.VALID, new byte[1], new byte[32], null, null, List.of(), Coin.EVERYWHERE);
        return new LoadRun(profile, firstRate, new LoadRun.Ends(source, network, new Coins(List.of())),
            () -> network.nowNs += MS / 4, NoOpIdleStrategy.INSTANCE,
            (phase, elapsedNs, rate, stats) ->
            {
                progressCalls++;
                phases.add(phase);
            });
    }
}
