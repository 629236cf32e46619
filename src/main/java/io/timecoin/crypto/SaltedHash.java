package io.timecoin.crypto;

import org.agrona.DirectBuffer;

/**
 * A keyed hash of ids and outpoints, by folded 64-bit products. Ids are SHA-256 and so random to anyone who does not
 * grind them; the secret key takes the use out of grinding.
 */
public final class SaltedHash
{
    private static final int ID_WORDS = 4;
    private static final int INDEX_OFFSET = 32;
    private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;

    private final long[] keys = new long[ID_WORDS + 1];

    /**
     * A hash of its own.
     *
     * @param salt secret.
     */
    public SaltedHash(final long salt)
    {
        for (int i = 0; i < keys.length; i++)
        {
            keys[i] = mixed(salt + (i + 1) * GOLDEN_GAMMA);
        }
    }

    /**
     * Hash of a transaction id.
     *
     * @param buffer with the id.
     * @param offset of its 32 bytes.
     * @return any value.
     */
    public long ofId(final DirectBuffer buffer, final int offset)
    {
        final long low = folded(buffer.getLong(offset) ^ keys[0], buffer.getLong(offset + 8) ^ keys[1]);
        final long high = folded(buffer.getLong(offset + 16) ^ keys[2], buffer.getLong(offset + 24) ^ keys[3]);
        return mixed(low ^ Long.rotateLeft(high, 32) ^ keys[4]);
    }

    /**
     * Hash of an outpoint.
     *
     * @param buffer with the outpoint.
     * @param offset of its 34 bytes.
     * @return any value.
     */
    public long ofOutpoint(final DirectBuffer buffer, final int offset)
    {
        final long index = buffer.getShort(offset + INDEX_OFFSET) & 0xFFFF;
        return mixed(ofId(buffer, offset) + (index + 1) * GOLDEN_GAMMA);
    }

    private static long folded(final long a, final long b)
    {
        return a * b ^ Math.multiplyHigh(a, b);
    }

    /** The finalizer of SplitMix64: every bit of the result depends on every bit of the value. */
    private static long mixed(final long value)
    {
        long z = value;
        z = (z ^ z >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ z >>> 27) * 0x94D0_49BB_1331_11EBL;
        return z ^ z >>> 31;
    }
}
