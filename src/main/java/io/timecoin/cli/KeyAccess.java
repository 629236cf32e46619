package io.timecoin.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;

import io.timecoin.crypto.KeyPair;
import io.timecoin.wallet.KeyFile;
import io.timecoin.wallet.KeyFileException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command comes by a key: its file, and the passphrase from another file or from the terminal. */
final class KeyAccess
{
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--passphrase-file", paramLabel = "FILE",
        description = "Take the passphrase from the first line of this file instead of the terminal.")
    private Path passphraseFile;

    /** Whether the passphrase comes from a file. */
    boolean isPassphraseGiven()
    {
        return passphraseFile != null;
    }

    /** Reads a key file without its secret. */
    static KeyFile read(final Path file)
    {
        return explained(() -> KeyFile.read(file));
    }

    /** The key pair of a file; asks for the passphrase only if the file is encrypted. */
    KeyPair open(final Path file)
    {
        final KeyFile keyFile = read(file);
        warnIfExposed(spec, file, keyFile.isEncrypted());
        return explained(() ->
        {
            if (!keyFile.isEncrypted())
            {
                return keyFile.open();
            }
            final char[] passphrase =
                passphraseFile != null ? fromFile() : fromTerminal("Passphrase of " + file + ": ");
            try
            {
                return keyFile.unlock(passphrase);
            }
            finally
            {
                Arrays.fill(passphrase, '\0');
            }
        });
    }

    /** Tells of a secret that lies open. */
    static void warnIfExposed(final CommandSpec spec, final Path file, final boolean isEncrypted)
    {
        if (!isEncrypted && KeyFile.isExposed(file))
        {
            spec.commandLine().getErr().println(
                "warning: others may read the key in " + file + "; take their rights away with chmod 600");
        }
    }

    /** A passphrase for a new file; at the terminal it must be typed twice. */
    char[] newPassphrase()
    {
        if (passphraseFile != null)
        {
            return fromFile();
        }
        final char[] first = fromTerminal("Passphrase for the new key: ");
        if (first.length == 0)
        {
            throw new CliException(ExitCode.USAGE, "an empty passphrase protects nothing", "",
                "choose one, or use --unencrypted");
        }
        if (!Arrays.equals(first, fromTerminal("Once more: ")))
        {
            throw new CliException(ExitCode.USAGE, "the two passphrases differ", "", "try again");
        }
        return first;
    }

    /** Does something with key files; what they complain of comes out as a message with an exit code. */
    static <T> T explained(final Supplier<T> action)
    {
        try
        {
            return action.get();
        }
        catch (final KeyFileException e)
        {
            throw new CliException(exitCode(e.reason()), e.getMessage(), "", next(e.reason()));
        }
    }

    private char[] fromFile()
    {
        try
        {
            final String line = Files.readString(passphraseFile).lines().findFirst().orElse("");
            if (line.isEmpty())
            {
                throw new CliException(ExitCode.CONFIGURATION, "the first line of " + passphraseFile + " is empty", "",
                    "put the passphrase there");
            }
            return line.toCharArray();
        }
        catch (final IOException e)
        {
            throw new CliException(ExitCode.CONFIGURATION, "cannot read the passphrase from " + passphraseFile,
                e.getClass().getSimpleName(), "check --passphrase-file; it must be text in UTF-8");
        }
    }

    private static char[] fromTerminal(final String prompt)
    {
        final Console console = System.console();
        final char[] passphrase = console == null ? null : console.readPassword("%s", prompt);
        if (passphrase == null)
        {
            throw new CliException(ExitCode.USAGE, "a passphrase is needed",
                "the key is encrypted, and there is no terminal to ask at", "use --passphrase-file FILE");
        }
        return passphrase;
    }

    private static int exitCode(final KeyFileException.Reason reason)
    {
        return switch (reason)
        {
            case CORRUPT, UNSUPPORTED_VERSION -> ExitCode.CORRUPT;
            case MISSING, EXISTS, INACCESSIBLE, PASSPHRASE_NEEDED, WRONG_PASSPHRASE -> ExitCode.CONFIGURATION;
        };
    }

    private static String next(final KeyFileException.Reason reason)
    {
        return switch (reason)
        {
            case MISSING -> "check the path; 'timecoin keys create' makes a new key";
            case EXISTS -> "choose another file name";
            case INACCESSIBLE -> "check the path and its permissions";
            case CORRUPT -> "restore the file from a backup";
            case UNSUPPORTED_VERSION -> "use the release that wrote it, or make a new key with 'timecoin keys create'";
            case PASSPHRASE_NEEDED -> "use --passphrase-file FILE";
            case WRONG_PASSPHRASE -> "try again; without the passphrase the key is lost";
        };
    }
}
