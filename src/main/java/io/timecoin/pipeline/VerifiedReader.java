package io.timecoin.pipeline;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;

/** Reads the ring {@code transactions} in order behind the verify workers, which finish in any order. */
public final class VerifiedReader
{
    private final VerifyClaims claims;
    private final RingBuffer<TransactionSlot> ring;
    private final Sequence sequence = new Sequence();
    private long last = -1;

    VerifiedReader(final VerifyClaims claims)
    {
        this.claims = claims;
        this.ring = claims.ring();
    }

    /**
     * Takes the next slot if its worker is done with it.
     *
     * @return the slot, the caller's until {@link #release()}; or null.
     */
    public TransactionSlot next()
    {
        if (!claims.isDone(last + 1))
        {
            return null;
        }
        last++;
        return ring.get(last);
    }

    /**
     * Whether {@link #next()} would find a slot.
     *
     * @return true if the next slot is verified.
     */
    public boolean hasNext()
    {
        return claims.isDone(last + 1);
    }

    /**
     * The sequence of the slot taken last.
     *
     * @return the ring's sequence, -1 before the first.
     */
    public long lastSequence()
    {
        return last;
    }

    /**
     * Shows a slot that is not taken yet.
     *
     * @param distance from the last one taken, 1 for the next, less than the ring's size.
     * @return the slot, or null if it is not verified.
     */
    public TransactionSlot peek(final int distance)
    {
        return claims.isDone(last + distance) ? ring.get(last + distance) : null;
    }

    /** Gives all slots taken so far back to ingress. */
    public void release()
    {
        sequence.set(last);
    }

    Sequence sequence()
    {
        return sequence;
    }
}
