package io.timecoin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.timecoin.capture.CaptureCursor;
import io.timecoin.capture.CaptureReader;
import io.timecoin.capture.RecordKind;
import io.timecoin.node.ChainFile;
import io.timecoin.node.ConfigKey;
import io.timecoin.node.Node;
import io.timecoin.node.NodeConfig;
import io.timecoin.node.TuningProfile;
import io.timecoin.pipeline.DecisionSlot;
import io.timecoin.transaction.TransactionCheck;
import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.TransactionView;
import io.timecoin.transaction.Verdict;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 5, unit = TimeUnit.MINUTES)
class CaptureCommandTest
{
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void shouldRecordATestnetAndTellWhatItHolds() throws IOException
    {
        final Path file = folder.resolve("net.tcap");
        final CliRun run = CliRun.of("testnet", "--validators", "2", "--duration", "1s", "--rate", "200",
            "--double-spends", "2", "--capture", file.toString(), "--report", "json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        final long accepted = JSON.readTree(run.out()).get("nodes").get(0).get("accepted").asLong();

        assertThat(acceptedBehindTheirTransactions(file)).hasSize((int)accepted);
        final CliRun verified = CliRun.of("capture", "verify", file.toString());
        assertThat(verified.exitCode()).as(verified.err()).isZero();
        assertThat(verified.out()).startsWith("whole: " + Files.size(file) + " bytes");
        final CliRun info = CliRun.of("capture", "info", file.toString(), "--report", "json");
        final JsonNode fields = JSON.readTree(info.out());
        assertThat(fields.get("kind").asText()).isEqualTo("recorded");
        assertThat(fields.get("begins_with").asText()).isEqualTo("genesis");
        assertThat(fields.get("whole").asBoolean()).isTrue();
        assertThat(fields.get("gaps").asLong() + fields.get("lost_transactions").asLong()).isZero();
        assertThat(fields.get("transactions").asLong()).isGreaterThanOrEqualTo(accepted);
        assertThat(fields.get("duration_s").asDouble()).isPositive();
        assertRefusesWhatIsDamaged(file);
        assertPrintsRecords(file);
    }

    @Test
    void shouldRecordANodeThatRunsAlready() throws InterruptedException, IOException
    {
        assertThat(CliRun.of("init", "--validators", "1", "--out", folder.toString()).exitCode()).isZero();
        final Path config = folder.resolve("node0").resolve("timecoin.toml");
        final TuningProfile tuning = TuningProfile.builtIn();
        final ChainFile chain = ChainFile.read(NodeConfig.read(config).with(ConfigKey.LISTEN, "127.0.0.1:0")
            .with(ConfigKey.UTXO_CAPACITY, 200_000L).with(ConfigKey.POOL_SIZE_MB, 2L));
        try (Node node = Node.open(chain, tuning, new Node.Surroundings("", null, (halt) -> {})))
        {
            node.start();
            final Path file = folder.resolve("node.tcap");
            final CliRun run = CliRun.of(
                "capture", "--config", config.toString(), "--duration", "300ms", "--out", file.toString());
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).contains("wrote " + file);
            assertThat(CliRun.of("capture", "verify", file.toString(), "--config", config.toString()).exitCode())
                .isZero();
            final JsonNode info = JSON.readTree(
                CliRun.of("capture", "info", file.toString(), "--report", "json").out());
            assertThat(info.get("begins_with").asText()).isEqualTo("outputs");
            assertThat(info.get("initial_outputs").asLong()).isEqualTo(node.utxo().size());
            assertThat(info.get("ticks").asLong()).isPositive();
            final JsonNode status = JSON.readTree(CliRun.of(
                "status", "--config", config.toString(), "--report", "json").out()).get("capture");
            assertThat(status.get("state").asText()).isEqualTo("off");
            assertThat(status.get("records").asLong()).isPositive();
        }
    }

