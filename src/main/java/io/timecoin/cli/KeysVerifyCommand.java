package io.timecoin.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.Callable;

import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.SignatureVerifier;
import io.timecoin.crypto.SignatureVerifiers;
import org.agrona.concurrent.UnsafeBuffer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code keys verify}: whether the chain would take a signature, by the verifier that its validators use. */
@Command(
    name = "verify",
    description = {
        "Verify one signature, or a file of them, by the chain's criteria; prints 'valid' or 'invalid' for each.",
        "Exit code 0: all are valid; 4: at least one is not; 2: the input is not hexadecimal, or a line of the file " +
            "is not publicKey,message,signature (the lines before it are answered). A key or signature of a wrong " +
            "length is invalid." },
    mixinStandardHelpOptions = true)
final class KeysVerifyCommand implements Callable<Integer>
{
    private static final Path STANDARD_INPUT = Path.of("-");
    private static final int COLUMNS = 3;

    @Spec
    private CommandSpec spec;

    @Option(names = "--public-key", paramLabel = "HEX", description = "The signer's public key.")
    private String publicKey;

    @Option(names = "--message", paramLabel = "HEX", description = "What was signed; may be empty.")
    private String message;

    @Option(names = "--signature", paramLabel = "HEX", description = "R and S.")
    private String signature;

    @Option(names = "--batch", paramLabel = "FILE",
        description = "Lines of publicKey,message,signature, verified 64 at a time; '-' reads standard input.")
    private Path batch;

    private final SignatureVerifier verifier = SignatureVerifiers.fastest();
    /** Bit i: entry i of the batch could be handed to the verifier, whose next answer is its own. */
    private long hasRightLengths;
    private int entries;
    private boolean allValid = true;

    @Override
    public Integer call()
    {
        final boolean anySingle = publicKey != null || message != null || signature != null;
        final boolean allSingle = publicKey != null && message != null && signature != null;
        if (batch != null ? anySingle : !allSingle)
        {
            throw new CommandLine.ParameterException(spec.commandLine(),
                "verify needs either --public-key, --message and --signature, or --batch FILE");
        }
        if (batch == null)
        {
            add(
                Hex.parse(spec, "--public-key", publicKey),
                Hex.parse(spec, "--message", message),
                Hex.parse(spec, "--signature", signature));
            answer();
        }
        else
        {
            verifyFile();
        }
        return allValid ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }

    private void verifyFile()
    {
        try (BufferedReader reader = batch.equals(STANDARD_INPUT) ?
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)) :
            Files.newBufferedReader(batch))
        {
            int number = 1;
            for (String line = reader.readLine(); line != null; line = reader.readLine())
            {
                addLine(line, number);
                number++;
            }
            answer();
        }
        catch (final NoSuchFileException e)
        {
            throw new CliException(ExitCode.USAGE, "there is no file " + batch, "", "check --batch");
        }
        catch (final IOException e)
        {
            throw new CliException(ExitCode.USAGE, "cannot read " + batch, e.getClass().getSimpleName(),
                "check the path and its permissions; it must be text");
        }
    }

    private void addLine(final String line, final int number)
    {
        final String[] columns = line.strip().split(",", -1);
        if (columns.length != COLUMNS)
        {
            throw malformed(number, columns.length + " fields, but must have 3: publicKey,message,signature");
        }
        try
        {
            final HexFormat hex = HexFormat.of();
            add(hex.parseHex(columns[0]), hex.parseHex(columns[1]), hex.parseHex(columns[2]));
        }
        catch (final IllegalArgumentException e)
        {
            throw malformed(number, "a field that is not hexadecimal, two digits a byte");
        }
        if (entries == SignatureVerifier.MAX_BATCH)
        {
            answer();
        }
    }

    private CliException malformed(final int number, final String what)
    {
        answer();
        return new CliException(ExitCode.USAGE, "line " + number + " of " + batch + " has " + what,
            "nothing from this line on was verified", "mend the line");
    }

    private void add(final byte[] key, final byte[] signed, final byte[] rAndS)
    {
        if (key.length == KeyPair.PUBLIC_KEY_LENGTH && rAndS.length == KeyPair.SIGNATURE_LENGTH)
        {
            verifier.add(
                new UnsafeBuffer(key), 0, new UnsafeBuffer(rAndS), 0, new UnsafeBuffer(signed), 0, signed.length);
            hasRightLengths |= 1L << entries;
        }
        entries++;
    }

    private void answer()
    {
        final PrintWriter out = spec.commandLine().getOut();
        long answers = verifier.verify();
        for (int i = 0; i < entries; i++)
        {
            boolean valid = false;
            if ((hasRightLengths >>> i & 1) == 1)
            {
                valid = (answers & 1) == 1;
                answers >>>= 1;
            }
            allValid &= valid;
            out.println(valid ? "valid" : "invalid");
        }
        verifier.reset();
        hasRightLengths = 0;
        entries = 0;
    }
}
