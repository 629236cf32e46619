package io.timecoin.utxo;

import io.timecoin.InvariantViolation;
import io.timecoin.crypto.SaltedHash;
import io.timecoin.utxo.UtxoStore.UtxoConsumer;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;

/**
 * Outputs that came in lately and are not in the map yet: a log of records off the heap, oldest first, and an index
 * over it. One thread writes; readers on other threads take no lock and never wait.
 *
 * <p>A record never changes while the index names it: an output that leaves is struck from the index, and its record
 * stays as it is until {@link #free} has let the log's end pass it and the log's head comes round. An index entry never
 * moves either. Buckets are cache lines of seven entries and a count of the entries that found them full and went on;
 * removal needs no marks and no shifting, and the search for an outpoint that is not here ends, nearly always, in one
 * line.
 *
 * <p>Why a reader is right, whatever the writer does meanwhile:
 * <ul>
 * <li>It finds every output that is here from the beginning to the end of its search: entries do not move, and the
 * counts that lead from an entry's home to its place are above 0 before the entry is written and until after it is
 * struck out.</li>
 * <li>An entry is written (release) after its record, and read (acquire) before it: the record is seen whole. The
 * record may be written again behind the reader's back once the entry is struck out. Then its version, odd while it is
 * being written and new afterwards, differs before and after the reader's copy, or it names another outpoint. The
 * entry was struck out by then, so the search goes on as if it had not been there: no retry, and no wait.</li>
 * <li>What left between may have gone to the map. The writer puts it there first; the reader sees the entry gone
 * (acquire), and so, asking the map afterwards, finds it there. See {@link WriteBackUtxoStore}.</li>
 * </ul>
 */
final class RecentOutputs
{
    /** Memory that an output takes, the index included. */
    static final int BYTES_PER_OUTPUT = 96;
    /** Most outputs that fit into one buffer. */
    static final int MAX_CAPACITY = 20_000_000;
    static final int NONE = -1;

    private static final int RECORD_LENGTH = 80;
    private static final int OUTPOINT_OFFSET = 8;
    private static final int VALUE_OFFSET = OUTPOINT_OFFSET + UtxoView.OUTPOINT_LENGTH;
    private static final int HASH_OFFSET = 76;

    private static final int BUCKET_LENGTH = 64;
    private static final int ENTRIES_PER_BUCKET = 7;
    /** Of seven entries, so that few buckets overflow. */
    private static final int OUTPUTS_PER_BUCKET = 4;
    private static final long VACANT = 0;

    private final int capacity;
    private final int buckets;
    private final SaltedHash hash;
    private final UnsafeBuffer records;
    private final UnsafeBuffer index;
    /** One bit a record, the writer's own: whether the index names it. */
    private final long[] live;

    private long versions;
    private int oldest;
    private int used;
    private int size;

    /**
     * Without outputs.
     *
     * @param capacity most outputs, at most {@link #MAX_CAPACITY}.
     * @param hash     keyed, so that nobody outside can fill a bucket.
     */
    RecentOutputs(final int capacity, final SaltedHash hash)
    {
        if (capacity < 1 || capacity > MAX_CAPACITY)
        {
            throw new IllegalArgumentException("capacity must be 1 to " + MAX_CAPACITY + ": " + capacity);
        }
        this.capacity = capacity;
        this.hash = hash;
        buckets = (capacity + OUTPUTS_PER_BUCKET - 1) / OUTPUTS_PER_BUCKET;
        records = aligned(capacity * RECORD_LENGTH);
        index = aligned(buckets * BUCKET_LENGTH);
        live = new long[(capacity + Long.SIZE - 1) / Long.SIZE];
    }

    int capacity()
    {
        return capacity;
    }

    /** Outputs that are here. */
    int size()
    {
        return size;
    }

    /** Records of the log, of outputs that are here and that were. */
    int used()
    {
        return used;
    }

    /** Outputs that may come in before the log's end must move on. */
    int room()
    {
        return capacity - used;
    }

    /** Any thread may ask. */
    boolean get(final DirectBuffer outpoint, final int offset, final UtxoEntry into)
    {
        final long hashed = hash.ofOutpoint(outpoint, offset);
        int bucket = home(hashed);
        for (int passed = 0; passed < buckets; passed++)
        {
            final int line = bucket * BUCKET_LENGTH;
            for (int i = 1; i <= ENTRIES_PER_BUCKET; i++)
            {
                final long entry = index.getLongVolatile(line + i * Long.BYTES);
                if (entry != VACANT && tag(entry) == (int)hashed && read(record(entry), outpoint, offset, into))
                {
                    return true;
                }
            }
            if (index.getLongVolatile(line) == 0)
            {
                return false;
            }
            bucket = following(bucket);
        }
        return false;
    }

