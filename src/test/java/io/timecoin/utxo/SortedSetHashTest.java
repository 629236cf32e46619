package io.timecoin.utxo;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SortedSetHashTest
{
    private static final long SEED = 20_261_123;

    @Test
    void shouldHashTheCountAndEachOutputInTheOrderOfOutpoints() throws Exception
    {
        final Random random = new Random(SEED);
        final Map<byte[], byte[]> model = new TreeMap<>((left, right) -> java.util.Arrays.compareUnsigned(left, right));
        final InMemoryUtxoStore store = new InMemoryUtxoStore(5_000);
        for (int transaction = 0; transaction < 300; transaction++)
        {
            final byte[] txid = new byte[32];
            random.nextBytes(txid);
            // Whole groups that begin alike, also in the sign bit's neighbourhood.
            if (transaction % 3 == 0)
            {
                java.util.Arrays.fill(txid, 0, 9, (byte)(transaction % 2 == 0 ? 0x7f : 0x80));
            }
            for (int index = 0; index < 1 + random.nextInt(12); index++)
            {
                put(store, model, txid, index * 37, random);
            }
        }
        final ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.write("timecoin/utxo-set".getBytes(StandardCharsets.US_ASCII));
        expected.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(model.size()).array());
        for (final Map.Entry<byte[], byte[]> each : model.entrySet())
        {
            expected.write(each.getKey());
            expected.write(each.getValue());
        }

        assertThat(SortedSetHash.of(store))
            .isEqualTo(MessageDigest.getInstance("SHA-256").digest(expected.toByteArray()));
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 1, 2_500_000 })
    void shouldNotDependOnTheOrderOfVisitsWhateverTheSize(final int size)
    {
        final byte[] upwards = SortedSetHash.of(size, consumer -> visit(size, 1, consumer));
        final byte[] scattered = SortedSetHash.of(size, consumer -> visit(size, 7_919, consumer));

        assertThat(scattered).hasSize(SortedSetHash.LENGTH).isEqualTo(upwards);
    }

    @Test
    void shouldRefuseASetThatChangesWhileItIsLookedAt()
    {
        assertThatThrownBy(() -> SortedSetHash.of(3, consumer -> visit(2, 1, consumer)))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("showed 2");
    }

    private static void put(
        final UtxoStore store, final Map<byte[], byte[]> model, final byte[] txid, final int index, final Random random)
    {
        final UtxoEntry entry = new UtxoEntry();
        entry.amount = random.nextLong() >>> 1;
        entry.lockType = random.nextInt(256);
        entry.coinbaseHeight = random.nextInt();
        random.nextBytes(entry.keyHash);
        final ByteBuffer outpoint = ByteBuffer.allocate(34).order(ByteOrder.LITTLE_ENDIAN);
        outpoint.put(txid).putShort((short)index);
        final ByteBuffer value = ByteBuffer.allocate(33).order(ByteOrder.LITTLE_ENDIAN);
        value.putLong(entry.amount).put((byte)entry.lockType).put(entry.keyHash).putInt(entry.coinbaseHeight);
        store.put(new UnsafeBuffer(outpoint.array()), 0, entry);
        model.put(outpoint.array(), value.array());
    }

    private static void visit(final int size, final int stride, final UtxoStore.UtxoConsumer consumer)
    {
        final UnsafeBuffer outpoint = new UnsafeBuffer(new byte[UtxoView.OUTPOINT_LENGTH]);
        final UtxoEntry entry = new UtxoEntry();
        for (int i = 0; i < size; i++)
        {
            final long number = (long)i * stride % Math.max(1, size);
            outpoint.putLong(0, number * 0x9E37_79B9_7F4A_7C15L);
            outpoint.putLong(8, number);
            entry.amount = number;
            consumer.accept(outpoint, 0, entry);
        }
    }
}
