package io.timecoin.node;

import io.timecoin.block.BlockFault;
import io.timecoin.block.BlockHeader;
import io.timecoin.block.Commit;
import io.timecoin.capture.CaptureExport;
import io.timecoin.cli.CliRun;
import io.timecoin.client.Client;
import io.timecoin.client.ClientListener;
import io.timecoin.crypto.KeyPair;
import io.timecoin.finality.ChosenBlocks;
import io.timecoin.finality.ChosenChain;
import io.timecoin.genesis.Genesis;
import io.timecoin.metrics.Counter;
import io.timecoin.network.AeronSettings;
import io.timecoin.network.AeronTransport;
import io.timecoin.network.EmbeddedDriver;
import io.timecoin.testnet.FreePorts;
import io.timecoin.transaction.TransactionBuilder;
import io.timecoin.transaction.Verdict;
import io.timecoin.utxo.InMemoryUtxoStore;
import io.timecoin.utxo.UtxoEntry;
import io.timecoin.utxo.UtxoStore;
import io.timecoin.validator.Validator;
import io.timecoin.validator.ValidatorLimits;
import io.timecoin.wallet.Faucet;
import org.agrona.DirectBuffer;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A whole node among three validators who accept honestly and then sign whatever blocks the test wants: what becomes
 * of accepted payments that a final block contradicts.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class OverriddenAcceptanceTest
{
    private static final TuningProfile TUNING = TuningProfile.builtIn();
    private static final int VALIDATORS = 4;
    private static final long AMOUNT = 1_000_000;
    private static final long FEE = 1_000;

    @TempDir
    private Path folder;
    private final BlockingQueue<HaltReport> halts = new LinkedBlockingQueue<>();
    private final List<Validator> liars = new ArrayList<>();
    private final List<AeronTransport> transports = new ArrayList<>();
    private final List<byte[]> outputs = new ArrayList<>();
    private final Told told = new Told();
    private EmbeddedDriver driver;
    private Genesis genesis;
    private KeyPair owner;
    private final List<KeyPair> keys = new ArrayList<>();
    private ChosenChain chain;
    private ChosenBlocks asker;
    private Path data;
    private Node node;
    private Client client;
    private long references;

    @BeforeEach
    void makeNetwork() throws Exception
    {
        final NetworkFolders folders = new NetworkFolders(new NetworkPlan(true, VALIDATORS,
            FreePorts.firstOf(VALIDATORS), Genesis.RULE_QUORUM, NetworkPlan.NETWORKS_SAMPLE_SIZE, 1, true,
            new NetworkPlan.FaucetPlan(1, 10, AMOUNT)));
        final List<Path> all = folders.writeAll(folder.resolve("network"));
        data = all.get(0);
        genesis = folders.genesis();
        owner = new Faucet(folders.faucetSeed()).accountsOf(genesis).get(0);
        genesis.forEachOutput((outpoint, offset, amount, lockType, keyHash) ->
        {
            final byte[] bytes = new byte[34];
            outpoint.getBytes(offset, bytes);
            outputs.add(bytes);
        });
        for (int i = 0; i < VALIDATORS; i++)
        {
            keys.add(folders.key(i));
        }
        chain = new ChosenChain(genesis, keys);
        driver = NodeMedia.launch(TUNING, folder.resolve("aeron"), (ex) -> {});
        for (int i = 1; i < VALIDATORS; i++)
        {
            addLiar(i, NodeConfig.read(all.get(i).resolve(NodeConfig.FILE_NAME)));
        }
        open();
        client = Client.on(driver, genesis.chainId(), "127.0.0.1:0", List.of(node.endpoint()),
            AeronSettings.standard(), 1);
        await(() -> node.isReady() && client.isConnected(0));
    }

    @AfterEach
    void closeAll()
    {
        client.close();
        node.close();
        liars.forEach(Validator::close);
        transports.forEach(AeronTransport::close);
        driver.close();
    }

    @Test
    void shouldUndoWhatAFinalBlockContradictsAndGoOnFromThere() throws Exception
    {
        final byte[] loser = payment(2 * AMOUNT, 2, outputs.get(0), outputs.get(1));
        final byte[] child = payment(AMOUNT - FEE / 2, 1, output(loser, 0));
        final byte[] bystander = payment(AMOUNT, 1, outputs.get(2));
        final long ofLoser = submit(loser);
        final long ofChild = submit(child);
        final long ofBystander = submit(bystander);
        await(() -> told.outcomes(ofLoser).size() + told.outcomes(ofChild).size() +
            told.outcomes(ofBystander).size() == 3);
        assertThat(isUnspent(output(child, 0)) && isUnspent(output(loser, 1))).isTrue();
        assertThat(isUnspent(outputs.get(0)) || isUnspent(outputs.get(1))).isFalse();

        final byte[] winner = payment(AMOUNT, 3, outputs.get(0));
        chain.append(winner);
        await(() -> node.counters().get(Counter.HEIGHT) == 1 && told.outcomes(ofLoser).size() == 2 &&
            told.outcomes(ofChild).size() == 2);
        assertThat(told.outcomes(ofLoser)).containsExactly(Verdict.ADMITTED, Verdict.UNDONE);
        assertThat(told.outcomes(ofChild)).containsExactly(Verdict.ADMITTED, Verdict.UNDONE);
        assertThat(told.outcomes(ofBystander)).containsExactly(Verdict.ADMITTED);
        assertState();
        assertThat(isUnspent(output(winner, 0)) && isUnspent(outputs.get(1))).isTrue();
        assertThat(isUnspent(output(loser, 1)) || isUnspent(output(child, 0)) || isUnspent(outputs.get(0))).isFalse();

        final byte[] again = payment(AMOUNT, 1, outputs.get(1));
        final long ofAgain = submit(again);
        await(() -> told.verdict(ofAgain) != null);
        assertThat(told.verdict(ofAgain)).as("of the output that the loser had spent").isEqualTo(Verdict.ADMITTED);
        chain.append(bystander, again, payment(AMOUNT / 3 - FEE, 1, output(winner, 2)));
        await(() -> told.height(ofAgain) == 2 && told.height(ofBystander) == 2);
        await(() -> node.counters().get(Counter.HEIGHT) == 2);
        assertThat(told.outcomes(ofAgain)).containsExactly(Verdict.ADMITTED);
        assertState();
        assertThat(node.utxo().size()).isEqualTo(chain.outputs());

        node.close();
        reopen();
        assertState();
        assertThat(node.utxo().size()).isEqualTo(chain.outputs());
        node.close();
        IoUtil.delete(data.resolve("utxo").toFile(), false);
        reopen();
        assertThat(node.utxo().size()).as("made anew of the blocks").isEqualTo(chain.outputs());

        final byte[] next = payment(AMOUNT - FEE, 1, output(again, 0));
        chain.append(next);
        await(() -> node.counters().get(Counter.HEIGHT) == 3);
        assertState();
        assertThat(node.utxo().size()).isEqualTo(chain.outputs());
        assertThat(halts).isEmpty();
    }

    /** Decisions of a replay take effect later than the node's: the winner would find the loser still in its way. */
    @Test
    void shouldRecordWhatIsUndoneAndRefuseToReplayItAsRecorded() throws Exception
    {
        final long ofLoser = submit(payment(AMOUNT, 1, outputs.get(0)));
        await(() -> told.outcomes(ofLoser).size() == 1);
        chain.append(payment(AMOUNT, 2, outputs.get(0)));
        await(() -> node.counters().get(Counter.HEIGHT) == 1 && told.outcomes(ofLoser).size() == 2);
        node.close();
        final Path file = folder.resolve("undone.tcap");
        CaptureExport.write(data, file);

        final CliRun recorded = CliRun.of("replay", file.toString(), "--decide", "recorded", "--report", "json");
        assertThat(recorded.exitCode()).as(recorded.err()).isEqualTo(6);
        assertThat(recorded.err()).contains("undone: a final block overrode acceptance", "--decide alone")
            .doesNotContain("\tat ");
        final CliRun alone = CliRun.of("replay", file.toString(), "--decide", "alone", "--report", "json");
        assertThat(alone.exitCode()).as(alone.err()).isZero();
    }

    @Test
    void shouldGoOnWhenAStoredBlockCannotBeReadForOthers() throws Exception
    {
        final byte[] first = payment(AMOUNT, 1, outputs.get(0));
        chain.append(first);
        chain.append(payment(AMOUNT, 1, outputs.get(1)));
        await(() -> node.counters().get(Counter.HEIGHT) == 2);
        asker.ask(0, 1);
        await(asker::hasCome);
        asker.ask(0, 2);
        await(asker::hasCome);

        flip(data.resolve("blocks").resolve("0000000001.blocks"), chain.txid(first));
        asker.ask(0, 1);
        await(() -> node.counters().get(Counter.BLOCKS_UNREADABLE) > 0);
        assertThat(asker.hasCome()).isFalse();
        asker.ask(0, 2);
        await(asker::hasCome);
        chain.append(payment(AMOUNT, 1, outputs.get(2)));
        await(() -> node.counters().get(Counter.HEIGHT) == 3);
        assertState();
        assertThat(halts).isEmpty();
    }

    @Test
    void shouldHaltAtAFinalBlockThatSpendsWhatAnotherHasSpent() throws Exception
    {
        chain.append(payment(AMOUNT, 1, outputs.get(0)));
        await(() -> node.counters().get(Counter.HEIGHT) == 1);
        chain.append(payment(AMOUNT, 1, outputs.get(1)), payment(AMOUNT, 2, outputs.get(0)));
        assertHalted("a final block lists", "which cannot be beside what is final, at height 2");
    }

    @Test
    void shouldHaltAtAFinalBlockAfterAnotherState() throws Exception
    {
        chain.append(payment(AMOUNT, 1, outputs.get(0)));
        await(() -> node.counters().get(Counter.HEIGHT) == 1);
        chain.appendAfter(new byte[32], payment(AMOUNT, 1, outputs.get(1)));
        assertHalted("a final block does not fit the chain here", ", at height 2");
    }

    @Test
    void shouldHaltAtTwoFinalBlocksOfOneHeight() throws Exception
    {
        chain.append(payment(AMOUNT, 1, outputs.get(0)));
        await(() -> node.counters().get(Counter.HEIGHT) == 1);
        final ChosenChain other = new ChosenChain(genesis, keys);
        other.append(payment(AMOUNT, 1, outputs.get(1)));
        await(() ->
        {
            asker.prove(0, other);
            return !halts.isEmpty();
        });
        assertHalted("two blocks are final", ", at height 1");
    }

    private void assertHalted(final String... parts) throws IOException
    {
        await(() -> !halts.isEmpty());
        assertThat(halts.peek().what()).contains(parts);
        assertThat(halts.peek().kind()).isEqualTo(NodeException.Kind.CORRUPT);
        assertThat(halts.peek().next()).contains("do not start the node again", "conflict.commit");
        assertThat(node.isReady()).isFalse();
        final UnsafeBuffer kept = new UnsafeBuffer(Files.readAllBytes(data.resolve("conflict.commit")));
        assertThat(Commit.check(kept, 0, kept.capacity())).isEqualTo(BlockFault.NONE);
        assertThat(parts[parts.length - 1])
            .endsWith("height " + Commit.decode(kept, 0, kept.capacity()).header().height());
    }

    /** Changes a bit in a file where it holds some bytes. */
    private static void flip(final Path file, final byte[] bytes) throws IOException
    {
        final byte[] all = Files.readAllBytes(file);
        for (int i = 0; i + bytes.length <= all.length; i++)
        {
            if (Arrays.equals(all, i, i + bytes.length, bytes, 0, bytes.length))
            {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE))
                {
                    channel.write(ByteBuffer.wrap(new byte[]{(byte)(all[i] ^ 1)}), i);
                    return;
                }
            }
        }
        throw new AssertionError("not in the file");
    }

    private void reopen() throws Exception
    {
        open();
        await(() -> node.isReady() && node.counters().get(Counter.HEIGHT) == chain.height());
    }

    private void open() throws Exception
    {
        node = Node.open(ChainFile.read(NodeConfig.read(data.resolve(NodeConfig.FILE_NAME))
            .with(ConfigKey.UTXO_CAPACITY, 10_000L).with(ConfigKey.POOL_SIZE_MB, 2L)
            .with(ConfigKey.CAPTURE_ENABLED, true)), TUNING,
            new Node.Surroundings("test-", driver, halts::add));
        node.start();
    }

    private void addLiar(final int index, final NodeConfig config)
    {
        asker = new ChosenBlocks(chain, VALIDATORS);
        final UtxoStore store = new InMemoryUtxoStore(10_000);
        Validator.loadGenesis(genesis, store);
        final AeronTransport transport = NodeMedia.listen(driver, TUNING.terms(), config.text(ConfigKey.LISTEN));
        transports.add(transport);
        liars.add(Validator.builder()
            .genesis(genesis)
            .self(index)
            .limits(ValidatorLimits.simulated())
            .store(store)
            .transport(transport, transport.endpoint(), config.peers())
            .secrets(index, index)
            .blocks(asker, BlockHeader.MAX_TRANSACTIONS)
            .build());
    }

    private void assertState()
    {
        assertThat(HexFormat.of().formatHex(node.counters().stateHash())).isEqualTo(chain.stateHash());
    }

    private boolean isUnspent(final byte[] outpoint)
    {
        return node.utxo().get(new UnsafeBuffer(outpoint), 0, new UtxoEntry());
    }

    private long submit(final byte[] payment)
    {
        final long reference = ++references;
        await(() -> client.submit(0, reference, payment) == Client.Submitted.OK);
        return reference;
    }

    /** Spends outputs of the owner's and pays all but the fee back, in equal parts. */
    private byte[] payment(final long amount, final int parts, final byte[]... outpoints)
    {
        final TransactionBuilder builder = new TransactionBuilder(genesis.chainId());
        for (final byte[] outpoint : outpoints)
        {
            builder.input(outpoint, owner);
        }
        for (int i = 0; i < parts; i++)
        {
            builder.output((amount - FEE) / parts, owner.keyHash());
        }
        return builder.build();
    }

    private byte[] output(final byte[] payment, final int index)
    {
        return TransactionBuilder.outpoint(chain.txid(payment), index);
    }

    /** Runs the liars and the client until something holds; the node has threads of its own. */
    private void await(final BooleanSupplier condition)
    {
        while (!condition.getAsBoolean())
        {
            final long nowNs = System.nanoTime();
            int work = 0;
            for (final Validator liar : liars)
            {
                work += liar.doWork(nowNs);
            }
            if (client != null)
            {
                work += client.poll(told, nowNs);
            }
            if (work == 0)
            {
                Thread.yield();
            }
            if (!halts.isEmpty())
            {
                assertThat(condition.getAsBoolean()).as("halted: %s", halts).isTrue();
            }
            if (Thread.currentThread().isInterrupted())
            {
                throw new AssertionError("not in time: " + told);
            }
        }
    }

    /** What the node said to the client, by reference. */
    private static final class Told implements ClientListener
    {
        private final Map<Long, Verdict> verdicts = new HashMap<>();
        private final Map<Long, List<Verdict>> outcomes = new HashMap<>();
        private final Map<Long, Long> heights = new HashMap<>();

        Verdict verdict(final long reference)
        {
            return verdicts.get(reference);
        }

        List<Verdict> outcomes(final long reference)
        {
            return outcomes.getOrDefault(reference, List.of());
        }

        long height(final long reference)
        {
            return heights.getOrDefault(reference, 0L);
        }

        @Override
        public void onVerdict(final int from, final long reference, final Verdict verdict, final long requiredFee,
            final DirectBuffer txid, final int txidOffset)
        {
            verdicts.put(reference, verdict);
        }

        @Override
        public void onOutcome(final int from, final long reference, final Verdict outcome, final DirectBuffer txid,
            final int txidOffset)
        {
            outcomes.computeIfAbsent(reference, (key) -> new ArrayList<>()).add(outcome);
        }

        @Override
        public void onConfirmed(final int from, final long reference, final long height, final DirectBuffer txid,
            final int txidOffset)
        {
            heights.put(reference, height);
        }

        @Override
        public String toString()
        {
            return verdicts + ", " + outcomes + ", " + heights;
        }
    }
}
