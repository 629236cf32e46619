package io.timecoin.wallet;

import static io.timecoin.wallet.KeyFileException.Reason.CORRUPT;
import static io.timecoin.wallet.KeyFileException.Reason.EXISTS;
import static io.timecoin.wallet.KeyFileException.Reason.INACCESSIBLE;
import static io.timecoin.wallet.KeyFileException.Reason.MISSING;
import static io.timecoin.wallet.KeyFileException.Reason.PASSPHRASE_NEEDED;
import static io.timecoin.wallet.KeyFileException.Reason.UNSUPPORTED_VERSION;
import static io.timecoin.wallet.KeyFileException.Reason.WRONG_PASSPHRASE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.timecoin.crypto.KeyPair;

/**
 * A file that holds one key pair as JSON: the public key in the clear, the seed locked by a passphrase, or in the clear
 * where nobody can type one (validators, faucets of test networks). Files are readable by their owner only, appear
 * whole or not at all, and never replace another.
 */
public final class KeyFile
{
    private static final int VERSION = 1;
    private static final int MAX_FILE_LENGTH = 64 * 1024;
    private static final String NONE = "none";
    private static final String SCRYPT_AES_GCM = "scrypt-aes256gcm";
    private static final Set<String> PLAIN_FIELDS = Set.of("version", "publicKey", "encryption", "seed");
    private static final Set<String> LOCKED_FIELDS = Set.of("version", "publicKey", "encryption", "cost", "blockSize",
        "parallelism", "salt", "nonce", "ciphertext");
    private static final Pattern BARE_SEED = Pattern.compile("\\p{XDigit}{" + 2 * KeyPair.SEED_LENGTH + "}");
    private static final HexFormat HEX = HexFormat.of();
    private static final ObjectMapper MAPPER = JsonMapper.builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();

    private final Path file;
    private final byte[] publicKey;
    private final KeyEncryption encryption;
    private final byte[] seed;

    private KeyFile(final Path file, final byte[] publicKey, final KeyEncryption encryption, final byte[] seed)
    {
        this.file = file;
        this.publicKey = publicKey;
        this.encryption = encryption;
        this.seed = seed;
    }

    /**
     * Writes a key pair, locked by a passphrase.
     *
     * @param file       must not exist.
     * @param pair       to keep.
     * @param passphrase not empty.
     * @throws KeyFileException if the file exists or cannot be written.
     */
    public static void writeEncrypted(final Path file, final KeyPair pair, final char[] passphrase)
    {
        writeEncrypted(file, pair, passphrase, KeyEncryption.DEFAULT_COST);
    }

    static void writeEncrypted(final Path file, final KeyPair pair, final char[] passphrase, final int cost)
    {
        if (passphrase.length == 0)
        {
            throw new IllegalArgumentException("an empty passphrase protects nothing");
        }
        final KeyEncryption locked =
            KeyEncryption.lock(pair.seed(), pair.publicKey(), passphrase, cost, new SecureRandom());
        final Map<String, Object> fields = fields(pair, SCRYPT_AES_GCM);
        fields.put("cost", locked.cost());
        fields.put("blockSize", locked.blockSize());
        fields.put("parallelism", locked.parallelism());
        fields.put("salt", HEX.formatHex(locked.salt()));
        fields.put("nonce", HEX.formatHex(locked.nonce()));
        fields.put("ciphertext", HEX.formatHex(locked.ciphertext()));
        write(file, fields);
    }

    /**
     * Writes a key pair in the clear: whoever reads the file can spend and sign.
     *
     * @param file must not exist.
     * @param pair to keep.
     * @throws KeyFileException if the file exists or cannot be written.
     */
    public static void writeUnencrypted(final Path file, final KeyPair pair)
    {
        final Map<String, Object> fields = fields(pair, NONE);
        fields.put("seed", HEX.formatHex(pair.seed()));
        write(file, fields);
    }

