package io.timecoin.pipeline;

import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;

/**
 * Off-heap bytes that wrap along with a ring: claimed in order by the ring's producer, free again when the slot was
 * consumed. A claim never straddles the end. Used by one thread, the producer; consumers only read {@link #buffer()}.
 */
final class RingArena
{
    static final long NO_SPACE = -1;
    static final int ALIGNMENT = 8;

    private final UnsafeBuffer buffer;
    private final int capacity;
    private long head;
    private long tail;
    private long headBefore;
    private long tailBefore;
    private long claimStart;

    RingArena(final int capacity)
    {
        if (!BitUtil.isPowerOfTwo(capacity) || capacity < ALIGNMENT)
        {
            throw new IllegalArgumentException("arena capacity must be a power of two, 8 or more: " + capacity);
        }
        this.capacity = capacity;
        this.buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(capacity));
    }

    UnsafeBuffer buffer()
    {
        return buffer;
    }

    int capacity()
    {
        return capacity;
    }

    long head()
    {
        return head;
    }

    /** Gives back everything before a position that {@link #head()} told after a claim. */
    void reclaim(final long endPosition)
    {
        tail = endPosition;
    }

    /**
     * Claims bytes; until the next one it may be made smaller or undone.
     *
     * @return the position of the first, or {@link #NO_SPACE}; its offset is the position modulo the capacity.
     */
    long claim(final int length)
    {
        if (length > capacity)
        {
            return NO_SPACE;
        }
        final int offset = offset(head);
        final long start = offset + length > capacity ? head + (capacity - offset) : head;
        // With nothing held, what is skipped at the end needs no space: else a record of more than half could never
        // fit.
        final long held = head == tail ? start : tail;
        if (start + length - held > capacity)
        {
            return NO_SPACE;
        }
        headBefore = head;
        tailBefore = tail;
        tail = held;
        claimStart = start;
        head = start + BitUtil.align(length, ALIGNMENT);
        return start;
    }

    /** Keeps only the first bytes of the last claim. */
    void shrink(final int length)
    {
        head = claimStart + BitUtil.align(length, ALIGNMENT);
    }

    /** Undoes the last claim. */
    void abort()
    {
        head = headBefore;
        tail = tailBefore;
    }

    int offset(final long position)
    {
        return (int)(position & (capacity - 1));
    }
}
