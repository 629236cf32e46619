package io.timecoin.pipeline;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

import io.timecoin.InvariantViolation;

/**
 * Who has which place among the validators, for all stages: written once a place, by the one that applies blocks; any
 * thread may read. A place without an identity is free.
 */
public final class Identities
{
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
}
