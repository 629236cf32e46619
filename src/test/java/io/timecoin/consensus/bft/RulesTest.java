package io.timecoin.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The rules of algorithm 1 of arXiv 1807.04938, line by line. Of four validators a quorum is three. */
class RulesTest
{
    /** Has no turn in the first rounds of height 1; the turns are those of 2, 0, 3, and then its own. */
    private static final int VOTER = 1;
    private static final int FIRST_PROPOSER = 2;

    @Test
    void shouldComposeAndProposeWhenItIsItsTurn()
    {
        final Bench bench = Bench.inFirstRound(FIRST_PROPOSER);
        bench.expect("compose 1/0");
        bench.composed(0, 'A');
        bench.expect("propose 1/0 A -1", "check fresh A");
        bench.checked('A', true, true);
        bench.expect("prevote 1/0 A");
    }

    @Test
    void shouldDoNothingButWaitWhenItIsNotItsTurn()
    {
        final Bench bench = Bench.inFirstRound(VOTER);
        bench.pass(299);
        bench.expect();
        bench.pass(1);
        bench.expect("prevote 1/0 -");
    }

    @Test
    void shouldPrevoteAFreshBlockThatItFindsGood()
    {
        final Bench bench = Bench.inFirstRound(VOTER);
        assertThat(bench.proposal(0, 'A', -1)).isEqualTo(Receipt.COUNTED);
        bench.expect("check fresh A");
        bench.checked('A', true, true);
        bench.expect("prevote 1/0 A");
    }

    @Test
    void shouldPrevoteNoneForAFreshBlockThatItFindsBadOrCannotJudgeInTime()
    {
        final Bench bad = Bench.inFirstRound(VOTER);
        bad.proposal(0, 'A', -1);
        bad.checked('A', true, false);
        bad.expect("check fresh A", "prevote 1/0 -");

        final Bench late = Bench.inFirstRound(VOTER);
        late.proposal(0, 'A', -1);
        late.pass(300);
        late.checked('A', true, true);
        late.expect("check fresh A", "prevote 1/0 -");
    }

    @Test
    void shouldLockAndPrecommitWhatAQuorumPrevotes()
    {
        final Bench bench = lockedOnA();
        assertThat(bench.machine.locks().lockedRound()).isZero();
        assertThat(bench.machine.locks().lockedId()).isEqualTo(Bench.id('A'));
        assertThat(bench.machine.locks().prevotes()).extracting(Statement::validator).containsExactly(0, 1, 2);
    }

    @Test
    void shouldPrecommitAQuorumsBlockThoughItFoundItBadItself()
    {
        final Bench bench = Bench.inFirstRound(VOTER);
        bench.proposal(0, 'A', -1);
        bench.checked('A', true, false);
        bench.prevotes(0, 'A', 0, 2, 3);
        bench.expect("check fresh A", "prevote 1/0 -", "check common A");
        bench.checked('A', false, true);
        bench.expect("precommit 1/0 A");
    }

    @Test
    void shouldNotPrecommitWhatIsNotHere()
    {
        final Bench bench = Bench.inFirstRound(VOTER);
        bench.pass(300);
        bench.prevotes(0, 'A', 0, 2, 3);
        bench.expect("prevote 1/0 -", "check common A");
        bench.pass(200);
        bench.expect("precommit 1/0 -");
        bench.checked('A', false, true);
        bench.expect();
        // Too late for a lock, in time for the value to propose.
        assertThat(bench.machine.locks()).isEqualTo(LockState.FREE);
        toRound(bench, 3);
        bench.expect("propose 1/3 A 0", "prevote 1/3 A");
    }

    @Test
    void shouldPrecommitNoneWhenAQuorumPrevotesNone()
    {
        final Bench bench = Bench.inFirstRound(VOTER);
        bench.pass(300);
        bench.prevotes(0, '-', 0, 2);
        bench.expect("prevote 1/0 -", "precommit 1/0 -");
    }

    @Test
    void shouldPrecommitNoneAWhileAfterAQuorumThatAgreesOnNothing()
    {
        final Bench bench = Bench.inFirstRound(VOTER);
        bench.pass(300);
        bench.prevotes(0, 'A', 0);
        bench.prevotes(0, 'B', 2);
        bench.pass(199);
        bench.expect("prevote 1/0 -");
        bench.pass(1);
        bench.expect("precommit 1/0 -");
    }

