package io.timecoin.capture;

import io.timecoin.network.DriverSettings;
import io.timecoin.network.EmbeddedDriver;
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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Against a real Archive. */
class ArchiveSinkTest
{
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int MAX_RECORD = 70_000;
    private static EmbeddedDriver driver;

    @TempDir
    private Path folder;
    private final UnsafeBuffer head = new UnsafeBuffer(new byte[64]);
    private final UnsafeBuffer tail = new UnsafeBuffer(new byte[MAX_RECORD]);

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
    void shouldGiveBackWhatWasRecordedAcrossTermsAndSegments() throws IOException
    {
        final int records = 5_000;
        final long written = record(records, 40_000);
        assertThat(written).isGreaterThan(ArchiveSink.SEGMENT_LENGTH);
        try (RecordingFrames frames = new RecordingFrames(folder))
        {
            for (int i = 0; i < records; i++)
            {
                assertThat(frames.next()).as("record %d", i).isTrue();
                assertRecord(frames, i);
            }
            assertThat(frames.next()).isFalse();
            assertThat(frames.isTorn()).isFalse();
            assertThat(frames.position()).isEqualTo(written);
        }
    }

    @Test
    void shouldReadUpToTheLastWholeRecordWhereverTheFileIsCut() throws IOException
    {
        final int records = 40;
        final long written = record(records, MAX_RECORD);
        final Path segment = segment();
        final long seed = System.nanoTime();
        final Random random = new Random(seed);
        for (int i = 0; i < 60; i++)
        {
            final long cut = (long)(random.nextDouble() * written);
            final int whole = readable(cut(segment, cut));
            assertThat(whole).as("cut at %d of %d, seed %d", cut, written, seed).isBetween(0, records);
        }
        assertThat(readable(cut(segment, written))).isEqualTo(records);
        assertThat(readable(cut(segment, written - 1))).isEqualTo(records - 1);
    }

    @Test
    void shouldNotReadBeyondADamagedRecord() throws IOException
    {
        record(20, 1_000);
        final Path segment = segment();
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw"))
        {
            file.seek(40);
            final int before = file.read();
            file.seek(40);
            file.write(before ^ 1);
        }
        try (RecordingFrames frames = new RecordingFrames(folder))
        {
            assertThat(frames.next()).isFalse();
            assertThat(frames.isTorn()).isTrue();
            assertThat(frames.position()).isZero();
        }
    }

    @Test
    void shouldTakeNoMoreThanItMay()
    {
        try (ArchiveSink sink = ArchiveSink.open(driver.aeron().context().aeronDirectoryName(), folder, 4_096))
        {
            int taken = 0;
            while (offer(sink, taken, 200) || sink.isOpen())
            {
                taken++;
            }
            assertThat(sink.ended()).isEqualTo(RecordingEnd.Reason.FULL);
            assertThat(sink.position()).isBetween(3_000L, 4_096L);
            assertThat(offer(sink, 0, 8)).isFalse();
        }
    }

    private long record(final int records, final int maxLength)
    {
        try (ArchiveSink sink =
            ArchiveSink.open(driver.aeron().context().aeronDirectoryName(), folder, Long.MAX_VALUE))
        {
            for (int i = 0; i < records; i++)
            {
                while (!offer(sink, i, length(i, maxLength)))
                {
                    assertThat(sink.isOpen()).as(sink.why()).isTrue();
                    Thread.yield();
                }
            }
            sink.watch();
            final long written = sink.awaitWritten(System.nanoTime() + PATIENCE_NS);
            assertThat(written).isEqualTo(sink.position());
            return written;
        }
    }

    private boolean offer(final ArchiveSink sink, final int number, final int length)
    {
        head.putInt(0, number);
        tail.setMemory(5, length, (byte)number);
        return sink.offer(head, Integer.BYTES, tail, 5, length);
    }

    private static int length(final int number, final int maxLength)
    {
        return (int)(number * 7_919L % (maxLength - 8));
    }

    private void assertRecord(final RecordingFrames frames, final int number)
    {
        assertThat(frames.buffer().getInt(frames.offset())).isEqualTo(number);
        final byte[] rest = new byte[frames.length() - Integer.BYTES];
        frames.buffer().getBytes(frames.offset() + Integer.BYTES, rest);
        for (final byte each : rest)
        {
            if (each != (byte)number)
            {
                throw new AssertionError("record " + number + " holds other bytes");
            }
        }
    }

    private Path segment() throws IOException
    {
        try (Stream<Path> files = Files.list(folder))
        {
            return files.filter(file -> file.toString().endsWith("0-0.rec")).findFirst().orElseThrow();
        }
    }

    private Path cut(final Path segment, final long length) throws IOException
    {
        final Path other = Files.createDirectories(folder.resolve("cut"));
        final Path file = other.resolve(segment.getFileName());
        try (RandomAccessFile source = new RandomAccessFile(segment.toFile(), "r"))
        {
            final byte[] bytes = new byte[(int)length];
            source.readFully(bytes);
            Files.write(file, bytes);
        }
        return other;
    }

    private int readable(final Path archive)
    {
        try (RecordingFrames frames = new RecordingFrames(archive))
        {
            int count = 0;
            while (frames.next())
            {
                assertRecord(frames, count);
                count++;
            }
            return count;
        }
    }
}
