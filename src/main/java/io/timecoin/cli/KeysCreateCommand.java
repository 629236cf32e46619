package io.timecoin.cli;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.Callable;

import io.timecoin.crypto.KeyPair;
import io.timecoin.wallet.KeyFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code keys create}: a new key pair in a new file. */
@Command(
    name = "create",
    description = "Make a new key and keep it in a new file, encrypted by a passphrase unless told otherwise.",
    mixinStandardHelpOptions = true)
final class KeysCreateCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;
    @Mixin
    private ReportOption report;
    @Mixin
    private NetworkOption network;
    @Mixin
    private KeyAccess access;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The new file; must not exist.")
    private Path out;

    @Option(names = "--unencrypted",
        description = "Keep the secret in the clear: for validators and tests, which nobody types a passphrase for.")
    private boolean unencrypted;

    @Override
    public Integer call()
    {
        if (unencrypted && access.isPassphraseGiven())
        {
            throw new CommandLine.ParameterException(
                spec.commandLine(), "--unencrypted and --passphrase-file exclude each other");
        }
        if (Files.exists(out, LinkOption.NOFOLLOW_LINKS))
        {
            throw new CliException(ExitCode.CONFIGURATION, "file " + out + " exists already",
                "keys are never overwritten", "choose another file name");
        }
        final KeyPair pair = KeyPair.generate(new SecureRandom());
        final char[] passphrase = unencrypted ? new char[0] : access.newPassphrase();
        KeyAccess.explained(() ->
        {
            if (unencrypted)
            {
                KeyFile.writeUnencrypted(out, pair);
            }
            else
            {
                KeyFile.writeEncrypted(out, pair, passphrase);
            }
            return null;
        });
        Arrays.fill(passphrase, '\0');
        KeysShowCommand.print(spec, report, network, out, KeyAccess.read(out));
        return ExitCode.OK;
    }
}
