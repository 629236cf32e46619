package io.timecoin.crypto;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** SHA-256 over what is added until it is finished; reusable, for one thread, without allocation. */
public final class Sha256
{
    /** Bytes of a hash. */
    public static final int LENGTH = 32;

    private static final int SCRATCH_LENGTH = 4096;

    private final MessageDigest digest;
    private final byte[] scratch = new byte[SCRATCH_LENGTH];
    private final byte[] hash = new byte[LENGTH];

    /** Makes an empty hash. */
    public Sha256()
    {
        try
        {
            digest = MessageDigest.getInstance("SHA-256");
        }
        catch (final NoSuchAlgorithmException e)
        {
            throw new IllegalStateException("this Java runtime lacks SHA-256", e);
        }
    }

    /**
     * The bytes of a domain tag, which starts everything that is hashed or signed.
     *
     * @param tag ASCII text.
     * @return its bytes, without a length or a terminator.
     */
    public static byte[] tag(final String tag)
    {
        return tag.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Hashes parts as one message. Allocates: not for hot paths.
     *
     * @param parts in order.
     * @return 32 bytes.
     */
    public static byte[] of(final byte[]... parts)
    {
        final Sha256 sha256 = new Sha256();
        for (final byte[] part : parts)
        {
            sha256.add(part);
        }
        final byte[] result = new byte[LENGTH];
        sha256.finish(result, 0);
        return result;
    }

    /**
     * Adds bytes.
     *
     * @param bytes all of them.
     * @return this.
     */
    public Sha256 add(final byte[] bytes)
    {
        digest.update(bytes, 0, bytes.length);
        return this;
    }

    /**
     * Adds bytes.
     *
     * @param bytes  source.
     * @param offset of the first.
     * @param length number of them.
     * @return this.
     */
    public Sha256 add(final byte[] bytes, final int offset, final int length)
    {
        digest.update(bytes, offset, length);
        return this;
    }

    /**
     * Adds bytes of a buffer on or off the heap.
     *
     * @param buffer source.
     * @param offset of the first.
     * @param length number of them.
     * @return this.
     */
    public Sha256 add(final DirectBuffer buffer, final int offset, final int length)
    {
        int done = 0;
        while (done < length)
        {
            final int step = Math.min(length - done, SCRATCH_LENGTH);
            buffer.getBytes(offset + done, scratch, 0, step);
            digest.update(scratch, 0, step);
            done += step;
        }
        return this;
    }

    /**
     * Ends the message and begins an empty one.
     *
     * @param out       receives 32 bytes.
     * @param outOffset of the first.
     */
    public void finish(final byte[] out, final int outOffset)
    {
        try
        {
            digest.digest(out, outOffset, LENGTH);
        }
        catch (final DigestException e)
        {
            throw new IllegalArgumentException("no room for a hash at " + outOffset + " of " + out.length, e);
        }
    }

    /**
     * Ends the message and begins an empty one.
     *
     * @param out       receives 32 bytes.
     * @param outOffset of the first.
     */
    public void finish(final MutableDirectBuffer out, final int outOffset)
    {
        finish(out, outOffset, LENGTH);
    }

    /**
     * Ends the message and begins an empty one.
     *
     * @param out       receives the first bytes of the hash.
     * @param outOffset of the first.
     * @param length    how many of the 32 are wanted.
     */
    public void finish(final MutableDirectBuffer out, final int outOffset, final int length)
    {
        finish(hash, 0);
        out.putBytes(outOffset, hash, 0, length);
    }
}
