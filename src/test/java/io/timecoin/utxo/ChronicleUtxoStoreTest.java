package io.timecoin.utxo;

import io.timecoin.utxo.UtxoStoreException.Reason;
import net.openhft.chronicle.algo.hashing.LongHashFunction;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ChronicleUtxoStoreTest
{
    private static final int CAPACITY = 1_000;

    @TempDir
    private Path parent;

    @Test
    void shouldFindAfterReopeningWhatItClosedWith()
    {
        final ChronicleUtxoStore store = create();
        for (int i = 0; i < 100; i++)
        {
            store.put(UtxoFixture.outpoint(i, i), 0, UtxoFixture.entry(i));
        }
        final byte[] hash = store.stateHash();
        store.close();
        store.close();
        try (ChronicleUtxoStore reopened = open())
        {
            assertThat(reopened.size()).isEqualTo(100);
            assertThat(reopened.capacity()).isEqualTo(CAPACITY);
            assertThat(reopened.stateHash()).isEqualTo(hash);
            final UtxoEntry entry = new UtxoEntry();
            assertThat(reopened.get(UtxoFixture.outpoint(42, 42), 0, entry)).isTrue();
            assertThat(entry.amount).isEqualTo(42);
        }
    }

    @Test
    void shouldLeaveNoMarkOfASetForOneRun()
    {
        final ChronicleUtxoStore store = ChronicleUtxoStore.createScratch(folder(), UtxoFixture.CHAIN_ID, CAPACITY);
        final UtxoStore cached = UtxoFixture.writeBack(store, 10);
        for (int i = 0; i < 100; i++)
        {
            cached.put(UtxoFixture.outpoint(i, i), 0, UtxoFixture.entry(i));
        }
        cached.close();
        assertRefused(Reason.UNCLEAN, "not closed");
    }

    @Test
    void shouldKeepItsSecretFromOtherUsers() throws IOException
    {
        create().close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(UtxoFolder.IDENTITY_NAME))))
            .isEqualTo("rw-------");
    }

    @Test
    void shouldRefuseToOpenWhatWasNotClosed()
    {
        final ChronicleUtxoStore store = create();
        assertRefused(Reason.UNCLEAN, "not closed");
        store.close();
        final ChronicleUtxoStore reopened = open();
        assertRefused(Reason.UNCLEAN, "not closed");
        reopened.close();
        open().close();
    }

    @Test
    void shouldRefuseWhatIsNotItsOwn()
    {
        assertRefused(Reason.ABSENT, "no set of unspent outputs");
        assertThat(ChronicleUtxoStore.exists(folder())).isFalse();
        create().close();
        assertThat(ChronicleUtxoStore.exists(folder())).isTrue();
        assertThatThrownBy(this::create).isInstanceOf(UtxoStoreException.class).hasMessageContaining("already");
        assertThatThrownBy(() -> ChronicleUtxoStore.open(folder(), UtxoFixture.filled(32, 8), CAPACITY))
            .isInstanceOfSatisfying(UtxoStoreException.class,
                (ex) -> assertThat(ex.reason()).isEqualTo(Reason.WRONG_CHAIN));
        assertThatThrownBy(() -> ChronicleUtxoStore.open(folder(), UtxoFixture.CHAIN_ID, CAPACITY + 1))
            .isInstanceOfSatisfying(UtxoStoreException.class,
                (ex) -> assertThat(ex.reason()).isEqualTo(Reason.WRONG_CAPACITY))
            .hasMessageContaining("utxo_capacity = " + CAPACITY);
    }

    @ParameterizedTest
    @ValueSource(strings = {UtxoFolder.IDENTITY_NAME, UtxoFolder.CLEAN_CLOSE_NAME})
    void shouldRefuseRecordWithAnyByteChanged(final String name) throws IOException
    {
        create().close();
        final byte[] record = Files.readAllBytes(file(name));
        for (int i = 0; i < record.length; i++)
        {
            final byte[] changed = record.clone();
            changed[i] ^= 0x10;
            Files.write(file(name), changed);
            assertThatThrownBy(this::open).as("byte %d", i).isInstanceOf(UtxoStoreException.class);
            Files.write(file(name), Arrays.copyOf(record, i));
            assertRefused(Reason.CORRUPT, name);
        }
        Files.write(file(name), new byte[1 << 20]);
        assertRefused(Reason.CORRUPT, name);
        Files.write(file(name), record);
        open().close();
    }

    @Test
    void shouldTellAnotherVersionFromDamage() throws IOException
    {
        create().close();
        final byte[] record = Files.readAllBytes(file(UtxoFolder.IDENTITY_NAME));
        new UnsafeBuffer(record).putShort(6, (short)9, ByteOrder.LITTLE_ENDIAN);
        Files.write(file(UtxoFolder.IDENTITY_NAME), record);
        assertRefused(Reason.WRONG_VERSION, "version 9");
    }

    @Test
    void shouldRefuseMapThatIsCutOrForeign() throws IOException
    {
        create().close();
        final byte[] map = Files.readAllBytes(file(UtxoFolder.MAP_NAME));
        Files.write(file(UtxoFolder.MAP_NAME), Arrays.copyOf(map, map.length - 1));
        assertRefused(Reason.CORRUPT, UtxoFolder.MAP_NAME);
        final byte[] changed = map.clone();
        changed[100] ^= 1;
        Files.write(file(UtxoFolder.MAP_NAME), changed);
        assertRefused(Reason.CORRUPT, UtxoFolder.MAP_NAME);
        Files.write(file(UtxoFolder.MAP_NAME), new byte[map.length]);
        assertRefused(Reason.CORRUPT, UtxoFolder.MAP_NAME);
        Files.delete(file(UtxoFolder.MAP_NAME));
        assertRefused(Reason.CORRUPT, UtxoFolder.MAP_NAME);
        Files.write(file(UtxoFolder.MAP_NAME), map);
        open().close();
    }

    @Test
    void shouldSpreadOutpointsThatWereGroundIntoOneSegment()
    {
        final int count = 200_000;
        final int capacity = 400_000;
        final byte[] noSecret = new byte[UtxoView.OUTPOINT_LENGTH];
        final long[] unsalted;
        final UnsafeBuffer[] ground;
        try (ChronicleUtxoStore store = ChronicleUtxoStore.create(
            folder(), new UtxoFolder.Identity(UtxoFixture.CHAIN_ID, capacity, noSecret), false))
        {
            ground = grind(count, store.segmentSizes().length);
            // As many as one segment can take: the rest would break the map.
            for (int i = 0; i < capacity / store.segmentSizes().length; i++)
            {
                store.insert(ground[i], 0, UtxoFixture.entry(i));
            }
            unsalted = store.segmentSizes();
        }
        assertThat(Arrays.stream(unsalted).filter((size) -> size > 0).count()).isEqualTo(1);

        try (ChronicleUtxoStore store = ChronicleUtxoStore.create(
            parent.resolve("salted"), UtxoFixture.CHAIN_ID, capacity))
        {
            for (int i = 0; i < count; i++)
            {
                store.put(ground[i], 0, UtxoFixture.entry(i));
            }
            final long[] sizes = store.segmentSizes();
            final double mean = (double)count / sizes.length;
            // Six standard deviations of a fair spread: one run in ten million would fail by chance.
            assertThat(Arrays.stream(sizes).max().orElseThrow()).isLessThan((long)(mean + 6 * Math.sqrt(mean)));
            assertThat(Arrays.stream(sizes).min().orElseThrow()).isGreaterThan((long)(mean - 6 * Math.sqrt(mean)));
        }
    }

    /** Outpoints that the map's own hash puts into segment 0, found as anyone would who knows the hash. */
    private static UnsafeBuffer[] grind(final int count, final int segments)
    {
        final UnsafeBuffer[] ground = new UnsafeBuffer[count];
        final byte[] candidate = new byte[UtxoView.OUTPOINT_LENGTH];
        final UnsafeBuffer buffer = new UnsafeBuffer(candidate);
        final LongHashFunction hash = LongHashFunction.xx_r39();
        long number = 0;
        for (int i = 0; i < count; i++)
        {
            do
            {
                UtxoFixture.setOutpoint(buffer, number++, 0);
            }
            while ((hash.hashBytes(candidate) & (segments - 1)) != 0);
            ground[i] = new UnsafeBuffer(candidate.clone());
        }
        return ground;
    }

    private ChronicleUtxoStore create()
    {
        return ChronicleUtxoStore.create(folder(), UtxoFixture.CHAIN_ID, CAPACITY);
    }

    private ChronicleUtxoStore open()
    {
        return ChronicleUtxoStore.open(folder(), UtxoFixture.CHAIN_ID, CAPACITY);
    }

    private Path folder()
    {
        return parent.resolve("utxo");
    }

    private Path file(final String name)
    {
        return folder().resolve(name);
    }

    private void assertRefused(final Reason reason, final String message)
    {
        assertThatThrownBy(this::open).isInstanceOfSatisfying(UtxoStoreException.class,
            (ex) -> assertThat(ex.reason()).isEqualTo(reason)).hasMessageContaining(message);
    }
}
