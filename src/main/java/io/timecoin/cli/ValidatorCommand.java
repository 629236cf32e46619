package io.timecoin.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code validator}: who validates a chain, how a node comes to, and how it ends. */
@Command(
    name = "validator",
    description = "Join and leave the validators of a chain by transaction, and see who they are.",
    mixinStandardHelpOptions = true,
    subcommands = {
        ValidatorBondCommand.class, ValidatorLeaveCommand.class, ValidatorReleaseCommand.class,
        ValidatorListCommand.class
    })
final class ValidatorCommand implements Runnable
{
    @Spec
    private CommandSpec spec;

    @Override
    public void run()
    {
        throw new CommandLine.ParameterException(spec.commandLine(), "validator needs bond, leave, release or list");
    }
}
