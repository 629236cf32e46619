package io.timecoin.load;

import org.HdrHistogram.Histogram;

import java.util.concurrent.TimeUnit;

/** Latencies to three digits, from 1 ns to two hours, in fixed memory. */
final class Latencies
{
    private static final long MAX_NS = TimeUnit.HOURS.toNanos(2) + 1;
    private static final int DIGITS = 3;
    private static final double NS_PER_MS = 1e6;

    private final Histogram histogram = new Histogram(MAX_NS, DIGITS);

    void record(final long latencyNs)
    {
        histogram.recordValue(Math.max(0, Math.min(latencyNs, MAX_NS)));
    }

    void reset()
    {
        histogram.reset();
    }

    Percentiles percentiles()
    {
        return histogram.getTotalCount() == 0 ? Percentiles.NONE : new Percentiles(
            histogram.getTotalCount(), ms(50), ms(90), ms(99), ms(99.9), ms(100));
    }

    private double ms(final double percentile)
    {
        return Math.round(histogram.getValueAtPercentile(percentile) / NS_PER_MS * 1000) / 1000.0;
    }
}
