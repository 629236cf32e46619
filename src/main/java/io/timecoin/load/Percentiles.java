package io.timecoin.load;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A distribution of latencies in ms.
 *
 * @param count how many were recorded; with none, all others are 0.
 * @param p50   median.
 * @param p90   90 of 100 are at most this.
 * @param p99   99 of 100 are at most this.
 * @param p999  999 of 1000 are at most this.
 * @param max   the longest.
 */
public record Percentiles(long count, double p50, double p90, double p99, double p999, double max)
{
    /** Of nothing. */
    public static final Percentiles NONE = new Percentiles(0, 0, 0, 0, 0, 0);

    /**
     * As it stands in a report.
     *
     * @return p50 to max, in order.
     */
    public Map<String, Object> report()
    {
        final Map<String, Object> report = new LinkedHashMap<>();
        report.put("p50", p50);
        report.put("p90", p90);
        report.put("p99", p99);
        report.put("p999", p999);
        report.put("max", max);
        return report;
    }
}
