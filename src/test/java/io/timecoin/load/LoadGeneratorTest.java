package io.timecoin.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.timecoin.transaction.Verdict;
import org.junit.jupiter.api.Test;

import java.util.List;

class LoadGeneratorTest
{
    private static final long MS = 1_000_000L;
    private static final long START_NS = 1_000 * MS;

    private final FakeNetwork network = new FakeNetwork(8, 4);
    private final Schedule schedule = new Schedule(START_NS, 1000);
    private final Coins coins = new Coins(List.of());
    private PaymentKind kind = PaymentKind.VALID;
    private long made;
    private boolean isSignerLate;
    private int home = Coin.EVERYWHERE;
    private final LoadGenerator generator =
        new LoadGenerator(schedule, () -> isSignerLate ? null : payment(), network, coins);

    @Test
    void shouldSendAtFixedTimesWhateverTheAnswers()
    {
        network.answer = null;
        run(START_NS, START_NS + 100 * MS);

        assertThat(network.sent).hasSize(101);
        for (int i = 0; i < network.sent.size(); i++)
        {
            assertThat(network.sent.get(i).atNs()).isEqualTo(START_NS + i * MS);
        }
        assertThat(generator.stats().open()).isEqualTo(101);
    }

    @Test
    void shouldSendNothingBeforeTheStartOrFromTheEndOn()
    {
        schedule.end(START_NS + 10 * MS);
        run(START_NS - 50 * MS, START_NS + 50 * MS);

        assertThat(network.sent).hasSize(10);
        assertThat(generator.stats().offered()).isEqualTo(10);
    }

    @Test
    void shouldCountLatencyFromTheDueTimeThroughAStall()
    {
        schedule.end(START_NS + 1000 * MS);
        run(START_NS, START_NS + 400 * MS);
        network.isStalled = true;
        run(START_NS + 401 * MS, START_NS + 599 * MS);
        network.isStalled = false;
        run(START_NS + 600 * MS, START_NS + 1100 * MS);

        final LoadStats stats = generator.stats();
        assertThat(stats.accepted()).isEqualTo(1000).isEqualTo(stats.submitted());
        // 200 payments fell due in the stall: the first of them waited 199 ms and was accepted a millisecond later.
        assertThat(stats.accept().max()).isCloseTo(200, within(0.2));
        assertThat(stats.accept().p90()).isCloseTo(100, within(2.0));
        assertThat(stats.accept().p50()).isCloseTo(1, within(0.1));
        assertThat(stats.backPressured()).isPositive();
    }

    @Test
    void shouldCountLatencyFromTheDueTimeWhenTheSignerIsLate()
    {
        isSignerLate = true;
        run(START_NS, START_NS + 49 * MS);
        isSignerLate = false;
        run(START_NS + 50 * MS, START_NS + 60 * MS);

        assertThat(generator.stats().accept().max()).isCloseTo(51, within(0.1));
        assertThat(generator.stats().starved()).isEqualTo(50);
    }

    @Test
    void shouldSpreadPaymentsOverAllLinks()
    {
        run(START_NS, START_NS + 79 * MS);

        for (int link = 0; link < 8; link++)
        {
            final int wanted = link;
            assertThat(network.sent.stream().filter(sent -> sent.link() == wanted)).hasSize(10);
        }
    }

    @Test
    void shouldGiveBothHalvesOfADoubleSpendToTwoValidatorsAtTheSameMoment()
    {
        kind = PaymentKind.DOUBLE_SPEND;
        run(START_NS, START_NS + 19 * MS);

        assertThat(generator.stats().doubleSpendsAttempted()).isEqualTo(20);
        assertThat(generator.stats().submitted()).isZero();
        assertThat(network.sent).hasSize(40);
        for (int i = 0; i < 20; i++)
        {
            final long dueNs = START_NS + i * MS;
            final List<FakeNetwork.Sent> pair = network.sent.stream().filter(sent -> sent.atNs() == dueNs).toList();
            assertThat(pair).hasSize(2);
            assertThat(pair.get(0).link() % 4).isNotEqualTo(pair.get(1).link() % 4);
        }
    }

    @Test
    void shouldNoticeThatBothHalvesWereAccepted()
    {
        kind = PaymentKind.DOUBLE_SPEND;
        network.answer = null;
        run(START_NS, START_NS + 2 * MS);
        network.outcome(1, Verdict.ADMITTED);
        network.say(2, Verdict.CONFLICT);
        network.outcome(3, Verdict.ADMITTED);
        network.outcome(4, Verdict.ADMITTED);
        run(START_NS + 2 * MS, START_NS + 2 * MS);

        assertThat(generator.stats().doubleSpendsAttempted()).isEqualTo(3);
        assertThat(generator.stats().decidedPairs()).isEqualTo(2);
        assertThat(generator.stats().bothAccepted()).isEqualTo(1);
        assertThat(generator.stats().rejected()).containsEntry("conflict", 1L);
        assertThat(generator.stats().rejectedValid()).isEmpty();
    }

