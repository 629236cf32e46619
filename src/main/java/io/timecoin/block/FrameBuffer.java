package io.timecoin.block;

import java.nio.ByteBuffer;

import org.agrona.concurrent.UnsafeBuffer;

/** Memory for one frame, which grows with the largest, seen as a buffer and as what channels take. */
final class FrameBuffer
{
    private static final int FIRST_CAPACITY = 64 << 10;

    private ByteBuffer bytes = ByteBuffer.allocateDirect(FIRST_CAPACITY);
    private UnsafeBuffer buffer = new UnsafeBuffer(bytes);

    UnsafeBuffer buffer()
    {
        return buffer;
    }

    ByteBuffer bytes()
    {
        return bytes;
    }

    /** Makes room for so many bytes; what is there stays. */
    FrameBuffer ensure(final int capacity)
    {
        if (capacity > bytes.capacity())
        {
            final ByteBuffer larger = ByteBuffer.allocateDirect(Math.max(capacity, 2 * bytes.capacity()));
            bytes.clear();
            larger.put(bytes);
            bytes = larger;
            buffer = new UnsafeBuffer(bytes);
        }
        return this;
    }

    /** A range as channels take it. */
    ByteBuffer range(final int from, final int to)
    {
        return bytes.limit(to).position(from);
    }
}
