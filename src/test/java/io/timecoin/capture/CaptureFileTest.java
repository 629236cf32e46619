package io.timecoin.capture;

import static io.timecoin.capture.CaptureFixture.HEADER_LENGTH;
import static io.timecoin.capture.CaptureFixture.blocks;
import static io.timecoin.capture.CaptureFixture.read;
import static io.timecoin.capture.CaptureFixture.save;
import static io.timecoin.capture.CaptureFixture.seal;
import static io.timecoin.capture.CaptureFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.timecoin.AllocatedBytes;
import io.timecoin.capture.CaptureException.Reason;
import io.timecoin.capture.CaptureFixture.Outcome;
import io.timecoin.capture.CaptureFixture.Written;
import io.timecoin.wire.CaptureEndDecoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/** The portable capture file: what is written is read, and nothing else is. */
class CaptureFileTest
{
    private static final int SEEDS = 60;
    private static final int RECORDS = 15;

    @TempDir
    private Path folder;

    @Test
    void shouldReadWhatWasWritten() throws IOException
    {
        for (long seed = 0; seed < SEEDS; seed++)
        {
            final Path file = folder.resolve("a.tcap");
            final Written written = write(file, seed, (int)(seed * 3), seed % 2 == 0);
            final Outcome outcome = read(file);
            assertThat(outcome.fault()).as("seed %d", seed).isNull();
            assertThat(outcome.records()).as("seed %d", seed).isEqualTo(written.records());
            assertThat(outcome.outputs()).as("seed %d", seed).isEqualTo(written.outputs());
            final CaptureHeader header = outcome.header();
            assertThat(header.planned()).as("seed %d", seed).isEqualTo(written.planned());
            assertThat(header.genesis()).isEqualTo(written.genesis());
            assertThat(header.beginsWithGenesis()).isEqualTo(seed % 2 == 0);
            assertThat(header.initialOutputs()).isEqualTo(written.outputs().size());
            assertThat(header.createdMs()).isEqualTo(seed);
            assertThat(header.producer()).isEqualTo("test, seed " + seed);
            assertThat(header.transactions()).isEqualTo(
                written.records().stream().filter(line -> line.startsWith("transaction")).count());
            try (CaptureReader reader = CaptureReader.open(file))
            {
                assertThat(reader.verify()).as("seed %d", seed).isEqualTo(header.counts());
                assertThat(reader.schemaIr()).isEqualTo(CaptureFixture.SMALL_IR);
            }
            assertThat(folder.resolve("a.tcap.part")).doesNotExist();
        }
    }

