package io.timecoin.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines over two axes, as SVG text. */
final class SvgPlot
{
    private static final int WIDTH = 900;
    private static final int HEIGHT = 300;
    private static final int LEFT = 70;
    private static final int RIGHT = 180;
    private static final int TOP = 15;
    private static final int BOTTOM = 45;
    private static final int TICKS = 5;
    private static final int LEGEND_STEP = 18;
    /** Shares of 0.9, 0.99 and so on, as far as they are told apart. */
    private static final int NINES = 6;
    /** Colours that people with any kind of colour vision tell apart (Okabe and Ito), then greys. */
    private static final List<String> COLOURS = List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00",
        "#56b4e9", "#000000", "#777777", "#aaaaaa");

    private record Line(String name, List<double[]> points)
    {
    }

    private final String across;
    private final String up;
    private final List<Line> lines = new ArrayList<>();
    private double fixedMax;
    private boolean hasNines;

    SvgPlot(final String across, final String up)
    {
        this.across = across;
        this.up = up;
    }

    /** Fixes the upper end of the axis that goes up. */
    SvgPlot max(final double value)
    {
        fixedMax = value;
        return this;
    }

    /** Spreads the axis across so that each further nine of a share takes the same space. */
    SvgPlot ninesAcross()
    {
        hasNines = true;
        return this;
    }

    /** Adds a line; each point has two values. */
    SvgPlot line(final String name, final List<double[]> points)
    {
        lines.add(new Line(name, points));
        return this;
    }

    String toSvg()
    {
        final double maxX = hasNines ? NINES : lines.stream().flatMap(line -> line.points.stream())
            .mapToDouble(point -> point[0]).max().orElse(1);
        final double maxY = fixedMax > 0 ? fixedMax : niceCeiling(lines.stream()
            .flatMap(line -> line.points.stream()).mapToDouble(point -> point[1]).max().orElse(1));
        final StringBuilder svg = new StringBuilder();
        svg.append(String.format(Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" font-size=\"12\" font-family=\"sans-serif\">%n", WIDTH, HEIGHT));
        axes(svg, maxX, maxY);
        for (int i = 0; i < lines.size(); i++)
        {
            line(svg, lines.get(i), COLOURS.get(i % COLOURS.size()), TOP + 10 + i * LEGEND_STEP, maxX, maxY);
        }
        return svg.append("</svg>").toString();
    }

    /** Makes any text safe within the page. */
    static String escape(final String text)
    {
        final StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(point ->
        {
            switch (point)
            {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(point < ' ' && point != '\n' ? '\uFFFD' : point);
            }
        });
        return escaped.toString();
    }

    private void axes(final StringBuilder svg, final double maxX, final double maxY)
    {
        for (int i = 0; i <= TICKS; i++)
        {
            final double value = maxY * i / TICKS;
            final double y = y(value, maxY);
            svg.append(String.format(Locale.ROOT,
                "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>" +
                "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n", LEFT, WIDTH - RIGHT, y, y, LEFT - 8, y + 4,
                HtmlReport.shortNumber(value)));
        }
        final double step = hasNines ? 1 : niceCeiling(maxX / TICKS);
        for (int i = 0; i * step <= maxX; i++)
        {
            final double value = i * step;
            svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
                x(value, maxX), HEIGHT - BOTTOM + 18, hasNines ? nines(i) : HtmlReport.shortNumber(value)));
        }
        svg.append(String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
            (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, escape(across)));
        svg.append(String.format(Locale.ROOT,
            "<text transform=\"translate(14 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>%n",
            (TOP + HEIGHT - BOTTOM) / 2, escape(up)));
    }

    private void line(
        final StringBuilder svg,
        final Line line,
        final String colour,
        final int legendY,
        final double maxX,
        final double maxY)
    {
        svg.append("<polyline fill=\"none\" stroke=\"").append(colour).append("\" stroke-width=\"1.5\" points=\"");
        for (final double[] point : line.points)
        {
            final double value = hasNines ? Math.min(NINES, -Math.log10(Math.max(1e-12, 1 - point[0]))) : point[0];
            svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(value, maxX), y(Math.min(point[1], maxY), maxY)));
        }
        svg.append(String.format(Locale.ROOT, "\"/>%n<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\" stroke=\"%s\" " +
            "stroke-width=\"3\"/><text x=\"%d\" y=\"%d\">%s</text>%n", WIDTH - RIGHT + 15, WIDTH - RIGHT + 35, legendY,
            legendY, colour, WIDTH - RIGHT + 42, legendY + 4, escape(line.name)));
    }

    private static double x(final double value, final double max)
    {
        return LEFT + (WIDTH - RIGHT - LEFT) * (max == 0 ? 0 : value / max);
    }

    private static double y(final double value, final double max)
    {
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * (max == 0 ? 0 : value / max);
    }

    private static String nines(final int count)
    {
        return count == 0 ? "0" : count == 1 ? "90 %" : "99" + (count == 2 ? "" : "." + "9".repeat(count - 2)) + " %";
    }

    /** The next of 1, 2, 2.5, 5 and 10 times a power of ten. */
    private static double niceCeiling(final double value)
    {
        if (!(value > 0))
        {
            return 1;
        }
        final double power = Math.pow(10, Math.floor(Math.log10(value)));
        for (final double step : new double[] { 1, 2, 2.5, 5, 10 })
        {
            if (value <= step * power)
            {
                return step * power;
            }
        }
        return value;
    }
}
