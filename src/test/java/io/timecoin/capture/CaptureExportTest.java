package io.timecoin.capture;

import io.timecoin.metrics.Counter;
import io.timecoin.metrics.Counters;
import io.timecoin.network.DriverSettings;
import io.timecoin.network.EmbeddedDriver;
import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.PayloadRing;
import io.timecoin.pipeline.RingSizes;
import io.timecoin.pipeline.Rings;
import io.timecoin.pipeline.Stage;
import io.timecoin.pipeline.TransactionSlot;
import io.timecoin.utxo.InMemoryUtxoStore;
import io.timecoin.utxo.UtxoEntry;
import io.timecoin.utxo.UtxoStore;
import io.timecoin.validator.Validator;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** From the rings through a real Archive to a file. */
class CaptureExportTest
{
    private static final int TICKS = 1_000;
    private static final long ROOMY = 1L << 30;
    private static EmbeddedDriver driver;

    @TempDir
    private Path folder;
    private final UtxoStore store = new InMemoryUtxoStore(1_000);
    private final Rings rings = new Rings(RingSizes.small(), 1);
    private final PayloadRing<TransactionSlot> transactions = rings.writeTransactions(Stage.INGRESS);
    private final Counters counters = Counters.inMemory(Validator.counterNames(1));
    private CaptureStage stage;

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

    @Test
    void shouldExportARecordingThatWasEnded()
    {
        record(true, ROOMY, TICKS);
        final CaptureExport.Result result = CaptureExport.write(captures(), out());
        assertThat(result.ending()).isEqualTo(CaptureExport.Ending.ENDED);
        assertThat(result.sentence()).isEmpty();
        try (CaptureReader reader = CaptureReader.open(out()))
        {
            assertThat(reader.verify().ticks()).isEqualTo(TICKS);
            assertThat(reader.header().kind()).isEqualTo(CaptureKind.RECORDED);
            assertThat(reader.header().beginsWithGenesis()).isTrue();
            assertThat(reader.header().maxOutputs()).isEqualTo(CaptureFixture.genesis(1).outputCount());
        }
        assertThat(counters.get(Counter.CAPTURE_STATE)).isEqualTo(Recorder.State.OFF.ordinal());
    }

    @Test
    void shouldPutTheOutputsInOrderThatANodeStartedWith()
    {
        final Random random = new Random(7);
        final UtxoEntry entry = new UtxoEntry();
        final UnsafeBuffer outpoint = new UnsafeBuffer(new byte[UtxoStore.OUTPOINT_LENGTH]);
        for (int i = 0; i < 500; i++)
        {
            // Many outputs of one transaction, and transactions that begin alike.
            outpoint.putInt(0, random.nextInt(3));
            outpoint.putInt(28, random.nextInt(5));
            outpoint.putShort(32, (short)i);
            entry.amount = i;
            store.put(outpoint, 0, entry);
        }
        record(false, ROOMY, 10);
        CaptureExport.write(captures(), out());
        try (CaptureReader reader = CaptureReader.open(out()))
        {
            reader.verify();
            assertThat(reader.header().beginsWithGenesis()).isFalse();
            assertThat(reader.header().initialOutputs()).isEqualTo(500);
            reader.forEachOutput((buffer, offset, read) ->
            {
                assertThat(store.get(buffer, offset, entry)).isTrue();
                assertThat(read.amount).isEqualTo(entry.amount);
            });
        }
    }

    @Test
    void shouldExportWhatIsThereWhileARecordingGoesOn()
    {
        final Recorder recorder = begin(true, ROOMY);
        publishTicks(50);
        CaptureExport.Result result = CaptureExport.write(captures(), out());
        while (result.position() < counters.get(Counter.CAPTURE_BYTES))
        {
            Thread.yield();
            result = CaptureExport.write(captures(), out());
        }
        assertThat(result.ending()).isEqualTo(CaptureExport.Ending.OPEN);
        assertThat(result.sentence()).contains("not ended");
        try (CaptureReader reader = CaptureReader.open(out()))
        {
            assertThat(reader.verify().ticks()).isEqualTo(50);
            assertThat(reader.header().producer()).contains("not ended");
        }
        recorder.close();
    }