    /** Any thread may ask: reads a part of the line in which a search begins. */
    long touch(final DirectBuffer outpoint, final int offset)
    {
        return index.getLong(home(hash.ofOutpoint(outpoint, offset)) * BUCKET_LENGTH);
    }

    /** The writer's: whether an output is here. */
    boolean contains(final DirectBuffer outpoint, final int offset)
    {
        return find(hash.ofOutpoint(outpoint, offset), outpoint, offset) != NONE;
    }

    /** The writer's: takes an output in that is not here. There must be room. */
    void add(final DirectBuffer outpoint, final int offset, final UtxoEntry output)
    {
        if (used == capacity)
        {
            throw new InvariantViolation("no room for an output in memory", capacity);
        }
        final int record = recordAt(used);
        final long hashed = hash.ofOutpoint(outpoint, offset);
        write(record, (int)(hashed >>> Integer.SIZE), outpoint, offset, output);
        used++;
        size++;
        live[record >> 6] |= 1L << record;

        int bucket = home(hashed);
        int at = vacancy(bucket);
        while (at == NONE)
        {
            // Before the entry itself is seen, so that whoever sees it could have come here.
            changeOverflow(bucket, 1);
            bucket = following(bucket);
            at = vacancy(bucket);
        }
        index.putLongOrdered(at, (long)(int)hashed << Integer.SIZE | record + 1);
    }

    /** The writer's: strikes an output out. False if it was not here. */
    boolean remove(final DirectBuffer outpoint, final int offset)
    {
        final long hashed = hash.ofOutpoint(outpoint, offset);
        final int at = find(hashed, outpoint, offset);
        if (at == NONE)
        {
            return false;
        }
        strike(at, home(hashed), record(index.getLong(at)));
        return true;
    }

    /** The writer's: reads an output and strikes it out. False if it was not here. */
    boolean take(final DirectBuffer outpoint, final int offset, final UtxoEntry into)
    {
        final long hashed = hash.ofOutpoint(outpoint, offset);
        final int at = find(hashed, outpoint, offset);
        if (at == NONE)
        {
            return false;
        }
        final int record = record(index.getLong(at));
        value(record, into);
        strike(at, home(hashed), record);
        return true;
    }

    /** The record of the log's oldest output but some, gone or not. */
    int recordAt(final int age)
    {
        final long record = (long)oldest + age;
        return (int)(record >= capacity ? record - capacity : record);
    }

    boolean isLive(final int record)
    {
        return (live[record >> 6] & 1L << record) != 0;
    }

    /** Buffer that holds the outpoints of records. */
    DirectBuffer outpoints()
    {
        return records;
    }

    int outpointOffset(final int record)
    {
        return record * RECORD_LENGTH + OUTPOINT_OFFSET;
    }

    void value(final int record, final UtxoEntry into)
    {
        UtxoRecord.getValue(records, record * RECORD_LENGTH + VALUE_OFFSET, into);
    }

    /** The writer's: strikes out the output of a record that is live. */
    void removeRecord(final int record)
    {
        final int home = home((long)records.getInt(record * RECORD_LENGTH + HASH_OFFSET) << Integer.SIZE);
        int bucket = home;
        for (int passed = 0; passed < buckets; passed++)
        {
            final int line = bucket * BUCKET_LENGTH;
            for (int i = 1; i <= ENTRIES_PER_BUCKET; i++)
            {
                final int at = line + i * Long.BYTES;
                final long entry = index.getLong(at);
                if (entry != VACANT && record(entry) == record)
                {
                    strike(at, home, record);
                    return;
                }
            }
            bucket = following(bucket);
        }
        throw new InvariantViolation("an output in memory is not in its index", record);
    }

    /** The writer's: lets the log's end pass records, none of which may be live. */
    void free(final int count)
    {
        oldest = recordAt(count);
        used -= count;
    }

    void forEach(final UtxoConsumer consumer)
    {
        final UtxoEntry output = new UtxoEntry();
        for (int age = 0; age < used; age++)
        {
            final int record = recordAt(age);
            if (isLive(record))
            {
                value(record, output);
                consumer.accept(records, outpointOffset(record), output);
            }
        }
    }

    /**
     * Visits, on any thread, each output that is here from the beginning to the end, and perhaps others that were here
     * for a while. One that is struck out in the midst of being read is left out: it has gone to the map, or is spent.
     */
    void scan(final UtxoConsumer consumer, final BooleanSupplier goesOn)
    {
        final UtxoEntry output = new UtxoEntry();
        final UnsafeBuffer outpoint = new UnsafeBuffer(new byte[UtxoView.OUTPOINT_LENGTH]);
        for (int bucket = 0; bucket < buckets && goesOn.getAsBoolean(); bucket++)
        {
            for (int i = 1; i <= ENTRIES_PER_BUCKET; i++)
            {
                final long entry = index.getLongVolatile(bucket * BUCKET_LENGTH + i * Long.BYTES);
                if (entry != VACANT && read(record(entry), outpoint, output))
                {
                    consumer.accept(outpoint, 0, output);
                }
            }
        }
    }

