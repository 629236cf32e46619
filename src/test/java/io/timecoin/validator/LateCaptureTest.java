package io.timecoin.validator;

import io.timecoin.capture.CaptureCursor;
import io.timecoin.capture.CaptureException;
import io.timecoin.capture.CaptureExport;
import io.timecoin.capture.CaptureReader;
import io.timecoin.capture.CaptureRequest;
import io.timecoin.capture.Recorder;
import io.timecoin.capture.RecordKind;
import io.timecoin.crypto.CountingVerifier;
import io.timecoin.metrics.Counters;
import io.timecoin.network.DriverSettings;
import io.timecoin.network.EmbeddedDriver;
import io.timecoin.pipeline.DecisionSlot;
import io.timecoin.pipeline.RingSizes;
import io.timecoin.transaction.TransactionCheck;
import io.timecoin.transaction.TransactionView;
import io.timecoin.transaction.Verdict;
import io.timecoin.utxo.InMemoryUtxoStore;
import io.timecoin.utxo.UtxoEntry;
import io.timecoin.utxo.UtxoStore;
import io.timecoin.utxo.UtxoStore.UtxoConsumer;
import io.timecoin.utxo.UtxoView;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import static io.timecoin.validator.TestNetwork.AMOUNT;
import static io.timecoin.validator.TestNetwork.FEE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A recording that somebody asks for while payments come in, are decided and take effect. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LateCaptureTest
{
    private static final int ROUNDS = 20_000;
    private static final int OUTPUTS = 300;
    private static final int PAYMENTS_AFTER = 200;
    private static EmbeddedDriver driver;

    @TempDir
    private Path folder;
    private final TestNetwork net = new TestNetwork(
        1, OUTPUTS, TestNetwork.limits(RingSizes.small()), 64, () -> new CountingVerifier(count -> {}));
    private final TestClient client = net.clients.get(0);
    private final UtxoStore store = net.stores.get(0);
    private final Deque<byte[]> free = new ArrayDeque<>(net.outputs);
    private final Map<Long, byte[]> open = new HashMap<>();
    private final Map<String, Long> amounts = new HashMap<>();
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @BeforeAll
    static void launch(@TempDir final Path aeron)
    {
        driver = EmbeddedDriver.launch(DriverSettings.shared(), aeron, ex -> {});
    }

    @AfterAll
    static void close()
    {
        driver.close();
    }

    @RepeatedTest(5)
    void shouldBeginWithASetFromWhichTheStreamLeadsToTheNodesOwn() throws InterruptedException, IOException
    {
        final Path captures = folder.resolve("capture");
        final Recorder recorder = new Recorder(new Recorder.Settings(captures, 1L << 30, net.genesis,
            driver.aeron().context().aeronDirectoryName()), slowlyScanned(), Counters.inMemory(
            Validator.counterNames(1)));
        recorder.stage(net.validators.get(0).capture());
        for (int i = 0; i < 50 + random.nextInt(50); i++)
        {
            pay();
        }
        final CaptureRequest request = new CaptureRequest("id", CaptureRequest.MAX_DURATION_MS);
        request.send(captures);
        final AtomicReference<Throwable> failure = new AtomicReference<>();
        final Thread thread = new Thread(() -> recorder.doWork(1));
        thread.setUncaughtExceptionHandler((dead, ex) -> failure.set(ex));
        thread.start();
        while (request.reply(captures) == null)
        {
            pay();
        }
        thread.join();
        assertThat(failure.get()).isNull();
        final CaptureRequest.Reply reply = request.reply(captures);
        assertThat(reply.refusal()).isEmpty();
        for (int i = 0; i < PAYMENTS_AFTER; i++)
        {
            pay();
        }
        net.runUntil(() -> settle() == 0, ROUNDS);
        net.runUntil(() -> net.validators.get(0).rings().isDrained(), ROUNDS);
        recorder.close();

        final Path file = folder.resolve("late.tcap");
        final CaptureExport.Result result = CaptureExport.write(reply.recording(), file);
        assertThat(result.sentence()).isEmpty();
        assertThat(replayed(file)).as("seed %d", seed).isEqualTo(outputs(store));

        // The same after a crash, before which nobody noted the end; but without the whole copy there is no set.
        Files.delete(reply.recording().resolve("end"));
        assertThat(CaptureExport.write(reply.recording(), file).ending()).isEqualTo(CaptureExport.Ending.OPEN);
        assertThat(replayed(file)).as("seed %d", seed).isEqualTo(outputs(store));
        Files.delete(reply.recording().resolve("copied"));
        assertThatThrownBy(() -> CaptureExport.write(reply.recording(), file))
            .isInstanceOf(CaptureException.class).hasMessageContaining("record again");
    }

    /** Pays with any output that is free; the payment's own outputs are free once it is accepted. */
    private void pay()
    {
        net.round();
        settle();
        if (free.size() < 10)
        {
            return;
        }
        final byte[] outpoint = random.nextBoolean() ? free.pollFirst() : free.pollLast();
        final long amount = amounts.getOrDefault(HexFormat.of().formatHex(outpoint), AMOUNT);
        final byte[] payment = net.payment(1 + random.nextInt(2), amount, outpoint);
        open.put(client.submit(payment), payment);
    }

    private int settle()
    {
        open.entrySet().removeIf(entry ->
        {
            if (client.outcome(entry.getKey()) == null)
            {
                return false;
            }
            assertThat(client.outcome(entry.getKey())).isEqualTo(Verdict.ADMITTED);
            final TransactionView view = new TransactionView();
            view.wrap(new UnsafeBuffer(entry.getValue()), 0, entry.getValue().length);
            for (int i = 0; i < view.outputCount(); i++)
            {
                final byte[] outpoint = net.output(entry.getValue(), i);
                amounts.put(HexFormat.of().formatHex(outpoint), view.amount(i));
                if (view.amount(i) > 10 * FEE)
                {
                    free.add(outpoint);
                }
            }
            return true;
        });
        return open.size();
    }

    /** Half of the set as it is, and the other half as it is many payments later. */
    private UtxoStore slowlyScanned()
    {
        return (UtxoStore)Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[]{UtxoStore.class}, (proxy, method, args) ->
            {
                if (!method.getName().equals("scan"))
                {
                    return invoke(method, args);
                }
                final UtxoConsumer consumer = (UtxoConsumer)args[0];
                visit(0, consumer);
                final Map<String, Long> before = outputs(store);
                while (outputs(store).keySet().stream().filter(before::containsKey).count() > before.size() - 30L)
                {
                    Thread.sleep(1);
                }
                visit(1, consumer);
                return null;
            });
    }

    private Object invoke(final java.lang.reflect.Method method, final Object[] args) throws Throwable
    {
        try
        {
            return method.invoke(store, args);
        }
        catch (final InvocationTargetException ex)
        {
            throw ex.getCause();
        }
    }

    private void visit(final int half, final UtxoConsumer consumer)
    {
        store.forEach((outpoint, offset, entry) ->
        {
            if ((outpoint.getByte(offset) & 1) == half)
            {
                consumer.accept(outpoint, offset, entry);
            }
        });
    }

    private static Map<String, Long> outputs(final UtxoStore set)
    {
        final Map<String, Long> outputs = new HashMap<>();
        set.forEach((outpoint, offset, entry) ->
        {
            final byte[] bytes = new byte[UtxoView.OUTPOINT_LENGTH];
            outpoint.getBytes(offset, bytes);
            outputs.put(HexFormat.of().formatHex(bytes), entry.amount);
        });
        return outputs;
    }

    /** The capture's first outputs, and on them all that it says was accepted. */
    private Map<String, Long> replayed(final Path file)
    {
        final UtxoStore set = new InMemoryUtxoStore(10_000);
        final Map<String, byte[]> seen = new HashMap<>();
        final TransactionCheck check = new TransactionCheck(net.genesis.chainId(), net.genesis.maxSupply());
        final TransactionView view = new TransactionView();
        try (CaptureReader reader = CaptureReader.open(file); CaptureCursor cursor = reader.cursor())
        {
            reader.verify();
            reader.forEachOutput(set::put);
            while (cursor.next())
            {
                final byte[] bytes = new byte[cursor.length()];
                cursor.buffer().getBytes(cursor.offset(), bytes);
                if (cursor.kind() == RecordKind.TRANSACTION)
                {
                    seen.put(HexFormat.of().formatHex(net.txid(bytes)), bytes);
                }
                else if (cursor.kind() == RecordKind.DECISION &&
                    cursor.decisionKind() == DecisionSlot.Kind.ACCEPTED.ordinal())
                {
                    final UnsafeBuffer accepted = new UnsafeBuffer(seen.get(HexFormat.of().formatHex(bytes)));
                    assertThat(check.check(accepted, 0, accepted.capacity(), view)).isEqualTo(Verdict.ADMITTED);
                    set.commit(view, new UnsafeBuffer(bytes), 0, UtxoEntry.NOT_COINBASE);
                }
            }
        }
        return outputs(set);
    }
}
