package io.timecoin.replay;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes latencies as a log that HdrHistogram's own tools read (HistogramLogProcessor, HistogramLogAnalyzer): for each
 * interval of a pass two histograms, tagged {@code validated} and {@code applied}, in ns.
 */
public final class LatencyLog
{
    /** What the tools divide values by, to show them in ms. */
    private static final double NS_PER_MS = 1e6;
    private static final double MS_PER_SECOND = 1e3;

    private LatencyLog()
    {
    }

    /**
     * Writes the log of the pass in the middle.
     *
     * @param report of a replay.
     * @param file   to be written, replaced if it is there.
     * @throws IOException if it cannot be.
     */
    public static void write(final ReplayReport report, final Path file) throws IOException
    {
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8))
        {
            final HistogramLogWriter writer = new HistogramLogWriter(out);
            final List<Latencies.Interval> intervals = report.median.intervals();
            final long startMs = intervals.isEmpty() ? 0 : intervals.get(0).validated().getStartTimeStamp();
            writer.outputComment("[timecoin replay of " + report.options.file().getFileName() + ", values in ns]");
            writer.outputLogFormatVersion();
            writer.outputStartTime(startMs);
            writer.setBaseTime(startMs);
            writer.outputBaseTime(startMs);
            writer.outputLegend();
            for (final Latencies.Interval interval : intervals)
            {
                write(writer, interval.validated(), "validated", startMs);
                write(writer, interval.applied(), "applied", startMs);
            }
            if (out.checkError())
            {
                throw new IOException("not all of it could be written");
            }
        }
    }

    private static void write(
        final HistogramLogWriter writer, final Histogram histogram, final String tag, final long baseMs)
    {
        histogram.setTag(tag);
        writer.outputIntervalHistogram((histogram.getStartTimeStamp() - baseMs) / MS_PER_SECOND,
            (histogram.getEndTimeStamp() - baseMs) / MS_PER_SECOND, histogram, NS_PER_MS);
    }
}