    private boolean read(final int record, final UnsafeBuffer outpoint, final UtxoEntry into)
    {
        final int at = record * RECORD_LENGTH;
        final long version = records.getLongVolatile(at);
        outpoint.putBytes(0, records, at + OUTPOINT_OFFSET, UtxoView.OUTPOINT_LENGTH);
        UtxoRecord.getValue(records, at + VALUE_OFFSET, into);
        VarHandle.acquireFence();
        return (version & 1) == 0 && records.getLong(at) == version;
    }

    private boolean read(final int record, final DirectBuffer outpoint, final int offset, final UtxoEntry into)
    {
        final int at = record * RECORD_LENGTH;
        final long version = records.getLongVolatile(at);
        if (!isSame(record, outpoint, offset))
        {
            return false;
        }
        UtxoRecord.getValue(records, at + VALUE_OFFSET, into);
        VarHandle.acquireFence();
        return (version & 1) == 0 && records.getLong(at) == version;
    }

    private void write(
        final int record, final int hashed, final DirectBuffer outpoint, final int offset, final UtxoEntry output)
    {
        final int at = record * RECORD_LENGTH;
        versions += 2;
        records.putLong(at, versions - 1);
        VarHandle.storeStoreFence();
        records.putBytes(at + OUTPOINT_OFFSET, outpoint, offset, UtxoView.OUTPOINT_LENGTH);
        UtxoRecord.putValue(records, at + VALUE_OFFSET, output);
        records.putInt(at + HASH_OFFSET, hashed);
        records.putLongOrdered(at, versions);
    }

    private int find(final long hashed, final DirectBuffer outpoint, final int offset)
    {
        int bucket = home(hashed);
        for (int passed = 0; passed < buckets; passed++)
        {
            final int line = bucket * BUCKET_LENGTH;
            for (int i = 1; i <= ENTRIES_PER_BUCKET; i++)
            {
                final long entry = index.getLong(line + i * Long.BYTES);
                if (entry != VACANT && tag(entry) == (int)hashed && isSame(record(entry), outpoint, offset))
                {
                    return line + i * Long.BYTES;
                }
            }
            if (index.getLong(line) == 0)
            {
                return NONE;
            }
            bucket = following(bucket);
        }
        return NONE;
    }

    private int vacancy(final int bucket)
    {
        final int line = bucket * BUCKET_LENGTH;
        for (int i = 1; i <= ENTRIES_PER_BUCKET; i++)
        {
            if (index.getLong(line + i * Long.BYTES) == VACANT)
            {
                return line + i * Long.BYTES;
            }
        }
        return NONE;
    }

    private void strike(final int at, final int home, final int record)
    {
        index.putLongOrdered(at, VACANT);
        for (int bucket = home; bucket != at / BUCKET_LENGTH; bucket = following(bucket))
        {
            changeOverflow(bucket, -1);
        }
        live[record >> 6] &= ~(1L << record);
        size--;
    }

    private void changeOverflow(final int bucket, final int change)
    {
        final int at = bucket * BUCKET_LENGTH;
        index.putLongOrdered(at, index.getLong(at) + change);
    }

    private boolean isSame(final int record, final DirectBuffer outpoint, final int offset)
    {
        final int at = outpointOffset(record);
        for (int i = 0; i < UtxoRecord.TXID_LENGTH; i += Long.BYTES)
        {
            if (records.getLong(at + i) != outpoint.getLong(offset + i))
            {
                return false;
            }
        }
        return records.getShort(at + UtxoRecord.TXID_LENGTH) == outpoint.getShort(offset + UtxoRecord.TXID_LENGTH);
    }

    private int home(final long hashed)
    {
        return (int)((hashed >>> Integer.SIZE) * buckets >>> Integer.SIZE);
    }

    private int following(final int bucket)
    {
        return bucket + 1 == buckets ? 0 : bucket + 1;
    }

    private static int tag(final long entry)
    {
        return (int)(entry >>> Integer.SIZE);
    }

    private static int record(final long entry)
    {
        return (int)entry - 1;
    }

    private static UnsafeBuffer aligned(final int length)
    {
        return new UnsafeBuffer(BufferUtil.allocateDirectAligned(length, BUCKET_LENGTH), 0, length);
    }
}