    @Test
    void shouldBeginTheNextRoundAWhileAfterAQuorumOfPrecommitsThatAgreesOnNothing()
    {
        final Bench bench = Bench.inFirstRound(VOTER);
        bench.precommits(0, 'A', 0, 2);
        bench.precommits(0, '-', 3);
        bench.pass(199);
        assertThat(bench.machine.round()).isZero();
        bench.pass(1);
        assertThat(bench.machine.round()).isEqualTo(1);
        bench.expect();
    }

    @Test
    void shouldWaitLongerInLaterRounds()
    {
        final Bench bench = Bench.inFirstRound(VOTER);
        bench.prevotes(2, '-', 0, 2);
        assertThat(bench.machine.round()).isEqualTo(2);
        bench.pass(499);
        bench.expect();
        bench.pass(1);
        bench.expect("prevote 1/2 -", "precommit 1/2 -");
        bench.precommits(2, '-', 0, 2);
        bench.pass(399);
        assertThat(bench.machine.round()).isEqualTo(2);
        bench.pass(1);
        assertThat(bench.machine.round()).isEqualTo(3);
        bench.expect("compose 1/3");
    }

    @Test
    void shouldDecideWhatAQuorumPrecommitsInAnyRound()
    {
        final Bench bench = lockedOnA();
        bench.precommits(0, '-', 2);
        bench.precommits(0, 'A', 0);
        bench.pass(200);
        assertThat(bench.machine.round()).isEqualTo(1);
        bench.precommits(0, 'A', 3);
        bench.expect("decided 1/0 A");
        assertThat(bench.machine.isDecided()).isTrue();
    }

    @Test
    void shouldDecideAfterObtainingABlockWhoseProposalNeverCame()
    {
        final Bench bench = Bench.inFirstRound(VOTER);
        bench.precommits(0, 'A', 3, 2, 0);
        bench.expect("check common A");
        bench.checked('A', false, true);
        bench.expect("decided 1/0 A");
        final StringBuilder authors = new StringBuilder();
        assertThat(bench.machine.precommits(0, Bench.id('A'), vote -> authors.append(vote.validator()))).isEqualTo(3);
        assertThat(authors).hasToString("023");
    }

    @Test
    void shouldAskAgainWhenTheProposalComesAfterItsVotes()
    {
        final Bench bench = Bench.inFirstRound(VOTER);
        bench.pass(300);
        bench.precommits(0, 'A', 3, 2, 0);
        bench.proposal(0, 'A', -1);
        bench.expect("prevote 1/0 -", "check common A", "check common A");
        bench.checked('A', false, true);
        bench.expect("decided 1/0 A");
    }

    @Test
    void shouldReportAQuorumForABlockThatAllMustFindBad()
    {
        final Bench bench = Bench.inFirstRound(VOTER);
        bench.precommits(0, 'A', 0, 2, 3);
        bench.checked('A', false, false);
        bench.pass(1);
        bench.expect("check common A", "disputed 1/0 A");
        assertThat(bench.machine.isDecided()).isFalse();
    }

    @Test
    void shouldRefuseFreshBlocksOtherThanTheLockedOne()
    {
        final Bench bench = lockedOnA();
        nextRound(bench);
        bench.proposal(1, 'B', -1);
        bench.expect("prevote 1/1 -");
    }

    @Test
    void shouldPrevoteTheLockedBlockUnchecked()
    {
        final Bench bench = lockedOnA();
        nextRound(bench);
        bench.proposal(1, 'A', -1);
        bench.expect("prevote 1/1 A");
    }

    @Test
    void shouldPrevoteAVouchedBlockWhicheverComesFirst()
    {
        final Bench prevotesFirst = Bench.inFirstRound(VOTER);
        prevotesFirst.prevotes(0, 'A', 0, 2, 3);
        toRound(prevotesFirst, 1);
        prevotesFirst.out.clear();
        prevotesFirst.checked('A', false, true);
        prevotesFirst.proposal(1, 'A', 0);
        prevotesFirst.expect("prevote 1/1 A");

        final Bench proposalFirst = Bench.inFirstRound(VOTER);
        toRound(proposalFirst, 1);
        proposalFirst.proposal(1, 'A', 0);
        proposalFirst.expect();
        proposalFirst.prevotes(0, 'A', 0, 2, 3);
        proposalFirst.expect("check common A");
        proposalFirst.checked('A', false, true);
        proposalFirst.expect("prevote 1/1 A");
    }

    @Test
    void shouldNotPrevoteABlockForWhichNoQuorumVouches()
    {
        final Bench bench = Bench.inFirstRound(VOTER);
        toRound(bench, 1);
        bench.prevotes(0, 'A', 0, 2);
        bench.prevotes(0, '-', 3);
        bench.proposal(1, 'A', 0);
        bench.pass(399);
        bench.expect();
        bench.pass(1);
        bench.expect("prevote 1/1 -");
    }

