package io.timecoin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.timecoin.crypto.KeyPair;
import io.timecoin.genesis.Genesis;
import io.timecoin.wallet.Faucet;
import io.timecoin.wallet.KeyFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;

import static org.assertj.core.api.Assertions.assertThat;

/** Commands of an operator that need no running node. */
class OperatorCommandsTest
{
    @TempDir
    private Path folder;

    /** Each row: a command line (~ stands for an empty folder), its exit code, and what the message says. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
        "init                                             | 2 | init needs either --data DIR, or --validators N",
        "init --data ~/a --out ~/b --validators 2     | 2 | init needs either --data DIR, or --validators N",
        "init --data ~/a --validators 2                 | 2 | --validators needs --out DIR",
        "init --out ~/a                                 | 2 | --out needs --validators N",
        "init --validators 0 --out ~/a                  | 2 | --validators must be from 1 to 1024, not 0",
        "init --validators -3 --out ~/a                 | 2 | --validators must be from 1 to 1024, not -3",
        "init --validators 5000 --out ~/a               | 2 | --validators must be from 1 to 1024, not 5000",
        "init --validators two --out ~/a                | 2 | Invalid value for option '--validators'",
        "init --validators 2 --out ~/a --base-port 65535 | 2 | --base-port must be from 1 to 65534",
        "init --validators 2 --out ~/a --rule majority  | 2 | Invalid value for option '--rule'",
        "init --validators 2 --out ~/a --accounts 0     | 2 | --accounts must be from 1",
        "init --data ~/a --outputs 200000000            | 3 | these options make no valid genesis",
        "init --data ~/a --netwrok testnet              | 2 | did you mean '--network'?",
        "init --data                                      | 2 | Missing required parameter for option '--data'",
        "start --config ~/none.toml                     | 3 | cannot read ~/none.toml",
        "status --config ~/none.toml                    | 3 | cannot read ~/none.toml",
        "status --wait-ready soon                         | 2 | 'soon' is not a time such as 500ms, 15s, 2m or 1h",
        "status --report xml                              | 2 | Invalid value for option '--report'",
        "stop --config ~                                | 3 | it is a folder",
        "stop now                                         | 2 | unexpected argument 'now'",
        "config                                           | 2 | config needs one of show, validate, explain",
        "config shwo                                      | 2 | did you mean 'show'?",
        "config explain sample_sise                       | 2 | did you mean 'sample_size'?",
        "config validate --config ~/none.toml           | 3 | there is no such file",
    })
    void shouldAnswerMisuseWithOneMessageAndTheRightExitCode(
        final String line, final int exitCode, final String message) throws IOException
    {
        final CliRun run = CliRun.of(line.replace("~", folder.toString()).split(" +"));
        assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
        assertThat(run.err()).startsWith("error: ").contains(message.replace("~", folder.toString()))
            .contains("next: ").doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(run.out()).isEmpty();
        try (var files = Files.list(folder))
        {
            assertThat(files).as("nothing is left behind").isEmpty();
        }
    }

    @Test
    void shouldMakeANetworkWhoseFoldersAreValid() throws IOException
    {
        final CliRun init = CliRun.of("init", "--validators", "3", "--out", folder.toString(), "--base-port", "31000",
            "--rule", "sampled", "--sample-size", "2", "--accounts", "4", "--outputs", "5");
        assertThat(init.exitCode()).as(init.err()).isZero();
        for (int i = 0; i < 3; i++)
        {
            final String config = folder.resolve("node" + i).resolve("timecoin.toml").toString();
            final CliRun validate = CliRun.of("config", "validate", "--config", config);
            assertThat(validate.exitCode()).as(validate.err()).isZero();
            assertThat(validate.out()).contains("validator " + i + " of 3");
            assertThat(CliRun.of("config", "show", "--config", config).out())
                .containsPattern("listen = \"127.0.0.1:3100" + i + "\" +# line [0-9]+")
                .containsPattern("sample_size = 2 +# genesis")
                .containsPattern("flush_interval_ms = 10 +# default of testnet, no effect in this version");
        }
        final Genesis genesis = Genesis.decode(Files.readAllBytes(folder.resolve("node2/genesis.sbe")));
        assertThat(genesis.outputCount()).isEqualTo(20);
        assertThat(genesis.rule()).isEqualTo(Genesis.RULE_SAMPLED);
        final Path faucet = folder.resolve("faucet.key");
        assertThat(new Faucet(KeyFile.read(faucet).open().seed()).accountsOf(genesis)).hasSize(4);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(faucet))).isEqualTo("rw-------");
        assertThat(CliRun.of("init", "--validators", "3", "--out", folder.toString()).err())
            .contains("node0 exists already");
    }

    @Test
    void shouldMakeTheSameChainAgainFromASeedAndAnotherWithout()
    {
        final String first = chainId("a", "--seed", "7");
        assertThat(chainId("b", "--seed", "7")).isEqualTo(first);
        assertThat(chainId("c", "--seed", "8")).isNotEqualTo(first);
        assertThat(chainId("d")).isNotEqualTo(chainId("e"));
    }

    @Test
    void shouldRefuseASampledRuleThatPromisesTooLittleUnlessToldOtherwise() throws IOException
    {
        CliRun.of("init", "--validators", "5", "--out", folder.toString(), "--rule", "sampled", "--sample-size", "1");
        final Path file = folder.resolve("node0/timecoin.toml");
        final String text = Files.readString(file);
        assertThat(text).contains("\naccept_weak_parameters = true");
        Files.writeString(file, text.replace("accept_weak_parameters = true", "accept_weak_parameters = false"));
        for (final String command : new String[] {"config validate", "start"})
        {
            final CliRun run = CliRun.of((command + " --config " + file).split(" "));
            assertThat(run.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
            assertThat(run.err()).contains("promise too little", "at 20 %", "accept_weak_parameters = true");
        }
    }

    @Test
    void shouldShowTheConfigurationAsOneJsonObject() throws IOException
    {
        CliRun.of("init", "--data", folder.toString());
        final CliRun show = CliRun.of("config", "show", "--report", "json", "--config", config());
        final JsonNode json = new ObjectMapper().readTree(show.out());
        assertThat(json.get("settings").findValuesAsText("key")).contains("network.listen", "pool.size_mb");
        assertThat(show.out().lines()).hasSize(1);
    }

    @Test
    void shouldTellThatNoNodeRuns()
    {
        CliRun.of("init", "--data", folder.toString());
        for (final String[] line : new String[][] {{"status"}, {"status", "--wait-ready", "50ms"}, {"stop"}})
        {
            final String[] args = Arrays.copyOf(line, line.length + 2);
            args[line.length] = "--config";
            args[line.length + 1] = config();
            final CliRun run = CliRun.of(args);
            assertThat(run.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(run.err()).contains("no node runs on the data folder");
        }
    }

    /** What can be wrong with the files beside a configuration. */
    @Test
    void shouldRefuseADamagedGenesisAndAMissingOne() throws IOException
    {
        CliRun.of("init", "--data", folder.toString());
        final Path genesis = folder.resolve("genesis.sbe");
        final byte[] bytes = Files.readAllBytes(genesis);
        Files.write(genesis, Arrays.copyOf(bytes, bytes.length - 1));
        assertInvalid(ExitCode.CORRUPT, "is not a genesis of this version");
        Files.delete(genesis);
        assertInvalid(ExitCode.CONFIGURATION, "cannot read the genesis");
    }

