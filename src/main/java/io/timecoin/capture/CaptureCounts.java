package io.timecoin.capture;

/**
 * What the stream of a capture holds.
 *
 * @param transactions     records of transactions.
 * @param ticks            records that only tell the time.
 * @param controls         slots of the ring {@code control}.
 * @param decisions        decisions.
 * @param gaps             places where the recorder had no room.
 * @param lostTransactions slots of the ring {@code transactions} that are missing, ticks included.
 * @param lostControls     slots of the ring {@code control} that are missing.
 * @param lostDecisions    decisions that are missing.
 */
public record CaptureCounts(
    long transactions,
    long ticks,
    long controls,
    long decisions,
    long gaps,
    long lostTransactions,
    long lostControls,
    long lostDecisions)
{
    /** Whether these can be the counts of so many records. */
    boolean isOf(final long records)
    {
        return isOf(records, transactions, ticks, controls, decisions, gaps);
    }

    private static boolean isOf(final long records, final long... kinds)
    {
        long left = records;
        for (final long kind : kinds)
        {
            if (kind < 0 || kind > left)
            {
                return false;
            }
            left -= kind;
        }
        return left == 0;
    }
}
