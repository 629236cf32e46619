package io.timecoin.bench;

import io.timecoin.doctor.MachineProfile;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The table of a bench, for people. */
public final class BenchText
{
    private static final String ROW = "%-34s %12s %11s %4s  %-14s %s%n";
    private static final double MANY_DIGITS = 1_000;
    private static final double SOME_DIGITS = 100;
    private static final double WHOLE = 100;

    private BenchText()
    {
    }

    /**
     * The whole report.
     *
     * @param report  what was found.
     * @param changes since a baseline; empty without one.
     * @return lines.
     */
    public static String of(final BenchReport report, final List<Change> changes)
    {
        final StringBuilder text = new StringBuilder();
        machine(text, report);
        final boolean isCompared = !changes.isEmpty();
        row(text, "figure", "median", "± spread", "", "speed", isCompared ? "since the baseline" : "");
        final Map<String, Change> byName =
            changes.stream().collect(Collectors.toMap(Change::name, Function.identity()));
        for (final Result result : report.results())
        {
            final String unit = result.figure().unit().symbol();
            row(text, result.figure().name(), value(result.sample().median()),
                result.sample().size() == 1 ? "once" : value(result.sample().spread()), unit, speed(result),
                isCompared ? change(byName.get(result.figure().name())) : "");
        }
        changes.stream().filter((change) -> change.kind() == Change.Kind.GONE)
            .forEach((change) -> row(text, change.name(), "", "", "", "", change(change)));
        text.append(String.format(Locale.ROOT, "%nmedians of repetitions that took turns with those of the others in " +
            "their group; speed is that of%nthe reference in the same turn, as many times: BouncyCastle is 1%n"));
        return text.toString();
    }

    private static void machine(final StringBuilder text, final BenchReport report)
    {
        final MachineProfile machine = report.machine();
        head(text, "processor", machine.cpu() + ", " + machine.cores() + " cores, " + machine.memoryMb() + " MB");
        head(text, "system", machine.system() + ", governor " + machine.governor() + ", load average " +
            load(machine.loadAverage()) + " before, " + load(report.loadAfter()) + " after");
        head(text, "java", machine.java() + ", " + machine.javaMode());
        head(text, "options", machine.javaOptions().isEmpty() ? "none" : String.join(" ", machine.javaOptions()));
        head(text, "effort", report.effort());
        text.append(String.format("%n"));
    }

    private static void head(final StringBuilder text, final String name, final String says)
    {
        text.append(String.format(Locale.ROOT, "%-10s %s%n", name, says));
    }

    private static void row(final StringBuilder text, final String... columns)
    {
        text.append(String.format(Locale.ROOT, ROW, (Object[])columns).stripTrailing())
            .append(System.lineSeparator());
    }

    private static String load(final double average)
    {
        return average < 0 ? "unknown" : String.format(Locale.ROOT, "%.1f", average);
    }

    static String value(final double value)
    {
        return String.format(Locale.ROOT,
            Math.abs(value) >= MANY_DIGITS ? "%,.0f" : Math.abs(value) >= SOME_DIGITS ? "%.1f" : "%.2f", value);
    }

    private static String speed(final Result result)
    {
        return result.speed() == null || Yardstick.NAME.equals(result.figure().reference()) ? "" :
            String.format(Locale.ROOT, "%.2f× ± %.2f", result.speed().median(), result.speed().spread());
    }

    private static String change(final Change change)
    {
        final String percent = String.format(Locale.ROOT, "%+.1f %%", (change.factor() - 1) * WHOLE);
        return switch (change.kind())
        {
            case SLOWER -> "SLOWER  " + percent;
            case FASTER -> "faster  " + percent;
            case SLIGHT -> "slight  " + percent;
            case WITHIN_NOISE -> "within noise  " + percent;
            case NEW -> "not in the baseline";
            case GONE -> "in the baseline only";
            case OTHERWISE -> "measured otherwise then";
        };
    }
}
