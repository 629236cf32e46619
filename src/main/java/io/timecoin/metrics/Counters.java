package io.timecoin.metrics;

import io.timecoin.transaction.Verdict;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * All counters of one node, in Agrona's layout behind a small header: in a mapped file other processes read them while
 * the node runs ({@link CountersView}). Each counter has one writing thread unless it says otherwise; nothing here
 * waits.
 */
public final class Counters
{
    static final long MAGIC = 0x3153_5245_544e_4f43L;
    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = 8;
    static final int COUNT_OFFSET = 12;
    static final int HEADER_LENGTH = 128;
    static final int VERSION = 1;
    static final String FAULT_PREFIX = "ingress_fault_";
    static final String HASH_VERSION_LABEL = "state_hash_version";
    static final String HASH_WORD_PREFIX = "state_hash_word_";
    static final int HASH_WORDS = 4;

    private final AtomicBuffer values;
    private final int[] verdictOffsets = new int[Verdict.values().length];
    private final int[] checkOffsets = new int[Check.values().length];
    private final int hashVersionOffset;
    private final Map<String, AgentCounters> agents = new LinkedHashMap<>();
    private final int[] ringOffsets;
    private final int[] faultOffsets;

    /**
     * Formats a buffer with all counters at 0, so that no check is fulfilled.
     *
     * @param buffer of {@link #requiredLength} bytes at least; what it held is overwritten.
     * @param names  of what is counted one by one.
     */
    public Counters(final AtomicBuffer buffer, final CounterNames names)
    {
        final int count = count(names);
        buffer.setMemory(0, buffer.capacity(), (byte)0);
        values = valuesOf(buffer, count);
        final CountersManager manager = new CountersManager(metadataOf(buffer, count), values);

        // Ids are given out in order, so that these are the enum's ordinals.
        for (final Counter counter : Counter.values())
        {
            manager.allocate(counter.label());
        }
        for (final Verdict verdict : Verdict.values())
        {
            verdictOffsets[verdict.ordinal()] = valueOffset(manager.allocate(verdictLabel(verdict)));
        }
        for (final Check check : Check.values())
        {
            checkOffsets[check.ordinal()] = valueOffset(manager.allocate(currentLabel(check)));
            set(manager.allocate(requiredLabel(check)), 1);
        }
        hashVersionOffset = valueOffset(manager.allocate(HASH_VERSION_LABEL));
        for (int i = 0; i < HASH_WORDS; i++)
        {
            manager.allocate(HASH_WORD_PREFIX + i);
        }
        names.agents().forEach(name -> agents.put(name, allocateAgent(manager, name)));
        ringOffsets = names.rings().stream()
            .mapToInt(ring -> valueOffset(manager.allocate(ringLabel(ring))))
            .toArray();
        faultOffsets = names.faults().stream()
            .mapToInt(fault -> valueOffset(manager.allocate(faultLabel(fault))))
            .toArray();

        buffer.putInt(VERSION_OFFSET, VERSION);
        buffer.putInt(COUNT_OFFSET, count);
        buffer.putLongRelease(MAGIC_OFFSET, MAGIC);
    }

    /**
     * Counters in memory of their own, for simulations and tests.
     *
     * @param names of what is counted one by one.
     * @return all at 0.
     */
    public static Counters inMemory(final CounterNames names)
    {
        return new Counters(new UnsafeBuffer(ByteBuffer.allocateDirect(requiredLength(names))), names);
    }

    /**
     * Size of the file or buffer.
     *
     * @param names of what is counted one by one.
     * @return bytes.
     */
    public static int requiredLength(final CounterNames names)
    {
        return HEADER_LENGTH + count(names) * (CountersReader.METADATA_LENGTH + CountersReader.COUNTER_LENGTH);
    }

    /**
     * Adds to a counter. Its one writer only.
     *
     * @param counter which.
     * @param delta   how much.
     */
    public void add(final Counter counter, final long delta)
    {
        final int offset = valueOffset(counter.ordinal());
        values.putLongRelease(offset, values.getLong(offset) + delta);
    }

    /**
     * Adds to a counter that several threads write.
     *
     * @param counter which.
     * @param delta   how much.
     */
    public void addShared(final Counter counter, final long delta)
    {
        values.getAndAddLong(valueOffset(counter.ordinal()), delta);
    }

    /**
     * Sets a counter. Its one writer only.
     *
     * @param counter which.
     * @param value   its new value.
     */
    public void set(final Counter counter, final long value)
    {
        values.putLongRelease(valueOffset(counter.ordinal()), value);
    }

    /**
     * The value of a counter, from any thread.
     *
     * @param counter which.
     * @return its value.
     */
    public long get(final Counter counter)
    {
        return values.getLongVolatile(valueOffset(counter.ordinal()));
    }

