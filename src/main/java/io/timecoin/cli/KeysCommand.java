package io.timecoin.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code keys}: key pairs in files, and signatures by exactly the chain's criteria. */
@Command(
    name = "keys",
    description = "Make and show keys; sign and verify by the chain's criteria.",
    mixinStandardHelpOptions = true,
    subcommands = {
        KeysCreateCommand.class, KeysShowCommand.class, KeysSignCommand.class, KeysVerifyCommand.class })
final class KeysCommand implements Runnable
{
    @Spec
    private CommandSpec spec;

    @Override
    public void run()
    {
        throw new CommandLine.ParameterException(spec.commandLine(), "keys needs one of create, show, sign, verify");
    }
}
