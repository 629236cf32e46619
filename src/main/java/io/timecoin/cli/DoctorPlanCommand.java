package io.timecoin.cli;

import io.timecoin.doctor.Doctor;
import io.timecoin.doctor.Finding;
import io.timecoin.doctor.JavaRuntime;
import io.timecoin.doctor.LiveMeasurements;
import io.timecoin.doctor.Subject;
import io.timecoin.doctor.SystemFiles;
import io.timecoin.node.CorePinning;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code doctor plan}: what an operator would run; nothing of it is run here. */
@Command(
    name = "plan",
    description = "Print the commands that would mend what 'doctor check' finds; runs none of them.",
    mixinStandardHelpOptions = true)
final class DoctorPlanCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;
    @Mixin
    private ReportOption report;
    @Mixin
    private DoctorOptions options;

    @Override
    public Integer call() throws InterruptedException
    {
        final JavaRuntime java = JavaRuntime.running();
        final Subject subject = options.subject(java);
        final List<Finding> findings = new Doctor(new SystemFiles(Path.of("/")), subject, java,
            new LiveMeasurements(CorePinning::pin, 0)).look().stream().filter(Finding::isTrouble).toList();
        final PrintWriter out = spec.commandLine().getOut();
        if (report.isJson())
        {
            final Map<String, Object> json = new LinkedHashMap<>();
            json.put("tuning", subject.profile());
            json.put("findings", findings.stream().map(Finding::toMap).toList());
            ReportOption.printJson(out, json);
            return ExitCode.OK;
        }
        out.printf("# For tuning profile %s. Read before you run: these lines change the machine.%n",
            subject.profile());
        if (findings.isEmpty())
        {
            out.println("# Nothing to do.");
        }
        for (final Finding finding : findings)
        {
            out.printf("%n# %s: %s%n# %s%n", finding.name(), finding.found(), finding.remedy());
            finding.commands().forEach(out::println);
        }
        if (findings.stream().anyMatch((finding) -> finding.commands().stream().anyMatch(DoctorPlanCommand::isSysctl)))
        {
            out.printf("%n# What sysctl sets is lost at a restart: write it to /etc/sysctl.d/90-timecoin.conf too.%n");
        }
        return ExitCode.OK;
    }

    private static boolean isSysctl(final String command)
    {
        return command.contains("sysctl -w");
    }
}
