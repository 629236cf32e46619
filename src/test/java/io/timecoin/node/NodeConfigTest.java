package io.timecoin.node;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class NodeConfigTest
{
    private static final Path FILE = Path.of("/somewhere/timecoin.toml");

    /** Each row: a file with / for line breaks, where its fault stands, and what the message says. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
        "[network]/lisen = \"a:1\"                    | 2:1  | unknown key 'network.lisen'; did you mean 'listen'?",
        "[netwrk]/listen = \"a:1\"                    | 1:1  | unknown section 'netwrk'; did you mean 'network'?",
        "[consensus.avalance]/beta = 1                | 1:1  | unknown section 'consensus.avalance'; did you mean",
        "[consensus]/beta = 1                         | 2:1  | unknown key 'consensus.beta'",
        "colour = 3                                   | 1:1  | unknown key 'colour'; known here: node, network,",
        "network = 3                                  | 1:1  | network must be a section: [network]",
        "[network]/max_peers = \"50\"                 | 2:1  | network.max_peers must be an integer, not a string",
        "[network]/max_peers = 5.5                    | 2:1  | network.max_peers must be an integer, not a decimal",
        "[network]/max_peers = true                   | 2:1  | must be an integer, not true or false",
        "[network]/max_peers = 0                      | 2:1  | network.max_peers: 0 is not from 1 to 1000",
        "[network]/max_peers = -1                     | 2:1  | -1 is not from 1 to 1000",
        "[network]/max_peers = 99999999999999999999   | 2:13 | not TOML",
        "[network]/listen = 24100                     | 2:1  | network.listen must be a string, not an integer",
        "[network]/listen = \"24100\"                 | 2:1  | \"24100\" is not host:port",
        "[network]/listen = \"::1:24100\"             | 2:1  | IPv6 as [address]:port",
        "[network]/listen = \"host:70000\"            | 2:1  | port \"70000\" is not from 1 to 65535",
        "[network]/listen = \"host:0\"                | 2:1  | port \"0\" is not from 1 to 65535",
        "[network]/peers = \"a:1\"                    | 2:1  | network.peers must be an array of strings, not a string",
        "[network]/peers = [\"a:1\", 7]               | 2:17 | network.peers[1]: must be a string, not an integer",
        "[network]/peers = [\"a:1\", \"b\"]           | 2:17 | network.peers[1]: \"b\" is not host:port",
        "[network]/peers = [\"a:1\", \"a:1\"]         | 2:17 | \"a:1\" is listed twice",
        "[network]/listen = \"a:1\"/peers = [\"a:1\"] | 3:1  | names this node's own network.listen",
        "[network]/max_peers = 1/peers = [\"a:1\",\"b:1\"] | 3:1 | names 2 but network.max_peers is 1",
        "[network]/listen = \"a:1\"/listen = \"b:1\"  | 3:1  | not TOML: listen previously defined",
        "[consensus.avalanche]/accept_weak_parameters = 1 | 2:1 | must be true or false, not an integer",
        "[node]/network = \"testnt\"                  | 2:1  | did you mean \"testnet\"?",
        "[node]/data = \"\"                           | 2:1  | node.data: not a path",
        "[storage]/utxo_capacity = 10                 | 2:1  | 10 is not from 1000 to",
        "[pool]/size_mb = 301                         | 2:1  | 301 is not from 1 to 300",
        "[pool/size_mb = 3                            | 1:6  | not TOML",
        "[pool]/size_mb = = 3                         | 2:11 | not TOML",
    })
    void shouldSayWhereAFaultStands(final String lines, final String where, final String message)
    {
        final NodeException refusal = catchThrowableOfType(NodeException.class,
            () -> NodeConfig.parse(FILE, lines.replace('/', '\n')));
        assertThat(refusal).as("accepted: %s", lines).isNotNull();
        assertThat(refusal.kind()).isEqualTo(NodeException.Kind.CONFIGURATION);
        assertThat(refusal.getMessage() + refusal.why()).contains(FILE + ":" + where + ": ").contains(message);
    }

    @Test
    void shouldReportAllFaultsOfAFileAtOnce()
    {
        assertThatThrownBy(() -> NodeConfig.parse(FILE, "[network]\nlisen = 1\nmax_peers = 0\n[pol]\n"))
            .hasMessageContaining("has 3 faults")
            .extracting("why").asString().contains(":2:1:", ":3:1:", ":4:1:");
    }

    @Test
    void shouldSayWhatIsWrongWithAFileThatCannotBeRead(@TempDir final Path folder) throws IOException
    {
        final Path binary = Files.write(folder.resolve("binary.toml"), new byte[] {(byte)0xc3, 0x28});
        assertThatThrownBy(() -> NodeConfig.read(folder.resolve("none.toml")))
            .isInstanceOf(NodeException.class).extracting("why").isEqualTo("there is no such file");
        assertThatThrownBy(() -> NodeConfig.read(folder))
            .isInstanceOf(NodeException.class).extracting("why").isEqualTo("it is a folder");
        assertThatThrownBy(() -> NodeConfig.read(binary))
            .isInstanceOf(NodeException.class).extracting("why").isEqualTo("it is not UTF-8 text");
    }

    @Test
    void shouldTakeDefaultsOfTheNetworkThatTheFileNames()
    {
        final NodeConfig mainnet = NodeConfig.parse(FILE, "[node]\nnetwork = \"mainnet\"\n[network]\nmax_peers = 7\n");
        assertThat(mainnet.integer(ConfigKey.RATE_LIMIT_TX)).isEqualTo(5000);
        assertThat(mainnet.setting(ConfigKey.RATE_LIMIT_TX).source()).isEqualTo(NodeConfig.Source.DEFAULT);
        assertThat(mainnet.setting(ConfigKey.MAX_PEERS)).isEqualTo(
            new NodeConfig.Setting(7L, NodeConfig.Source.FILE, 4));
        assertThat(NodeConfig.parse(FILE, "").integer(ConfigKey.RATE_LIMIT_TX)).isEqualTo(1000);
        assertThat(mainnet.path(ConfigKey.DATA)).isEqualTo(Path.of("/somewhere"));
    }

    @Test
    void shouldReadBackWhatItWrites()
    {
        final NodeConfig written = NodeConfig.defaults(false, FILE.getParent())
            .with(ConfigKey.LISTEN, "[::1]:24100")
            .with(ConfigKey.PEERS, List.of("a:1", "b.example:2"))
            .with(ConfigKey.DATA, "C:\\data \"1\"")
            .with(ConfigKey.POOL_SIZE_MB, 12L)
            .with(ConfigKey.NETWORK, "mainnet");
        final NodeConfig read = NodeConfig.parse(FILE, written.toToml());
        for (final ConfigKey key : ConfigKey.values())
        {
            assertThat(read.setting(key).value()).as(key.fullName()).isEqualTo(written.setting(key).value());
        }
    }

    @ParameterizedTest
    @EnumSource(ConfigKey.class)
    void shouldTakeEachKeysOwnDefaultsFromAFile(final ConfigKey key)
    {
        for (final boolean isTestnet : new boolean[] {true, false})
        {
            final Object value = key.defaultValue(isTestnet);
            assertThat(value == null).isEqualTo(key.scope() == ConfigKey.Scope.GENESIS);
            if (value != null)
            {
                final String text = "[" + key.section() + "]\n" + key.key() + " = " + ConfigKey.render(value);
                assertThat(NodeConfig.parse(FILE, text).setting(key).value()).isEqualTo(value);
            }
        }
    }

    @Test
    void shouldTakeConsensusParametersFromTheGenesisAndRefuseOthers()
    {
        final Map<ConfigKey, Long> genesis = Map.of(ConfigKey.BETA, 15L, ConfigKey.MAX_ROUNDS, 30L);
        final NodeConfig agreed = NodeConfig.parse(FILE, "[consensus.avalanche]\nbeta = 15\n").agreeWith(true, genesis);
        assertThat(agreed.integer(ConfigKey.MAX_ROUNDS)).isEqualTo(30);
        assertThat(agreed.setting(ConfigKey.MAX_ROUNDS).source()).isEqualTo(NodeConfig.Source.GENESIS);
        assertThatThrownBy(() -> NodeConfig.parse(FILE, "[consensus.avalanche]\nbeta = 14\n").agreeWith(true, genesis))
            .isInstanceOf(NodeException.class)
            .hasMessage(FILE + ":2: consensus.avalanche.beta is 14 but the genesis says 15");
        assertThatThrownBy(() -> NodeConfig.parse(FILE, "").agreeWith(false, genesis))
            .isInstanceOf(NodeException.class).hasMessageContaining("the genesis says \"mainnet\"");
    }

    @Test
    void shouldNameTheKeysThatHaveNoEffectYet()
    {
        assertThat(NodeConfig.parse(FILE, "[storage]\nflush_interval_ms = 1\n").withoutEffect())
            .containsExactly(ConfigKey.FLUSH_INTERVAL_MS);
        assertThat(NodeConfig.parse(FILE, "").withoutEffect()).isEmpty();
        assertThat(ConfigKey.FLUSH_INTERVAL_MS.description()).contains("no effect in this version");
    }
}
