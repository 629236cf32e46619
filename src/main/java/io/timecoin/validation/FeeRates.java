package io.timecoin.validation;

import java.util.Arrays;

/**
 * Transactions in buckets of about equal fee rate: sixteen to each doubling, so that the lowest one is found in a
 * step or two and is within a sixteenth of the lowest rate there is. Within a bucket the oldest comes first.
 */
final class FeeRates
{
    static final int NONE = -1;
    /** Rates are in units per this many bytes. */
    static final int RATE_BYTES = 1024;

    private static final int SUB_BITS = 4;
    private static final int SUBS = 1 << SUB_BITS;
    private static final int BUCKETS = 64 * SUBS;

    private final IndexList[] buckets = new IndexList[BUCKETS];
    private final long[] occupied = new long[BUCKETS / Long.SIZE];
    private final short[] bucketOf;

    /** Empty. */
    FeeRates(final int capacity)
    {
        final IndexList.Links links = new IndexList.Links(capacity);
        for (int i = 0; i < BUCKETS; i++)
        {
            buckets[i] = new IndexList(links);
        }
        bucketOf = new short[capacity];
        Arrays.fill(bucketOf, (short)NONE);
    }

    static long rate(final long fee, final long length)
    {
        return fee > Long.MAX_VALUE / RATE_BYTES ? Long.MAX_VALUE / length : fee * RATE_BYTES / length;
    }

    /** The smallest fee whose rate is at least this. */
    static long feeFor(final long rate, final int length)
    {
        return rate > Long.MAX_VALUE / RATE_BYTES / length ? Long.MAX_VALUE :
            (rate * length + RATE_BYTES - 1) / RATE_BYTES;
    }

    static int bucket(final long rate)
    {
        if (rate < SUBS)
        {
            return (int)rate;
        }
        final int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(rate) - SUB_BITS;
        return (shift + 1) * SUBS + ((int)(rate >>> shift) & SUBS - 1);
    }

    void add(final int index, final long rate)
    {
        final int bucket = bucket(rate);
        buckets[bucket].addLast(index);
        occupied[bucket / Long.SIZE] |= 1L << bucket;
        bucketOf[index] = (short)bucket;
    }

    boolean contains(final int index)
    {
        return bucketOf[index] != NONE;
    }

    int bucketOf(final int index)
    {
        return bucketOf[index];
    }

    /** Removes a transaction if it is there. */
    void remove(final int index)
    {
        final int bucket = bucketOf[index];
        if (bucket != NONE)
        {
            buckets[bucket].remove(index);
            bucketOf[index] = NONE;
            if (buckets[bucket].isEmpty())
            {
                occupied[bucket / Long.SIZE] &= ~(1L << bucket);
            }
        }
    }

    /** The oldest transaction of the lowest bucket, or {@link #NONE}. */
    int lowest()
    {
        for (int i = 0; i < occupied.length; i++)
        {
            if (occupied[i] != 0)
            {
                return buckets[i * Long.SIZE + Long.numberOfTrailingZeros(occupied[i])].first();
            }
        }
        return NONE;
    }
}
