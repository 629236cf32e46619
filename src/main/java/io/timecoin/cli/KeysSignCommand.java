package io.timecoin.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code keys sign}: one Ed25519 signature (RFC 8032) over bytes as they are. */
@Command(
    name = "sign",
    description = "Sign a message and print the signature: 128 hexadecimal digits, R and S.",
    mixinStandardHelpOptions = true)
final class KeysSignCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;
    @Mixin
    private KeyAccess access;

    @Option(names = "--key", required = true, paramLabel = "FILE", description = "The signer's key file.")
    private Path key;

    @Option(names = "--message", required = true, paramLabel = "HEX", description = "What to sign; may be empty.")
    private String message;

    @Override
    public Integer call()
    {
        final byte[] bytes = Hex.parse(spec, "--message", message);
        spec.commandLine().getOut().println(Hex.format(access.open(key).sign(bytes)));
        return ExitCode.OK;
    }
}
