package io.timecoin.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

/** When heights begin and end: the interval, idleness, hurry, certificates of others, and clocks that jump. */
class PaceTest
{
    /** Has the first turn of height 1, and no further one for some heights. */
    private static final int PROPOSER = 2;

    @Test
    void shouldBeginAnIntervalAfterThePreviousHeightBegan()
    {
        final Bench bench = decidedAfter(400);
        bench.machine.start(2, bench.nowNs);
        bench.machine.wantBlock(true, bench.nowNs);
        bench.pass(599);
        assertThat(bench.machine.stats().rounds).isEqualTo(1);
        bench.pass(1);
        assertThat(bench.machine.stats().rounds).isEqualTo(2);
    }

    @Test
    void shouldBeginAtOnceWhenTheDecisionTookLongerThanTheInterval()
    {
        final Bench bench = decidedAfter(1_700);
        bench.machine.wantBlock(true, bench.nowNs);
        bench.machine.start(2, bench.nowNs);
        assertThat(bench.machine.stats().rounds).isEqualTo(2);
    }

    @Test
    void shouldWaitLongerWithNothingToList()
    {
        final Bench bench = decidedAfter(0);
        bench.machine.start(2, bench.nowNs);
        bench.pass(29_999);
        assertThat(bench.machine.stats().rounds).isEqualTo(1);
        bench.pass(1);
        assertThat(bench.machine.stats().rounds).isEqualTo(2);
    }

    @Test
    void shouldBeginWhenSomethingIsToBeListedAfterTheInterval()
    {
        final Bench bench = decidedAfter(0);
        bench.machine.wantBlock(true, bench.nowNs);
        bench.machine.wantBlock(false, bench.nowNs);
        bench.machine.start(2, bench.nowNs);
        bench.pass(5_000);
        assertThat(bench.machine.stats().rounds).isEqualTo(1);
        bench.machine.wantBlock(true, bench.nowNs);
        assertThat(bench.machine.stats().rounds).isEqualTo(2);
    }

    @Test
    void shouldHurry()
    {
        final Bench waiting = decidedAfter(0);
        waiting.machine.start(2, waiting.nowNs);
        waiting.machine.hurry(waiting.nowNs);
        assertThat(waiting.machine.stats().rounds).isEqualTo(2);

        final Bench before = decidedAfter(0);
        before.machine.hurry(before.nowNs);
        before.machine.start(2, before.nowNs);
        assertThat(before.machine.stats().rounds).isEqualTo(2);
    }

    @Test
    void shouldHoldAnEarlyProposalUntilTheIntervalIsOver()
    {
        final Bench bench = decidedAfter(0);
        bench.height = 2;
        assertThat(bench.proposal(0, 'B', -1)).isEqualTo(Receipt.EARLY);
        bench.machine.start(2, bench.nowNs);
        bench.pass(999);
        bench.expect();
        bench.pass(1);
        bench.expect("check fresh B");
        // The block came too early for whoever holds blocks; with another copy it is obtained.
        assertThat(bench.proposal(0, 'B', -1)).isEqualTo(Receipt.KNOWN);
        bench.expect("check fresh B");
        bench.checked('B', true, false);
        bench.proposal(0, 'B', -1);
        bench.expect("prevote 2/0 -");
    }

    @Test
    void shouldNotWaitWhenMoreThanAThirdHaveBegun()
    {
        final Bench bench = decidedAfter(0);
        bench.height = 2;
        bench.prevotes(0, '-', 1);
        bench.machine.start(2, bench.nowNs);
        assertThat(bench.machine.stats().rounds).isEqualTo(1);
        bench.prevotes(0, '-', 3);
        assertThat(bench.machine.stats().rounds).isEqualTo(2);
        bench.pass(300);
        bench.expect("prevote 2/0 -", "precommit 2/0 -");
    }

    @Test
    void shouldDecideByACertificateOfOthers()
    {
        final Bench bench = new Bench(PROPOSER);
        bench.machine.start(1, bench.nowNs);
        assertThat(bench.machine.onCommit(3, 0, Bench.id('C'), bench.nowNs)).isFalse();
        bench.pass(29_000);
        assertThat(bench.machine.onCommit(1, 2, Bench.id('A'), bench.nowNs)).isTrue();
        assertThat(bench.machine.onCommit(1, 2, Bench.id('A'), bench.nowNs)).isFalse();
        bench.expect("decided 1/2 A");
        bench.machine.wantBlock(true, bench.nowNs);
        bench.machine.start(2, bench.nowNs);
        // Whoever is behind waits for further commits before it votes.
        bench.pass(999);
        assertThat(bench.machine.stats().rounds).isZero();
        bench.pass(1);
        assertThat(bench.machine.stats().rounds).isOne();
        assertThat(bench.machine.stats().caughtUp).isOne();
    }

    @Test
    void shouldTellOfTwoCertificatesForAHeight()
    {
        final Bench bench = decidedAfter(0);
        bench.machine.onCommit(1, 3, Bench.id('B'), bench.nowNs);
        bench.machine.onCommit(1, 3, Bench.id('C'), bench.nowNs);
        bench.expect("forked 1 AB");

        final Bench next = decidedAfter(0);
        next.machine.start(2, next.nowNs);
        next.machine.onCommit(1, 3, Bench.id('B'), next.nowNs);
        next.expect("forked 1 AB");

        final Bench byVotes = decidedAfter(0);
        byVotes.precommits(1, 'B', 0, 1, 3);
        byVotes.expect("forked 1 AB");
    }

    @Test
    void shouldTellHowFarOthersHaveProvenToBe()
    {
        final Bench bench = Bench.inFirstRound(PROPOSER);
        bench.height = 900;
        bench.prevotes(0, '-', 0);
        assertThat(bench.machine.provenHeight()).isEqualTo(1);
        bench.height = 7;
        bench.prevotes(3, '-', 3);
        assertThat(bench.machine.provenHeight()).isEqualTo(7);
        assertThat(bench.machine.round()).isZero();
    }

    @Test
    void shouldStandStillWhileTheClockGoesBack()
    {
        final Bench bench = Bench.inFirstRound(PROPOSER);
        bench.out.clear();
        bench.pass(200);
        bench.nowNs -= TimeUnit.HOURS.toNanos(1);
        bench.pass(0);
        bench.pass(99);
        bench.expect();
        bench.pass(1);
        bench.expect("prevote 1/0 -");
    }

    @Test
    void shouldComposeAnotherBlockWhenItCannotGetTheValidOne()
    {
        // Round 0 has prevotes for a block that never comes, and it is this node's turn in round 3.
        final Bench bench = Bench.inFirstRound(1);
        bench.proposal(0, 'A', -1);
        bench.checked('A', true, true);
        bench.prevotes(0, 'A', 0, 2);
        final Bench after = new Bench(io.timecoin.consensus.validators.ValidatorSet.equal(4), 1, bench.log);
        after.begin(1);
        after.prevotes(3, '-', 0, 2);
        after.expect("check common A", "check common A");
        after.pass(299);
        after.expect();
        after.pass(1);
        after.expect("compose 1/3");
        after.checked('A', false, true);
        after.expect("propose 1/3 A 0", "prevote 1/3 A");
    }

    private static Bench decidedAfter(final long ms)
    {
        final Bench bench = Bench.inFirstRound(PROPOSER);
        bench.pass(ms);
        bench.precommits(0, 'A', 0, 1, 3);
        bench.checked('A', false, true);
        assertThat(bench.machine.isDecided()).isTrue();
        bench.out.clear();
        return bench;
    }
}
