package io.timecoin.network;

import io.timecoin.pipeline.TransactionSlot;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;

/**
 * Finds an earlier slot of the ring that holds the same bytes, so that repeated bytes cost one verification. Lossy: a
 * place has one entry, the latest wins. Salted: nobody can aim for a place. Exact: bytes are compared, where they still
 * lie.
 */
final class DuplicateTable
{
    private static final int PLACES_PER_SLOT = 2;

    private final long salt;
    private final int ringSize;
    private final int arenaCapacity;
    private final int mask;
    private final long[] hashes;
    private final long[] sequences;
    private final long[] positions;
    private final int[] lengths;

    private long lap;
    private int lastEnd;

    /**
     * An empty table.
     *
     * @param ringSize      slots of the ring.
     * @param arenaCapacity bytes of its arena.
     * @param salt          a node's secret.
     */
    DuplicateTable(final int ringSize, final int arenaCapacity, final long salt)
    {
        this.ringSize = ringSize;
        this.arenaCapacity = arenaCapacity;
        this.salt = salt;
        final int places = BitUtil.findNextPositivePowerOfTwo(PLACES_PER_SLOT * ringSize);
        mask = places - 1;
        hashes = new long[places];
        sequences = new long[places];
        positions = new long[places];
        lengths = new int[places];
    }

    /**
     * Looks for the bytes of a slot that was just claimed and filled, and remembers them if they are new. It must see
     * each claim of the ring that takes arena, in order.
     *
     * @param sequence     of the slot.
     * @param arena        the ring's bytes.
     * @param offset       of the payload.
     * @param length       of the payload.
     * @param recordLength of the whole claim.
     * @return sequence of the first copy, or {@link TransactionSlot#NO_COPY}.
     */
    long firstCopy(
        final long sequence, final DirectBuffer arena, final int offset, final int length, final int recordLength)
    {
        final long position = position(offset, recordLength);
        final long hash = SaltedBytesHash.of(arena, offset, length, salt);
        final int place = (int)(hash ^ hash >>> 32) & mask;
        if (hashes[place] == hash && lengths[place] == length &&
            sequence - sequences[place] < ringSize &&
            // Not written over since, not even by this slot.
            position + recordLength - positions[place] <= arenaCapacity &&
            areEqual(arena, offset, (int)(positions[place] & arenaCapacity - 1), length))
        {
            return sequences[place];
        }
        hashes[place] = hash;
        lengths[place] = length;
        sequences[place] = sequence;
        positions[place] = position;
        return TransactionSlot.NO_COPY;
    }

    /** The arena only moves forward: an offset before the last record's end means that it has begun again. */
    private long position(final int offset, final int recordLength)
    {
        if (offset < lastEnd)
        {
            lap++;
        }
        lastEnd = offset + recordLength;
        return lap * arenaCapacity + offset;
    }

    private static boolean areEqual(final DirectBuffer buffer, final int first, final int second, final int length)
    {
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES)
        {
            if (buffer.getLong(first + i) != buffer.getLong(second + i))
            {
                return false;
            }
        }
        for (; i < length; i++)
        {
            if (buffer.getByte(first + i) != buffer.getByte(second + i))
            {
                return false;
            }
        }
        return true;
    }
}
