package io.timecoin.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;

import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.TestKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The vectors are those of BIP 350; its segwit addresses have other prefixes and versions and must all be refused. */
class AddressTest
{
    @ParameterizedTest
    @ValueSource(strings = {
        "A1LQFN3A",
        "a1lqfn3a",
        "an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6",
        "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx",
        "11llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllludsr8",
        "split1checkupstagehandshakeupstreamerranterredcaperredlc445v",
        "?1v759aa" })
    void shouldReadAndWriteValidBech32m(final String text)
    {
        final Bech32m.Decoded decoded = Bech32m.decode(text);
        assertThat(Bech32m.encode(decoded.prefix(), decoded.values())).isEqualTo(text.toLowerCase(Locale.ROOT));
        assertThatThrownBy(() -> Address.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, value = {
        " 1xj0phk|character 1 is not printable",
        "\u007f1g6xzxy|character 1 is not printable",
        "\u00801vctc34|character 1 is not printable",
        "an84characterslonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11d6pts4|more than 90",
        "qyrz8wqd2c9m|no prefix",
        "1qyrz8wqd2c9m|no prefix",
        "y1b0jsk6g|character 3",
        "lt1igcx5c0|character 4",
        "in1muywd|too short",
        "mm1crxm3i|character 9",
        "au1s5cgom|character 8",
        "M1VUXWEZ|checksum",
        "16plkw9|no prefix",
        "1p2gdwpf|no prefix" })
    void shouldRefuseInvalidBech32mAndSayWhy(final String text, final String reason)
    {
        assertThatThrownBy(() -> Bech32m.decode(text)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(reason);
        assertThatThrownBy(() -> Address.parse(text)).hasMessageContaining(reason)
            .hasMessageStartingWith("'" + text + "' is not an address: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
        "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7",
        "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
        "BC1SW50QGDZ25J",
        "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs",
        "tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy",
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
        "tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut",
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",
        "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
        "BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R",
        "bc1pw5dgrnzv",
        "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P",
        "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq",
        "bc1gmk9yu",
        "",
        "1",
        "time1",
        "ttime" })
    void shouldRefuseEverythingElse(final String text)
    {
        assertThatThrownBy(() -> Address.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldNameTheKeyHashAndTheNetwork()
    {
        final KeyPair key = TestKeys.key(3);
        final Address mainnet = Address.ofPublicKey(false, key.publicKey());
        final Address testnet = Address.ofKeyHash(true, key.keyHash());
        assertThat(mainnet.toString()).startsWith("time1q").hasSize(4 + 1 + 1 + 32 + 6);
        assertThat(testnet.toString()).startsWith("ttime1q");
        assertThat(Address.parse(mainnet.toString())).isEqualTo(mainnet).isNotEqualTo(testnet)
            .hasSameHashCodeAs(mainnet);
        assertThat(Address.parse(testnet.toString().toUpperCase(Locale.ROOT))).isEqualTo(testnet);
        assertThat(Address.parse(testnet.toString()).keyHash()).isEqualTo(key.keyHash());
        assertThat(Address.parse(testnet.toString()).testnet()).isTrue();
        // As BIP 350 encodes this program, but for prefix and checksum.
        assertThat(Address.ofKeyHash(false, HexFormat.of().parseHex("751e76e8199196d454941c45d1b3a323f1433bd6"))
            .toString()).startsWith("time1qw508d6qejxtdg4y5r3zarvary0c5xw7k");
    }

    @Test
    void shouldFindEveryWrongCharacter()
    {
        final Random random = new Random(71);
        final byte[] keyHash = new byte[20];
        for (int round = 0; round < 20; round++)
        {
            random.nextBytes(keyHash);
            final String text = Address.ofKeyHash(round % 2 == 0, keyHash).toString();
            assertThat(Address.parse(text).keyHash()).isEqualTo(keyHash);
            for (int i = 0; i < text.length(); i++)
            {
                final char other = "qpzry9x8gf2tvdw0s3jn54khce6mua7l".charAt(random.nextInt(32));
                final String mistyped = text.substring(0, i) + other + text.substring(i + 1);
                if (!mistyped.equals(text))
                {
                    assertThatThrownBy(() -> Address.parse(mistyped)).as("seed 71: %s", mistyped)
                        .isInstanceOf(IllegalArgumentException.class);
                }
            }
        }
    }

    @Test
    void shouldRefuseOtherVersionsLengthsAndLettersThatOnlyLookRight()
    {
        final byte[] values = new byte[33];
        assertThat(Address.parse(Bech32m.encode("time", values)).keyHash()).containsOnly(0);
        values[0] = 1;
        assertThatThrownBy(() -> Address.parse(Bech32m.encode("time", values))).hasMessageContaining("version");
        for (final int length : new int[]{ 0, 1, 2, 32, 34, 53 })
        {
            assertThatThrownBy(() -> Address.parse(Bech32m.encode("time", new byte[length])))
                .as("%s values", length).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Address.parse(Bech32m.encode("bc", new byte[33]))).hasMessageContaining("'time'");
        final String upper = Address.ofPublicKey(false, TestKeys.key(3).publicKey()).toString()
            .toUpperCase(Locale.ROOT);
        assertThatThrownBy(() -> Address.parse(upper.replaceFirst("[A-Z]$", "\u212A")))
            .hasMessageContaining("printable");
        assertThatThrownBy(() -> Address.parse("T\u0130ME1QQQQQQQQQQ")).hasMessageContaining("printable");
        assertThatThrownBy(() -> Address.ofKeyHash(false, new byte[21])).isInstanceOf(IllegalArgumentException.class);
    }
}
