package io.timecoin.cli;

import java.util.concurrent.Callable;

import io.timecoin.crypto.PublicKeys;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code address}: where payments to a key go. */
@Command(
    name = "address",
    description = "Print the address of a public key, or decode one ('address decode ADDRESS').",
    mixinStandardHelpOptions = true,
    subcommands = AddressDecodeCommand.class)
final class AddressCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;
    @Mixin
    private NetworkOption network;

    @Option(names = "--public-key", paramLabel = "HEX", description = "The receiver's public key, 64 digits.")
    private String publicKey;

    @Override
    public Integer call()
    {
        if (publicKey == null)
        {
            throw new CommandLine.ParameterException(
                spec.commandLine(), "address needs --public-key HEX, or 'decode ADDRESS'");
        }
        final byte[] key = Hex.parse(spec, "--public-key", publicKey);
        // What is paid to a key that cannot sign is lost.
        if (!PublicKeys.isAcceptable(key))
        {
            throw new CliException(ExitCode.USAGE, "this is no public key that could ever spend",
                "it must be 32 bytes, the canonical encoding of a curve point that is not of small order",
                "'timecoin keys show --key FILE' prints the right one");
        }
        spec.commandLine().getOut().println(network.addressOf(key));
        return ExitCode.OK;
    }
}
