package io.timecoin.consensus.avalanche;

import io.timecoin.consensus.validators.ValidatorSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Settings of the sampled rule that a node may take up by itself: never less safe, quicker where many are silent. */
class SamplingChoicesTest
{
    private static final int[] LIARS = { 5, 8, 10, 13, 15, 18, 20, 22, 25 };

    @ParameterizedTest
    @CsvSource({ "20, 11, 15, 15, 15, 81", "20, 11, 15, 15, 15, 100", "20, 11, 15, 15, 15, 1000",
        "20, 11, 15, 10, 20, 300", "50, 26, 38, 20, 20, 1000", "10, 6, 8, 12, 12, 60", "21, 14, 16, 15, 15, 500" })
    void shouldPromiseAtLeastWhatTheConfiguredSettingDoes(final int k, final int alphaP, final int alphaC,
        final int finality, final int beta, final int validators)
    {
        final SamplingParameters configured = new SamplingParameters(k, alphaP, alphaC, finality, beta);
        final SamplingChoices choices = new SamplingChoices(configured, validators);
        int others = 0;
        SamplingParameters last = null;
        for (int silent = 0; silent <= SamplingChoices.MOST_SILENT; silent++)
        {
            final SamplingParameters choice = choices.quickest(silent);
            others += choice.equals(configured) ? 0 : 1;
            assertThat(choice.beta()).isLessThanOrEqualTo(choices.mostSuccesses()).isGreaterThanOrEqualTo(beta / 2);
            assertThat(choice.sampleSize()).isLessThanOrEqualTo(choices.mostUnits()).isBetween(k, 4 * k);
            assertThat(choice.preferenceThreshold() * k).isGreaterThanOrEqualTo(alphaP * choice.sampleSize());
            if (choice.equals(last))
            {
                continue;
            }
            last = choice;
            for (final int size : new int[]{ 2 * choice.sampleSize() + 1, validators, 777, 3_001 })
            {
                assertSafer(choice, configured, size);
            }
        }
        assertThat(others).as("shares of silent weight for which another setting is quicker").isGreaterThan(10);
    }

    @Test
    void shouldNeedFarFewerPollsWhereASixthIsSilentAndAskForHardlyMore()
    {
        final SamplingParameters configured = SamplingParameters.TESTNET;
        for (final int validators : new int[]{ 100, 200, 1_000 })
        {
            final SamplingParameters choice = new SamplingChoices(configured, validators).quickest(16);
            final SafetyCalculator before = new SafetyCalculator(validators, configured);
            final SafetyCalculator after = before.with(choice);
            final int silent = before.count(16);
            final double polls = after.expectedPolls(silent, choice.finalityConfidence());
            final double pollsBefore = before.expectedPolls(silent, configured.finalityConfidence());
            assertThat(polls).as("%s", choice).isLessThan(pollsBefore / 1.8);
            assertThat(polls * choice.sampleSize()).as("%s", choice).isLessThan(
                1.3 * pollsBefore * configured.sampleSize());
        }
    }

    @Test
    void shouldTakeUpSettingsWithoutGoingBackAndForth()
    {
        final Electorate electorate = new Electorate(ValidatorSet.equal(200), 0);
        final SampledRule rule = new SampledRule(SamplingParameters.TESTNET, electorate);
        final SamplingChoices choices = new SamplingChoices(SamplingParameters.TESTNET, 200);
        assertThat(rule.sampleSize()).as("as configured at first").isEqualTo(20);
        final long needed = rule.connectedWeightNeeded();
        int border = 1;
        while (choices.quickest(border) == choices.quickest(border - 1))
        {
            border++;
        }
        assertThat(rule.adapt(border)).isTrue();
        final int sample = rule.sampleSize();
        assertThat(sample).isEqualTo(choices.quickest(border).sampleSize());
        for (int i = 0; i < 10; i++)
        {
            assertThat(rule.adapt(border - i % 2)).isFalse();
        }
        assertThat(rule.adapt(0)).isTrue();
        for (int i = 0; i < 10; i++)
        {
            assertThat(rule.adapt(border - i % 2)).as("the same border from the other side").isFalse();
        }
        assertThat(rule.adapt(SamplingChoices.MOST_SILENT)).isTrue();
        assertThat(rule.sampleSize()).as("nothing is quick then").isEqualTo(20);
        assertThat(rule.connectedWeightNeeded()).isEqualTo(needed);
        assertThat(rule.mostVotes()).isGreaterThanOrEqualTo(sample);
    }

    @ParameterizedTest
    @ValueSource(ints = { 21, 30, 60 })
    void shouldKeepToTheConfiguredSettingInSmallNetworks(final int validators)
    {
        final SampledRule rule =
            new SampledRule(SamplingParameters.TESTNET, new Electorate(ValidatorSet.equal(validators), 0));
        for (int silent = 0; silent <= SamplingChoices.MOST_SILENT; silent++)
        {
            assertThat(rule.adapt(silent)).isFalse();
        }
    }

    private static void assertSafer(
        final SamplingParameters choice, final SamplingParameters configured, final int size)
    {
        final SafetyCalculator after = new SafetyCalculator(size, choice);
        final SafetyCalculator before = new SafetyCalculator(size, configured);
        for (final int percent : LIARS)
        {
            final int liars = before.count(percent);
            assertThat(after.failure(liars, choice.finalityConfidence()))
                .as("%s of %s, %s %% of liars", choice, size, percent)
                .isLessThanOrEqualTo(before.failure(liars, configured.finalityConfidence()));
            assertThat(after.failure(liars, choice.beta())).as("%s of %s, %s %% of liars", choice, size, percent)
                .isLessThanOrEqualTo(before.failure(liars, configured.beta()));
        }
    }
}