    @Test
    void shouldSayWhatIsWrongWithAValidatorsKey() throws IOException
    {
        CliRun.of("init", "--data", folder.toString());
        final Path key = folder.resolve("validator.key");
        final String whole = Files.readString(key);
        Files.delete(key);
        assertInvalid(ExitCode.CONFIGURATION, "there is no key file", "'timecoin init' makes new keys");
        Files.writeString(key, whole.substring(0, whole.length() / 2));
        assertInvalid(ExitCode.CORRUPT, "is not a key file, or is damaged", "restore the file from a backup");
        Files.writeString(key, "not hexadecimal");
        assertInvalid(ExitCode.CORRUPT, "is not a key file, or is damaged", "restore the file from a backup");
        Files.writeString(key, "# Secret: keep it to yourself.\n" + "1a".repeat(KeyPair.SEED_LENGTH) + "\n");
        assertInvalid(ExitCode.CORRUPT, "is a bare seed in hexadecimal", "make a new network with 'timecoin init'");
        Files.delete(key);
        Files.createDirectory(key);
        assertInvalid(ExitCode.CONFIGURATION, "cannot read key file", "that this user may read");
        Files.delete(key);
        KeyFile.writeEncrypted(key, KeyPair.fromSeed(new byte[KeyPair.SEED_LENGTH]), "word".toCharArray());
        assertInvalid(ExitCode.CONFIGURATION, "is encrypted", "nobody is there to type a passphrase");
        Files.delete(key);
        KeyFile.writeUnencrypted(key, KeyPair.fromSeed(new byte[KeyPair.SEED_LENGTH]));
        assertInvalid(ExitCode.CONFIGURATION, "belongs to none of the 1 validators of the genesis", "made together");
    }

