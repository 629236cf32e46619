package io.timecoin.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code doctor}: what of this machine costs a node performance or safety. */
@Command(
    name = "doctor",
    description = "Look over this machine; changes nothing and needs no rights.",
    mixinStandardHelpOptions = true,
    subcommands = { DoctorCheckCommand.class, DoctorPlanCommand.class })
final class DoctorCommand implements Runnable
{
    @Spec
    private CommandSpec spec;

    @Override
    public void run()
    {
        throw new CommandLine.ParameterException(spec.commandLine(), "doctor needs one of check, plan");
    }
}
