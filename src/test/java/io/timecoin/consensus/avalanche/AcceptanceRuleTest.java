package io.timecoin.consensus.avalanche;

import io.timecoin.consensus.validators.ValidatorSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AcceptanceRuleTest
{
    private static final SamplingParameters SAMPLING = new SamplingParameters(5, 3, 4, 2, 3);

    private final Judgement judgement = new Judgement();

    /** Five validators of weight 1: a quorum is four, the own vote one of them. */
    @ParameterizedTest
    @CsvSource({
        // prefer, strong, outstanding, own prefer, own strong | marks, accepts, certain
        "0, 0, 4, 1, 0, 0, 0, 0",
        "2, 0, 2, 1, 0, 0, 0, 0",
        "3, 0, 1, 1, 0, 1, 0, 1",
        "3, 2, 1, 1, 0, 1, 0, 0",
        "3, 2, 1, 1, 1, 1, 0, 0",
        "3, 2, 0, 1, 1, 1, 0, 1",
        "3, 3, 1, 1, 0, 1, 0, 0",
        "3, 3, 1, 1, 1, 1, 1, 1",
        "3, 3, 0, 0, 0, 0, 0, 1",
        "4, 0, 0, 0, 0, 1, 0, 1",
        "4, 4, 0, 0, 0, 1, 1, 1",
        "1, 0, 1, 1, 0, 0, 0, 1",
        "0, 0, 2, 1, 0, 0, 0, 1",
        "1, 1, 2, 0, 0, 0, 0, 0",
    })
    void shouldFollowTheTableOfTheQuorumRule(final int prefer, final int strong, final int outstanding,
        final int ownPrefer, final int ownStrong, final int marks, final int accepts, final int certain)
    {
        final AcceptanceRule rule = new QuorumRule(new Electorate(ValidatorSet.equal(5), 0));
        judge(rule, prefer, strong, outstanding, ownPrefer, ownStrong);
        assertThat(judgement.marks & 1).isEqualTo(marks);
        assertThat(judgement.leads & 1).isEqualTo(marks);
        assertThat(judgement.accepts & 1).isEqualTo(accepts);
        assertThat(judgement.certain & 1).isEqualTo(certain);
    }

    /** Five units drawn, three move the preference, four are a success. */
    @ParameterizedTest
    @CsvSource({
        // prefer, outstanding | leads, succeeds, certain
        "0, 5, 0, 0, 0",
        "2, 3, 0, 0, 0",
        "3, 2, 0, 0, 0",
        "3, 1, 0, 0, 0",
        "3, 0, 1, 0, 1",
        "4, 1, 1, 1, 1",
        "5, 0, 1, 1, 1",
        "2, 1, 0, 0, 0",
        "2, 0, 0, 0, 1",
        "1, 1, 0, 0, 1",
        "0, 2, 0, 0, 1",
        "0, 3, 0, 0, 0",
    })
    void shouldFollowTheTableOfTheSampledRule(
        final int prefer, final int outstanding, final int leads, final int succeeds, final int certain)
    {
        judge(new SampledRule(SAMPLING, new Electorate(ValidatorSet.equal(20), 0)), prefer, 0, outstanding, 1, 1);
        assertThat(judgement.leads & 1).isEqualTo(leads);
        assertThat(judgement.succeeds & 1).isEqualTo(succeeds);
        assertThat(judgement.marks | judgement.accepts).isZero();
        assertThat(judgement.certain & 1).isEqualTo(certain);
    }

    /** What is called certain must not change with any reply that is still out, nor with the own words. */
    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void shouldCallCertainOnlyWhatNoReplyCanChange(final boolean isQuorum)
    {
        for (int seed = 0; seed < 200; seed++)
        {
            final Random random = new Random(seed);
            final int count = 2 + random.nextInt(12);
            final long[] weights = new Random(seed).longs(count, 1, isQuorum ? 100 : 2).toArray();
            final ValidatorSet validators = new ValidatorSet(weights);
            final AcceptanceRule rule = isQuorum ? new QuorumRule(new Electorate(validators, 0)) :
                new SampledRule(SamplingParameters.ofSampleSize(count - 1), new Electorate(validators, 0));
            final VoteCounter prefer = new VoteCounter(1, rule.mostVotes());
            final VoteCounter strong = new VoteCounter(1, rule.mostVotes());
            long outstanding = validators.totalWeight() - validators.weight(0);
            long ownPrefer = random.nextLong();
            long ownStrong = ownPrefer & random.nextLong();
            long certain = 0;
            long outcome = 0;
            for (int peer = 1; peer < count; peer++)
            {
                final long prefers = random.nextLong() | random.nextLong();
                prefer.add(0, validators.weight(peer), prefers);
                strong.add(0, validators.weight(peer), prefers & (random.nextLong() | random.nextLong()));
                outstanding -= validators.weight(peer);
                rule.judge(prefer, strong, 0, outstanding, ownPrefer, ownStrong, judgement);
                if (!rule.isWorthJudging(validators.totalWeight() - weights[0] - outstanding, outstanding))
                {
                    assertThat(judgement.certain | judgement.leads | judgement.accepts | judgement.succeeds)
                        .as("seed " + seed).isZero();
                }
                final long now = isQuorum ? judgement.accepts : judgement.succeeds;
                assertThat(now & certain).as("seed " + seed).isEqualTo(outcome & certain);
                assertThat(judgement.certain & certain).as("seed " + seed).isEqualTo(certain);
                certain = judgement.certain;
                outcome = now;
                // Own words only grow within a poll, in one step with what the poll itself makes strong.
                ownPrefer |= judgement.marks;
                ownStrong |= judgement.marks & random.nextLong() & ~certain;
            }
            assertThat(certain).isEqualTo(~0L);
        }
    }

    @Test
    void shouldChooseTheRuleByTheNumberOfValidators()
    {
        final AvalancheParameters parameters = AvalancheParameters.testnet();
        assertThat(name(AcceptanceRule.BY_SIZE, 40, parameters)).isEqualTo("quorum");
        assertThat(name(AcceptanceRule.BY_SIZE, 41, parameters)).isEqualTo("sampled");
        assertThat(name(AcceptanceRule.SAMPLED, 21, parameters)).isEqualTo("sampled");
        assertThat(name(AcceptanceRule.QUORUM, 41, parameters)).isEqualTo("quorum");
        assertThatThrownBy(() -> name(3, 5, parameters)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseASampleLargerThanTheOthers()
    {
        assertThatThrownBy(() -> name(AcceptanceRule.SAMPLED, 5, AvalancheParameters.testnet()))
            .hasMessageContaining("sample of 20").hasMessageContaining("there is 4");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 1, 1, 1, sample_size",
        "20, 10, 15, 15, 15, sample_size / 2",
        "20, 16, 15, 15, 15, preference threshold <=",
        "20, 11, 21, 15, 15, confidence threshold <=",
        "20, 11, 15, 0, 15, 1 <= finality_confidence",
        "20, 11, 15, 16, 15, finality_confidence <= beta",
        "20, 11, 15, 15, 256, beta <=",
        "1025, 600, 700, 1, 1, sample_size",
    })
    void shouldSayWhichInequalityParametersBreak(
        final int k, final int preference, final int confidence, final int finality, final int beta,
        final String message)
    {
        assertThatThrownBy(() -> new SamplingParameters(k, preference, confidence, finality, beta))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    private static String name(final int number, final int validators, final AvalancheParameters parameters)
    {
        return AcceptanceRule.of(number, parameters, ValidatorSet.equal(validators), 0).name();
    }

    private void judge(final AcceptanceRule rule, final int prefer, final int strong, final int outstanding,
        final int ownPrefer, final int ownStrong)
    {
        final VoteCounter prefers = new VoteCounter(1, rule.mostVotes());
        final VoteCounter strongs = new VoteCounter(1, rule.mostVotes());
        prefers.add(0, prefer, 1);
        strongs.add(0, strong, 1);
        rule.judge(prefers, strongs, 0, outstanding, ownPrefer, ownStrong, judgement);
    }
}
