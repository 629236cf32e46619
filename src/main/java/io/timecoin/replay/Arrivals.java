package io.timecoin.replay;

import org.agrona.BitUtil;

/**
 * When the reader published each of the last transactions. Written by the reader before it publishes, read by the drain
 * after the rings have brought the answer, so that nothing here is volatile.
 */
final class Arrivals
{
    private static final int MAX_KEPT = 1 << 21;

    private final long[] timesNs;

    /** Remembers twice so many, up to a bound; a negative number is unknown. */
    Arrivals(final long transactions)
    {
        final long kept = transactions < 0 || transactions > MAX_KEPT / 2 ? MAX_KEPT : Math.max(1, 2 * transactions);
        timesNs = new long[BitUtil.findNextPositivePowerOfTwo((int)kept)];
    }

    /** Transactions that are remembered. A ring holds far fewer. */
    int kept()
    {
        return timesNs.length;
    }

    void put(final long transaction, final long timeNs)
    {
        timesNs[(int)transaction & timesNs.length - 1] = timeNs;
    }

    long timeNs(final long transaction)
    {
        return timesNs[(int)transaction & timesNs.length - 1];
    }
}
