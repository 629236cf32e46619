package io.timecoin.utxo;

import io.timecoin.transaction.TransactionView;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.TransactionEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * What the tests of the set share: its two forms, and transactions that need no signature because none is looked at.
 */
final class UtxoFixture
{
    static final byte[] CHAIN_ID = filled(32, 7);

    /** The forms of the set. */
    enum Form
    {
        IN_MEMORY
        {
            @Override
            UtxoStore create(final Path folder, final int capacity)
            {
                return new InMemoryUtxoStore(capacity);
            }

            @Override
            UtxoStore reopen(final UtxoStore store, final Path folder)
            {
                return store;
            }
        },
        CHRONICLE
        {
            @Override
            UtxoStore create(final Path folder, final int capacity)
            {
                return ChronicleUtxoStore.create(folder, CHAIN_ID, capacity);
            }

            @Override
            UtxoStore reopen(final UtxoStore store, final Path folder)
            {
                store.close();
                return ChronicleUtxoStore.open(folder, CHAIN_ID, store.capacity());
            }
        },
        WRITE_BACK
        {
            @Override
            UtxoStore create(final Path folder, final int capacity)
            {
                return writeBack(ChronicleUtxoStore.create(folder, CHAIN_ID, capacity), 24);
            }

            @Override
            UtxoStore reopen(final UtxoStore store, final Path folder)
            {
                store.close();
                return writeBack(ChronicleUtxoStore.open(folder, CHAIN_ID, store.capacity()), 24);
            }
        };

        abstract UtxoStore create(Path folder, int capacity);

        abstract UtxoStore reopen(UtxoStore store, Path folder);
    }

    /** An outpoint or an output as a value, for models. */
    record Bytes(ByteBuffer bytes) implements Comparable<Bytes>
    {
        static Bytes of(final DirectBuffer buffer, final int offset, final int length)
        {
            final byte[] copy = new byte[length];
            buffer.getBytes(offset, copy);
            return new Bytes(ByteBuffer.wrap(copy));
        }

        @Override
        public int compareTo(final Bytes other)
        {
            return bytes.compareTo(other.bytes);
        }

        DirectBuffer buffer()
        {
            return new UnsafeBuffer(bytes.array());
        }
    }

    private UtxoFixture()
    {
    }

    /** A set that keeps its latest outputs in memory, so many at most. */
    static UtxoStore writeBack(final ChronicleUtxoStore map, final int outputs)
    {
        return WriteBackUtxoStore.over(map, (long)outputs * RecentOutputs.BYTES_PER_OUTPUT);
    }

    static byte[] filled(final int length, final int value)
    {
        final byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte)value);
        return bytes;
    }

    static UnsafeBuffer outpoint(final long number, final int index)
    {
        final UnsafeBuffer outpoint = new UnsafeBuffer(new byte[UtxoView.OUTPOINT_LENGTH]);
        setOutpoint(outpoint, number, index);
        return outpoint;
    }

    /** A txid that looks like a hash of a number. */
    static void setOutpoint(final UnsafeBuffer outpoint, final long number, final int index)
    {
        for (int i = 0; i < 4; i++)
        {
            final long mixed = (number + i * 0x632BE59BD9B4E019L) * 0x9E3779B97F4A7C15L;
            outpoint.putLong(i * Long.BYTES, mixed ^ (mixed >>> 29));
        }
        outpoint.putShort(32, (short)index, ByteOrder.LITTLE_ENDIAN);
    }

    static UtxoEntry entry(final long amount)
    {
        final UtxoEntry entry = new UtxoEntry();
        entry.amount = amount;
        entry.lockType = (int)(amount & 0xFF);
        entry.coinbaseHeight = (int)(amount >>> 3);
        Arrays.fill(entry.keyHash, (byte)(amount * 31));
        return entry;
    }

    static Bytes value(final UtxoEntry entry)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[UtxoRecord.VALUE_LENGTH]);
        UtxoRecord.putValue(buffer, 0, entry);
        return Bytes.of(buffer, 0, UtxoRecord.VALUE_LENGTH);
    }

    /** A transaction that spends outpoints and makes outputs of random amounts and key hashes. */
    static TransactionView transaction(
        final DirectBuffer[] outpoints, final int outputCount, final SplittableRandom random)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[256 + outpoints.length * 35 + outputCount * 29]);
        final TransactionEncoder encoder = new TransactionEncoder()
            .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .formatVersion(1)
            .chainPrefix(0)
            .lockHeight(0);
        final TransactionEncoder.InputsEncoder inputs = encoder.inputsCount(outpoints.length);
        for (final DirectBuffer outpoint : outpoints)
        {
            inputs.next().putTransactionId(outpoint, 0, 32)
                .outputIndex(outpoint.getShort(32, ByteOrder.LITTLE_ENDIAN) & 0xFFFF)
                .witnessIndex((short)0);
        }
        final TransactionEncoder.OutputsEncoder outputs = encoder.outputsCount(outputCount);
        final byte[] keyHash = new byte[UtxoEntry.KEY_HASH_LENGTH];
        for (int i = 0; i < outputCount; i++)
        {
            random.nextBytes(keyHash);
            outputs.next().amount(random.nextLong(1L << 40)).lockType((short)0).putKeyHash(keyHash, 0, 20);
        }
        encoder.witnessesCount(0);
        final TransactionView view = new TransactionView();
        view.wrap(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength());
        return view;
    }

    static Map<Bytes, Bytes> contents(final UtxoStore store)
    {
        final Map<Bytes, Bytes> contents = new TreeMap<>();
        store.forEach((outpoint, offset, entry) -> contents.put(
            Bytes.of(outpoint, offset, UtxoView.OUTPOINT_LENGTH), value(entry)));
        return contents;
    }

    /** The state hash that a set with these contents must have, however it came to be. */
    static byte[] expectedHash(final Map<Bytes, Bytes> contents)
    {
        final MultisetHash hash = new MultisetHash();
        final UtxoEntry entry = new UtxoEntry();
        contents.forEach(
            (outpoint, value) ->
            {
                UtxoRecord.getValue(value.buffer(), 0, entry);
                hash.add(outpoint.buffer(), 0, entry);
            });
        hash.publish();
        final byte[] value = new byte[UtxoStore.STATE_HASH_LENGTH];
        hash.value(new UnsafeBuffer(value), 0);
        return value;
    }
}
