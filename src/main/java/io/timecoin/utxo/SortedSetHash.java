package io.timecoin.utxo;

import io.timecoin.utxo.UtxoStore.UtxoConsumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The hash by which two replays, or a replay and a plan, are compared: SHA-256 over the ASCII text {@code
 * timecoin/utxo-set}, the number of outputs (8 bytes), and for each output, in the order of their outpoints as unsigned
 * bytes, outpoint (34), amount (8), lock type (1), key hash (20) and coinbase height (4). Numbers are little endian.
 * <p>
 * It looks at the whole set, and so has no place in a running pipeline. Sets larger than {@value #OUTPUTS_PER_PASS}
 * outputs are visited several times, one range of outpoints each, so that memory stays at about 150 MB however large
 * the set is: ten millions take seven passes.
 */
public final class SortedSetHash
{
    /** Bytes of the hash. */
    public static final int LENGTH = 32;

    private static final int OUTPUTS_PER_PASS = 1_500_000;
    private static final byte[] DOMAIN = "timecoin/utxo-set".getBytes(StandardCharsets.US_ASCII);
    private static final int RECORD = UtxoRecord.LENGTH;
    private static final int PREFIXES = 1 << 16;
    /** Records of one pass that an index has room for beside the outpoint's first bits. */
    private static final int INDEX_BITS = 24;
    private static final int MIN_RECORDS = 1024;

    private final MessageDigest digest = sha256();
    private final UnsafeBuffer records = new UnsafeBuffer(new byte[0]);
    private byte[] bytes = new byte[0];
    private long[] keys = new long[0];
    private int count;
    private long total;
    private int firstPrefix;
    private int endPrefix;

    private SortedSetHash()
    {
    }

    /**
     * The hash of a set. Nothing may write meanwhile.
     *
     * @param store the set.
     * @return {@link #LENGTH} bytes.
     */
    public static byte[] of(final UtxoStore store)
    {
        return of(store.size(), store::forEach);
    }

    /**
     * The hash of any collection of outputs.
     *
     * @param size    number of outputs.
     * @param outputs visits each output once, in any order; called several times for large sets.
     * @return {@link #LENGTH} bytes.
     */
    public static byte[] of(final long size, final Consumer<UtxoConsumer> outputs)
    {
        return new SortedSetHash().hash(size, outputs);
    }

    private byte[] hash(final long size, final Consumer<UtxoConsumer> outputs)
    {
        digest.update(DOMAIN);
        digest.update(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(0, size));
        final int passes = (int)Math.min(PREFIXES, size / OUTPUTS_PER_PASS + 1);
        for (int pass = 0; pass < passes; pass++)
        {
            firstPrefix = (int)((long)PREFIXES * pass / passes);
            endPrefix = (int)((long)PREFIXES * (pass + 1) / passes);
            count = 0;
            outputs.accept(this::take);
            sort();
            for (int i = 0; i < count; i++)
            {
                digest.update(bytes, index(keys[i]) * RECORD, RECORD);
            }
            total += count;
        }
        if (total != size)
        {
            throw new IllegalArgumentException("a set of " + size + " outputs showed " + total);
        }
        return digest.digest();
    }

    private void take(final DirectBuffer outpoint, final int offset, final UtxoEntry entry)
    {
        final long head = outpoint.getLong(offset, ByteOrder.BIG_ENDIAN);
        final int prefix = (int)(head >>> 48);
        if (prefix < firstPrefix || prefix >= endPrefix)
        {
            return;
        }
        if (count == keys.length)
        {
            grow();
        }
        records.putBytes(count * RECORD, outpoint, offset, UtxoView.OUTPOINT_LENGTH);
        UtxoRecord.putValue(records, count * RECORD + UtxoView.OUTPOINT_LENGTH, entry);
        // The sign bit turned, so that the order of signed numbers is that of unsigned bytes.
        keys[count] = (head ^ Long.MIN_VALUE) & -1L << INDEX_BITS | count;
        count++;
    }

    private void grow()
    {
        final int size = Math.max(MIN_RECORDS, 2 * count);
        if (size > 1 << INDEX_BITS)
        {
            throw new IllegalStateException("more than " + count + " outpoints begin alike, as no hashes do");
        }
        bytes = Arrays.copyOf(bytes, size * RECORD);
        keys = Arrays.copyOf(keys, size);
        records.wrap(bytes);
    }

    /** Sorts by the outpoint's first 40 bits, then those that begin alike, such as one transaction's, by all bytes. */
    private void sort()
    {
        Arrays.parallelSort(keys, 0, count);
        for (int i = 1; i < count; i++)
        {
            final long key = keys[i];
            int place = i;
            while (place > 0 && keys[place - 1] >> INDEX_BITS == key >> INDEX_BITS && isBefore(key, keys[place - 1]))
            {
                keys[place] = keys[place - 1];
                place--;
            }
            keys[place] = key;
        }
    }

    private boolean isBefore(final long left, final long right)
    {
        final int leftStart = index(left) * RECORD;
        final int rightStart = index(right) * RECORD;
        return Arrays.compareUnsigned(bytes, leftStart, leftStart + UtxoView.OUTPOINT_LENGTH,
            bytes, rightStart, rightStart + UtxoView.OUTPOINT_LENGTH) < 0;
    }

    private static int index(final long key)
    {
        return (int)key & (1 << INDEX_BITS) - 1;
    }

    private static MessageDigest sha256()
    {
        try
        {
            return MessageDigest.getInstance("SHA-256");
        }
        catch (final NoSuchAlgorithmException ex)
        {
            throw new IllegalStateException("every Java platform has SHA-256", ex);
        }
    }
}
