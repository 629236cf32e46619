package io.timecoin.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code proof}: shows to anyone who knows the validators that a payment is final. */
@Command(
    name = "proof",
    description = "Make and verify proofs that a payment is final.",
    mixinStandardHelpOptions = true,
    subcommands = { ProofMakeCommand.class, ProofVerifyCommand.class, ProofValidatorsCommand.class })
final class ProofCommand implements Runnable
{
    @Spec
    private CommandSpec spec;

    @Override
    public void run()
    {
        throw new CommandLine.ParameterException(spec.commandLine(), "proof needs one of make, verify, validators");
    }
}
