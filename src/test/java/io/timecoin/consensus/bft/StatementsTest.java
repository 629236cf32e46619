package io.timecoin.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.timecoin.consensus.validators.ValidatorSet;

/** What becomes of statements, good and bad ones, and what is told of them to others. */
class StatementsTest
{
    private static final int VOTER = 1;

    @ParameterizedTest
    @CsvSource({
        // validator, height, round, step, valid round, id bytes, signature bytes
        "-1, 1, 0, PREVOTE, -1, 32, 64, MALFORMED",
        "4, 1, 0, PREVOTE, -1, 32, 64, STRANGER",
        "65535, 1, 0, PREVOTE, -1, 32, 64, STRANGER",
        "0, 0, 0, PREVOTE, -1, 32, 64, MALFORMED",
        "0, -7, 0, PREVOTE, -1, 32, 64, MALFORMED",
        "0, 1, -1, PREVOTE, -1, 32, 64, MALFORMED",
        "0, 1, 1048576, PREVOTE, -1, 32, 64, MALFORMED",
        "0, 1, 1048575, PREVOTE, -1, 32, 64, AHEAD",
        "0, 1, 3, PREVOTE, -1, 32, 64, AHEAD",
        "0, 1, 2, PREVOTE, -1, 32, 64, COUNTED",
        "0, 1, 0, PREVOTE, 0, 32, 64, MALFORMED",
        "0, 1, 0, PREVOTE, -1, 31, 64, MALFORMED",
        "0, 1, 0, PREVOTE, -1, 32, 63, MALFORMED",
        "0, 1, 0, PREVOTE, -1, 32, 64, COUNTED",
        "0, 1, 0, PREVOTE, -1, -1, 64, COUNTED",
        "0, 2, 0, PREVOTE, -1, -1, 64, EARLY",
        "0, 2, 1, PREVOTE, -1, -1, 64, AHEAD",
        "0, 2147483647, 0, PRECOMMIT, -1, -1, 64, AHEAD",
        "0, 1, 0, PROPOSE, -1, 32, 64, NOT_PROPOSER",
        "2, 1, 0, PROPOSE, -1, 32, 64, COUNTED",
        "2, 1, 0, PROPOSE, -1, -1, 64, MALFORMED",
        "2, 1, 0, PROPOSE, 0, 32, 64, MALFORMED",
        "2, 1, 0, PROPOSE, -2, 32, 64, MALFORMED",
        "0, 1, 1, PROPOSE, 0, 32, 64, COUNTED",
        "0, 1, 1, PROPOSE, 1, 32, 64, MALFORMED",
    })
    void shouldTellWhatBecomesOfAStatement(final int validator, final int height, final int round, final Step step,
        final int validRound, final int idLength, final int signatureLength, final Receipt expected)
    {
        final Bench bench = Bench.inFirstRound(VOTER);
        final Statement statement = new Statement(validator, height, round, step, validRound,
            idLength < 0 ? null : new byte[idLength], new byte[signatureLength]);
        final Receipt receipt = step == Step.PROPOSE ? bench.machine.onProposal(statement, bench.nowNs) :
            bench.machine.onVote(statement, bench.nowNs);
        assertThat(receipt).isEqualTo(expected);
        assertThat(bench.machine.stats().received(expected)).isOne();
        assertThat(bench.machine.round()).isZero();
        assertThat(bench.machine.isDecided()).isFalse();
    }

    @Test
    void shouldNotTakeVotesForProposalsNorTheOtherWayRound()
    {
        final Bench bench = Bench.inFirstRound(VOTER);
        final Statement vote = Statement.vote(2, 1, 0, Step.PREVOTE, Bench.id('A'), Bench.signature(2));
        final Statement proposal = Statement.proposal(2, 1, 0, -1, Bench.id('A'), Bench.signature(2));
        assertThat(bench.machine.onProposal(vote, bench.nowNs)).isEqualTo(Receipt.MALFORMED);
        assertThat(bench.machine.onVote(proposal, bench.nowNs)).isEqualTo(Receipt.MALFORMED);
    }

    @Test
    void shouldForgetHeightsThatAreDecided()
    {
        final Bench bench = Bench.inFirstRound(VOTER);
        bench.machine.onCommit(1, 0, Bench.id('A'), bench.nowNs);
        bench.begin(2);
        bench.height = 1;
        assertThat(bench.vote(0, 0, Step.PRECOMMIT, 'A')).isEqualTo(Receipt.OLD_HEIGHT);
    }

