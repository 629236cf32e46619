package io.timecoin.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lines of a readable report: a heading in the first column, what it says in the second. */
public final class ReportText
{
    private static final int HEADING_WIDTH = 15;

    private final StringBuilder text = new StringBuilder();

    /**
     * Adds a line as it is.
     *
     * @param line without its end.
     * @return this.
     */
    public ReportText line(final String line)
    {
        text.append(line).append('\n');
        return this;
    }

    /**
     * Adds a line with a heading.
     *
     * @param heading first column; empty to go on under the last one.
     * @param says    second column.
     * @return this.
     */
    public ReportText row(final String heading, final String says)
    {
        return line(String.format(Locale.ROOT, "  %-" + HEADING_WIDTH + "s%s", heading, says));
    }

    /**
     * Adds what a load brought, in the words that every report shares.
     *
     * @param stats  of the load.
     * @param unsent payments that fell due and were not sent.
     * @return this.
     */
    public ReportText load(final LoadStats stats, final long unsent)
    {
        row("offered", number(stats.offered()) + " payments of every kind, " + rate(stats.offeredRate()) + " a second");
        row("submitted", number(stats.submitted()) + " correct payments without a rival" +
            (unsent > 0 ? "; " + number(unsent) + " more were due and could not be sent" : ""));
        row("accepted", number(stats.accepted()) + (stats.accepted() == stats.submitted() ? ", all of them" : ", not " +
            number(stats.submitted() - stats.accepted()) + " of them"));
        row("throughput", rate(stats.throughput()) + " accepted payments a second");
        row("acceptance", percentiles(stats.accept()));
        if (stats.confirmed() > 0)
        {
            row("confirmation", percentiles(stats.confirm()));
        }
        row("first answer", percentiles(stats.answer()));
        row("", "latencies count from the moment a payment was due, waits of the sender included");
        return this;
    }

    /**
     * Adds what became of the payments before the measured ones, if there were any.
     *
     * @param warmUp its account.
     * @return this.
     */
    public ReportText warmUp(final LoadStats warmUp)
    {
        if (warmUp.offered() > 0)
        {
            row("warm-up", number(warmUp.submitted()) + " payments before these, " +
                (warmUp.accepted() == warmUp.submitted() ? "all" : number(warmUp.accepted())) +
                " accepted, in no figure above");
        }
        return this;
    }

    /**
     * For how long payments were sent.
     *
     * @param durationS seconds that were measured.
     * @param warmUpS   seconds before that.
     * @return text.
     */
    public static String duration(final double durationS, final double warmUpS)
    {
        final String measured = String.format(Locale.ROOT, "%.1f s of load", durationS);
        return warmUpS > 0 ? measured + String.format(Locale.ROOT, " after %.1f s of warm-up", warmUpS) : measured;
    }

    /**
     * Counts by reason on one line.
     *
     * @param counts by reason.
     * @return text; a dash for none.
     */
    public static String counts(final Map<String, Long> counts)
    {
        final List<String> parts = new ArrayList<>();
        counts.forEach((reason, count) -> parts.add(number(count) + " " + reason));
        return parts.isEmpty() ? "none" : String.join(" · ", parts);
    }

    /**
     * A count with separators.
     *
     * @param count any number.
     * @return text.
     */
    public static String number(final long count)
    {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /**
     * Payments a second.
     *
     * @param perSecond any number.
     * @return text.
     */
    public static String rate(final double perSecond)
    {
        return String.format(Locale.ROOT, perSecond < 100 ? "%,.1f" : "%,.0f", perSecond);
    }

    /**
     * A distribution on one line.
     *
     * @param percentiles in ms.
     * @return text.
     */
    public static String percentiles(final Percentiles percentiles)
    {
        return percentiles.count() == 0 ? "none" : "p50 " + ms(percentiles.p50()) + " · p90 " + ms(percentiles.p90()) +
            " · p99 " + ms(percentiles.p99()) + " · p99.9 " + ms(percentiles.p999()) +
            " · max " + ms(percentiles.max());
    }

    @Override
    public String toString()
    {
        return text.toString();
    }

    private static String ms(final double ms)
    {
        return ms >= 10_000 ? String.format(Locale.ROOT, "%.1f s", ms / 1000) :
            String.format(Locale.ROOT, ms < 100 ? "%.1f ms" : "%.0f ms", ms);
    }
}