    /**
     * Reads a file as far as that takes no passphrase.
     *
     * @param file to read.
     * @return what it holds.
     * @throws KeyFileException if there is none, it cannot be read, or it is not a whole key file of this version.
     */
    public static KeyFile read(final Path file)
    {
        final byte[] content = content(file);
        if (isBareSeed(content))
        {
            throw new KeyFileException(UNSUPPORTED_VERSION, "key file " + file + " is a bare seed in hexadecimal, " +
                "the form of builds before version " + VERSION, null);
        }
        final JsonNode json = parse(file, content);
        if (!json.isObject())
        {
            throw corrupt(file, "it is not a JSON object");
        }
        final int version = integer(file, json, "version");
        if (version != VERSION)
        {
            throw new KeyFileException(UNSUPPORTED_VERSION, "key file " + file + " has version " + version +
                ", but this build knows only version " + VERSION, null);
        }
        final byte[] publicKey = bytes(file, json, "publicKey");
        if (publicKey.length != KeyPair.PUBLIC_KEY_LENGTH)
        {
            throw corrupt(file, "its public key has " + publicKey.length + " bytes");
        }
        final String encryption = text(file, json, "encryption");
        return switch (encryption)
        {
            case NONE -> plain(file, json, publicKey);
            case SCRYPT_AES_GCM -> locked(file, json, publicKey);
            default -> throw corrupt(file, "its encryption '" + encryption + "' is unknown");
        };
    }

    /**
     * Whether others than the owner have rights to a file.
     *
     * @param file that holds a secret.
     * @return false also where there are no such rights.
     */
    public static boolean isExposed(final Path file)
    {
        return SecretFiles.isExposed(file);
    }

    /**
     * The public half, which takes no passphrase.
     *
     * @return a copy of the 32 bytes.
     */
    public byte[] publicKey()
    {
        return publicKey.clone();
    }

    /**
     * Whether {@link #unlock(char[])} is needed.
     *
     * @return false if the seed is in the clear.
     */
    public boolean isEncrypted()
    {
        return encryption != null;
    }

    /**
     * The key pair of a file in the clear.
     *
     * @return the pair.
     * @throws KeyFileException if the file is encrypted.
     */
    public KeyPair open()
    {
        if (isEncrypted())
        {
            throw new KeyFileException(PASSPHRASE_NEEDED, "key file " + file + " is encrypted", null);
        }
        return pair(seed);
    }

    /**
     * The key pair, whether the file is encrypted or not.
     *
     * @param passphrase of the file; not looked at if the file is in the clear.
     * @return the pair.
     * @throws KeyFileException if the passphrase is wrong.
     */
    public KeyPair unlock(final char[] passphrase)
    {
        if (!isEncrypted())
        {
            return open();
        }
        final byte[] unlocked = encryption.unlock(publicKey, passphrase);
        if (unlocked == null)
        {
            throw new KeyFileException(WRONG_PASSPHRASE,
                "the passphrase does not open key file " + file + ", or the file was changed", null);
        }
        return pair(unlocked);
    }

    private KeyPair pair(final byte[] secret)
    {
        if (secret.length != KeyPair.SEED_LENGTH)
        {
            throw corrupt(file, "its seed has " + secret.length + " bytes");
        }
        final KeyPair pair = KeyPair.fromSeed(secret);
        if (!Arrays.equals(pair.publicKey(), publicKey))
        {
            throw corrupt(file, "its seed does not belong to its public key");
        }
        return pair;
    }

    private static Map<String, Object> fields(final KeyPair pair, final String encryption)
    {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("version", VERSION);
        fields.put("publicKey", HEX.formatHex(pair.publicKey()));
        fields.put("encryption", encryption);
        return fields;
    }

    private static void write(final Path file, final Map<String, Object> fields)
    {
        try
        {
            SecretFiles.create(file, (MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(fields) + '\n')
                .getBytes(StandardCharsets.UTF_8));
        }
        catch (final FileAlreadyExistsException e)
        {
            throw new KeyFileException(EXISTS, "file " + file + " exists already, and keys are never overwritten", e);
        }
        catch (final NoSuchFileException e)
        {
            throw new KeyFileException(MISSING, "there is no folder for key file " + file, e);
        }
        catch (final IOException e)
        {
            throw new KeyFileException(INACCESSIBLE, "cannot write key file " + file + ": " + describe(e), e);
        }
    }

