package io.timecoin.cli;

import io.timecoin.block.BlockFiles;
import io.timecoin.block.BlockHeader;
import io.timecoin.block.Certificate;
import io.timecoin.node.DataFolder;
import io.timecoin.node.NodeConfig;
import io.timecoin.node.NodeStatus;
import io.timecoin.testnet.FreePorts;
import io.timecoin.transaction.TransactionView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static io.timecoin.transaction.TransactionLayout.OUTPOINT_LENGTH;
import static org.assertj.core.api.Assertions.assertThat;

/** Four validators in processes of their own, under load, of which some are killed and some come back. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class NetworkProcessTest
{
    private static final int VALIDATORS = 4;
    private static final long LIMIT_NS = TimeUnit.MINUTES.toNanos(5);
    private static final long LOOK_MS = 20;
    /** A node whose stop takes 5 s cuts it short and ends with 1: its code tells, not how long a slow JVM is at it. */
    private static final long STOP_LIMIT_MS = 60_000;
    private static final int LOG_LENGTH = 6_000;
    private static final NodeStatus NOT_STARTED =
        new NodeStatus(0, false, "", -1, 0, -1, "", 0, 0, 0, 0, 0, Map.of(), Map.of(), null);

    /** What is waited for. */
    private interface Condition
    {
        boolean isMet() throws Exception;
    }

    @TempDir
    private Path folder;
    private final NodeJvm[] nodes = new NodeJvm[VALIDATORS];
    private NodeJvm load;

    @AfterEach
    void endAll()
    {
        Stream.concat(Stream.of(nodes), Stream.ofNullable(load)).filter(Objects::nonNull).forEach(NodeJvm::close);
    }

    @Test
    void shouldCatchUpAfterAKillStandStillWithoutAQuorumAndGoOnWithOne() throws Exception
    {
        try
        {
            makeNetwork();
            startAll();
            killOneAndTakeItBack();
            killTwoAndTakeOneBack();
            stopAll();
            assertNothingConflictingIsFinal();
        }
        catch (final Exception | AssertionError ex)
        {
            throw new AssertionError(ex.getMessage() + logs(), ex);
        }
    }

    private void startAll() throws Exception
    {
        for (int i = 0; i < VALIDATORS; i++)
        {
            start(i);
        }
        await("all are ready", () -> IntStream.range(0, VALIDATORS).allMatch((i) -> status(i).ready()));
        await("payments are final", () -> isLoaded() && status(0).confirmed() > 50);
    }

    /** Sends payments; a busy machine may not give it its sessions in the time that it waits for them. */
    private boolean isLoaded() throws IOException
    {
        if (load == null || load.hasEndedByItself())
        {
            load = NodeJvm.run(folder, "load", "--config", config(0).toString(), "--rate", "40", "--duration", "10m",
                "--warm-up", "0s", "--double-spends", "10", "--report", "json");
        }
        return true;
    }

    private void killOneAndTakeItBack() throws Exception
    {
        nodes[3].kill();
        final long lost = height(0);
        await("three go on", () -> height(0) >= lost + 2);
        start(3);
        await("it has caught up", () -> height(3) >= lost + 2 && sameState(0, 3));
        final long caughtUp = height(3);
        await("it votes again", () -> signsAfter(caughtUp, 3));
    }

    private void killTwoAndTakeOneBack() throws Exception
    {
        nodes[2].kill();
        nodes[3].kill();
        // The next one as well, if all of its votes were on their way.
        final long last = Math.max(height(0), height(1)) + 1;
        await("both know that they are too few", () -> !status(0).ready() && !status(1).ready());
        assertThat(List.of(height(0), height(1))).as("heights after " + (last - 1))
            .allMatch((height) -> height <= last);

        start(3);
        await("three go on", () -> height(0) >= last + 2 && sameState(0, 1) && sameState(0, 3));
        final long confirmed = status(0).confirmed();
        await("payments are final again", () -> status(0).confirmed() > confirmed);
    }

    private void stopAll() throws Exception
    {
        load.close();
        final List<Integer> running = List.of(0, 1, 3);
        running.forEach((i) -> nodes[i].terminate());
        for (final int i : running)
        {
            assertThat(nodes[i].exitCode(STOP_LIMIT_MS)).as("exit code of node " + i).isZero();
        }
    }

    /** One block a height, whoever tells it, and each output spent once. */
    private void assertNothingConflictingIsFinal()
    {
        final Map<Integer, String> blocks = new HashMap<>();
        for (int i = 0; i < VALIDATORS; i++)
        {
            final Map<ByteBuffer, Integer> spent = new HashMap<>();
            try (BlockFiles files = BlockFiles.openReadOnly(DataFolder.blocks(data(i)), null))
            {
                assertThat(files.firstHeight()).isEqualTo(1);
                for (int height = 1; height <= files.lastHeight(); height++)
                {
                    final String id = files.commit(height).header().idHex();
                    assertThat(blocks.computeIfAbsent(height, (key) -> id)).as("block " + height + " of node " + i)
                        .isEqualTo(id);
                    final int at = height;
                    files.forEachBody(height, 0, BlockHeader.MAX_TRANSACTIONS,
                        (position, buffer, offset, length) ->
                        {
                            final TransactionView payment = new TransactionView();
                            payment.wrap(buffer, offset, length);
                            for (int input = 0; input < payment.inputCount(); input++)
                            {
                                final byte[] outpoint = new byte[OUTPOINT_LENGTH];
                                buffer.getBytes(payment.outpointOffset(input), outpoint);
                                assertThat(spent.put(ByteBuffer.wrap(outpoint), at)).as("spent before").isNull();
                            }
                            return true;
                        });
                }
            }
            assertThat(spent).as("payments of node " + i).hasSizeGreaterThan(50);
        }
    }

    private void makeNetwork() throws IOException
    {
        final CliRun init = CliRun.of("init", "--validators", Integer.toString(VALIDATORS), "--out", folder.toString(),
            "--base-port", Integer.toString(FreePorts.firstOf(VALIDATORS)), "--accounts", "10", "--outputs", "2000");
        assertThat(init.exitCode()).as(init.err()).isZero();
        for (int i = 0; i < VALIDATORS; i++)
        {
            final String text = Files.readString(config(i));
            Files.writeString(config(i), text
                .replaceFirst("# utxo_capacity = .*", "utxo_capacity = 100000")
                .replaceFirst("# size_mb = .*", "size_mb = 16"));
        }
    }

    private void start(final int node) throws IOException
    {
        nodes[node] = NodeJvm.run(folder, "start", "--config", config(node).toString());
    }

    private Path config(final int node)
    {
        return data(node).resolve(NodeConfig.FILE_NAME);
    }

    private Path data(final int node)
    {
        return folder.resolve("node" + node);
    }

    private NodeStatus status(final int node)
    {
        final NodeStatus status = NodeStatus.read(data(node));
        return status != null ? status : NOT_STARTED;
    }

    private long height(final int node)
    {
        return status(node).height();
    }

    private boolean sameState(final int one, final int other)
    {
        final NodeStatus first = status(one);
        final NodeStatus second = status(other);
        return first.height() == second.height() && first.stateHash().equals(second.stateHash());
    }

    /** Whether a certificate of a later block has its signature. */
    private boolean signsAfter(final long height, final int node)
    {
        try (BlockFiles files = BlockFiles.openReadOnly(DataFolder.blocks(data(0)), null))
        {
            return IntStream.rangeClosed((int)height + 1, files.lastHeight()).anyMatch((later) ->
            {
                final Certificate certificate = files.commit(later).certificate();
                return IntStream.range(0, certificate.count()).anyMatch((i) -> certificate.validator(i) == node);
            });
        }
    }

    private void await(final String what, final Condition condition) throws Exception
    {
        final long startNs = System.nanoTime();
        while (!condition.isMet())
        {
            for (int i = 0; i < VALIDATORS; i++)
            {
                if (nodes[i] != null && nodes[i].hasEndedByItself())
                {
                    throw new AssertionError("node " + i + " ended by itself, before: " + what);
                }
            }
            if (System.nanoTime() - startNs > LIMIT_NS)
            {
                throw new AssertionError("not in time: " + what);
            }
            Thread.sleep(LOOK_MS);
        }
    }

    /** The ends of what all processes said. */
    private String logs() throws IOException
    {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < VALIDATORS; i++)
        {
            text.append("\n--- node ").append(i).append(": ").append(status(i)).append('\n').append(tail(nodes[i]));
        }
        return text.append("\n--- load\n").append(tail(load)).toString();
    }

    private static String tail(final NodeJvm process) throws IOException
    {
        final String text = process == null ? "" : process.err();
        return text.substring(Math.max(0, text.length() - LOG_LENGTH));
    }
}
