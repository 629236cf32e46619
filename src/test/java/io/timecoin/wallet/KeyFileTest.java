package io.timecoin.wallet;

import static io.timecoin.wallet.KeyFileException.Reason.CORRUPT;
import static io.timecoin.wallet.KeyFileException.Reason.EXISTS;
import static io.timecoin.wallet.KeyFileException.Reason.INACCESSIBLE;
import static io.timecoin.wallet.KeyFileException.Reason.MISSING;
import static io.timecoin.wallet.KeyFileException.Reason.PASSPHRASE_NEEDED;
import static io.timecoin.wallet.KeyFileException.Reason.UNSUPPORTED_VERSION;
import static io.timecoin.wallet.KeyFileException.Reason.WRONG_PASSPHRASE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.stream.Stream;

import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.TestKeys;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest
{
    private static final int LOW_COST = 16;
    private static final char[] PASSPHRASE = "correct horse".toCharArray();

    @TempDir
    private Path folder;
    private Path file;
    private final KeyPair pair = TestKeys.key(1);

    @BeforeEach
    void nameFile()
    {
        file = folder.resolve("key.json");
    }

    @Test
    void shouldKeepAKeyBehindAPassphrase() throws IOException
    {
        KeyFile.writeEncrypted(file, pair, PASSPHRASE);
        final KeyFile read = KeyFile.read(file);
        assertThat(read.isEncrypted()).isTrue();
        assertThat(read.publicKey()).isEqualTo(pair.publicKey());
        assertThat(read.unlock(PASSPHRASE).seed()).isEqualTo(pair.seed());
        assertThat(Files.readString(file)).doesNotContain(HexFormat.of().formatHex(pair.seed()));
        assertReason(WRONG_PASSPHRASE, () -> read.unlock("correct hors".toCharArray()));
        assertReason(WRONG_PASSPHRASE, () -> read.unlock(new char[0]));
        assertReason(PASSPHRASE_NEEDED, read::open);
    }

    @Test
    void shouldKeepAKeyInTheClearIfToldTo()
    {
        KeyFile.writeUnencrypted(file, pair);
        final KeyFile read = KeyFile.read(file);
        assertThat(read.isEncrypted()).isFalse();
        assertThat(read.open().seed()).isEqualTo(pair.seed());
        assertThat(read.unlock(PASSPHRASE).seed()).isEqualTo(pair.seed());
    }

    @Test
    void shouldTakeAPassphraseHoweverItsLettersAreComposed()
    {
        KeyFile.writeEncrypted(file, pair, "m\u00fcde \ud83d\udd11".toCharArray(), LOW_COST);
        assertThat(KeyFile.read(file).unlock("mu\u0308de \ud83d\udd11".toCharArray()).seed()).isEqualTo(pair.seed());
        assertThatThrownBy(() -> KeyFile.writeEncrypted(folder.resolve("other"), pair, new char[0]))
            .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldNotLockTheSameKeyTwiceInTheSameWay() throws IOException
    {
        KeyFile.writeEncrypted(file, pair, PASSPHRASE, LOW_COST);
        KeyFile.writeEncrypted(folder.resolve("again"), pair, PASSPHRASE, LOW_COST);
        assertThat(Files.readString(file)).isNotEqualTo(Files.readString(folder.resolve("again")));
    }

    @Test
    void shouldNeverOverwriteAndLeaveNothingElseBehind() throws IOException
    {
        KeyFile.writeUnencrypted(file, pair);
        final String before = Files.readString(file);
        assertReason(EXISTS, () -> KeyFile.writeUnencrypted(file, TestKeys.key(2)));
        assertReason(EXISTS, () -> KeyFile.writeEncrypted(file, TestKeys.key(2), PASSPHRASE, LOW_COST));
        assertReason(EXISTS, () -> KeyFile.writeUnencrypted(folder, pair));
        assertReason(MISSING, () -> KeyFile.writeUnencrypted(folder.resolve("none/key.json"), pair));
        assertThat(Files.readString(file)).isEqualTo(before);
        try (Stream<Path> files = Files.list(folder))
        {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void shouldBeReadableByTheOwnerOnly() throws IOException
    {
        KeyFile.writeUnencrypted(file, pair);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    }

    @Test
    void shouldSayWhatIsMissingOrUnreadable()
    {
        assertReason(MISSING, () -> KeyFile.read(file));
        assertReason(INACCESSIBLE, () -> KeyFile.read(folder));
    }

    @Test
    void shouldNoticeEveryChangedCharacterOfALockedFile() throws IOException
    {
        KeyFile.writeEncrypted(file, pair, PASSPHRASE, LOW_COST);
        final String content = Files.readString(file);
        for (int i = 0; i < content.length(); i++)
        {
            final char c = content.charAt(i);
            if (Character.isLetterOrDigit(c))
            {
                Files.writeString(file, content.substring(0, i) + (c == 'a' ? 'b' : c == '1' ? '2' : c == 'z' ? 'y' :
                    (char)(c + 1)) + content.substring(i + 1));
                final KeyFileException refused = catchThrowableOfType(KeyFileException.class,
                    () -> KeyFile.read(file).unlock(PASSPHRASE));
                assertThat(refused).as("character %s, '%s'", i, c).isNotNull();
                assertThat(refused.reason()).isIn(CORRUPT, WRONG_PASSPHRASE, UNSUPPORTED_VERSION);
            }
        }
    }

    @Test
    void shouldRefuseEveryTruncationWithoutTellingTheSeed() throws IOException
    {
        KeyFile.writeUnencrypted(file, pair);
        final String content = Files.readString(file).strip();
        for (int length = 0; length < content.length(); length++)
        {
            Files.writeString(file, content.substring(0, length));
            final KeyFileException refused = assertReason(CORRUPT, () -> KeyFile.read(file));
            assertThat(refused.getMessage()).doesNotContain(HexFormat.of().formatHex(pair.seed()).substring(0, 8));
            assertThat(refused.getCause()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"version\" : 1|\"version\" : 2|UNSUPPORTED_VERSION",
        "\"version\" : 1|\"version\" : \"1\"|CORRUPT",
        "\"version\" : 1|\"version\" : 1.0|CORRUPT",
        "\"version\" : 1|\"version\" : 99999999999|CORRUPT",
        "\"version\" : 1|\"version\" : 1, \"version\" : 1|CORRUPT",
        "\"version\" : 1|\"version\" : 1, \"more\" : 1|CORRUPT",
        "\"cost\" : 16|\"cost\" : 15|CORRUPT",
        "\"cost\" : 16|\"cost\" : 0|CORRUPT",
        "\"cost\" : 16|\"cost\" : -2147483648|CORRUPT",
        "\"cost\" : 16|\"cost\" : 2097152|CORRUPT",
        "\"cost\" : 16|\"cost\" : 1048576|CORRUPT",
        "\"blockSize\" : 8|\"blockSize\" : 33|CORRUPT",
        "\"blockSize\" : 8|\"blockSize\" : 0|CORRUPT",
        "\"parallelism\" : 2|\"parallelism\" : 17|CORRUPT",
        "\"salt\" : \"|\"salt\" : \"00|CORRUPT",
        "\"nonce\" : \"|\"nonce\" : \"0|CORRUPT",
        "\"publicKey\" : \"|\"publicKey\" : \"00|CORRUPT",
        "scrypt-aes256gcm|rot13|CORRUPT",
        "scrypt-aes256gcm|none|CORRUPT" })
    void shouldRefuseFieldsThatMakeNoSense(
        final String found, final String replacement, final KeyFileException.Reason reason) throws IOException
    {
        KeyFile.writeEncrypted(file, pair, PASSPHRASE, LOW_COST);
        final String content = Files.readString(file);
        assertThat(content).contains(found);
        Files.writeString(file, content.replace(found, replacement));
        assertReason(reason, () -> KeyFile.read(file));
    }

    @Test
    void shouldRefuseWhatIsNoKeyFileAtAll() throws IOException
    {
        for (final String content : new String[]{ "", "[]", "null", "{}", "{} {}", "\u0000", "[network]\nlisten = 1" })
        {
            Files.writeString(file, content);
            assertReason(CORRUPT, () -> KeyFile.read(file));
        }
        Files.write(file, new byte[70_000]);
        assertReason(CORRUPT, () -> KeyFile.read(file));
    }

    @ParameterizedTest
    @ValueSource(strings = { "%s", "%s\n", "# Secret: keep it to yourself.\n%s\n", "  %s  " })
    void shouldNameABareSeedForWhatItIsWithoutTellingIt(final String form) throws IOException
    {
        final String seed = HexFormat.of().formatHex(pair.seed());
        Files.writeString(file, form.formatted(seed));
        assertThat(assertReason(UNSUPPORTED_VERSION, () -> KeyFile.read(file)).getMessage())
            .contains("bare seed").doesNotContain(seed.substring(0, 8));
        Files.writeString(file, form.formatted(seed + "0"));
        assertReason(CORRUPT, () -> KeyFile.read(file));
    }

    @Test
    void shouldRefuseASeedOfAnotherKey() throws IOException
    {
        KeyFile.writeUnencrypted(file, pair);
        final HexFormat hex = HexFormat.of();
        Files.writeString(file, Files.readString(file)
            .replace(hex.formatHex(pair.seed()), hex.formatHex(TestKeys.key(2).seed())));
        assertReason(CORRUPT, () -> KeyFile.read(file));
    }

    @Test
    void shouldBindTheLockedSeedToItsPublicKey() throws IOException
    {
        KeyFile.writeEncrypted(file, pair, PASSPHRASE, LOW_COST);
        final HexFormat hex = HexFormat.of();
        Files.writeString(file, Files.readString(file)
            .replace(hex.formatHex(pair.publicKey()), hex.formatHex(TestKeys.key(2).publicKey())));
        assertReason(WRONG_PASSPHRASE, () -> KeyFile.read(file).unlock(PASSPHRASE));
    }

    private static KeyFileException assertReason(final KeyFileException.Reason reason, final ThrowingCallable action)
    {
        final KeyFileException refused = catchThrowableOfType(KeyFileException.class, action);
        assertThat(refused).isNotNull();
        assertThat(refused.reason()).as(refused.getMessage()).isEqualTo(reason);
        return refused;
    }
}
