package io.timecoin.node;

import io.timecoin.InvariantViolation;
import io.timecoin.capture.CaptureExport;
import io.timecoin.capture.CaptureReader;
import io.timecoin.capture.Recorder;
import io.timecoin.genesis.Genesis;
import io.timecoin.metrics.Check;
import io.timecoin.metrics.Counter;
import io.timecoin.network.EmbeddedDriver;
import io.timecoin.pipeline.Halt;
import org.agrona.concurrent.Agent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Nodes that share a process and its media driver. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class NodeTest
{
    private static final TuningProfile TUNING = TuningProfile.builtIn();

    @TempDir
    private Path folder;
    private final BlockingQueue<HaltReport> halts = new LinkedBlockingQueue<>();

    @Test
    void shouldBecomeReadyTogetherLoseReadinessAloneAndCloseCleanly() throws Exception
    {
        final List<Path> folders = network(2);
        try (EmbeddedDriver driver = NodeMedia.launch(TUNING, folder.resolve("aeron"), (ex) -> {}))
        {
            final Node first = open(folders.get(0), driver);
            try (Node second = open(folders.get(1), driver))
            {
                first.start();
                assertThat(first.isReady()).as("alone").isFalse();
                second.start();
                await(() -> first.isReady() && second.isReady());
                assertThat(second.counters().get(Counter.PEERS)).isEqualTo(1);
                assertThat(second.utxo().size()).isEqualTo(6);

                first.close();
                assertThat(first.counters().checks().get(Check.INTAKE).isFulfilled()).isFalse();
                assertThat(first.counters().checks().get(Check.RUNNING).isFulfilled()).isFalse();
                await(() -> !second.isReady());
            }
            assertThat(halts).isEmpty();
            try (Node again = open(folders.get(0), driver))
            {
                assertThat(again.isRestart()).as("no vote was open").isFalse();
                assertThat(again.utxo().size()).isEqualTo(6);
            }
        }
    }

    @Test
    void shouldRecordFromItsStartAsLongAsItMay() throws Exception
    {
        final Path data = network(1).get(0);
        final Path file = folder.resolve("node.tcap");
        try (EmbeddedDriver driver = NodeMedia.launch(TUNING, folder.resolve("aeron"), (ex) -> {}))
        {
            try (Node node = recording(data, driver, 1L << 30))
            {
                node.start();
                await(() -> node.isReady() && node.counters().get(Counter.CAPTURE_RECORDS) > 10);
            }
            CaptureExport.write(data, file);
            try (CaptureReader reader = CaptureReader.open(file))
            {
                assertThat(reader.verify().lostTransactions()).isZero();
                assertThat(reader.header().beginsWithGenesis()).isTrue();
            }
            // Much less than what is there already: the recording ends at once, and the node does not mind.
            try (Node node = recording(data, driver, 1L << 20))
            {
                node.start();
                await(() -> node.isReady() &&
                    node.counters().get(Counter.CAPTURE_STATE) == Recorder.State.FULL.ordinal());
                assertThat(node.haltReport()).isNull();
            }
            final CaptureExport.Result result = CaptureExport.write(data, file);
            assertThat(result.sentence()).contains("full");
            try (CaptureReader reader = CaptureReader.open(file))
            {
                assertThat(reader.header().beginsWithGenesis()).isFalse();
                assertThat(reader.header().initialOutputs()).isEqualTo(3);
            }
        }
    }

    @Test
    void shouldHaltOnceSayWhyAndCloseWhatItHas() throws Exception
    {
        final Path data = network(1).get(0);
        try (EmbeddedDriver driver = NodeMedia.launch(TUNING, folder.resolve("aeron"), (ex) -> {});
            Node node = open(data, driver))
        {
            node.start();
            await(node::isReady);
            node.halt().halt("utxo", new InvariantViolation("supply", 7));
            node.halt().halt("egress", new InvariantViolation("another"));
            assertThat(node.isReady()).as("readiness fails first").isFalse();
            assertThat(halts.take().what()).isEqualTo("broken invariant: supply: 7");
            assertThat(node.haltReport().agent()).isEqualTo("utxo");
            assertThat(Files.readString(data.resolve("halt.log"))).contains("halted by utxo", "supply: 7", "\tat ");
        }
        assertThat(halts).as("told once").isEmpty();
        assertThat(DataFolder.holder(data)).isEmpty();
        assertThat(threadNames()).noneMatch((name) -> name.startsWith("test-"));
    }

    @Test
    void shouldSaveItsStateBeforeItGivesUpItsMedia() throws Exception
    {
        final Path data = network(1).get(0);
        final Node node = Node.open(chain(data), TUNING, new Node.Surroundings("test-", null, halts::add));
        node.start();
        assertThat(node.isSaved()).isFalse();
        node.close();
        assertThat(node.isSaved()).isTrue();
        assertThat(node.steps().taken().replaceAll(" \\d+", "")).isEqualTo("blocks, pipeline, threads, leftover, " +
            "housekeeping, log, recorder, unspent outputs, block files, votes, transport, media driver, data folder");
        assertThat(node.steps().present()).isEmpty();
    }

    @Test
    void shouldNotCallItSavedIfThePartThatHoldsTheOutputsDidNotClose() throws Exception
    {
        final Path data = network(1).get(0);
        final Node node = Node.open(chain(data), TUNING, new Node.Surroundings("test-", null, halts::add));
        node.start();
        Files.delete(data.resolve("utxo").resolve("utxo.map"));
        node.close();
        assertThat(node.isSaved()).isFalse();
        assertThat(DataFolder.holder(data)).as("closed all the same").isEmpty();
        try (Node anew = Node.open(chain(data), TUNING, new Node.Surroundings("", null, halts::add)))
        {
            assertThat(anew.utxo().size()).as("made anew of the genesis and the blocks").isPositive();
        }
    }

    @Test
    void shouldEndAThreadWhoseAgentFailsOutsideOfItsFrame() throws Exception
    {
        final Halt halt = new Halt((reason) -> halts.add(HaltReport.of(reason)));
        final AgentThread thread = new AgentThread("test-", TUNING.threads().get(0), List.of(new Agent()
        {
            @Override
            public int doWork()
            {
                throw new IllegalStateException("no frame");
            }

            @Override
            public String roleName()
            {
                return "broken";
            }
        }), halt);
        thread.start();
        assertThat(halts.take().what()).contains("no frame");
        assertThat(thread.join(System.nanoTime() + TimeUnit.MINUTES.toNanos(2))).isTrue();
    }

    @Test
    void shouldLeaveNothingOpenWhenAStepRefuses() throws Exception
    {
        final Path data = network(1).get(0);
        final ChainFile chain = chain(data);
        final ChainFile elsewhere = ChainFile.of(
            chain.config().with(ConfigKey.LISTEN, "192.0.2.1:24100"), chain.genesis());
        assertThatThrownBy(() -> Node.open(elsewhere, TUNING, new Node.Surroundings("", null, halts::add)))
            .isInstanceOf(NodeException.class).hasMessageContaining("192.0.2.1");
        assertThat(DataFolder.holder(data)).isEmpty();

        final ChainFile small = ChainFile.of(
            chain.config().with(ConfigKey.UTXO_CAPACITY, 2L), chain.genesis());
        assertThatThrownBy(() -> Node.open(small, TUNING, new Node.Surroundings("", null, halts::add)))
            .isInstanceOf(NodeException.class).hasMessageContaining("the genesis has 3 outputs");

        // The map was made by the start that its port refused: nobody has voted yet.
        try (EmbeddedDriver driver = NodeMedia.launch(TUNING, folder.resolve("aeron"), (ex) -> {});
            Node node = open(data, driver))
        {
            assertThat(node.isRestart()).isFalse();
        }
    }

    private Node open(final Path data, final EmbeddedDriver driver)
    {
        return Node.open(chain(data), TUNING, new Node.Surroundings("test-", driver, halts::add));
    }

    private Node recording(final Path data, final EmbeddedDriver driver, final long maxBytes)
    {
        final ChainFile chain = chain(data);
        return Node.open(ChainFile.of(chain.config().with(ConfigKey.CAPTURE_ENABLED, true)
            .with(ConfigKey.CAPTURE_MAX_BYTES, maxBytes), chain.genesis()), TUNING,
            new Node.Surroundings("test-", driver, halts::add));
    }

    private static ChainFile chain(final Path data)
    {
        return ChainFile.read(NodeConfig.read(data.resolve(NodeConfig.FILE_NAME))
            .with(ConfigKey.UTXO_CAPACITY, 10_000L).with(ConfigKey.POOL_SIZE_MB, 2L));
    }

    /** Folders of a network whose genesis has three outputs a validator. */
    private List<Path> network(final int validators) throws IOException
    {
        return new NetworkFolders(new NetworkPlan(true, validators, freePorts(validators), Genesis.RULE_BY_SIZE,
            NetworkPlan.NETWORKS_SAMPLE_SIZE, 1, true, new NetworkPlan.FaucetPlan(validators, 3, 1_000_000)))
            .writeAll(folder.resolve("network"));
    }

    private static int freePorts(final int count) throws IOException
    {
        while (true)
        {
            final int first = freePort(0);
            int free = 1;
            while (free < count && freePort(first + free) == first + free)
            {
                free++;
            }
            if (free == count)
            {
                return first;
            }
        }
    }

    private static int freePort(final int wanted) throws IOException
    {
        try (DatagramSocket socket = new DatagramSocket(null))
        {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
            return socket.getLocalPort();
        }
        catch (final java.net.BindException ex)
        {
            return 0;
        }
    }

    private static List<String> threadNames()
    {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
    }

    private static void await(final BooleanSupplier condition)
    {
        while (!condition.getAsBoolean())
        {
            Thread.onSpinWait();
            Thread.yield();
        }
    }
}
