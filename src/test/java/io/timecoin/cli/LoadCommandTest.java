package io.timecoin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.timecoin.genesis.Genesis;
import io.timecoin.network.EmbeddedDriver;
import io.timecoin.node.ChainFile;
import io.timecoin.node.NetworkFolders;
import io.timecoin.node.NetworkPlan;
import io.timecoin.node.Node;
import io.timecoin.node.NodeConfig;
import io.timecoin.node.NodeMedia;
import io.timecoin.node.TuningProfile;
import io.timecoin.testnet.FreePorts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Loads on a network of three real nodes in this process. */
class LoadCommandTest
{
    private static final int VALIDATORS = 3;
    private static final long LOOK_NS = 10_000_000L;

    @TempDir
    private Path folder;

    @Test
    void shouldSendSeveralLoadsToRunningNodesAndRefuseANetworkThatIsNotThere() throws Exception
    {
        final List<Path> folders = network();
        final String config = folders.get(1).resolve(NodeConfig.FILE_NAME).toString();
        final List<Node> nodes = new ArrayList<>();
        try (EmbeddedDriver driver = NodeMedia.launch(TuningProfile.builtIn(), folder.resolve("driver"), (ex) -> {}))
        {
            try
            {
                start(folders, driver, nodes);
                final JsonNode first = load(config, "--double-spends", "10", "--invalid", "8", "--seed", "3");
                assertThat(first.get("submitted").asLong()).isEqualTo(first.get("accepted").asLong()).isGreaterThan(80);
                assertThat(first.get("double_spends_attempted").asLong()).isEqualTo(10);
                assertThat(first.get("warm_up_submitted").asLong())
                    .isEqualTo(first.get("warm_up_accepted").asLong()).isBetween(30L, 50L);
                assertThat(first.get("double_spends_accepted").asLong()).isZero();
                assertThat(first.get("rejected").get("bad_signature").asLong()).isPositive();

                // The first load's outputs are spent: a second one begins behind them.
                final JsonNode second = load(config);
                assertThat(second.get("accepted").asLong()).isEqualTo(100).isEqualTo(second.get("submitted").asLong());
                assertThat(second.get("rejected")).isEmpty();
                assertThat(second.get("accept_ms").get("p50").asDouble()).isPositive();
            }
            finally
            {
                nodes.forEach(Node::close);
            }
        }

        final CliRun alone = CliRun.of("load", "--config", config, "--rate", "10", "--duration", "1s");
        assertThat(alone.exitCode()).as(alone.err()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(alone.err()).contains("cannot reach 127.0.0.1:").doesNotContain("\tat ");
    }

    private static JsonNode load(final String config, final String... more) throws Exception
    {
        final List<String> args = new ArrayList<>(
            List.of("load", "--config", config, "--rate", "100", "--duration", "1s", "--warm-up", "500ms",
                "--report", "json"));
        args.addAll(List.of(more));
        final CliRun run = CliRun.of(args.toArray(new String[0]));
        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(ExitCode.OK);
        return new ObjectMapper().readTree(run.out());
    }

    private List<Path> network() throws Exception
    {
        return new NetworkFolders(new NetworkPlan(true, VALIDATORS, FreePorts.firstOf(VALIDATORS),
            Genesis.RULE_BY_SIZE, NetworkPlan.NETWORKS_SAMPLE_SIZE, 5, true,
            new NetworkPlan.FaucetPlan(4, 100, 1_000_000_000L))).writeAll(folder.resolve("network"));
    }

    private static void start(final List<Path> folders, final EmbeddedDriver driver, final List<Node> nodes)
        throws InterruptedException
    {
        for (int i = 0; i < folders.size(); i++)
        {
            final ChainFile chain =
                ChainFile.read(NodeConfig.read(folders.get(i).resolve(NodeConfig.FILE_NAME)));
            nodes.add(Node.open(chain, TuningProfile.builtIn(),
                new Node.Surroundings("node" + i + "-", driver, (halt) -> {})));
            nodes.get(i).start();
        }
        while (!nodes.stream().allMatch(Node::isReady))
        {
            LockSupport.parkNanos(LOOK_NS);
        }
    }
}
