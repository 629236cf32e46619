package io.timecoin.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code config}: what a node's configuration says, whether it holds, and what a key means. */
@Command(
    name = "config",
    description = "Show, validate or explain a node's configuration.",
    mixinStandardHelpOptions = true,
    subcommands = { ConfigShowCommand.class, ConfigValidateCommand.class, ConfigExplainCommand.class })
final class ConfigCommand implements Runnable
{
    @Spec
    private CommandSpec spec;

    @Override
    public void run()
    {
        throw new CommandLine.ParameterException(spec.commandLine(), "config needs one of show, validate, explain");
    }
}
