package io.timecoin.crypto;

import java.util.Arrays;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** What an output is locked to: the first 20 bytes of SHA-256("timecoin/key" ‖ public key). */
public final class KeyHash
{
    /** Bytes of a key hash. */
    public static final int LENGTH = 20;

    private static final byte[] TAG = Sha256.tag("timecoin/key");

    private KeyHash()
    {
    }

    /**
     * The hash of a key. Allocates: not for hot paths.
     *
     * @param publicKey 32 bytes.
     * @return 20 bytes.
     */
    public static byte[] of(final byte[] publicKey)
    {
        return Arrays.copyOf(Sha256.of(TAG, publicKey), LENGTH);
    }

    /**
     * The hash of a key, without allocation.
     *
     * @param sha256    an empty hash, which is used and left empty.
     * @param publicKey buffer that holds the key.
     * @param offset    of its 32 bytes.
     * @param out       receives 20 bytes.
     * @param outOffset of the first.
     */
    public static void of(
        final Sha256 sha256,
        final DirectBuffer publicKey,
        final int offset,
        final MutableDirectBuffer out,
        final int outOffset)
    {
        sha256.add(TAG).add(publicKey, offset, KeyPair.PUBLIC_KEY_LENGTH).finish(out, outOffset, LENGTH);
    }
}