    /** Wherever the file is cut, what stands in whole blocks is read, and the end of that is the offset told. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldReadEverythingBeforeACut(final boolean beginsWithGenesis) throws IOException
    {
        final Path file = folder.resolve("a.tcap");
        final Written written = write(file, 11, RECORDS, beginsWithGenesis);
        final byte[] whole = Files.readAllBytes(file);
        final TreeSet<Integer> blocks = blocks(whole);
        final Prefixes prefixes = new Prefixes(written);
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw"))
        {
            for (int length = whole.length - 1; length >= 0; length--)
            {
                access.setLength(length);
                final Outcome outcome = read(file);
                final int usable = blocks.floor(length);
                final Reason reason = length == 0 ? Reason.NOT_A_CAPTURE :
                    usable == length ? Reason.CUT : Reason.TORN;
                assertThat(outcome.fault().reason()).as("cut at %d", length).isEqualTo(reason);
                assertThat(outcome.fault().offset()).as("cut at %d", length).isEqualTo(usable);
                prefixes.requirePrefix(outcome, usable, "cut at " + length);
            }
        }
        assertThat(prefixes.distinct()).isGreaterThan(5);
    }

    @Test
    void shouldNoticeEveryBitThatChanged() throws IOException
    {
        final Path file = folder.resolve("a.tcap");
        final Written written = write(file, 12, RECORDS, false);
        final byte[] whole = Files.readAllBytes(file);
        final TreeSet<Integer> blocks = blocks(whole);
        final Prefixes prefixes = new Prefixes(written);
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw"))
        {
            for (int i = 0; i < whole.length; i++)
            {
                for (int bit = 0; bit < Byte.SIZE; bit++)
                {
                    access.seek(i);
                    access.write(whole[i] ^ 1 << bit);
                    final Outcome outcome = read(file);
                    final String change = "bit " + bit + " of byte " + i;
                    assertThat(outcome.fault()).as(change).isNotNull();
                    assertThat(outcome.fault().offset()).as(change).isEqualTo(blocks.floor(i).longValue());
                    assertThat(outcome.fault().reason()).as(change).isIn(
                        Reason.CHECKSUM, Reason.NOT_A_CAPTURE, Reason.VERSION);
                    prefixes.requirePrefix(outcome, blocks.floor(i), change);
                }
                access.seek(i);
                access.write(whole[i]);
            }
        }
        assertThat(prefixes.distinct()).isGreaterThan(5);
    }

    @Test
    void shouldNoticeBlocksThatStandElsewhereOrAreMissingOrForeign() throws IOException
    {
        final Path file = folder.resolve("a.tcap");
        write(file, 13, 40, true);
        final byte[] whole = Files.readAllBytes(file);
        write(file, 14, 40, true);
        final byte[] other = Files.readAllBytes(file);
        final List<Integer> starts = new ArrayList<>(blocks(whole));
        final List<Integer> otherStarts = new ArrayList<>(blocks(other));
        for (int i = 3; i + 2 < starts.size(); i++)
        {
            final int from = starts.get(i);
            final int to = starts.get(i + 1);
            requireOrderFault(join(whole, 0, from, whole, to, whole.length), from);
            requireOrderFault(join(whole, 0, to, whole, from, whole.length), to);
            requireOrderFault(join(whole, 0, from, other, otherStarts.get(3), other.length), from);
        }
        // The start of one and all the rest of another is a capture of another chain.
        requireOrderFault(join(whole, 0, starts.get(2), other, otherStarts.get(2), other.length), starts.get(2));
    }

    @Test
    void shouldRefuseWhatFollowsTheEnd() throws IOException
    {
        final Path file = folder.resolve("a.tcap");
        final Written written = write(file, 15, RECORDS, true);
        final byte[] whole = Files.readAllBytes(file);
        final int end = blocks(whole).lower(whole.length);
        for (final byte[] more : new byte[][] {{0}, whole})
        {
            final Outcome outcome = read(save(folder, join(whole, 0, whole.length, more, 0, more.length)));
            assertThat(outcome.fault().reason()).isEqualTo(Reason.TRAILING);
            assertThat(outcome.fault().offset()).isIn((long)end, (long)whole.length);
            assertThat(outcome.records()).isEqualTo(written.records());
        }
    }

    @Test
    void shouldTellALaterVersionFromDamage() throws IOException
    {
        final Path file = folder.resolve("a.tcap");
        write(file, 16, RECORDS, true);
        final byte[] whole = Files.readAllBytes(file);
        final int[] versionOffsets = {6, CaptureFixture.magicOffset() + Long.BYTES, HEADER_LENGTH + 4 + 8 + 2 + 32};
        for (final int versionOffset : versionOffsets)
        {
            final byte[] later = whole.clone();
            later[versionOffset]++;
            seal(later);
            final Outcome outcome = read(save(folder, later));
            assertThat(outcome.fault().reason()).as("at %d", versionOffset).isEqualTo(Reason.VERSION);
            assertThat(outcome.fault().offset()).isZero();
        }
    }

    @Test
    void shouldRefuseAnotherChain() throws IOException
    {
        final Path file = folder.resolve("a.tcap");
        final Written written = write(file, 17, RECORDS, true);
        try (CaptureReader reader = CaptureReader.open(file))
        {
            reader.requireChain(written.genesis().chainId());
            assertThatThrownBy(() -> reader.requireChain(CaptureFixture.genesis(18).chainId()))
                .isInstanceOfSatisfying(CaptureException.class,
                    ex -> assertThat(ex.reason()).isEqualTo(Reason.FOREIGN_CHAIN));
        }
        final byte[] forged = Files.readAllBytes(file);
        forged[HEADER_LENGTH + 4 + 8 + 2]++;
        seal(forged);
        final Outcome outcome = read(save(folder, forged));
        assertThat(outcome.fault().reason()).isEqualTo(Reason.FOREIGN_CHAIN);
        assertThat(outcome.fault().offset()).isEqualTo(new ArrayList<>(blocks(forged)).get(2).longValue());
    }

    /** Records with right checksums that no writer made: each is refused where it begins, or read as what it says. */
    @Test
    void shouldNeverReadBeyondAForgedRecord() throws IOException
    {
        final Path file = folder.resolve("a.tcap");
        final Written written = write(file, 19, RECORDS, true);
        final byte[] whole = Files.readAllBytes(file);
        final TreeSet<Integer> blocks = blocks(whole);
        final int firstPayload = new ArrayList<>(blocks).get(3) + HEADER_LENGTH;
        for (int i = firstPayload; i < firstPayload + 120; i++)
        {
            for (final int change : new int[] {1, 0x80, 0xFF})
            {
                final byte[] forged = whole.clone();
                forged[i] ^= (byte)change;
                seal(forged);
                final Outcome outcome = read(save(folder, forged));
                if (outcome.fault() != null)
                {
                    assertThat(outcome.fault().reason()).as("byte %d", i).isIn(Reason.BAD_RECORD, Reason.ORDER);
                    assertThat(outcome.fault().offset()).as("byte %d", i).isBetween(
                        firstPayload - 0L, (long)whole.length);
                }
                assertThat(outcome.records()).hasSizeLessThanOrEqualTo(written.records().size());
            }
        }
    }

