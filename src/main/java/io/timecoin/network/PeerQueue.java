package io.timecoin.network;

import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Messages that wait for one slow receiver, in order and within a bound. It takes memory only once something waits, and
 * gives a large buffer back when it is empty again. One thread.
 */
final class PeerQueue
{
    private static final int MIN_CAPACITY = 16 * 1024;
    private static final int KEPT_CAPACITY = 1024 * 1024;
    private static final int LENGTH_BYTES = Integer.BYTES;
    private static final int PADDING = -1;
    private static final byte[] EMPTY = new byte[0];

    private final int maxCapacity;
    private final UnsafeBuffer buffer = new UnsafeBuffer(EMPTY);
    private int capacity;
    // Positions only grow; an offset is a position modulo the capacity.
    private long head;
    private long tail;

    /** An empty queue of at most so many bytes, rounded up to a power of two. */
    PeerQueue(final int maxBytes)
    {
        maxCapacity = BitUtil.findNextPositivePowerOfTwo(maxBytes);
    }

    /**
     * Puts one message at the end.
     *
     * @return false, and nothing has changed, if there is no room.
     */
    boolean offer(final DirectBuffer source, final int offset, final int length)
    {
        final int needed = record(length);
        while (!fits(needed))
        {
            if (!grow(needed))
            {
                return false;
            }
        }
        final int at = offset(tail);
        if (at + needed > capacity)
        {
            buffer.putInt(at, PADDING);
            tail += capacity - at;
        }
        final int start = offset(tail);
        buffer.putInt(start, length);
        buffer.putBytes(start + LENGTH_BYTES, source, offset, length);
        tail += needed;
        return true;
    }

    /** Whether several messages of at most {@code largest} bytes each and {@code total} together surely fit. */
    boolean hasRoom(final long total, final int count, final int largest)
    {
        // Each may cost its length field and alignment; the end of the buffer may cost one more of the largest.
        final long needed = total + (long)count * (LENGTH_BYTES + Integer.BYTES) + record(largest);
        return needed <= maxCapacity - (tail - head);
    }

    boolean isEmpty()
    {
        return head == tail;
    }

    /** Bytes that wait, framing included. */
    long bytes()
    {
        return tail - head;
    }

    DirectBuffer buffer()
    {
        return buffer;
    }

    /** Offset of the first message in {@link #buffer()}; there must be one. */
    int headOffset()
    {
        skipPadding();
        return offset(head) + LENGTH_BYTES;
    }

    /** Length of the first message; there must be one. */
    int headLength()
    {
        skipPadding();
        return buffer.getInt(offset(head));
    }

    /** Drops the first message. */
    void removeHead()
    {
        // The length first: to find it may move the head itself.
        final int record = record(headLength());
        head += record;
        if (head == tail)
        {
            reset();
        }
    }

    /** Drops all messages. */
    void clear()
    {
        head = tail;
        reset();
    }

    private void reset()
    {
        head = 0;
        tail = 0;
        if (capacity > KEPT_CAPACITY)
        {
            buffer.wrap(EMPTY);
            capacity = 0;
        }
    }

    private void skipPadding()
    {
        final int at = offset(head);
        if (buffer.getInt(at) == PADDING)
        {
            head += capacity - at;
        }
    }

    private boolean fits(final int needed)
    {
        if (capacity == 0)
        {
            return false;
        }
        final int at = offset(tail);
        final int padding = at + needed > capacity ? capacity - at : 0;
        return tail - head + padding + needed <= capacity;
    }

    private boolean grow(final int needed)
    {
        if (capacity == maxCapacity || needed > maxCapacity)
        {
            return false;
        }
        final int larger = Math.min(maxCapacity,
            BitUtil.findNextPositivePowerOfTwo(Math.max(MIN_CAPACITY, Math.max(2 * capacity, needed))));
        final UnsafeBuffer target = new UnsafeBuffer(new byte[larger]);
        int end = 0;
        while (head != tail)
        {
            final int length = headLength();
            final int record = record(length);
            target.putBytes(end, buffer, offset(head), record);
            end += record;
            head += record;
        }
        buffer.wrap(target.byteArray());
        capacity = larger;
        head = 0;
        tail = end;
        return true;
    }

    private int offset(final long position)
    {
        return (int)(position & capacity - 1);
    }

    private static int record(final int length)
    {
        return BitUtil.align(LENGTH_BYTES + length, Integer.BYTES);
    }
}
