package io.timecoin.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code inspect}: decodes and prints what a node keeps. */
@Command(
    name = "inspect",
    description = "Decode and print what a node keeps.",
    mixinStandardHelpOptions = true,
    subcommands = {
        InspectBlockCommand.class,
        InspectDivergenceCommand.class,
        InspectEvidenceCommand.class })
final class InspectCommand implements Runnable
{
    @Spec
    private CommandSpec spec;

    @Override
    public void run()
    {
        throw new CommandLine.ParameterException(
            spec.commandLine(), "inspect needs one of block, divergence, evidence");
    }
}