    /** Whatever somebody forges, with right checksums, it is read as something or refused with a place and a reason. */
    @Test
    void shouldNeverFailOtherwiseThanWithAReason() throws IOException
    {
        final int kindOffset = 18;
        final int countOffset = 28;
        for (int seed = 0; seed < 4000; seed++)
        {
            final Random random = new Random(seed);
            final byte[] forged = forgeable(seed % 4);
            final TreeSet<Integer> blocks = blocks(forged);
            for (int i = 0; i <= seed % 3; i++)
            {
                final int place = random.nextInt(forged.length);
                final int start = blocks.floor(place);
                // Lengths in headers are left alone: the others are found by them.
                final int changed = place - start >= HEADER_LENGTH ? place :
                    start + (random.nextBoolean() ? kindOffset : countOffset);
                forged[changed] = random.nextBoolean() ? (byte)random.nextInt() : (byte)-random.nextInt(2);
            }
            seal(forged);
            final Path file = save(folder, forged);
            final Outcome outcome = read(file);
            if (outcome.fault() != null)
            {
                assertThat(outcome.fault().offset()).as("seed %d", seed).isBetween(0L, (long)forged.length);
            }
        }
    }

    private byte[] forgeable(final int which) throws IOException
    {
        final Path file = folder.resolve("forgeable" + which);
        if (!Files.exists(file))
        {
            write(file, which, RECORDS, which % 2 == 0);
        }
        return Files.readAllBytes(file);
    }

    @ParameterizedTest
    @CsvSource({"hello, NOT_A_CAPTURE", "'', NOT_A_CAPTURE", "a text that is longer than the magic, NOT_A_CAPTURE"})
    void shouldTellAnotherFileFromADamagedOne(final String text, final Reason reason) throws IOException
    {
        final Path file = Files.writeString(folder.resolve("b.txt"), text);
        assertThatThrownBy(() -> CaptureReader.open(file)).isInstanceOfSatisfying(CaptureException.class, ex ->
        {
            assertThat(ex.reason()).isEqualTo(reason);
            assertThat(ex.offset()).isZero();
        });
    }

    @Test
    void shouldSayWhatTheSystemRefused()
    {
        assertThatThrownBy(() -> CaptureReader.open(folder.resolve("absent.tcap")))
            .hasMessageContaining("no such file");
        assertThatThrownBy(() -> CaptureReader.open(folder)).hasMessageContaining("folder");
        assertThatThrownBy(() -> write(folder.resolve("absent").resolve("a.tcap"), 1, 1, true))
            .isInstanceOf(CaptureException.class).hasMessageContaining("the folder does not exist");
        assertThatThrownBy(() -> write(folder, 1, 1, true)).hasMessageContaining("folder");
    }

