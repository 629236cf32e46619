package io.timecoin.transaction;

import org.agrona.DirectBuffer;

/**
 * Tells whether records of one length are pairwise different. It keeps them sorted by binary insertion: at most 2,048
 * comparisons for 256 records, whatever they are. A hash table would need a secret to promise that.
 */
final class DistinctRecords
{
    private final int[] sortedOffsets;

    DistinctRecords(final int maxRecords)
    {
        sortedOffsets = new int[maxRecords];
    }

    /**
     * Compares all records.
     *
     * @param buffer       holds them.
     * @param firstOffset  of the first.
     * @param stride       from one to the next.
     * @param recordLength bytes to compare of each.
     * @param count        how many.
     * @return false if any two are equal.
     */
    boolean areDistinct(
        final DirectBuffer buffer,
        final int firstOffset,
        final int stride,
        final int recordLength,
        final int count)
    {
        for (int i = 0; i < count; i++)
        {
            final int offset = firstOffset + i * stride;
            int low = 0;
            int high = i;
            while (low < high)
            {
                final int middle = (low + high) >>> 1;
                final int order = compare(buffer, offset, sortedOffsets[middle], recordLength);
                if (order == 0)
                {
                    return false;
                }
                if (order < 0)
                {
                    high = middle;
                }
                else
                {
                    low = middle + 1;
                }
            }
            System.arraycopy(sortedOffsets, low, sortedOffsets, low + 1, i - low);
            sortedOffsets[low] = offset;
        }
        return true;
    }

    // Any total order serves, so that native byte order and signed comparison will do.
    private static int compare(final DirectBuffer buffer, final int a, final int b, final int length)
    {
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES)
        {
            final int order = Long.compare(buffer.getLong(a + i), buffer.getLong(b + i));
            if (order != 0)
            {
                return order;
            }
        }
        for (; i < length; i++)
        {
            final int order = Byte.compare(buffer.getByte(a + i), buffer.getByte(b + i));
            if (order != 0)
            {
                return order;
            }
        }
        return 0;
    }
}