    @Test
    void shouldWarnOfAKeyThatOthersMayRead() throws IOException
    {
        CliRun.of("init", "--data", folder.toString());
        final Path key = folder.resolve("validator.key");
        assertThat(CliRun.of("config", "validate", "--config", config()).err()).isEmpty();
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        final CliRun validate = CliRun.of("config", "validate", "--config", config());
        assertThat(validate.exitCode()).isZero();
        assertThat(validate.err()).contains("warning: others may read the key in " + key, "chmod 600");
        assertThat(CliRun.of("keys", "sign", "--key", key.toString(), "--message", "00").err()).contains("chmod 600");
    }

    /** One form of key files for all commands. */
    @Test
    void shouldShowAndSignWithTheKeysOfANetwork() throws IOException
    {
        CliRun.of("init", "--validators", "2", "--out", folder.toString());
        final Genesis genesis = Genesis.decode(Files.readAllBytes(folder.resolve("node1/genesis.sbe")));
        final Path validator = folder.resolve("node1/validator.key");
        final String identity = HexFormat.of().formatHex(genesis.validators().get(1).identity());
        assertThat(CliRun.of("keys", "show", "--key", validator.toString()).out()).contains(identity);
        final String signature =
            CliRun.of("keys", "sign", "--key", validator.toString(), "--message", "c0de").out().strip();
        assertThat(CliRun.of("keys", "verify", "--public-key", identity, "--message", "c0de",
            "--signature", signature).exitCode()).isZero();
        final CliRun faucet = CliRun.of("keys", "show", "--key", folder.resolve("faucet.key").toString());
        assertThat(faucet.exitCode()).as(faucet.err()).isZero();
        assertThat(faucet.out()).containsPattern("encrypted +false");
    }