    @Test
    void shouldCountAVoteOnce()
    {
        final Bench bench = Bench.inFirstRound(VOTER);
        for (int i = 0; i < 5; i++)
        {
            assertThat(bench.vote(0, 0, Step.PRECOMMIT, 'A')).isEqualTo(i == 0 ? Receipt.COUNTED : Receipt.KNOWN);
        }
        bench.expect();
    }

    @Test
    void shouldHandOutEvidenceOnceForAnAuthorAndStepAndCountEachVoteForItsBlock()
    {
        final Bench bench = Bench.inFirstRound(VOTER);
        assertThat(bench.vote(0, 0, Step.PRECOMMIT, 'A')).isEqualTo(Receipt.COUNTED);
        assertThat(bench.vote(0, 0, Step.PRECOMMIT, 'B')).isEqualTo(Receipt.EQUIVOCATION);
        assertThat(bench.vote(0, 0, Step.PRECOMMIT, 'B')).isEqualTo(Receipt.KNOWN);
        assertThat(bench.vote(0, 0, Step.PRECOMMIT, 'C')).isEqualTo(Receipt.EXCESS);
        assertThat(bench.vote(0, 1, Step.PRECOMMIT, 'A')).isEqualTo(Receipt.COUNTED);
        assertThat(bench.vote(0, 1, Step.PRECOMMIT, 'B')).isEqualTo(Receipt.EQUIVOCATION);
        bench.expect("equivocation 0 PRECOMMIT AB");
        bench.vote(0, 0, Step.PREVOTE, '-');
        bench.vote(0, 0, Step.PREVOTE, 'B');
        bench.expect("equivocation 0 PREVOTE -B");
        bench.precommits(0, 'B', 2, 3);
        bench.expect("check common B");
    }

    @Test
    void shouldTakeAThirdVoteForABlockThatMatters()
    {
        final Bench bench = Bench.inFirstRound(VOTER);
        bench.vote(0, 0, Step.PREVOTE, 'X');
        bench.vote(0, 0, Step.PREVOTE, 'Y');
        bench.proposal(0, 'A', -1);
        assertThat(bench.vote(0, 0, Step.PREVOTE, 'Z')).isEqualTo(Receipt.EXCESS);
        assertThat(bench.vote(0, 0, Step.PREVOTE, 'A')).isEqualTo(Receipt.EQUIVOCATION);
        bench.checked('A', true, true);
        bench.prevotes(0, 'A', 2);
        bench.expect("equivocation 0 PREVOTE XY", "check fresh A", "prevote 1/0 A", "precommit 1/0 A");
        assertThat(bench.evidence).extracting(Statement::validator).containsOnly(0);
    }

    @Test
    void shouldKeepFewRoundsWhateverComes()
    {
        final Rounds rounds = new Rounds(ValidatorSet.equal(4));
        rounds.clear(null);
        rounds.need(50, 3, 7, 5);
        for (int round = 0; round < 60; round++)
        {
            rounds.open(round);
            assertThat(rounds.size()).isLessThanOrEqualTo(Rounds.MAX_KEPT);
        }
        assertThat(List.of(rounds.get(50), rounds.get(3), rounds.get(7), rounds.get(5))).doesNotContainNull();
        assertThat(rounds.open(2)).isNull();
        final Candidates candidates = new Candidates();
        for (int i = 0; i < 100; i++)
        {
            candidates.open(Bench.id((char)(i + 100)), Bench.id((char)101), Bench.id((char)103));
        }
        assertThat(candidates.get(Bench.id((char)101))).isNotNull();
        assertThat(candidates.get(Bench.id((char)103))).isNotNull();
        assertThat(candidates.get(Bench.id((char)105))).isNull();
    }

    @Test
    void shouldTellAnotherWhatItLacks()
    {
        final Bench bench = Bench.inFirstRound(VOTER);
        bench.proposal(0, 'A', -1);
        bench.checked('A', true, true);
        bench.prevotes(0, 'A', 3);
        bench.precommits(0, '-', 3);
        final BftStatus status = new BftStatus(ValidatorSet.equal(4));
        bench.machine.status(status);
        assertThat(status.hasProposal).isTrue();
        assertThat(status.prevotes).containsExactly(0b1010);
        assertThat(status.precommits).containsExactly(0b1000);
        assertThat(missing(bench, status)).isEmpty();
        status.prevotes[0] = 0b1001;
        status.precommits[0] = 0;
        assertThat(missing(bench, status)).containsExactly("PREVOTE of 1", "PRECOMMIT of 3");
        status.height = 2;
        assertThat(missing(bench, status)).isEmpty();
        final int[] visits = {0};
        status.clear();
        status.height = 1;
        assertThat(bench.machine.missing(status, vote -> ++visits[0] < 2)).isEqualTo(2);
        assertThat(visits[0]).isEqualTo(2);
    }