    @Test
    void shouldTakeATornRecordingUpToItsLastWholeRecordAndSayIt() throws IOException
    {
        record(true, ROOMY, TICKS);
        final Path recording = captures().resolve("000001");
        final Path segment = recording.resolve("archive").resolve("0-0.rec");
        final long length = Files.size(segment);
        final long seed = System.nanoTime();
        final Random random = new Random(seed);
        long cut = length;
        for (int i = 0; i < 12; i++)
        {
            cut -= 1 + random.nextInt((int)(length / 15));
            try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw"))
            {
                file.setLength(cut);
            }
            final CaptureExport.Result result = CaptureExport.write(recording, out());
            assertThat(result.ending()).isEqualTo(CaptureExport.Ending.CUT);
            assertThat(result.sentence()).contains("of " + length + " bytes");
            assertThat(result.position()).isLessThanOrEqualTo(cut);
            try (CaptureReader reader = CaptureReader.open(out()))
            {
                assertThat(reader.verify().ticks()).as("cut at %d, seed %d", cut, seed)
                    .isEqualTo(TICKS * result.position() / length);
            }
        }
        // As after a crash: nobody noted the end.
        Files.delete(recording.resolve("end"));
        assertThat(CaptureExport.write(recording, out()).ending())
            .isIn(CaptureExport.Ending.TORN, CaptureExport.Ending.OPEN);
    }

    @Test
    void shouldEndARecordingThatHasAllTheSpaceItMayTake()
    {
        final long maxBytes = (2 << 20) + 10_000;
        final Recorder recorder = begin(true, maxBytes);
        int rounds = 0;
        while (recorder.doWork(1))
        {
            publishTicks(10);
            assertThat(++rounds).isLessThan(10_000);
        }
        assertThat(counters.get(Counter.CAPTURE_STATE)).isEqualTo(Recorder.State.FULL.ordinal());
        assertThat(counters.get(Counter.CAPTURE_LOST)).isPositive();
        publishTicks(1_000);
        recorder.close();
        final CaptureExport.Result result = CaptureExport.write(captures(), out());
        assertThat(result.ending()).isEqualTo(CaptureExport.Ending.ENDED);
        assertThat(result.sentence()).contains("full");
    }

    @Test
    void shouldGoOnWithoutARecordingThatCannotBegin() throws IOException
    {
        Files.writeString(captures(), "in the way");
        final Recorder recorder = recorder(ROOMY);
        assertThat(recorder.begin(true, 1)).isNull();
        assertThat(counters.get(Counter.CAPTURE_STATE)).isEqualTo(Recorder.State.FAILED.ordinal());
        assertThat(recorder.doWork(1)).isFalse();
        recorder.close();
    }

    @Test
    void shouldRefuseToExportNothing()
    {
        assertThatThrownBy(() -> CaptureExport.write(folder, out()))
            .isInstanceOf(CaptureException.class).hasMessageContaining("no recording");
        assertThat(out()).doesNotExist();
    }

    private void record(final boolean isGenesis, final long maxBytes, final int ticks)
    {
        final Recorder recorder = begin(isGenesis, maxBytes);
        publishTicks(ticks);
        recorder.close();
    }

    private Recorder begin(final boolean isGenesis, final long maxBytes)
    {
        final Recorder recorder = recorder(maxBytes);
        stage = new CaptureStage(
            new TransactionTable(1), rings, counters, recorder.begin(isGenesis, 1_000));
        recorder.stage(stage);
        return recorder;
    }

    private Recorder recorder(final long maxBytes)
    {
        return new Recorder(new Recorder.Settings(captures(), maxBytes, CaptureFixture.genesis(1),
            driver.aeron().context().aeronDirectoryName()), store, counters);
    }

    private void publishTicks(final int count)
    {
        for (int i = 0; i < count; i++)
        {
            final TransactionSlot slot = transactions.claim(0);
            slot.tick = true;
            slot.stampNs = i;
            transactions.publish();
            stage.doWork(0);
        }
    }

    private Path captures()
    {
        return folder.resolve("capture");
    }

    private Path out()
    {
        return folder.resolve("out.tcap");
    }
}
