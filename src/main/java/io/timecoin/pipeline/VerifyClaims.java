package io.timecoin.pipeline;

import com.lmax.disruptor.RingBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** What the workers of the verify stage share: how far the ring is claimed, and a mark on each slot that is done. */
final class VerifyClaims
{
    private static final long NONE = -1;

    private final RingBuffer<TransactionSlot> ring;
    private final UnsafeBuffer records;
    private final AtomicLong next = new AtomicLong();
    private final AtomicLongArray done;
    private final int mask;

    VerifyClaims(final PayloadRing<TransactionSlot> transactions)
    {
        ring = transactions.ring();
        records = transactions.payloads();
        done = new AtomicLongArray(ring.getBufferSize());
        mask = ring.getBufferSize() - 1;
        for (int i = 0; i < done.length(); i++)
        {
            done.set(i, NONE);
        }
    }

    RingBuffer<TransactionSlot> ring()
    {
        return ring;
    }

    UnsafeBuffer records()
    {
        return records;
    }

    long next()
    {
        return next.get();
    }

    boolean claim(final long first, final long end)
    {
        return next.compareAndSet(first, end);
    }

    void markDone(final long sequence)
    {
        done.setRelease((int)(sequence & mask), sequence);
    }

    boolean isDone(final long sequence)
    {
        return done.getAcquire((int)(sequence & mask)) == sequence;
    }
}
