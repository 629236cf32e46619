package io.timecoin.metrics;

import io.timecoin.transaction.Verdict;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersReader;

import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the counters of a node that runs, in this process or, through its mapped file, in another. */
public final class CountersView
{
    /**
     * The state of one check.
     *
     * @param current  its value.
     * @param required the value from which it is fulfilled.
     */
    public record CheckState(long current, long required)
    {
        /**
         * Whether it is fulfilled.
         *
         * @return true if the value is high enough.
         */
        public boolean isFulfilled()
        {
            return current >= required;
        }
    }

    private static final int MAX_HASH_READS = 1_000;

    private final AtomicBuffer values;
    private final Map<String, Integer> offsets = new LinkedHashMap<>();

    /**
     * A view of a buffer that {@link Counters} has formatted.
     *
     * @param buffer the whole buffer or file.
     */
    public CountersView(final DirectBuffer buffer)
    {
        if (!isFormatted(buffer))
        {
            throw new IllegalArgumentException("these are no counters of this version of TimeCoin");
        }
        final int count = buffer.getInt(Counters.COUNT_OFFSET);
        values = Counters.valuesOf(buffer, count);
        new CountersReader(Counters.metadataOf(buffer, count), values)
            .forEach((id, label) -> offsets.put(label, Counters.valueOffset(id)));
    }

    /**
     * Whether a buffer holds counters that this class can read: false also while a node is about to write them.
     *
     * @param buffer the whole buffer or file.
     * @return true if a view can be made.
     */
    public static boolean isFormatted(final DirectBuffer buffer)
    {
        return buffer.capacity() >= Counters.HEADER_LENGTH &&
            new UnsafeBuffer(buffer).getLongVolatile(Counters.MAGIC_OFFSET) == Counters.MAGIC &&
            buffer.getInt(Counters.VERSION_OFFSET) == Counters.VERSION;
    }

    /**
     * The value of a counter.
     *
     * @param counter which.
     * @return its value.
     */
    public long get(final Counter counter)
    {
        return get(counter.label());
    }

    /**
     * The value of any counter.
     *
     * @param label its name.
     * @return its value; a name that is not there is an {@link IllegalArgumentException}.
     */
    public long get(final String label)
    {
        final Integer offset = offsets.get(label);
        if (offset == null)
        {
            throw new IllegalArgumentException("no counter named " + label);
        }
        return values.getLongVolatile(offset);
    }

    /**
     * All counters.
     *
     * @return values by name.
     */
    public SortedMap<String, Long> all()
    {
        final SortedMap<String, Long> all = new TreeMap<>();
        offsets.forEach((label, offset) -> all.put(label, values.getLongVolatile(offset)));
        return all;
    }

    /**
     * How often each verdict was given.
     *
     * @return counts by reason, only those above 0.
     */
    public Map<String, Long> verdicts()
    {
        final Map<String, Long> counts = new LinkedHashMap<>();
        for (final Verdict verdict : Verdict.values())
        {
            final long count = get(Counters.verdictLabel(verdict));
            if (count > 0)
            {
                counts.put(verdict.reason(), count);
            }
        }
        return counts;
    }

    /**
     * The state of all checks.
     *
     * @return in the order of {@link Check}.
     */
    public Map<Check, CheckState> checks()
    {
        final Map<Check, CheckState> states = new EnumMap<>(Check.class);
        for (final Check check : Check.values())
        {
            states.put(check, new CheckState(get(Counters.currentLabel(check)), get(Counters.requiredLabel(check))));
        }
        return states;
    }

    /**
     * Whether the node is ready.
     *
     * @return true if all checks are fulfilled.
     */
    public boolean isReady()
    {
        return checks().values().stream().allMatch(CheckState::isFulfilled);
    }

    /**
     * The hash of the unspent set as last published.
     *
     * @return 32 bytes, all 0 before the first.
     */
    public byte[] stateHash()
    {
        final byte[] hash = new byte[Counters.HASH_WORDS * Long.BYTES];
        final UnsafeBuffer into = new UnsafeBuffer(hash);
        final int versionOffset = offsets.get(Counters.HASH_VERSION_LABEL);
        for (int i = 0; i < MAX_HASH_READS; i++)
        {
            final long version = values.getLongVolatile(versionOffset);
            for (int word = 0; word < Counters.HASH_WORDS; word++)
            {
                into.putLong(
                    Long.BYTES * word,
                    values.getLongVolatile(versionOffset + Counters.valueOffset(1 + word)),
                    ByteOrder.LITTLE_ENDIAN);
            }
            if ((version & 1) == 0 && version == values.getLongVolatile(versionOffset))
            {
                return hash;
            }
            Thread.onSpinWait();
        }
        throw new IllegalStateException("the node died while it wrote its state hash");
    }
}