    @Test
    void shouldFollowALaterQuorumAgainstItsLockAndNoEarlierOne()
    {
        final Bench later = lockedOnA();
        nextRound(later);
        later.pass(400);
        later.prevotes(1, 'B', 0, 2, 3);
        toRound(later, 2);
        later.out.clear();
        later.proposal(2, 'B', 1);
        later.checked('B', false, true);
        later.expect("check common B", "prevote 1/2 B");

        final Bench earlier = Bench.inFirstRound(VOTER);
        toRound(earlier, 1);
        earlier.proposal(1, 'A', -1);
        earlier.checked('A', true, true);
        earlier.prevotes(1, 'A', 0, 2);
        earlier.expect("check fresh A", "prevote 1/1 A", "precommit 1/1 A");
        toRound(earlier, 2);
        earlier.prevotes(0, 'B', 0, 2, 3);
        earlier.proposal(2, 'B', 0);
        earlier.expect("prevote 1/2 -");
    }

    @Test
    void shouldProposeTheValidBlockAgainWithTheRoundThatVouches()
    {
        final Bench bench = lockedOnA();
        toRound(bench, 3);
        bench.expect("propose 1/3 A 0", "prevote 1/3 A");
    }

    @Test
    void shouldJumpToARoundThatMoreThanAThirdHaveReached()
    {
        final Bench bench = Bench.inFirstRound(VOTER);
        bench.prevotes(7, '-', 3);
        assertThat(bench.machine.round()).isZero();
        bench.precommits(9, 'A', 0);
        assertThat(bench.machine.round()).isEqualTo(7);
    }

    @Test
    void shouldLeaveAStalledRoundOnlyWhenSomebodyIsFurther()
    {
        final Bench bench = Bench.inFirstRound(VOTER);
        bench.pass(60_000);
        assertThat(bench.machine.round()).isZero();
        bench.prevotes(1, '-', 3);
        assertThat(bench.machine.round()).isEqualTo(1);
        bench.prevotes(9, '-', 3);
        bench.pass(8 * 400 - 1);
        assertThat(bench.machine.round()).isEqualTo(1);
        bench.pass(1);
        assertThat(bench.machine.round()).isEqualTo(2);
        assertThat(bench.machine.stats().roundsStalled).isEqualTo(2);
    }

    @Test
    void shouldVoteOnceInAStep()
    {
        final Bench bench = Bench.inFirstRound(VOTER);
        bench.proposal(0, 'A', -1);
        bench.proposal(0, 'B', -1);
        bench.checked('A', true, true);
        bench.checked('B', true, true);
        bench.pass(1_000);
        bench.expect("check fresh A", "equivocation 2 PROPOSE AB", "prevote 1/0 A");
    }

    @Test
    void shouldFollowWithoutAVoteAsAnObserver()
    {
        final Bench bench = Bench.inFirstRound(Tendermint.OBSERVER);
        bench.proposal(0, 'A', -1);
        bench.checked('A', true, true);
        bench.prevotes(0, 'A', 0, 1, 2);
        bench.precommits(0, 'A', 0, 1, 2);
        bench.expect("check fresh A", "decided 1/0 A");
    }

    @Test
    void shouldDecideAloneWhenItIsAlone()
    {
        final Bench bench = new Bench(io.timecoin.consensus.validators.ValidatorSet.equal(1), 0, new MemoryVoteLog());
        bench.begin(1);
        bench.composed(0, 'A');
        bench.checked('A', true, true);
        bench.expect("compose 1/0", "propose 1/0 A -1", "check fresh A", "prevote 1/0 A", "precommit 1/0 A",
            "decided 1/0 A");
    }

    private static Bench lockedOnA()
    {
        final Bench bench = Bench.inFirstRound(VOTER);
        bench.proposal(0, 'A', -1);
        bench.checked('A', true, true);
        bench.prevotes(0, 'A', 0, 2);
        bench.expect("check fresh A", "prevote 1/0 A", "precommit 1/0 A");
        return bench;
    }

    private static void nextRound(final Bench bench)
    {
        bench.precommits(bench.machine.round(), '-', 2, 3);
        bench.pass(200);
    }

    /** Two others in a later round bring it there. */
    private static void toRound(final Bench bench, final int round)
    {
        bench.precommits(round, '-', 0, 2);
        assertThat(bench.machine.round()).isEqualTo(round);
    }
}
