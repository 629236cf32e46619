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

    private final UnsafeBuffer buffer;
    private final int capacity;
    private long head;
    private long tail;

    RingArena(final int capacity)
    {
        if (!BitUtil.isPowerOfTwo(capacity))
        {
            throw new IllegalArgumentException("arena capacity must be a power of two: " + capacity);
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

    /** Gives back everything before a position that {@link #claim(int)} and {@link #head()} told earlier. */
    void reclaim(final long endPosition)
    {
        tail = endPosition;
    }

    /**
     * Claims bytes.
     *
     * @return the position of the first, or {@link #NO_SPACE}; its offset is the position modulo the capacity.
     */
    long claim(final int length)
    {
        final int offset = (int)(head & (capacity - 1));
        final long start = offset + length > capacity ? head + (capacity - offset) : head;
        if (length > capacity || start + length - tail > capacity)
        {
            return NO_SPACE;
        }
        head = start + length;
        return start;
    }

    int offset(final long position)
    {
        return (int)(position & (capacity - 1));
    }
}
