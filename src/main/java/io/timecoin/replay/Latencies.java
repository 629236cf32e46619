package io.timecoin.replay;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How long transactions take from the reader to their answer, in histograms that the drain writes. */
final class Latencies
{
    static final long MAX_NS = TimeUnit.HOURS.toNanos(1);

    /** Values to 1 %: an interval then takes 64 KB, and a replay of an hour fits the memory. */
    private static final int DIGITS = 2;

    /**
     * What was recorded between two looks.
     *
     * @param validated to validation's answer, ns.
     * @param applied   to the end of those that were accepted, ns.
     */
    record Interval(Histogram validated, Histogram applied)
    {
    }

    /** To validation's answer. */
    final SingleWriterRecorder validated = new SingleWriterRecorder(MAX_NS, DIGITS);
    /** To the end of those that were accepted: their effects are in the set. */
    final SingleWriterRecorder applied = new SingleWriterRecorder(MAX_NS, DIGITS);

    private final List<Interval> intervals = new ArrayList<>();

    /** Ends an interval. For one thread, beside the drain's. */
    void endInterval()
    {
        intervals.add(new Interval(validated.getIntervalHistogram(), applied.getIntervalHistogram()));
    }

    List<Interval> intervals()
    {
        return intervals;
    }

    static Histogram sum(final List<Histogram> histograms)
    {
        final Histogram sum = new Histogram(MAX_NS, DIGITS);
        histograms.forEach(sum::add);
        return sum;
    }
}
