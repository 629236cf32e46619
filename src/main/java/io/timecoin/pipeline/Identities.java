package io.timecoin.pipeline;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.agrona.DirectBuffer;

import io.timecoin.InvariantViolation;

/**
 * Who has which place among the validators, for all stages: written once a place, by the one that applies blocks; any
 * thread may read. A place without an identity is free.
 */
public final class Identities
{
    /** What {@link #find} says of who has no place. */
    public static final int NO_PLACE = -1;

    private final AtomicReferenceArray<byte[]> identities;

    /**
     * Places.
     *
     * @param first    public keys of the first validators, by index; kept by reference.
     * @param capacity places, at least as many.
     */
    public Identities(final List<byte[]> first, final int capacity)
    {
        identities = new AtomicReferenceArray<>(capacity);
        for (int i = 0; i < first.size(); i++)
        {
            identities.set(i, first.get(i));
        }
    }

    /**
     * Number of places.
     *
     * @return at least 1.
     */
    public int capacity()
    {
        return identities.length();
    }

    /**
     * Who has a place.
     *
     * @param validator index.
     * @return the public key, not to be changed; null if the place is free.
     */
    public byte[] get(final int validator)
    {
        return identities.get(validator);
    }

    /**
     * Looks for an identity. Allocates nothing.
     *
     * @param buffer holds the public key.
     * @param offset of its first byte.
     * @return its place, or {@link #NO_PLACE}.
     */
    public int find(final DirectBuffer buffer, final int offset)
    {
        for (int i = 0, count = identities.length(); i < count; i++)
        {
            final byte[] identity = identities.get(i);
            if (identity != null && isSame(identity, buffer, offset))
            {
                return i;
            }
        }
        return NO_PLACE;
    }

    /**
     * Gives a place away for ever.
     *
     * @param validator index.
     * @param identity  public key, kept by reference.
     */
    public void put(final int validator, final byte[] identity)
    {
        final byte[] taken = identities.get(validator);
        if (taken != null && !Arrays.equals(taken, identity))
        {
            throw new InvariantViolation("the place is another validator's", validator);
        }
        identities.set(validator, identity);
    }

    private static boolean isSame(final byte[] identity, final DirectBuffer buffer, final int offset)
    {
        for (int i = 0; i < identity.length; i++)
        {
            if (identity[i] != buffer.getByte(offset + i))
            {
                return false;
            }
        }
        return true;
    }
}
