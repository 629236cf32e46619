package io.timecoin.consensus.avalanche;

import java.util.Arrays;

/**
 * Other settings of the sampled rule that promise at least what the configured one does, and which of them is quickest
 * when so many are silent. Made once; choosing is a look into a table.
 * <p>
 * <b>At least as safe:</b> for each share of liars in {@link #LIARS} and networks of all sizes in {@link #SIZES}, the
 * probability that the favoured half of a split network gets all successes in a row that accept
 * ({@link SafetyCalculator}) is no larger than with the configured setting, for payments without a known conflict and
 * for those with one. So no choice can make a node accept what it should not, whoever talks it into one by being
 * silent; and that nodes choose differently does not matter, since the bound is one node's own. The preference moves at
 * no smaller share of a sample than before.
 * <p>
 * <b>What it brings:</b> with k of 20 and alphaC of 15, every fifth poll fails when a fifth is silent, and 15 in a row
 * take 130 polls. A larger sample strays less from the mean, so that a smaller share of it can be asked for.
 */
final class SamplingChoices
{
    /** Largest share of silent weight that is told apart, in percent. */
    static final int MOST_SILENT = 40;
    /** In percent; with more of them the configured settings promise nothing either. */
    private static final int[] LIARS = { 5, 10, 15, 20, 25 };
    /** As multiples of the larger sample, plus the asking validator itself. */
    private static final int[] SIZES = { 2, 4, 16, 128 };
    /** Samples compared with the configured one, in halves of it. */
    private static final int[] SAMPLES = { 3, 4, 6, 8 };
    /** Successes in a row are never less than this share of the configured: polls of one moment have much in common. */
    private static final double FEWEST_SUCCESSES = 0.5;
    private static final double MOST_SUCCESSES = 3;
    /** Units asked for an acceptance, as a share of what the configured setting takes. */
    private static final double MOST_UNITS = 1.25;
    /** What a row that fails costs, in polls: half of those that are in flight then. */
    private static final double FAILED_ROW = 8;
    /** Polls of a round trip, which comes on top of everything. */
    private static final double ROUND_TRIP = 16;
    /** Another setting has to be so much quicker: it costs more messages. */
    private static final double WORTH_IT = 0.8;

    private final SamplingParameters[] quickest = new SamplingParameters[MOST_SILENT + 1];
    private final double[] costs = new double[MOST_SILENT + 1];
    private final double[] mostAsked = new double[MOST_SILENT + 1];
    private int mostSuccesses;
    private int mostUnits;

    /**
     * Choices around a setting.
     *
     * @param configured as in the genesis.
     * @param validators of equal weight, for how quick each is.
     */
    SamplingChoices(final SamplingParameters configured, final int validators)
    {
        Arrays.fill(mostAsked, Double.POSITIVE_INFINITY);
        final SafetyCalculator here = new SafetyCalculator(validators, configured);
        admit(configured, here);
        for (int i = 0; i <= MOST_SILENT; i++)
        {
            costs[i] *= WORTH_IT;
            mostAsked[i] = MOST_UNITS * configured.sampleSize() *
                here.expectedPolls(here.count(i), configured.finalityConfidence());
        }
        final int k = configured.sampleSize();
        for (final int halves : SAMPLES)
        {
            final int sample = k * halves / 2;
            if (sample > k && sample <= SamplingParameters.MAX_SAMPLE_SIZE && 2 * sample < validators)
            {
                final int preference = (configured.preferenceThreshold() * sample + k - 1) / k;
                final SafetyCalculator[] before = new SafetyCalculator[SIZES.length];
                for (int i = 0; i < SIZES.length; i++)
                {
                    before[i] = new SafetyCalculator(SIZES[i] * sample + 1, configured);
                }
                for (int confidence = Math.max(preference, sample * 3 / 5); confidence <= sample; confidence++)
                {
                    consider(configured, new SamplingParameters(sample, preference, confidence, 1, 1), before, here);
                }
            }
        }
    }

    /** The quickest setting for a share of silent weight, in percent. */
    SamplingParameters quickest(final int silentPercent)
    {
        return quickest[Math.max(0, Math.min(MOST_SILENT, silentPercent))];
    }

    /** Most successes in a row that any choice asks for. */
    int mostSuccesses()
    {
        return mostSuccesses;
    }

    /** Largest sample of all choices. */
    int mostUnits()
    {
        return mostUnits;
    }

    /** Admits a setting with as many successes in a row as make it safe. */
    private void consider(final SamplingParameters configured, final SamplingParameters once,
        final SafetyCalculator[] before, final SafetyCalculator here)
    {
        // How many successes here are worth one of the configured setting, at the worst share of liars and size.
        double ratio = FEWEST_SUCCESSES;
        for (final SafetyCalculator calculator : before)
        {
            final SafetyCalculator after = calculator.with(once);
            for (final int percent : LIARS)
            {
                final int liars = calculator.count(percent);
                ratio = Math.max(ratio, Math.log(calculator.failure(liars, 1)) / Math.log(after.failure(liars, 1)));
            }
        }
        if (ratio <= MOST_SUCCESSES && ratio * configured.beta() <= SamplingParameters.MAX_BETA)
        {
            final SamplingParameters choice = new SamplingParameters(once.sampleSize(), once.preferenceThreshold(),
                once.confidenceThreshold(), (int)Math.ceil(ratio * configured.finalityConfidence()),
                (int)Math.ceil(ratio * configured.beta()));
            admit(choice, here.with(choice));
        }
    }

    /** Takes a setting for all shares of silent weight for which it is the quickest. */
    private void admit(final SamplingParameters choice, final SafetyCalculator calculator)
    {
        for (int percent = 0; percent <= MOST_SILENT; percent++)
        {
            final int silent = calculator.count(percent);
            final int successes = choice.finalityConfidence();
            final double polls = calculator.expectedPolls(silent, successes);
            final double failedRows = 1 / Math.pow(calculator.success(silent), successes) - 1;
            final double cost = ROUND_TRIP + polls + FAILED_ROW * failedRows;
            if (quickest[percent] == null ||
                cost < costs[percent] && polls * choice.sampleSize() <= mostAsked[percent])
            {
                quickest[percent] = choice;
                costs[percent] = cost;
                mostSuccesses = Math.max(mostSuccesses, choice.beta());
                mostUnits = Math.max(mostUnits, choice.sampleSize());
            }
        }
    }
}
