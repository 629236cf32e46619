package io.timecoin.cli;

import io.timecoin.load.LoadRun;
import io.timecoin.load.LoadStats;
import io.timecoin.load.ReportText;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** One line on a terminal that is written over and over; nothing where nobody looks. */
final class ProgressLine implements LoadRun.Progress, AutoCloseable
{
    private static final Path STDERR = Path.of("/proc/self/fd/2");
    private static final String ERASE_LINE = "\r\u001b[K";
    private static final double NS_PER_SECOND = 1e9;

    private final PrintWriter err;
    private final boolean isShown;

    /**
     * A line on a writer.
     *
     * @param err     stderr.
     * @param isShown whether somebody looks.
     */
    ProgressLine(final PrintWriter err, final boolean isShown)
    {
        this.err = err;
        this.isShown = isShown;
    }

    /**
     * Whether stderr is a terminal.
     *
     * @return false if that cannot be told.
     */
    static boolean isTerminal()
    {
        try
        {
            final String target = Files.readSymbolicLink(STDERR).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        }
        catch (final IOException | UnsupportedOperationException ex)
        {
            // Not Linux. A console means that stdin and stdout are a terminal: the best guess at stderr that there is.
            return System.console() != null && System.getenv("TERM") != null;
        }
    }

    /** Whether somebody looks: to make a text for nobody would only cost memory. */
    boolean isShown()
    {
        return isShown;
    }

    void show(final String text)
    {
        if (isShown)
        {
            err.print(ERASE_LINE + text);
            err.flush();
        }
    }

    @Override
    public void onProgress(final LoadRun.Phase phase, final long elapsedNs, final double rate, final LoadStats stats)
    {
        if (!isShown)
        {
            return;
        }
        final String what = switch (phase)
        {
            case WARM_UP -> "warming up at " + ReportText.rate(rate) + "/s";
            case RAMP -> "raising to " + ReportText.rate(rate) + "/s";
            case LOAD -> "sending " + ReportText.rate(rate) + "/s";
            case SETTLE -> "waiting for the last answers";
        };
        final long refused = stats.rejected().values().stream().mapToLong(Long::longValue).sum();
        show(String.format(Locale.ROOT, "%5.1f s  %s  submitted %s  accepted %s  refused %s", elapsedNs / NS_PER_SECOND,
            what, ReportText.number(stats.submitted()), ReportText.number(stats.accepted()),
            ReportText.number(refused)));
    }

    @Override
    public void close()
    {
        show("");
    }
}
