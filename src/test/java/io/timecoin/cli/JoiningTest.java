package io.timecoin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.timecoin.block.BlockFiles;
import io.timecoin.block.Certificate;
import io.timecoin.metrics.Counter;
import io.timecoin.network.EmbeddedDriver;
import io.timecoin.node.ChainFile;
import io.timecoin.node.ConfigKey;
import io.timecoin.node.DataFolder;
import io.timecoin.node.HaltReport;
import io.timecoin.node.Node;
import io.timecoin.node.NodeConfig;
import io.timecoin.node.NodeMedia;
import io.timecoin.node.TuningProfile;
import io.timecoin.testnet.FreePorts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An operator lets a fifth validator join four by transaction and the first one leave, payments going on: over real
 * UDP, by commands, and nobody else starts again.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class JoiningTest
{
    private static final int FIRST = 4;
    private static final int JOINER = 4;
    private static final int EPOCH = 100;
    private static final long BLOCK_INTERVAL_MS = 30;
    private static final long LIMIT_NS = TimeUnit.MINUTES.toNanos(5);
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long STOP_LIMIT_MS = 60_000;

    @TempDir
    private Path folder;
    private final Node[] nodes = new Node[FIRST + 1];
    private final Queue<HaltReport> halts = new ConcurrentLinkedQueue<>();
    private EmbeddedDriver driver;
    private volatile boolean isLoadWanted = true;
    private CompletableFuture<Integer> load;

    @BeforeEach
    void makeNetwork() throws Exception
    {
        run(ExitCode.OK, "init", "--validators", "4", "--out", folder.toString(), "--bond-unit", "20", "--accounts",
            "4", "--outputs", "2000", "--base-port", Integer.toString(FreePorts.firstOf(FIRST + 1)));
        run(ExitCode.OK, "init", "--join", folder.resolve("node0").toString(), "--data", data(JOINER).toString());
        driver = NodeMedia.launch(TuningProfile.builtIn(), folder.resolve("driver"), (ex) -> {});
    }

    @AfterEach
    void closeAll()
    {
        isLoadWanted = false;
        if (load != null)
        {
            load.handle((rounds, failure) -> rounds).join();
        }
        Arrays.stream(nodes).parallel().forEach((node) ->
        {
            if (node != null)
            {
                node.close();
            }
        });
        driver.close();
    }

    @Test
    void shouldLetOneJoinAndOneLeaveWhilePaymentsGoOn() throws Exception
    {
        for (int i = 0; i < FIRST; i++)
        {
            start(i);
        }
        await("all are ready", () -> Arrays.stream(nodes).limit(FIRST).allMatch(Node::isReady));
        load = CompletableFuture.supplyAsync(this::load);

        final CompletableFuture<Node> joiner = CompletableFuture.supplyAsync(() -> open(JOINER));
        final JsonNode bond = json("validator", "bond", "--config", config(JOINER), "--from", faucet());
        assertThat(bond.get("weight").asInt()).isEqualTo(1);
        assertThat(bond.get("place").asInt()).isEqualTo(JOINER);
        final int votesFrom = bond.get("counts_from_height").asInt();
        assertThat(votesFrom).isEqualTo((bond.get("height").asInt() - 1) / EPOCH * EPOCH + 2 * EPOCH + 1);
        await("all know it", () -> hasAll(bond));
        refuse("already_validator", "validator", "bond", "--config", config(JOINER), "--from", faucet());

        final JsonNode leave = json("validator", "leave", "--config", config(0), "--from", faucet());
        await("all know it", () -> hasAll(leave));
        refuse("already_left", "validator", "leave", "--config", config(0), "--from", faucet());

        nodes[JOINER] = joiner.get(LIMIT_NS, TimeUnit.NANOSECONDS);
        assertThat(nodes[JOINER].place()).isEqualTo(JOINER);
        nodes[JOINER].start();
        await("it catches up", () -> height(JOINER) > 0 && height(JOINER) >= height(1) - 5);
        assertThat(json("status", "--config", config(JOINER)).get("place").asInt()).isEqualTo(JOINER);

        await("it votes", () -> signsAfter(votesFrom - 1, JOINER));
        await("it is ready", nodes[JOINER]::isReady);
        final JsonNode status = json("status", "--config", config(JOINER));
        assertThat(status.get("role").asText()).isEqualTo("validator");
        assertThat(status.get("weight").asInt()).isEqualTo(1);

        // Without a hint from anybody: its own blocks tell its place now.
        nodes[JOINER].close();
        start(JOINER);
        final int again = height(1);
        await("it votes again", () -> signsAfter(again, JOINER));

        // One unit of five moves from one epoch to the next, and the bond was first.
        final int gone = leave.get("counts_from_height").asInt() + EPOCH;
        await("the first one is out", () -> height(1) > gone + 5 && height(JOINER) > gone + 5);
        final JsonNode list = json("validator", "list", "--config", config(JOINER)).get("validators");
        assertThat(list.findValuesAsText("weight")).containsExactly("0", "1", "1", "1", "1");
        await("it looks on", () -> nodes[0].counters().get(Counter.WEIGHT) == 0);
        assertThat(signers(gone, Math.min(height(1), gone + 5))).doesNotContain(0).contains(JOINER);
        assertThat(signers(1, votesFrom - 1)).doesNotContain(JOINER);

        isLoadWanted = false;
        assertThat(load.get()).as("rounds of payments, all of them accepted").isPositive();
        restartOneThatHasNeverHeardOfTheJoiner();
        await("all states are alike", this::isSettled);
        assertThat(halts).isEmpty();
    }

    /** It knows of the joiner by its blocks only, and not where it is. */
    private void restartOneThatHasNeverHeardOfTheJoiner() throws Exception
    {
        nodes[2].close();
        start(2);
        await("all are connected", () -> nodes[2].counters().get(Counter.PEERS) == FIRST);
    }

    @Test
    void shouldRefuseWhatBondsAndLeavesNothing() throws Exception
    {
        for (int i = 0; i < FIRST; i++)
        {
            start(i);
        }
        await("all are ready", () -> Arrays.stream(nodes).limit(FIRST).allMatch(Node::isReady));
        refuse("bond_too_small", "validator", "bond", "--config", config(JOINER), "--amount", "19.99999999");
        refuse("insufficient_funds", "validator", "bond", "--config", config(JOINER));
        refuse("insufficient_funds", "validator", "bond", "--config", config(JOINER), "--from", faucet(), "--amount",
            "1000000");
        refuse("not_a_validator", "validator", "leave", "--config", config(JOINER), "--from", faucet());
        refuse("not_held", "validator", "release", "--config", config(JOINER));
        refuse("insufficient_funds", "validator", "leave", "--config", config(1));

        // Another chain with validators of the same names: its messages are for nobody here.
        final Path other = folder.resolve("other");
        run(ExitCode.OK, "init", "--validators", "4", "--out", other.toString(), "--bond-unit", "20", "--accounts", "1",
            "--outputs", "10");
        final String foreign = other.resolve("node1").resolve(NodeConfig.FILE_NAME).toString();
        final CliRun wrong = run(ExitCode.CONFIGURATION, "validator", "leave", "--config", foreign, "--node",
            nodes[0].endpoint(), "--from", other.resolve("faucet.key").toString());
        assertThat(wrong.err()).contains("wrong_chain").doesNotContain("\tat ");
    }

    @Test
    void shouldEndWithZeroWhileItWaitsForItsBond() throws Exception
    {
        try (NodeJvm node = NodeJvm.run(folder, "start", "--config", config(JOINER)))
        {
            while (!node.err().contains("waiting for the bond of ttime1"))
            {
                assertThat(node.hasEndedByItself()).as(node.err()).isFalse();
                LockSupport.parkNanos(LOOK_NS);
            }
            final CliRun status = run(ExitCode.UNREACHABLE, "status", "--config", config(JOINER));
            assertThat(status.out()).contains("none: waiting until its bond is final");
            node.terminate();
            assertThat(node.exitCode(STOP_LIMIT_MS)).as(node.err()).isZero();
        }
    }

    /** Payments, round after round: a round fails if one of them is not accepted. */
    private int load()
    {
        int rounds = 0;
        while (isLoadWanted)
        {
            final CliRun round =
                CliRun.of("load", "--config", config(1), "--rate", "40", "--duration", "2s", "--warm-up", "0s");
            // A busy machine may not give it its sessions in the time that it waits for them.
            if (round.exitCode() != ExitCode.UNREACHABLE)
            {
                assertThat(round.exitCode()).as(round.out() + round.err()).isZero();
                rounds++;
            }
        }
        return rounds;
    }

    private boolean isSettled()
    {
        return Arrays.stream(nodes).allMatch((node) ->
            node.counters().get(Counter.HEIGHT) == nodes[1].counters().get(Counter.HEIGHT) &&
            node.counters().get(Counter.UTXOS) == nodes[1].counters().get(Counter.UTXOS) &&
            HexFormat.of().formatHex(node.counters().stateHash())
                .equals(HexFormat.of().formatHex(nodes[1].counters().stateHash())));
    }

    /** Whether the first nodes have the block that a command tells of. */
    private boolean hasAll(final JsonNode told)
    {
        return Arrays.stream(nodes).limit(FIRST)
            .allMatch((node) -> node.counters().get(Counter.HEIGHT) >= told.get("height").asInt());
    }

    private int height(final int node)
    {
        return (int)nodes[node].counters().get(Counter.HEIGHT);
    }

    private boolean signsAfter(final int height, final int validator)
    {
        final int last = height(1);
        return last > height && signers(Math.max(height + 1, last - EPOCH), last).contains(validator);
    }

    /** Whoever signed one of these blocks, as a node keeps them that was there all the time. */
    private List<Integer> signers(final int from, final int to)
    {
        final List<Integer> signers = new ArrayList<>();
        try (BlockFiles blocks = BlockFiles.openReadOnly(DataFolder.blocks(data(1)), null))
        {
            for (int height = from; height <= Math.min(to, blocks.lastHeight()); height++)
            {
                final Certificate certificate = blocks.commit(height).certificate();
                for (int i = 0; i < certificate.count(); i++)
                {
                    signers.add(certificate.validator(i));
                }
            }
        }
        return signers;
    }

    private void await(final String what, final BooleanSupplier condition)
    {
        final long startNs = System.nanoTime();
        while (!condition.getAsBoolean())
        {
            assertThat(halts).as(what).isEmpty();
            assertThat(load != null && load.isCompletedExceptionally()).as("%s: the load has failed", what).isFalse();
            assertThat(System.nanoTime() - startNs).as("%s: heights %s", what, Arrays.stream(nodes)
                .map((node) -> node == null ? -1 : node.counters().get(Counter.HEIGHT)).toList()).isLessThan(LIMIT_NS);
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    private void start(final int index) throws InterruptedException
    {
        nodes[index] = open(index);
        nodes[index].start();
    }

    private Node open(final int index)
    {
        final ChainFile chain = ChainFile.read(NodeConfig.read(Path.of(config(index)))
            .with(ConfigKey.BLOCK_INTERVAL_MS, BLOCK_INTERVAL_MS).with(ConfigKey.UTXO_CAPACITY, 100_000L)
            .with(ConfigKey.POOL_SIZE_MB, 8L).with(ConfigKey.CACHE_SIZE_MB, 4L));
        return Node.open(chain, TuningProfile.builtIn(),
            new Node.Surroundings("node" + index + "-", driver, halts::add));
    }

    private Path data(final int index)
    {
        return folder.resolve("node" + index);
    }

    private String config(final int index)
    {
        return data(index).resolve(NodeConfig.FILE_NAME).toString();
    }

    private String faucet()
    {
        return folder.resolve("faucet.key").toString();
    }

    private static JsonNode json(final String... args) throws Exception
    {
        final List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--report", "json"));
        return new ObjectMapper().readTree(run(ExitCode.OK, all.toArray(new String[0])).out());
    }

    private static void refuse(final String reason, final String... args)
    {
        final CliRun run = run(ExitCode.CHECK_FAILED, args);
        assertThat(run.err()).contains("(" + reason + ")").startsWith("error: ").doesNotContain("\tat ");
        assertThat(run.out()).isEmpty();
    }

    private static CliRun run(final int exitCode, final String... args)
    {
        final CliRun run = CliRun.of(args);
        assertThat(run.exitCode()).as(String.join(" ", args) + ": " + run.out() + run.err()).isEqualTo(exitCode);
        return run;
    }
}
