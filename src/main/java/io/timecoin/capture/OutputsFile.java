package io.timecoin.capture;

import io.timecoin.utxo.UtxoEntry;
import io.timecoin.utxo.UtxoStore.UtxoConsumer;
import io.timecoin.utxo.UtxoView;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * A set of unspent outputs in a file, in no order: rows of outpoint, amount, lock type, height of a coinbase and key
 * hash. Numbers are in the machine's own byte order; the file does not travel.
 */
final class OutputsFile implements AutoCloseable
{
    private static final int AMOUNT_OFFSET = UtxoView.OUTPOINT_LENGTH;
    private static final int LOCK_TYPE_OFFSET = AMOUNT_OFFSET + Long.BYTES;
    private static final int HEIGHT_OFFSET = LOCK_TYPE_OFFSET + Integer.BYTES;
    private static final int KEY_HASH_OFFSET = HEIGHT_OFFSET + Integer.BYTES;
    private static final int ROW_LENGTH = KEY_HASH_OFFSET + UtxoEntry.KEY_HASH_LENGTH;
    private static final int WRITE_BUFFER_LENGTH = 1 << 20;
    private static final int ROWS_PER_WINDOW = 1 << 24;

    private final List<UnsafeBuffer> windows = new ArrayList<>();
    private final List<MappedByteBuffer> mapped = new ArrayList<>();
    private final long rows;

    private OutputsFile(final FileChannel channel) throws IOException
    {
        rows = channel.size() / ROW_LENGTH;
        for (long first = 0; first < rows; first += ROWS_PER_WINDOW)
        {
            final MappedByteBuffer window = channel.map(FileChannel.MapMode.READ_ONLY, first * ROW_LENGTH,
                Math.min(ROWS_PER_WINDOW, rows - first) * ROW_LENGTH);
            mapped.add(window);
            windows.add(new UnsafeBuffer(window));
        }
    }

    /**
     * Writes a set; the file has its name once it is whole.
     *
     * @param file to be.
     * @param set  visits each output once.
     * @return number of outputs.
     */
    static long write(final Path file, final Consumer<UtxoConsumer> set) throws IOException
    {
        final Path aside = file.resolveSibling(file.getFileName() + ".new");
        final long[] count = new long[1];
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(aside), WRITE_BUFFER_LENGTH))
        {
            final byte[] bytes = new byte[ROW_LENGTH];
            final UnsafeBuffer row = new UnsafeBuffer(bytes);
            set.accept((outpoint, offset, entry) ->
            {
                row.putBytes(0, outpoint, offset, UtxoView.OUTPOINT_LENGTH);
                row.putLong(AMOUNT_OFFSET, entry.amount);
                row.putInt(LOCK_TYPE_OFFSET, entry.lockType);
                row.putInt(HEIGHT_OFFSET, entry.coinbaseHeight);
                row.putBytes(KEY_HASH_OFFSET, entry.keyHash);
                count[0]++;
                write(out, bytes);
            });
        }
        catch (final UncheckedIOException ex)
        {
            throw ex.getCause();
        }
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        return count[0];
    }

    /** Opens a file that is whole. */
    static OutputsFile open(final Path file)
    {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ))
        {
            return new OutputsFile(channel);
        }
        catch (final IOException ex)
        {
            throw new CaptureException(CaptureException.Reason.IO, 0,
                "cannot read " + file + ": " + ex.getMessage(), ex);
        }
    }

    /** Visits all rows as they come. */
    void forEach(final UtxoConsumer consumer)
    {
        final UtxoEntry entry = new UtxoEntry();
        for (long row = 0; row < rows; row++)
        {
            visit(row, entry, consumer);
        }
    }

    /** Visits all outputs, sorted by outpoint as bytes, each once; gives their number. */
    long forEachSorted(final UtxoConsumer consumer)
    {
        final UtxoEntry entry = new UtxoEntry();
        long count = 0;
        long last = -1;
        for (final long key : sorted())
        {
            if (last == -1 || last >> 32 != key >> 32 || compare(last, key) != 0)
            {
                visit(key & 0xFFFF_FFFFL, entry, consumer);
                count++;
            }
            last = key;
        }
        return count;
    }

    @Override
    public void close()
    {
        mapped.forEach(BufferUtil::free);
        mapped.clear();
        windows.clear();
    }

    private void visit(final long row, final UtxoEntry entry, final UtxoConsumer consumer)
    {
        final UnsafeBuffer window = window(row);
        final int offset = offset(row);
        entry.amount = window.getLong(offset + AMOUNT_OFFSET);
        entry.lockType = window.getInt(offset + LOCK_TYPE_OFFSET);
        entry.coinbaseHeight = window.getInt(offset + HEIGHT_OFFSET);
        window.getBytes(offset + KEY_HASH_OFFSET, entry.keyHash);
        consumer.accept(window, offset, entry);
    }

    /** The rows' numbers in order, each below the first four bytes of its outpoint. */
    private long[] sorted()
    {
        final long[] keys = new long[Math.toIntExact(rows)];
        for (int row = 0; row < keys.length; row++)
        {
            final int prefix = window(row).getInt(offset(row), ByteOrder.BIG_ENDIAN) ^ Integer.MIN_VALUE;
            keys[row] = (long)prefix << 32 | row;
        }
        Arrays.parallelSort(keys);
        // What has the same first bytes, such as the outputs of one transaction, lies together.
        for (int i = 1; i < keys.length; i++)
        {
            final long key = keys[i];
            int place = i;
            while (place > 0 && keys[place - 1] >> 32 == key >> 32 && compare(keys[place - 1], key) > 0)
            {
                keys[place] = keys[place - 1];
                place--;
            }
            keys[place] = key;
        }
        return keys;
    }

    private int compare(final long key, final long otherKey)
    {
        final long row = key & 0xFFFF_FFFFL;
        final long otherRow = otherKey & 0xFFFF_FFFFL;
        final DirectBuffer buffer = window(row);
        final DirectBuffer other = window(otherRow);
        for (int i = Integer.BYTES; i < UtxoView.OUTPOINT_LENGTH; i++)
        {
            final int difference = Byte.compareUnsigned(
                buffer.getByte(offset(row) + i), other.getByte(offset(otherRow) + i));
            if (difference != 0)
            {
                return difference;
            }
        }
        return 0;
    }

    private UnsafeBuffer window(final long row)
    {
        return windows.get((int)(row / ROWS_PER_WINDOW));
    }

    private static int offset(final long row)
    {
        return (int)(row % ROWS_PER_WINDOW) * ROW_LENGTH;
    }

    private static void write(final OutputStream out, final byte[] bytes)
    {
        try
        {
            out.write(bytes);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
