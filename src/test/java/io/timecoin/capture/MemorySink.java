package io.timecoin.capture;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.List;

/** Keeps records in memory, as many as it is told to. One thread offers; the others look once it is done. */
final class MemorySink implements CaptureSink
{
    private final List<UnsafeBuffer> records = new ArrayList<>();
    private volatile long room;
    private volatile boolean isOpen = true;
    private volatile int count;
    private long position;
    private Runnable onOffer = () -> {};

    MemorySink(final long room)
    {
        this.room = room;
    }

    static MemorySink unlimited()
    {
        return new MemorySink(Long.MAX_VALUE);
    }

    @Override
    public boolean offer(
        final DirectBuffer head, final int headLength, final DirectBuffer tail, final int tailOffset,
        final int tailLength)
    {
        if (room <= 0 || !isOpen)
        {
            return false;
        }
        room--;
        final UnsafeBuffer record = new UnsafeBuffer(new byte[headLength + tailLength]);
        record.putBytes(0, head, 0, headLength);
        record.putBytes(headLength, tail, tailOffset, tailLength);
        records.add(record);
        position += record.capacity();
        count = records.size();
        onOffer.run();
        return true;
    }

    @Override
    public boolean isOpen()
    {
        return isOpen;
    }

    @Override
    public long position()
    {
        return position;
    }

    /** From now on it takes so many records. */
    void room(final long more)
    {
        room = more;
    }

    /** What else happens at the moment in which a record is taken. */
    void onOffer(final Runnable event)
    {
        onOffer = event;
    }

    void close()
    {
        isOpen = false;
    }

    int count()
    {
        return count;
    }

    List<UnsafeBuffer> records()
    {
        return records;
    }
}