    @Test
    void shouldSayWhatToDoWithoutANodeOrAFile() throws IOException
    {
        assertThat(CliRun.of("init", "--network", "testnet", "--data", folder.toString()).exitCode()).isZero();
        final CliRun none = CliRun.of("capture", "--config", folder.resolve("timecoin.toml").toString());
        assertThat(none.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(none.err()).contains("no node runs").contains("timecoin start");
        final CliRun absent = CliRun.of("capture", "info", folder.resolve("absent").toString());
        assertThat(absent.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(absent.err()).contains("no such file");
        final CliRun empty = CliRun.of("capture", "export", folder.toString(), "--out", folder + "/out.tcap");
        assertThat(empty.exitCode()).isEqualTo(ExitCode.CORRUPT);
        assertThat(empty.err()).contains("no recording");
        final CliRun foreign = CliRun.of("capture", "verify", folder.resolve("genesis.sbe").toString());
        assertThat(foreign.exitCode()).isEqualTo(ExitCode.CORRUPT);
        assertThat(foreign.err()).contains("byte 0");
    }

    private void assertRefusesWhatIsDamaged(final Path file) throws IOException
    {
        final byte[] bytes = Files.readAllBytes(file);
        final Path other = folder.resolve("other.tcap");
        Files.write(other, Arrays.copyOf(bytes, bytes.length - 1));
        final CliRun torn = CliRun.of("capture", "verify", other.toString());
        assertThat(torn.exitCode()).isEqualTo(ExitCode.CORRUPT);
        assertThat(torn.err()).containsPattern("torn at byte [0-9]+");
        bytes[bytes.length - 300] ^= 1;
        Files.write(other, bytes);
        final CliRun changed = CliRun.of("capture", "verify", other.toString());
        assertThat(changed.exitCode()).isEqualTo(ExitCode.CORRUPT);
        assertThat(changed.err()).containsPattern("checksum at byte [0-9]+");
        final CliRun info = CliRun.of("capture", "info", other.toString(), "--report", "json");
        assertThat(info.exitCode()).isZero();
        assertThat(JSON.readTree(info.out()).get("whole").asBoolean()).isFalse();
    }

    private static void assertPrintsRecords(final Path file) throws IOException
    {
        final CliRun records = CliRun.of("capture", "info", file.toString(), "--records", "50");
        assertThat(records.out().lines()).hasSize(50);
        final JsonNode first = JSON.readTree(records.out().lines().findFirst().orElseThrow());
        assertThat(first.get("record").asText()).isEqualTo("CaptureTick");
        assertThat(first.get("sequence").asLong()).isZero();
    }

    private static Set<String> acceptedBehindTheirTransactions(final Path file)
    {
        final Set<String> seen = new HashSet<>();
        final Set<String> accepted = new HashSet<>();
        final TransactionView view = new TransactionView();
        final UnsafeBuffer txid = new UnsafeBuffer(new byte[32]);
        try (CaptureReader reader = CaptureReader.open(file); CaptureCursor cursor = reader.cursor())
        {
            final TransactionIds ids = new TransactionIds(reader.header().chainId());
            final TransactionCheck check =
                new TransactionCheck(reader.header().chainId(), reader.header().genesis().maxSupply());
            while (cursor.next())
            {
                if (cursor.kind() == RecordKind.TRANSACTION)
                {
                    assertThat(check.check(cursor.buffer(), cursor.offset(), cursor.length(), view))
                        .isEqualTo(Verdict.ADMITTED);
                    ids.txid(view, txid, 0);
                    seen.add(HexFormat.of().formatHex(txid.byteArray()));
                }
                else if (cursor.kind() == RecordKind.DECISION)
                {
                    final byte[] id = new byte[32];
                    cursor.buffer().getBytes(cursor.offset(), id);
                    assertThat(seen).contains(HexFormat.of().formatHex(id));
                    if (cursor.decisionKind() == DecisionSlot.Kind.ACCEPTED.ordinal())
                    {
                        accepted.add(HexFormat.of().formatHex(id));
                    }
                }
            }
        }
        return accepted;
    }
}