    @Test
    void shouldReportRefusalsByReasonAndNotRetryThem()
    {
        network.answer = Verdict.RATE_LIMITED;
        run(START_NS, START_NS + 4 * MS);
        network.answer = Verdict.NOT_READY;
        run(START_NS + 5 * MS, START_NS + 6 * MS);
        run(START_NS + 6 * MS, START_NS + 6 * MS);

        assertThat(network.sent).hasSize(7);
        assertThat(generator.stats().rejectedValid()).containsEntry("rate_limited", 5L).containsEntry("not_ready", 2L);
        assertThat(generator.stats().refused()).isEqualTo(7);
        assertThat(generator.stats().open()).isZero();
    }

    @Test
    void shouldKeepAChildOfAnUnknownParentOpen()
    {
        network.answer = null;
        run(START_NS, START_NS);
        network.say(1, Verdict.MISSING_PARENT);
        run(START_NS, START_NS);
        assertThat(generator.stats().open()).isEqualTo(1);

        network.outcome(1, Verdict.ADMITTED);
        run(START_NS, START_NS);
        assertThat(generator.stats().accepted()).isEqualTo(1);
        assertThat(generator.stats().open()).isZero();
    }

    @Test
    void shouldNoticeAnInvalidPaymentThatWasAdmitted()
    {
        kind = PaymentKind.OVERDRAFT;
        network.answer = null;
        run(START_NS, START_NS + 1 * MS);
        network.say(1, Verdict.OUTPUTS_EXCEED_INPUTS);
        network.say(2, Verdict.ADMITTED);
        run(START_NS + 1 * MS, START_NS + 1 * MS);

        assertThat(generator.stats().invalidSent()).isEqualTo(2);
        assertThat(generator.stats().invalidAdmitted()).isEqualTo(1);
    }

    @Test
    void shouldSendTruncatedFramesAsTheyAre()
    {
        kind = PaymentKind.TRUNCATED_FRAME;
        run(START_NS, START_NS + 2 * MS);

        assertThat(network.frames).hasSize(3);
        assertThat(network.sent).isEmpty();
    }

    @Test
    void shouldIgnoreDoubledAndForeignAnswers()
    {
        network.answer = null;
        run(START_NS, START_NS);
        network.outcome(1, Verdict.ADMITTED);
        network.outcome(1, Verdict.ADMITTED);
        network.say(1, Verdict.CONFLICT);
        network.outcome(77, Verdict.ADMITTED);
        run(START_NS, START_NS);

        assertThat(generator.stats().accepted()).isEqualTo(1);
        assertThat(generator.stats().rejected()).isEmpty();
    }

    @Test
    void shouldStopSendingToALostValidatorAndNameWhatItTook()
    {
        network.acceptAfterNs = 10 * MS;
        run(START_NS, START_NS + 99 * MS);
        network.alive[2] = false;
        network.sent.clear();
        run(START_NS + 100 * MS, START_NS + 300 * MS);

        assertThat(network.sent).hasSize(201).noneMatch(sent -> sent.link() % 4 == 2);
        assertThat(generator.stats().lostWithValidator()).isBetween(2L, 3L);
        assertThat(generator.stats().submitted()).isEqualTo(301);
    }

    @Test
    void shouldGiveWhatWaitedForALostValidatorToOthers()
    {
        network.isStalled = true;
        run(START_NS, START_NS + 39 * MS);
        network.alive[1] = false;
        network.isStalled = false;
        run(START_NS + 40 * MS, START_NS + 60 * MS);

        assertThat(generator.stats().lostWithValidator()).isZero();
        assertThat(generator.stats().submitted()).isEqualTo(61);
        assertThat(network.sent).noneMatch(sent -> sent.link() % 4 == 1);
    }

    @Test
    void shouldFollowAcceptedPaymentsUntilTheyAreInAFinalBlock()
    {
        schedule.end(START_NS + 10 * MS);
        run(START_NS, START_NS + 20 * MS);
        assertThat(generator.unconfirmed()).isEqualTo(10);
        network.nowNs = START_NS + 100 * MS;
        network.sent.subList(0, 8).forEach((sent) -> network.confirm(sent.reference()));
        // Told twice, and of something that nobody sent.
        network.confirm(network.sent.get(0).reference());
        network.confirm(77_777);
        network.outcome(network.sent.get(8).reference(), Verdict.UNDONE);
        run(START_NS + 100 * MS, START_NS + 101 * MS);
        network.confirm(network.sent.get(8).reference());
        run(START_NS + 101 * MS, START_NS + 102 * MS);

        final LoadStats stats = generator.stats();
        assertThat(stats.accepted()).isEqualTo(10);
        assertThat(stats.confirmed()).isEqualTo(8);
        assertThat(stats.undone()).isEqualTo(1);
        assertThat(stats.open()).isZero();
        assertThat(generator.unconfirmed()).isEqualTo(1);
        assertThat(stats.confirm().max()).isCloseTo(100, within(0.2));
        assertThat(stats.confirm().count()).isEqualTo(8);

        network.alive[network.sent.get(9).link() % 4] = false;
        run(START_NS + 103 * MS, START_NS + 104 * MS);
        assertThat(generator.unconfirmed()).as("its validator tells nobody any more").isZero();
    }