    /**
     * Publishes how often a verdict was given. Validation only.
     *
     * @param verdict what became of transactions.
     * @param count   how many.
     */
    public void verdicts(final Verdict verdict, final long count)
    {
        values.putLongRelease(verdictOffsets[verdict.ordinal()], count);
    }

    /**
     * How often a verdict was given, from any thread.
     *
     * @param verdict which.
     * @return its count.
     */
    public long get(final Verdict verdict)
    {
        return values.getLongVolatile(verdictOffsets[verdict.ordinal()]);
    }

    /**
     * Publishes the state of a check.
     *
     * @param check    which.
     * @param current  its value.
     * @param required the value from which it is fulfilled.
     */
    public void check(final Check check, final long current, final long required)
    {
        final int offset = checkOffsets[check.ordinal()];
        values.putLongRelease(offset + valueOffset(1), required);
        values.putLongRelease(offset, current);
    }

    /**
     * Publishes the hash of the unspent set, whole or not at all. One writer only.
     *
     * @param hash   buffer with 32 bytes.
     * @param offset of the first.
     */
    public void stateHash(final DirectBuffer hash, final int offset)
    {
        // Odd while the words change: a reader that meets an odd version, or two different ones, tries again.
        final long version = values.getLong(hashVersionOffset);
        values.putLongVolatile(hashVersionOffset, version + 1);
        for (int i = 0; i < HASH_WORDS; i++)
        {
            values.putLongVolatile(
                hashVersionOffset + valueOffset(1 + i), hash.getLong(offset + Long.BYTES * i, ByteOrder.LITTLE_ENDIAN));
        }
        values.putLongVolatile(hashVersionOffset, version + 2);
    }

    /**
     * Publishes how many slots of a ring are free.
     *
     * @param ring      index in the list of names.
     * @param remaining number of free slots.
     */
    public void ringRemaining(final int ring, final long remaining)
    {
        values.putLongRelease(ringOffsets[ring], remaining);
    }

    /**
     * Publishes how many frames had a fault. Ingress only.
     *
     * @param fault index in the list of names.
     * @param count how many.
     */
    public void faults(final int fault, final long count)
    {
        values.putLongRelease(faultOffsets[fault], count);
    }

    /**
     * The counters of one agent.
     *
     * @param name one of the names that the constructor got.
     * @return written by that agent only.
     */
    public AgentCounters agent(final String name)
    {
        final AgentCounters counters = agents.get(name);
        if (counters == null)
        {
            throw new IllegalArgumentException("no counters for an agent named " + name);
        }
        return counters;
    }

    static String verdictLabel(final Verdict verdict)
    {
        return "verdict_" + verdict.reason();
    }

    static String currentLabel(final Check check)
    {
        return "check_" + check.label() + "_current";
    }

    static String requiredLabel(final Check check)
    {
        return "check_" + check.label() + "_required";
    }

    static String agentLabel(final String agentName, final AgentCounters.Kind kind)
    {
        return agentName.replace('-', '_') + "_" + kind.name().toLowerCase(Locale.ROOT);
    }

    static String ringLabel(final String ring)
    {
        return "ring_" + ring + "_remaining";
    }

    static String faultLabel(final String fault)
    {
        return FAULT_PREFIX + fault;
    }

    static int valueOffset(final int id)
    {
        return id * CountersReader.COUNTER_LENGTH;
    }

    static AtomicBuffer metadataOf(final DirectBuffer buffer, final int count)
    {
        return new UnsafeBuffer(buffer, HEADER_LENGTH, count * CountersReader.METADATA_LENGTH);
    }

    static AtomicBuffer valuesOf(final DirectBuffer buffer, final int count)
    {
        return new UnsafeBuffer(
            buffer, HEADER_LENGTH + count * CountersReader.METADATA_LENGTH, count * CountersReader.COUNTER_LENGTH);
    }

    private AgentCounters allocateAgent(final CountersManager manager, final String name)
    {
        int firstId = CountersReader.NULL_COUNTER_ID;
        for (final AgentCounters.Kind kind : AgentCounters.Kind.values())
        {
            final int id = manager.allocate(agentLabel(name, kind));
            firstId = firstId == CountersReader.NULL_COUNTER_ID ? id : firstId;
        }
        return new AgentCounters(values, valueOffset(firstId));
    }

    private void set(final int id, final long value)
    {
        values.putLong(valueOffset(id), value);
    }

    private static int count(final CounterNames names)
    {
        return Counter.values().length + Verdict.values().length + 2 * Check.values().length + 1 + HASH_WORDS +
            names.agents().size() * AgentCounters.Kind.values().length + names.rings().size() + names.faults().size();
    }
}
