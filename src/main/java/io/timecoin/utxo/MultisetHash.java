package io.timecoin.utxo;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A hash of a set that is kept up to date output by output: the sum, modulo 2^256, of SHA-256("timecoin/utxo" ‖
 * record). It detects that honest nodes diverged. It does not withstand someone who chooses outputs to make two sets
 * collide (sums modulo 2^256 fall to Wagner's generalised birthday, CRYPTO 2002), so blocks carry an LtHash
 * instead, and a set on disk keeps no hash.
 *
 * <p>One thread adds and removes; any thread may read what was published last.
 */
final class MultisetHash
{
    private static final byte[] TAG = "timecoin/utxo".getBytes(StandardCharsets.US_ASCII);
    private static final int WORDS = 4;

    private final MessageDigest sha256;
    private final byte[] preimage = new byte[TAG.length + UtxoRecord.LENGTH];
    private final UnsafeBuffer preimageBuffer = new UnsafeBuffer(preimage);
    private final byte[] element = new byte[UtxoStore.STATE_HASH_LENGTH];
    private final UnsafeBuffer elementBuffer = new UnsafeBuffer(element);
    private final long[] working = new long[WORDS];
    private final long[] published = new long[WORDS];

    MultisetHash()
    {
        try
        {
            sha256 = MessageDigest.getInstance("SHA-256");
        }
        catch (final NoSuchAlgorithmException ex)
        {
            throw new IllegalStateException("every Java platform has SHA-256", ex);
        }
        System.arraycopy(TAG, 0, preimage, 0, TAG.length);
    }

    /** The hash of a set, by a visit to all its outputs. */
    static void of(final UtxoStore store, final MutableDirectBuffer into, final int offset)
    {
        final MultisetHash hash = new MultisetHash();
        store.forEach(hash::add);
        hash.publish();
        hash.value(into, offset);
    }

    void add(final DirectBuffer outpoint, final int offset, final UtxoEntry entry)
    {
        digest(outpoint, offset, entry);
        long carry = 0;
        for (int i = 0; i < WORDS; i++)
        {
            final long addend = elementBuffer.getLong(i * Long.BYTES, ByteOrder.LITTLE_ENDIAN);
            final long sum = working[i] + addend;
            final long withCarry = sum + carry;
            carry = Long.compareUnsigned(sum, addend) < 0 || Long.compareUnsigned(withCarry, sum) < 0 ? 1 : 0;
            working[i] = withCarry;
        }
    }

    void remove(final DirectBuffer outpoint, final int offset, final UtxoEntry entry)
    {
        digest(outpoint, offset, entry);
        long borrow = 0;
        for (int i = 0; i < WORDS; i++)
        {
            final long subtrahend = elementBuffer.getLong(i * Long.BYTES, ByteOrder.LITTLE_ENDIAN);
            final long difference = working[i] - subtrahend;
            final long withBorrow = difference - borrow;
            borrow = Long.compareUnsigned(working[i], subtrahend) < 0 ||
                Long.compareUnsigned(difference, borrow) < 0 ? 1 : 0;
            working[i] = withBorrow;
        }
    }

    /** Lets readers see what was added and removed since the last call, all at once. */
    void publish()
    {
        synchronized (published)
        {
            System.arraycopy(working, 0, published, 0, WORDS);
        }
    }

    void value(final MutableDirectBuffer into, final int offset)
    {
        synchronized (published)
        {
            for (int i = 0; i < WORDS; i++)
            {
                into.putLong(offset + i * Long.BYTES, published[i], ByteOrder.LITTLE_ENDIAN);
            }
        }
    }

    private void digest(final DirectBuffer outpoint, final int offset, final UtxoEntry entry)
    {
        preimageBuffer.putBytes(TAG.length, outpoint, offset, UtxoView.OUTPOINT_LENGTH);
        UtxoRecord.putValue(preimageBuffer, TAG.length + UtxoView.OUTPOINT_LENGTH, entry);
        sha256.update(preimage);
        try
        {
            sha256.digest(element, 0, element.length);
        }
        catch (final DigestException ex)
        {
            throw new IllegalStateException("a SHA-256 digest has 32 bytes", ex);
        }
    }
}
