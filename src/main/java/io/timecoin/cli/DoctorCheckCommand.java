package io.timecoin.cli;

import io.timecoin.doctor.Doctor;
import io.timecoin.doctor.Finding;
import io.timecoin.doctor.JavaRuntime;
import io.timecoin.doctor.LiveMeasurements;
import io.timecoin.doctor.Subject;
import io.timecoin.doctor.SystemFiles;
import io.timecoin.node.CorePinning;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** {@code doctor check}: looks and measures. */
@Command(
    name = "check",
    description = "Tell what of this machine costs a node performance or safety (exit 4 if anything does).",
    mixinStandardHelpOptions = true)
final class DoctorCheckCommand implements Callable<Integer>
{
    private static final Duration MAX_JITTER = Duration.ofSeconds(60);

    @Spec
    private CommandSpec spec;
    @Mixin
    private ReportOption report;
    @Mixin
    private DoctorOptions options;

    @Option(names = "--jitter", paramLabel = "TIME", converter = DurationConverter.class, defaultValue = "1s",
        description = "How long to spin on each core that the profile pins, at most 60s " +
            "(default: ${DEFAULT-VALUE}).")
    private Duration jitter;

    @Override
    public Integer call() throws InterruptedException
    {
        if (jitter.compareTo(MAX_JITTER) > 0)
        {
            throw new CommandLine.ParameterException(spec.commandLine(), "--jitter must be 60s at most");
        }
        final JavaRuntime java = JavaRuntime.running();
        final Subject subject = options.subject(java);
        final PrintWriter err = spec.commandLine().getErr();
        final List<Finding> findings;
        try (ProgressLine progress = new ProgressLine(err, ProgressLine.isTerminal()))
        {
            findings = new Doctor(new SystemFiles(Path.of("/")), subject, java,
                new LiveMeasurements(CorePinning::pin, jitter.toNanos())).check(progress::show);
        }
        final List<Finding> troubles = findings.stream().filter(Finding::isTrouble).toList();
        print(subject, java, findings, troubles.size());
        if (troubles.isEmpty())
        {
            return ExitCode.OK;
        }
        throw new CliException(ExitCode.CHECK_FAILED,
            troubles.size() + " of " + findings.size() + " findings cost performance or safety",
            troubles.stream().map(Finding::name).collect(Collectors.joining(", ")),
            "'timecoin doctor plan' prints commands against them");
    }

    private void print(final Subject subject, final JavaRuntime java, final List<Finding> findings, final int troubles)
    {
        final PrintWriter out = spec.commandLine().getOut();
        if (report.isJson())
        {
            final Map<String, Object> json = new LinkedHashMap<>();
            json.put("tuning", subject.profile());
            json.put("java", java.version());
            json.put("troubles", troubles);
            json.put("findings", findings.stream().map(Finding::toMap).toList());
            ReportOption.printJson(out, json);
            return;
        }
        out.printf("tuning profile %s%n%n", subject.profile());
        for (final Finding finding : findings)
        {
            out.printf("%-8s %-18s %s%n", finding.state().label(), finding.name(), finding.found());
            printLine(out, "cost", finding.cost());
            printLine(out, "remedy", finding.remedy());
        }
    }

    private static void printLine(final PrintWriter out, final String what, final String text)
    {
        if (!text.isEmpty())
        {
            out.printf("%-27s %-6s  %s%n", "", what, text);
        }
    }
}