    /** A socket stands for devices and pipes: it is in nobody's way if this fails. */
    @Test
    void shouldNeitherReadNorReplaceWhatIsNoFile() throws IOException
    {
        final Path socket = folder.resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX))
        {
            server.bind(UnixDomainSocketAddress.of(socket));
            assertThatThrownBy(() -> CaptureReader.open(socket)).isInstanceOf(CaptureException.class)
                .hasMessageContaining("it is a device, a pipe or a socket");
            assertThatThrownBy(() -> write(socket, 1, 1, true)).isInstanceOf(CaptureException.class)
                .hasMessageContaining("it is a device, a pipe or a socket");
            assertThat(Files.isRegularFile(socket)).isFalse();
        }
    }

    /** Readers make room by what the end says, before they have counted it. */
    @ParameterizedTest
    @ValueSource(strings = {"transactions", "ticks", "controls", "decisions", "gaps", "maxOutputs"})
    void shouldRefuseAnEndThatPromisesMoreThanTheFileHolds(final String field) throws IOException
    {
        final Path file = folder.resolve("a.tcap");
        write(file, 23, RECORDS, true);
        final byte[] whole = Files.readAllBytes(file);
        final int end = blocks(whole).headSet(whole.length).last();
        final int body = end + HEADER_LENGTH + CaptureFormat.LENGTH_FIELD + CaptureFormat.MESSAGE_HEADER_LENGTH;
        final int place = body + switch (field)
        {
            case "transactions" -> CaptureEndDecoder.transactionsEncodingOffset();
            case "ticks" -> CaptureEndDecoder.ticksEncodingOffset();
            case "controls" -> CaptureEndDecoder.controlsEncodingOffset();
            case "decisions" -> CaptureEndDecoder.decisionsEncodingOffset();
            case "gaps" -> CaptureEndDecoder.gapsEncodingOffset();
            default -> CaptureEndDecoder.maxOutputsEncodingOffset();
        };
        for (final long lie : new long[] {1L << 40, Long.MAX_VALUE, Long.MIN_VALUE, -2})
        {
            final byte[] forged = whole.clone();
            ByteBuffer.wrap(forged).order(ByteOrder.LITTLE_ENDIAN).putLong(place, lie);
            seal(forged);
            try (CaptureReader reader = CaptureReader.open(save(folder, forged)))
            {
                assertThat(reader.fault()).as("%d", lie).isNotNull();
                assertThat(reader.fault().reason()).isEqualTo(Reason.BAD_RECORD);
                assertThat(reader.fault().offset()).isEqualTo(end);
                assertThat(reader.header().isWhole()).isFalse();
            }
        }
    }

    /** Deadlines behind such a time would lie before it, and a replay would never get past them. */
    @Test
    void shouldRefuseATimeThatNoClockTells()
    {
        final Path file = folder.resolve("a.tcap");
        try (CaptureWriter writer = CaptureWriter.create(
            file, CaptureKind.WORKLOAD, CaptureFixture.genesis(1), true, 0, ""))
        {
            writer.tick(0, CaptureCursor.MAX_STAMP_NS);
            writer.tick(1, CaptureCursor.MAX_STAMP_NS + 1);
            writer.finish(3, null);
        }
        final Outcome outcome = read(file);
        assertThat(outcome.records()).hasSize(1);
        assertThat(outcome.fault().reason()).isEqualTo(Reason.BAD_RECORD);
    }

    @Test
    void shouldLeaveNothingOfAFileThatWasGivenUp() throws IOException
    {
        final Path file = Files.writeString(folder.resolve("a.tcap"), "before");
        try (CaptureWriter writer = CaptureWriter.create(
            file, CaptureKind.WORKLOAD, CaptureFixture.genesis(1), true, 0, ""))
        {
            writer.tick(0, 1);
        }
        assertThat(file).hasContent("before");
        assertThat(folder.resolve("a.tcap.part")).doesNotExist();
    }

    @Test
    void shouldNotLetTwoWriteOneFile()
    {
        final Path file = folder.resolve("a.tcap");
        try (CaptureWriter writer = CaptureWriter.create(
            file, CaptureKind.WORKLOAD, CaptureFixture.genesis(1), true, 0, ""))
        {
            assertThatThrownBy(() -> write(file, 1, 1, true)).hasMessageContaining("somebody else is writing");
            writer.finish(0, null);
        }
        assertThat(read(file).fault()).isNull();
    }

    @Test
    void shouldRefuseToWriteWhatNoReaderTakes()
    {
        try (CaptureWriter writer = CaptureWriter.create(
            folder.resolve("a.tcap"), CaptureKind.WORKLOAD, CaptureFixture.genesis(1), true, 0, ""))
        {
            writer.tick(5, 1);
            assertThatThrownBy(() -> writer.tick(7, 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> writer.gap(-1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldCarryTheSchemaOfThisBuild()
    {
        final Path file = folder.resolve("a.tcap");
        try (CaptureWriter writer = CaptureWriter.create(
            file, CaptureKind.WORKLOAD, CaptureFixture.genesis(1), true, 0, ""))
        {
            writer.finish(0, null);
        }
        try (CaptureReader reader = CaptureReader.open(file))
        {
            assertThat(new String(reader.schemaIr(), java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains("CaptureTransaction").contains("io.timecoin.wire");
            assertThat(reader.verify().transactions()).isZero();
        }
    }

    @Test
    void shouldReadWithoutAllocation()
    {
        final Path file = folder.resolve("a.tcap");
        final UnsafeBuffer bytes = new UnsafeBuffer(new byte[220]);
        final int count = 50_000;
        try (CaptureWriter writer = CaptureWriter.create(
            file, CaptureKind.WORKLOAD, CaptureFixture.genesis(1), true, 0, ""))
        {
            for (int i = 0; i < count; i++)
            {
                writer.transaction(i, i, new TransactionOrigin(), bytes, 0, bytes.capacity());
            }
            writer.finish(0, null);
        }
        final int runs = 1000;
        try (CaptureReader reader = CaptureReader.open(file); CaptureCursor cursor = reader.cursor())
        {
            assertThat(AllocatedBytes.in(runs, cursor::next)).isZero();
            assertThat(cursor.kind()).isEqualTo(RecordKind.TRANSACTION);
        }
    }

    private void requireOrderFault(final byte[] bytes, final int offset)
    {
        final Outcome outcome = read(save(folder, bytes));
        assertThat(outcome.fault().reason()).as("at %d", offset).isEqualTo(Reason.ORDER);
        assertThat(outcome.fault().offset()).isEqualTo(offset);
    }

    private static byte[] join(
        final byte[] first, final int from, final int to, final byte[] second, final int secondFrom, final int secondTo)
    {
        final byte[] joined = Arrays.copyOf(Arrays.copyOfRange(first, from, to), to - from + secondTo - secondFrom);
        System.arraycopy(second, secondFrom, joined, to - from, secondTo - secondFrom);
        return joined;
    }

    /** How much is read from each usable length: always the same, always a prefix, never less from more. */
    private static final class Prefixes
    {
        private final Written written;
        private final java.util.TreeMap<Integer, Integer> readable = new java.util.TreeMap<>();

        Prefixes(final Written written)
        {
            this.written = written;
        }

        void requirePrefix(final Outcome outcome, final int usable, final String what)
        {
            final int outputs = outcome.header() == null ? 0 : outcome.outputs().size();
            assertThat(outcome.outputs()).as(what).isEqualTo(written.outputs().subList(0, outputs));
            final int records = outcome.records().size();
            assertThat(outcome.records()).as(what).isEqualTo(written.records().subList(0, records));
            final int count = outputs + records;
            assertThat(readable.computeIfAbsent(usable, key -> count)).as(what).isEqualTo(count);
            final java.util.Map.Entry<Integer, Integer> less = readable.lowerEntry(usable);
            final java.util.Map.Entry<Integer, Integer> more = readable.higherEntry(usable);
            assertThat(less == null || less.getValue() <= count).as(what).isTrue();
            assertThat(more == null || more.getValue() >= count).as(what).isTrue();
        }

        int distinct()
        {
            return (int)readable.values().stream().distinct().count();
        }
    }
}