    @Test
    void shouldSayWhatIsWrongWithTheFaucetsKey() throws IOException
    {
        CliRun.of("init", "--data", folder.toString());
        final Path key = folder.resolve("faucet.key");
        Files.delete(key);
        assertThat(CliRun.of("load", "--config", config()).err())
            .contains("there is no key of the chain's first money", key.toString(), "--faucet");
        KeyFile.writeEncrypted(key, KeyPair.fromSeed(new byte[KeyPair.SEED_LENGTH]), "word".toCharArray());
        final Path word = Files.writeString(folder.resolve("word"), "word\n");
        final CliRun foreign = CliRun.of("load", "--config", config(), "--passphrase-file", word.toString());
        assertThat(foreign.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(foreign.err()).contains("is not the faucet of this chain");
        Files.writeString(word, "world");
        assertThat(CliRun.of("load", "--config", config(), "--passphrase-file", word.toString()).err())
            .contains("the passphrase does not open key file " + key);
    }

    @Test
    void shouldRefuseATuningProfileThatThisMachineCannotRun() throws IOException
    {
        CliRun.of("init", "--data", folder.toString());
        final Path tuning = Files.writeString(folder.resolve("t.toml"),
            Files.readString(Path.of("tuning/laptop.toml")).replace("name = \"verify\"",
                "name = \"verify\"\ncore = 4000"));
        for (final String command : new String[] {"config validate", "start"})
        {
            final CliRun run = CliRun.of((command + " --config " + config() + " --tuning " + tuning).split(" "));
            assertThat(run.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
            assertThat(run.err()).contains("this machine lacks core 4000, which thread \"verify\" asks for");
        }
    }

    @Test
    void shouldExplainEveryKey()
    {
        final CliRun all = CliRun.of("config", "explain");
        assertThat(all.exitCode()).isZero();
        all.out().lines().map((line) -> line.split(" ")[0]).forEach((key) ->
            assertThat(CliRun.of("config", "explain", key).out()).startsWith(key).contains("type: ", "effect: "));
    }

    @Test
    void shouldMakeTheFolderOfANodeThatIsToJoin() throws Exception
    {
        final Path net = folder.resolve("open");
        CliRun run = CliRun.of("init", "--validators", "4", "--out", net.toString(), "--bond-unit", "12.5",
            "--base-port", "31000");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("others may join for 12.50000000 TIME a unit of weight");
        final String shown = CliRun.of("config", "show", "--config", net + "/node0/timecoin.toml").out();
        assertThat(shown).contains("bond_unit = 1250000000").contains("# genesis");

        final Path joiner = folder.resolve("joiner");
        run = CliRun.of("init", "--join", net + "/node1", "--data", joiner.toString(), "--report", "json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("\"address\":\"ttime1");
        assertThat(Files.readString(joiner.resolve("timecoin.toml"))).contains("listen = \"127.0.0.1:31004\"",
            "peers = [\"127.0.0.1:31001\", \"127.0.0.1:31000\", \"127.0.0.1:31002\", \"127.0.0.1:31003\"]");
        assertThat(joiner.resolve("genesis.sbe")).hasSameBinaryContentAs(net.resolve("node0").resolve("genesis.sbe"));
        run = CliRun.of("config", "validate", "--config", joiner + "/timecoin.toml");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("a node beside the 4 first validators");
        run = CliRun.of("init", "--join", net + "/node1", "--data", joiner.toString());
        assertThat(run.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(run.err()).contains("exists already");

        run = CliRun.of("init", "--join", net + "/node0/genesis.sbe", "--data", folder + "/far", "--listen",
            "192.0.2.9:24100", "--peers", "192.0.2.1:24100,192.0.2.2:24100");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(Files.readString(folder.resolve("far").resolve("timecoin.toml")))
            .contains("listen = \"192.0.2.9:24100\"", "peers = [\"192.0.2.1:24100\", \"192.0.2.2:24100\"]");
    }

    @ParameterizedTest
    @CsvSource({
        "--join ~/open/node0, 2, '--join needs --data DIR'",
        "--join ~/open/node0 --data ~/x --validators 4, 2, 'only --data, --peers and --listen go with it'",
        "--data ~/x --peers 127.0.0.1:1, 2, 'go with --join'",
        "--validators 4 --out ~/x --bond-unit -1, 2, 'is not an amount'",
        "--validators 4 --out ~/x --bond-unit ten, 2, 'is not an amount'",
        "--validators 4 --out ~/x --bond-unit 0.00000545, 3, 'must be 0 or 546'",
        "--validators 4 --out ~/x --bond-unit 100000001, 3, 'to the maximum supply'",
        "--validators 3 --out ~/x --bond-unit 1, 3, 'nobody could ever join a chain of 3 validators'",
        "--join ~/none --data ~/x, 3, 'cannot read the genesis'",
        "--join ~/closed/node0 --data ~/x, 3, '(closed_chain)'",
        "--join ~/open/node0/genesis.sbe --data ~/x, 3, 'name them with --peers'",
        "--join ~/open/node0/genesis.sbe --data ~/x --peers 192.0.2.1:9, 3, '--listen ADDRESS:PORT'",
        "--join ~/open/node0/genesis.sbe --data ~/x --peers nowhere, 3, 'no endpoint of another node'",
        "--join ~/open/node0 --data ~/x --listen example.org:24100, 3, 'must be an address, not a name'",
        "--join ~/open/node0 --data ~/x --listen 127.0.0.1:31000, 3, 'own'",
    })
    void shouldRefuseToMakeWhatCouldNotJoin(final String args, final int exitCode, final String message)
    {
        for (final String[] chain : new String[][] { { "open", "5" }, { "closed", "0" } })
        {
            CliRun.of("init", "--validators", "4", "--out", folder.resolve(chain[0]).toString(), "--bond-unit",
                chain[1], "--base-port", "31000", "--accounts", "1", "--outputs", "1");
        }
        final CliRun run = CliRun.of(("init " + args.replace("~", folder.toString())).split(" "));
        assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
        assertThat(run.err()).contains(message).doesNotContain("\tat ");
        assertThat(folder.resolve("x")).doesNotExist();
    }

    private void assertInvalid(final int exitCode, final String... messages)
    {
        final CliRun run = CliRun.of("config", "validate", "--config", config());
        assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
        assertThat(run.err()).contains(messages).contains("next: ");
    }

    private String config()
    {
        return folder.resolve("timecoin.toml").toString();
    }

    private String chainId(final String name, final String... more)
    {
        final String[] args = Arrays.copyOf(new String[] {"init", "--data", folder.resolve(name).toString()},
            3 + more.length);
        System.arraycopy(more, 0, args, 3, more.length);
        return CliRun.of(args).out().lines().findFirst().orElseThrow();
    }
}
