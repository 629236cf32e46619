package io.timecoin.workload;

/**
 * Percent of a workload's transactions that are not payments which will be accepted.
 *
 * @param invalid      that break a rule, each rule in turn.
 * @param doubleSpends that spend what an earlier payment spends.
 * @param repeats      that are the bytes of an earlier one.
 */
public record Shares(double invalid, double doubleSpends, double repeats)
{
    /** All payments are accepted. */
    public static final Shares NONE = new Shares(0, 0, 0);

    private static final double WHOLE = 100.0;

    /** Checks the bounds. */
    public Shares
    {
        requirePercent("--invalid", invalid);
        requirePercent("--double-spends", doubleSpends);
        requirePercent("--repeats", repeats);
        if (invalid + doubleSpends + repeats > WHOLE)
        {
            throw new WorkloadException(
                "--invalid, --double-spends and --repeats are more than 100 percent together");
        }
    }

    private static void requirePercent(final String option, final double value)
    {
        if (!(value >= 0 && value <= WHOLE))
        {
            throw new WorkloadException(option + " must be from 0 to 100, not " + value);
        }
    }
}
