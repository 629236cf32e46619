package io.timecoin.pipeline;

import com.lmax.disruptor.RingBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * One worker's claim on the next slots of the ring {@code transactions}: as many as are there, up to a number of
 * signatures. Workers race for runs by compare-and-set; a run is never waited for to fill up.
 */
public final class VerifyRun
{
    /** Most slots of one run, as ticks and repeated bytes cost no signature. */
    public static final int MAX_SLOTS = 128;

    private static final int FIXED_LENGTH = 30 + 29;
    private static final int INPUT_AND_WITNESS_LENGTH = 35 + 96;

    private final VerifyClaims claims;
    private final RingBuffer<TransactionSlot> ring;
    private long first;
    private int size;

    VerifyRun(final VerifyClaims claims)
    {
        this.claims = claims;
        this.ring = claims.ring();
    }

    /**
     * Claims the next run.
     *
     * @param maxSignatures most signatures of a run of several slots; a larger transaction is a run alone.
     * @return number of slots, 0 if there is none or another worker was faster.
     */
    public int claim(final int maxSignatures)
    {
        size = 0;
        first = claims.next();
        final long end = Math.min(ring.getCursor() + 1, first + MAX_SLOTS);
        long sequence = first;
        int signatures = 0;
        while (sequence < end)
        {
            // Another worker may have claimed these slots by now, and ingress may write them again: then this is
            // nonsense, harmless, and the compare-and-set fails.
            final int more = maxSignatures(ring.get(sequence));
            if (sequence > first && signatures + more > maxSignatures)
            {
                break;
            }
            signatures += more;
            sequence++;
        }
        if (sequence > first && claims.claim(first, sequence))
        {
            size = (int)(sequence - first);
        }
        return size;
    }

    /**
     * A slot of the run.
     *
     * @param index from 0.
     * @return the slot, this worker's until it is marked done.
     */
    public TransactionSlot slot(final int index)
    {
        return ring.get(first + index);
    }

    /**
     * Where the records of slots lie.
     *
     * @return the arena's buffer; a worker reads and writes only the records of its own slots.
     */
    public MutableDirectBuffer records()
    {
        return claims.records();
    }

    /** Hands all slots of the run to validation. */
    public void done()
    {
        for (int i = 0; i < size; i++)
        {
            claims.markDone(first + i);
        }
    }

    /** Most signatures that a well-formed transaction of this length holds: each comes with an input of its own. */
    private static int maxSignatures(final TransactionSlot slot)
    {
        if (slot.tick || slot.firstCopy != TransactionSlot.NO_COPY)
        {
            return 0;
        }
        return Math.max(0, slot.payloadLength - FIXED_LENGTH) / INPUT_AND_WITNESS_LENGTH;
    }
}