    private static byte[] content(final Path file)
    {
        try
        {
            // A device says that it has no bytes, and then never ends.
            final byte[] bytes;
            try (InputStream in = Files.newInputStream(file))
            {
                bytes = in.readNBytes(MAX_FILE_LENGTH + 1);
            }
            if (bytes.length > MAX_FILE_LENGTH)
            {
                throw corrupt(file, "it has more than " + MAX_FILE_LENGTH + " bytes");
            }
            return bytes;
        }
        catch (final NoSuchFileException e)
        {
            throw new KeyFileException(MISSING, "there is no key file " + file, e);
        }
        catch (final IOException e)
        {
            throw new KeyFileException(INACCESSIBLE, "cannot read key file " + file + ": " + describe(e), e);
        }
    }

    private static boolean isBareSeed(final byte[] content)
    {
        final String digits = new String(content, StandardCharsets.ISO_8859_1).lines()
            .filter((line) -> !line.startsWith("#"))
            .collect(Collectors.joining()).strip();
        return BARE_SEED.matcher(digits).matches();
    }

    private static JsonNode parse(final Path file, final byte[] content)
    {
        try
        {
            return MAPPER.readTree(content);
        }
        catch (final JsonProcessingException e)
        {
            // The parser's own message would quote the content, and with it perhaps a secret.
            throw corrupt(file, e.getLocation() == null ? "it is not JSON" :
                "it is not JSON from line " + e.getLocation().getLineNr());
        }
        catch (final IOException e)
        {
            throw new KeyFileException(INACCESSIBLE, "cannot read key file " + file + ": " + describe(e), e);
        }
    }

    private static KeyFile plain(final Path file, final JsonNode json, final byte[] publicKey)
    {
        requireFields(file, json, PLAIN_FIELDS);
        final KeyFile plain = new KeyFile(file, publicKey, null, bytes(file, json, "seed"));
        plain.open();
        return plain;
    }

    private static KeyFile locked(final Path file, final JsonNode json, final byte[] publicKey)
    {
        requireFields(file, json, LOCKED_FIELDS);
        final KeyEncryption encryption = new KeyEncryption(
            integer(file, json, "cost"),
            integer(file, json, "blockSize"),
            integer(file, json, "parallelism"),
            bytes(file, json, "salt"),
            bytes(file, json, "nonce"),
            bytes(file, json, "ciphertext"));
        final String fault = encryption.fault();
        if (fault != null)
        {
            throw corrupt(file, fault);
        }
        return new KeyFile(file, publicKey, encryption, null);
    }

    private static void requireFields(final Path file, final JsonNode json, final Set<String> expected)
    {
        final Set<String> actual = new TreeSet<>();
        json.fieldNames().forEachRemaining(actual::add);
        if (!actual.equals(expected))
        {
            throw corrupt(file, "its fields are " + actual + ", but should be " + new TreeSet<>(expected));
        }
    }

    private static int integer(final Path file, final JsonNode json, final String name)
    {
        final JsonNode value = json.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToInt())
        {
            throw corrupt(file, "it has no number '" + name + "'");
        }
        return value.intValue();
    }

    private static String text(final Path file, final JsonNode json, final String name)
    {
        final JsonNode value = json.path(name);
        if (!value.isTextual())
        {
            throw corrupt(file, "it has no text '" + name + "'");
        }
        return value.textValue();
    }

    private static byte[] bytes(final Path file, final JsonNode json, final String name)
    {
        try
        {
            return HEX.parseHex(text(file, json, name));
        }
        catch (final IllegalArgumentException e)
        {
            // Without the cause: it would quote what may be a secret.
            throw corrupt(file, "its '" + name + "' is not hexadecimal");
        }
    }

    private static KeyFileException corrupt(final Path file, final String what)
    {
        return new KeyFileException(CORRUPT, file + " is not a key file, or is damaged: " + what, null);
    }

    // Many exceptions of the file system have nothing but the path as their message.
    private static String describe(final IOException e)
    {
        return e.getClass().getSimpleName().replace("Exception", "") + " (" + e.getMessage() + ")";
    }
}
