package io.timecoin.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import io.timecoin.InvariantViolation;
import io.timecoin.consensus.validators.ValidatorSet;

/** Another life goes on where the earlier one ended: it signs nothing twice and forgets no lock. */
class RestartTest
{
    private static final int VOTER = 1;
    private static final int FIRST_PROPOSER = 2;

    @Test
    void shouldNotProposeTwiceInARound()
    {
        final Bench before = Bench.inFirstRound(FIRST_PROPOSER);
        before.composed(0, 'A');
        before.expect("compose 1/0", "propose 1/0 A -1", "check fresh A");

        final Bench after = restarted(before);
        after.begin(1);
        after.composed(0, 'B');
        after.pass(299);
        after.expect();
        after.pass(1);
        after.expect("prevote 1/0 -");
    }

    @Test
    void shouldTakeItsOwnLostProposalFromOthers()
    {
        final Bench before = Bench.inFirstRound(FIRST_PROPOSER);
        before.composed(0, 'A');
        final Bench after = restarted(before);
        after.begin(1);
        after.proposal(0, 'A', -1);
        after.checked('A', true, true);
        after.expect("check fresh A", "prevote 1/0 A");
    }

    @Test
    void shouldNotPrevoteTwice()
    {
        final Bench before = Bench.inFirstRound(VOTER);
        before.pass(300);
        before.expect("prevote 1/0 -");

        final Bench after = restarted(before);
        after.begin(1);
        after.proposal(0, 'A', -1);
        after.pass(10_000);
        after.expect();
        // Its own vote of the earlier life counts, so two others make a quorum.
        after.prevotes(0, '-', 0, 3);
        after.expect("precommit 1/0 -");
    }

    @Test
    void shouldNotPrecommitTwiceAndKeepItsLock()
    {
        final Bench before = locked();
        final Bench after = restarted(before);
        after.begin(1);
        after.prevotes(0, '-', 0, 2, 3);
        after.expect("check common A", "equivocation 0 PREVOTE A-", "equivocation 2 PREVOTE A-");
        assertThat(after.machine.locks()).usingRecursiveComparison().isEqualTo(before.machine.locks());
        after.prevotes(1, '-', 0, 3);
        after.proposal(1, 'B', -1);
        after.expect("prevote 1/1 -", "precommit 1/1 -");
    }

    @Test
    void shouldShowTheQuorumBehindItsLock()
    {
        final Bench after = restarted(locked());
        after.begin(1);
        final BftStatus empty = new BftStatus(ValidatorSet.equal(4));
        empty.height = 1;
        final StringBuilder told = new StringBuilder();
        after.machine.missing(empty, vote ->
        {
            told.append(vote.step().code()).append(vote.validator()).append(' ');
            return true;
        });
        assertThat(told).hasToString("10 11 12 21 ");
        after.checked('A', false, true);
        after.prevotes(3, '-', 0, 2);
        after.expect("check common A", "propose 1/3 A 0", "prevote 1/3 A");
    }

    @Test
    void shouldBeMuteInHeightsBeforeThatOfItsLastVote()
    {
        final Bench before = locked();
        before.precommits(0, 'A', 0, 2);
        before.begin(2);
        before.pass(300);
        before.out.clear();

        final Bench after = restarted(before);
        after.begin(1);
        after.proposal(0, 'B', -1);
        after.checked('B', true, true);
        after.prevotes(0, 'B', 0, 2, 3);
        after.precommits(0, 'B', 0, 2, 3);
        after.expect("check fresh B", "decided 1/0 B");
        assertThat(after.machine.stats().mute).isEqualTo(2);
        after.begin(2);
        after.pass(10_000);
        after.prevotes(0, '-', 0, 2);
        after.expect("precommit 2/0 -");
    }

    @Test
    void shouldVoteFreelyInHeightsAfterThatOfItsLastVote()
    {
        final Bench after = restarted(locked());
        after.begin(2);
        assertThat(after.machine.locks()).isEqualTo(LockState.FREE);
        after.proposal(0, 'B', -1);
        after.checked('B', true, true);
        after.expect("check fresh B", "prevote 2/0 B");
    }

    @Test
    void shouldNotRememberWhatNeverReachedTheDisk()
    {
        final MemoryVoteLog log = new MemoryVoteLog();
        log.append(Statement.vote(1, 7, 0, Step.PREVOTE, null, Bench.signature(1)), LockState.FREE);
        log.force();
        log.append(Statement.vote(1, 8, 0, Step.PREVOTE, null, Bench.signature(1)), LockState.FREE);
        log.append(Statement.vote(1, 9, 0, Step.PREVOTE, null, Bench.signature(1)), LockState.FREE);
        assertThat(log.unforced()).isEqualTo(2);
        log.crash(1);
        assertThat(log.last().statement().height()).isEqualTo(8);
        log.crash(0);
        assertThat(log.last().statement().height()).isEqualTo(8);
        assertThat(log.forces()).isOne();
    }

    @Test
    void shouldRefuseToGoBack()
    {
        final Bench bench = Bench.inFirstRound(VOTER);
        assertThatThrownBy(() -> bench.machine.start(1, bench.nowNs)).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> bench.machine.restore(bench.log)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new Bench(4)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Bench locked()
    {
        final Bench bench = Bench.inFirstRound(VOTER);
        bench.proposal(0, 'A', -1);
        bench.checked('A', true, true);
        bench.prevotes(0, 'A', 0, 2);
        bench.expect("check fresh A", "prevote 1/0 A", "precommit 1/0 A");
        return bench;
    }

    private static Bench restarted(final Bench before)
    {
        return new Bench(ValidatorSet.equal(4), before.self, before.log);
    }
}