    @Test
    void shouldBringOnWhoIsInAnEarlierRound()
    {
        final Bench bench = Bench.inFirstRound(VOTER);
        bench.prevotes(4, '-', 2, 3);
        final BftStatus behind = new BftStatus(ValidatorSet.equal(4));
        behind.height = 1;
        assertThat(missing(bench, behind)).containsExactly("PREVOTE of 3");
        bench.prevotes(4, '-', 2);
        assertThat(missing(bench, behind)).containsExactly("PREVOTE of 2", "PREVOTE of 3");
    }

    /** A faulty validator told this node another vote than those who saw a quorum. */
    @Test
    void shouldAskForAndGetTheVoteOfAnEquivocatorThatMakesAQuorum()
    {
        final Bench lacking = Bench.inFirstRound(VOTER);
        lacking.prevotes(0, '-', 3);
        lacking.prevotes(0, 'A', 0, 2);
        lacking.prevotes(1, '-', 0, 2);
        lacking.proposal(1, 'A', 0);
        final BftStatus status = new BftStatus(ValidatorSet.equal(4));
        lacking.machine.status(status);
        assertThat(status.validRound).isZero();
        assertThat(status.validPrevotes).containsExactly(0b0101);

        final Bench having = Bench.inFirstRound(0);
        having.prevotes(0, '-', 3);
        having.prevotes(0, 'A', 1, 2, 3);
        having.checked('A', false, true);
        having.prevotes(1, '-', 2, 3);
        final List<Statement> told = new ArrayList<>();
        having.machine.missing(status, told::add);
        for (final Statement statement : told)
        {
            lacking.machine.onVote(statement, lacking.nowNs);
        }
        lacking.checked('A', false, true);
        assertThat(lacking.out).contains("check common A", "prevote 1/1 A");
    }

    @Test
    void shouldGiveTurnsByWeight()
    {
        final long[] weights = {1, 50, 7, 30, 2, 10};
        final ProposerRotation rotation = new ProposerRotation(new ValidatorSet(weights));
        final int turns = 100_000;
        final int[] counts = new int[weights.length];
        final int[] last = new int[weights.length];
        for (int turn = 1; turn <= turns; turn++)
        {
            final int proposer = rotation.proposer(turn, 0);
            assertThat(turn - last[proposer]).isLessThanOrEqualTo((int)(3.7 * 100 / weights[proposer]) + 1);
            last[proposer] = turn;
            counts[proposer]++;
        }
        for (int i = 0; i < weights.length; i++)
        {
            assertThat((double)counts[i] / turns).isBetween(weights[i] / 100.0 - 0.0002, weights[i] / 100.0 + 0.0002);
        }
        assertThat(rotation.proposer(17, 5)).isEqualTo(rotation.proposer(22, 0));
    }

    @Test
    void shouldGiveEverybodyATurnSoonInALargeSet()
    {
        final ProposerRotation rotation = new ProposerRotation(ValidatorSet.equal(1_000));
        final java.util.BitSet seen = new java.util.BitSet();
        for (int height = 2_000_000_000; height < 2_000_003_700; height++)
        {
            final int proposer = rotation.proposer(height, Tendermint.MAX_ROUND);
            assertThat(proposer).isNotEqualTo(rotation.proposer(height + 1, Tendermint.MAX_ROUND));
            seen.set(proposer);
        }
        assertThat(seen.cardinality()).isEqualTo(1_000);
        assertThat(new ProposerRotation(new ValidatorSet(new long[]{ValidatorSet.MAX_WEIGHT})).proposer(9, 9)).isZero();
    }

    private static List<String> missing(final Bench bench, final BftStatus status)
    {
        final List<String> told = new ArrayList<>();
        bench.machine.missing(status, vote -> told.add(vote.step() + " of " + vote.validator()));
        return told;
    }
}
