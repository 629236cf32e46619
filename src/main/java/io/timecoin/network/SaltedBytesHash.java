package io.timecoin.network;

import org.agrona.DirectBuffer;

/**
 * A fast hash of any bytes that nobody without the salt can aim with; ids and outpoints, whose length is known, have
 * one of their own in {@link io.timecoin.crypto.SaltedHash}. Not for what leaves the node.
 */
final class SaltedBytesHash
{
    private static final long MIX_1 = 0xA076_1D64_78BD_642FL;
    private static final long MIX_2 = 0xE703_7ED1_A0B4_28DBL;

    private SaltedBytesHash()
    {
    }

    /** The hash of some bytes: never 0. */
    static long of(final DirectBuffer buffer, final int offset, final int length, final long salt)
    {
        long hash = mix(salt ^ MIX_1, length ^ MIX_2);
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES)
        {
            hash = mix(hash ^ buffer.getLong(offset + i), MIX_2 ^ salt);
        }
        long tail = 0;
        for (; i < length; i++)
        {
            tail = tail << Byte.SIZE | buffer.getByte(offset + i) & 0xFF;
        }
        return mix(hash ^ tail, MIX_1) | 1;
    }

    /** Folds a product of 128 bits; the first factor is added, so that a factor of 0 does not wipe out the other. */
    private static long mix(final long a, final long b)
    {
        return a * b ^ Math.multiplyHigh(a, b) ^ a;
    }
}
