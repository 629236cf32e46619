package io.timecoin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import io.timecoin.crypto.BouncyCastleVerifier;
import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.TestKeys;
import io.timecoin.transaction.Address;
import io.timecoin.wallet.KeyFile;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysCommandTest
{
    private final KeyPair pair = TestKeys.key(1);
    private final String publicKey = Hex.format(pair.publicKey());

    @TempDir
    private Path folder;

    @Test
    void shouldCreateShowSignAndVerifyWithAPassphrase() throws IOException
    {
        final Path passphrase = Files.writeString(folder.resolve("passphrase"), "open sesame\nnot this\n");
        final Path key = folder.resolve("key.json");
        final CliRun created = CliRun.of("keys", "create", "--out", key.toString(), "--passphrase-file",
            passphrase.toString());
        assertThat(created.exitCode()).as(created.err()).isZero();
        final CliRun shown = CliRun.of("keys", "show", "--key", key.toString());
        assertThat(shown.out()).isEqualTo(created.out()).contains("encrypted   true").contains("  ttime1q");

        final CliRun signed = CliRun.of("keys", "sign", "--key", key.toString(), "--message", "00fF",
            "--passphrase-file", passphrase.toString());
        assertThat(signed.exitCode()).as(signed.err()).isZero();
        final String signature = signed.out().strip();
        final String shownKey = Hex.format(KeyFile.read(key).publicKey());
        assertThat(shown.out()).contains(shownKey);
        assertThat(verify(shownKey, "00ff", signature)).isEqualTo(new CliRun(0, lines("valid"), ""));
        assertThat(verify(shownKey, "00fe", signature)).isEqualTo(new CliRun(4, lines("invalid"), ""));

        Files.writeString(passphrase, "open barley");
        final CliRun wrong = CliRun.of("keys", "sign", "--key", key.toString(), "--message", "00",
            "--passphrase-file", passphrase.toString());
        assertFailed(wrong, ExitCode.CONFIGURATION, "the passphrase does not open");
        Files.writeString(passphrase, "\n");
        assertFailed(CliRun.of("keys", "sign", "--key", key.toString(), "--message", "00", "--passphrase-file",
            passphrase.toString()), ExitCode.CONFIGURATION, "is empty");
        assertFailed(CliRun.of("keys", "sign", "--key", key.toString(), "--message", "00", "--passphrase-file",
            folder.resolve("none").toString()), ExitCode.CONFIGURATION, "cannot read the passphrase");
    }

    @Test
    void shouldCreateInTheClearAndReportInJson()
    {
        final String key = folder.resolve("key.json").toString();
        final CliRun created = CliRun.of("keys", "create", "--out", key, "--unencrypted", "--network", "mainnet",
            "--report", "json");
        assertThat(created.exitCode()).as(created.err()).isZero();
        assertThat(created.out().strip()).startsWith("{").endsWith("}").contains("\"address\":\"time1q")
            .contains("\"encrypted\":false").contains("\"public_key\":\"").contains("\"key_hash\":\"");
        assertThat(CliRun.of("keys", "sign", "--key", key, "--message", "").out().strip()).hasSize(128);

        assertFailed(CliRun.of("keys", "create", "--out", key, "--unencrypted"), ExitCode.CONFIGURATION,
            "exists already");
        assertFailed(CliRun.of("keys", "create", "--out", key + "2", "--unencrypted", "--passphrase-file", key),
            ExitCode.USAGE, "exclude each other");
    }

    @Test
    void shouldSayWhatIsWrongWithAKeyFile() throws IOException
    {
        final Path file = folder.resolve("key.json");
        assertFailed(CliRun.of("keys", "show", "--key", file.toString()), ExitCode.CONFIGURATION, "is no key file");
        Files.writeString(file, "{}");
        assertFailed(CliRun.of("keys", "show", "--key", file.toString()), ExitCode.CORRUPT, "is not a key file");
        assertFailed(CliRun.of("keys", "create", "--unencrypted", "--out", folder.resolve("no/key").toString()),
            ExitCode.CONFIGURATION, "no folder");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "keys|keys needs one of",
        "keys foo|unknown command 'foo'",
        "keys create|--out",
        "keys sign --key x|--message",
        "keys sign --key x --message xyz|hexadecimal",
        "keys sign --key x --message 123|hexadecimal",
        "keys verify|either",
        "keys verify --public-key 00 --message 00|either",
        "keys verify --batch x --message 00|either",
        "keys verify --batch /does/not/exist|no file",
        "keys verify --public-key zz --message 00 --signature 00|--public-key takes hexadecimal",
        "keys verify --public-key 00 --message 0 --signature 00|--message takes hexadecimal",
        "keys verify --public-key 00 --message 00 --signature 0x00|--signature takes hexadecimal",
        "address|--public-key",
        "address --public-key 00|no public key",
        "address --public-key xx|hexadecimal",
        "address --public-key 0000000000000000000000000000000000000000000000000000000000000000|no public key",
        "address decode|ADDRESS",
        "address decode time1qqqq|is not an address",
        "address --public-key 00 --network moon|moon" })
    void shouldRefuseNonsenseWithUsageExitCode(final String line, final String message)
    {
        assertFailed(CliRun.of(line.split(" ")), ExitCode.USAGE, message);
    }

    @Test
    void shouldCallWrongLengthsInvalid()
    {
        final String signature = Hex.format(pair.sign(new byte[0]));
        assertThat(verify(publicKey, "", signature)).isEqualTo(new CliRun(0, lines("valid"), ""));
        final CliRun invalid = new CliRun(ExitCode.CHECK_FAILED, lines("invalid"), "");
        assertThat(verify(publicKey, "", signature + "00")).isEqualTo(invalid);
        assertThat(verify(publicKey, "", signature.substring(2))).isEqualTo(invalid);
        assertThat(verify(publicKey, "", "")).isEqualTo(invalid);
        assertThat(verify("", "", signature)).isEqualTo(invalid);
    }

    @Test
    void shouldAnswerEachLineOfABatchAsBouncyCastleDoesSingly() throws IOException
    {
        final List<String> vectors = vectors();
        assertThat(vectors).hasSize(12 + 151 + 914);
        final StringBuilder input = new StringBuilder();
        final StringBuilder expected = new StringBuilder();
        for (final String vector : vectors)
        {
            // A dash stands for an empty message or signature.
            final String[] columns = vector.replace("-", "").split(" ", -1);
            input.append(columns[2]).append(',').append(columns[4]).append(',').append(columns[3])
                .append(columns[1].equals("valid") ? "\n" : "\r\n");
            final String verdict = verifiedSingly(columns[2], columns[3], columns[4]) ? "valid" : "invalid";
            assertThat(verdict).as(vector).isEqualTo(columns[1]);
            expected.append(verdict).append(System.lineSeparator());
        }
        // Entries of a wrong length among the others must not shift their answers.
        input.insert(0, "00,00,00\n");
        expected.insert(0, lines("invalid"));
        final Path file = Files.writeString(folder.resolve("batch"), input);
        assertThat(CliRun.of("keys", "verify", "--batch", file.toString()))
            .isEqualTo(new CliRun(ExitCode.CHECK_FAILED, expected.toString(), ""));

        Files.writeString(file, (publicKey + ",01," + Hex.format(pair.sign(new byte[]{ 1 })) + "\n").repeat(130));
        assertThat(CliRun.of("keys", "verify", "--batch", file.toString()))
            .isEqualTo(new CliRun(ExitCode.OK, lines("valid").repeat(130), ""));
        Files.writeString(file, "");
        assertThat(CliRun.of("keys", "verify", "--batch", file.toString())).isEqualTo(new CliRun(ExitCode.OK, "", ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "00,00|2 fields", "00,00,00,00|4 fields", "00,0g,00|hexadecimal",
        "00,0,00|hexadecimal", "''|1 fields" })
    void shouldNameTheLineThatIsMalformed(final String line, final String message) throws IOException
    {
        final String good = publicKey + ",01," + Hex.format(pair.sign(new byte[]{ 1 })) + "\n";
        final Path file = Files.writeString(folder.resolve("batch"), good + good + line + "\n" + good);
        final CliRun run = CliRun.of("keys", "verify", "--batch", file.toString());
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.out()).isEqualTo(lines("valid").repeat(2));
        assertThat(run.err()).contains("line 3 of").contains(message);
    }

    @Test
    void shouldPrintAndDecodeAddresses()
    {
        final String testnet = Address.ofPublicKey(true, pair.publicKey()).toString();
        final String mainnet = Address.ofPublicKey(false, pair.publicKey()).toString();
        assertThat(CliRun.of("address", "--public-key", publicKey)).isEqualTo(new CliRun(0, lines(testnet), ""));
        assertThat(CliRun.of("address", "--public-key", publicKey, "--network", "mainnet"))
            .isEqualTo(new CliRun(0, lines(mainnet), ""));
        assertThat(CliRun.of("address", "decode", testnet).out()).contains("testnet")
            .contains(Hex.format(pair.keyHash()));
        assertThat(CliRun.of("address", "decode", mainnet.toUpperCase(java.util.Locale.ROOT), "--report", "json").out())
            .isEqualTo(lines("{\"address\":\"" + mainnet + "\",\"network\":\"mainnet\",\"key_hash\":\"" +
                Hex.format(pair.keyHash()) + "\"}"));
    }

    private static boolean verifiedSingly(final String key, final String signature, final String message)
    {
        final byte[] signed = HexFormat.of().parseHex(message);
        final byte[] rAndS = HexFormat.of().parseHex(signature);
        if (rAndS.length != KeyPair.SIGNATURE_LENGTH)
        {
            return false;
        }
        final BouncyCastleVerifier single = new BouncyCastleVerifier();
        single.add(new UnsafeBuffer(HexFormat.of().parseHex(key)), 0, new UnsafeBuffer(rAndS), 0,
            new UnsafeBuffer(signed), 0, signed.length);
        return single.verify() == 1;
    }

    private CliRun verify(final String key, final String message, final String signature)
    {
        return CliRun.of("keys", "verify", "--public-key", key, "--message", message, "--signature", signature);
    }

    private static void assertFailed(final CliRun run, final int exitCode, final String message)
    {
        assertThat(run.err()).contains("error: ").contains(message).doesNotContain("\tat ");
        assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
        assertThat(run.out()).isEmpty();
    }

    private static String lines(final String line)
    {
        return line + System.lineSeparator();
    }

    private static List<String> vectors() throws IOException
    {
        final List<String> vectors = new ArrayList<>();
        for (final String resource : new String[]{ "speccheck.txt", "wycheproof.txt", "cctv.txt" })
        {
            try (InputStream stream = BouncyCastleVerifier.class.getResourceAsStream(resource))
            {
                new String(stream.readAllBytes(), StandardCharsets.US_ASCII).lines()
                    .filter(line -> !line.startsWith("#")).forEach(vectors::add);
            }
        }
        return vectors;
    }
}
