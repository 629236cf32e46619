package io.timecoin.replay;

import io.timecoin.load.ReportText;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The report as one page that needs nothing else: it opens from disk, without a network and without scripts. The plots
 * are drawn as SVG in the page.
 */
public final class HtmlReport
{
    private static final int MAX_POINTS = 60;
    private static final int TICKS_PER_HALF_DISTANCE = 5;
    private static final double NS_PER_SECOND = 1e9;
    private static final double NS_PER_MS = 1e6;
    private static final double PER_MILLE = 1_000;

    private final ReplayReport report;
    private final PassResult pass;
    private final StringBuilder html = new StringBuilder();

    private HtmlReport(final ReplayReport report)
    {
        this.report = report;
        pass = report.median;
    }

    /**
     * Writes the page.
     *
     * @param report of a replay.
     * @param file   to be written, replaced if it is there.
     * @throws IOException if it cannot be.
     */
    public static void write(final ReplayReport report, final Path file) throws IOException
    {
        Files.writeString(file, new HtmlReport(report).page(), StandardCharsets.UTF_8);
    }

    private String page()
    {
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<title>Replay of ")
            .append(SvgPlot.escape(report.options.file().getFileName().toString()))
            .append("</title>\n<style>\n")
            .append("body{font:15px/1.5 sans-serif;color:#222;margin:2em auto;max-width:62em;padding:0 1em}\n")
            .append("pre{background:#f6f6f4;padding:1em;overflow-x:auto;font-size:13px}\n")
            .append("svg{width:100%;height:auto}\nh2{margin-top:2em}\n")
            .append(".loud{background:#fbe3e0;border-left:5px solid #c0392b;padding:.6em 1em}\n")
            .append("</style>\n</head>\n<body>\n");
        heading();
        throughput();
        busy();
        rings();
        percentiles();
        html.append("<h2>Report</h2>\n<pre>").append(SvgPlot.escape(report.toText()))
            .append("</pre>\n</body>\n</html>\n");
        return html.toString();
    }

    private void heading()
    {
        html.append("<h1>").append(SvgPlot.escape(ReportText.rate(pass.tps()))).append(" transactions a second</h1>\n");
        if (!report.options.isVerified())
        {
            html.append("<p class=\"loud\">Without verification: every signature was taken as valid. ")
                .append("No figure here is a node's.</p>\n");
        }
        html.append("<p>Replay of <code>").append(SvgPlot.escape(report.options.file().toString()))
            .append("</code>. What limits is <b>").append(SvgPlot.escape(pass.bottleneck().stage()))
            .append("</b>: ").append(SvgPlot.escape(pass.bottleneck().reason())).append(".<br/>To go faster: ")
            .append(SvgPlot.escape(pass.bottleneck().change())).append(".</p>\n");
    }

    private void throughput()
    {
        final List<double[]> points = new ArrayList<>();
        forEachSpan((from, to, seconds) -> points.add(new double[] { at(to),
            (pass.samples().get(to, Pass.APPLIED) - pass.samples().get(from, Pass.APPLIED)) / seconds }));
        plot("Throughput", new SvgPlot("seconds", "applied a second").line("applied", points));
    }

    private void busy()
    {
        final SvgPlot plot = new SvgPlot("seconds", "% of the time").max(100);
        for (int i = 0; i < pass.agents().size(); i++)
        {
            final int column = Pass.FIRST_AGENT + i;
            final List<double[]> points = new ArrayList<>();
            forEachSpan((from, to, seconds) -> points.add(new double[] { at(to), Math.min(100, 100 / NS_PER_SECOND *
                (pass.samples().get(to, column) - pass.samples().get(from, column)) / seconds) }));
            plot.line(pass.agents().get(i).name(), points);
        }
        plot("How busy the stages were", plot);
    }

    private void rings()
    {
        final SvgPlot plot = new SvgPlot("seconds", "% full").max(100);
        ring(plot, "transactions", Pass.TRANSACTIONS);
        ring(plot, "admissions", Pass.ADMISSIONS);
        ring(plot, "decisions", Pass.DECISIONS);
        ring(plot, "egress", Pass.EGRESS);
        plot("How full the rings were", plot);
    }

    private void ring(final SvgPlot plot, final String name, final int column)
    {
        final List<double[]> points = new ArrayList<>();
        forEachSpan((from, to, seconds) ->
        {
            double sum = 0;
            for (int row = from + 1; row <= to; row++)
            {
                sum += pass.samples().get(row, column);
            }
            points.add(new double[] { at(to), 100 * sum / (to - from) / PER_MILLE });
        });
        plot.line(name, points);
    }

    private void percentiles()
    {
        plot("Latency from the reader", new SvgPlot("share of transactions that were faster", "ms").ninesAcross()
            .line("to the answer", percentiles(pass.validated()))
            .line("to the effect in the set", percentiles(pass.applied())));
    }

    private static List<double[]> percentiles(final Histogram histogram)
    {
        final List<double[]> points = new ArrayList<>();
        for (final HistogramIterationValue value : histogram.percentiles(TICKS_PER_HALF_DISTANCE))
        {
            points.add(new double[] { value.getPercentileLevelIteratedTo() / 100,
                value.getValueIteratedTo() / NS_PER_MS });
        }
        return points;
    }

    private void plot(final String title, final SvgPlot plot)
    {
        html.append("<h2>").append(SvgPlot.escape(title)).append("</h2>\n").append(plot.toSvg()).append('\n');
    }

    private double at(final int row)
    {
        return pass.samples().get(row, Pass.ELAPSED_NS) / NS_PER_SECOND;
    }

    private interface Span
    {
        void accept(int from, int to, double seconds);
    }

    /** Visits the samples in as many steps as a plot has room for. */
    private void forEachSpan(final Span span)
    {
        final int rows = pass.samples().rows();
        final int step = Math.max(1, (rows + MAX_POINTS - 1) / MAX_POINTS);
        for (int from = 0; from + step < rows; from += step)
        {
            final double seconds = at(from + step) - at(from);
            if (seconds > 0)
            {
                span.accept(from, from + step, seconds);
            }
        }
    }

    /** Text of a number for people, as short as its size allows. */
    static String shortNumber(final double value)
    {
        if (value >= 1_000)
        {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) :
            String.format(Locale.ROOT, value < 1 ? "%.2f" : "%.1f", value);
    }
}