    @Test
    void shouldSendAChildToTheValidatorThatKnowsItsParent()
    {
        home = 3;
        run(START_NS, START_NS + 9 * MS);

        assertThat(network.sent).allMatch(sent -> sent.link() == 3);
    }

    @Test
    void shouldGiveOutputsOfAcceptedPaymentsBackToSpend()
    {
        run(START_NS, START_NS + 1 * MS);

        assertThat(coins.take(START_NS + 2 * MS)).isNull();
        final Coin coin = coins.take(START_NS + 1100 * MS);
        assertThat(coin.home()).isZero();
        assertThat(coin.amount()).isEqualTo(5000);
    }

    @Test
    void shouldMeasureOnlyTheWindow()
    {
        network.acceptAfterNs = 50 * MS;
        run(START_NS, START_NS + 499 * MS);
        network.acceptAfterNs = 2 * MS;
        generator.stats().window(START_NS + 500 * MS, START_NS + 1000 * MS);
        schedule.end(START_NS + 1000 * MS);
        run(START_NS + 500 * MS, START_NS + 1100 * MS);

        assertThat(generator.stats().accept().max()).isCloseTo(2, within(0.01));
        assertThat(generator.stats().offeredRate()).isCloseTo(1000, within(1.0));
        // Payments due before the window were accepted in it: a rate counts what happened in its time.
        assertThat(generator.stats().throughput()).isCloseTo(1100, within(5.0));
        assertThat(generator.stats().accepted()).isEqualTo(1000);
    }

    @Test
    void shouldKeepWhatWasDueInTheWarmUpOutOfTheAccount()
    {
        network.acceptAfterNs = 50 * MS;
        generator.measureFrom(START_NS + 500 * MS);
        generator.stats().window(START_NS + 500 * MS, START_NS + 1000 * MS);
        schedule.end(START_NS + 1000 * MS);
        run(START_NS, START_NS + 499 * MS);
        assertThat(generator.stats().offered()).isZero();
        // The last answers to the warm-up come only now.
        network.acceptAfterNs = 2 * MS;
        run(START_NS + 500 * MS, START_NS + 1100 * MS);

        final LoadStats stats = generator.stats();
        assertThat(stats.offered()).isEqualTo(500);
        assertThat(stats.submitted()).isEqualTo(500).isEqualTo(stats.accepted());
        assertThat(stats.accept().count()).isEqualTo(500);
        assertThat(stats.accept().max()).isCloseTo(2, within(0.01));
        assertThat(stats.throughput()).isCloseTo(1000, within(5.0));
        assertThat(generator.warmUp().submitted()).isEqualTo(500).isEqualTo(generator.warmUp().accepted());
        assertThat(generator.open()).isZero();
    }

    @Test
    void shouldKeepEveryFaultOfTheWarmUpInItsAccount()
    {
        network.answer = null;
        generator.measureFrom(START_NS + 3 * MS);
        run(START_NS, START_NS);
        kind = PaymentKind.DOUBLE_SPEND;
        run(START_NS + 1 * MS, START_NS + 1 * MS);
        kind = PaymentKind.OVERDRAFT;
        run(START_NS + 2 * MS, START_NS + 2 * MS);
        kind = PaymentKind.VALID;
        run(START_NS + 3 * MS, START_NS + 3 * MS);
        network.say(1, Verdict.POOL_FULL);
        network.outcome(2, Verdict.ADMITTED);
        network.outcome(3, Verdict.ADMITTED);
        network.say(4, Verdict.ADMITTED);
        run(START_NS + 3 * MS, START_NS + 3 * MS);

        final LoadStats warmUp = generator.warmUp();
        assertThat(warmUp.rejectedValid()).containsEntry("pool_full", 1L);
        assertThat(warmUp.doubleSpendsAttempted()).isEqualTo(1);
        assertThat(warmUp.pairs()).hasSize(1);
        assertThat(warmUp.bothAccepted()).isEqualTo(1);
        assertThat(warmUp.invalidAdmitted()).isEqualTo(1);
        final LoadStats stats = generator.stats();
        assertThat(stats.submitted()).isEqualTo(1).isEqualTo(generator.open());
        assertThat(stats.doubleSpendsAttempted() + stats.bothAccepted() + stats.invalidAdmitted()).isZero();
        assertThat(stats.rejected()).isEmpty();
    }

    private void run(final long fromNs, final long toNs)
    {
        for (long nowNs = fromNs; nowNs <= toNs; nowNs += MS)
        {
            network.nowNs = nowNs;
            generator.doWork(nowNs);
        }
    }

    private Payment payment()
    {
        final byte[] id = new byte[32];
        id[0] = (byte)made;
        id[1] = (byte)(made++ >>> 8);
        final boolean isPair = kind == PaymentKind.DOUBLE_SPEND;
        final List<Coin> outputs = kind == PaymentKind.VALID ?
            List.of(new Coin(id, 0, 5000, 1, Coin.EVERYWHERE, 0)) : List.of();
        return new Payment(kind, id, id, isPair ? new byte[]{1} : null, isPair ? new byte[32] : null, outputs, home);
    }
}
