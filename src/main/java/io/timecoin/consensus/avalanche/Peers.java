package io.timecoin.consensus.avalanche;

import io.timecoin.consensus.validators.ValidatorSet;

/** The other validators: who is connected, and with what weight. */
final class Peers
{
    private final ValidatorSet validators;
    private final int self;
    private final long[] connected;
    private long connectedWeight;

    Peers(final ValidatorSet validators, final int self)
    {
        if (self < 0 || self >= validators.size())
        {
            throw new IllegalArgumentException("no validator has the index " + self);
        }
        this.validators = validators;
        this.self = self;
        connected = new long[validators.words()];
        connectedWeight = validators.weight(self);
    }

    /** False if it was connected already, or is none of the others. */
    boolean connect(final int peer)
    {
        if (!isOther(peer) || isConnected(peer))
        {
            return false;
        }
        connected[peer >> 6] |= 1L << peer;
        connectedWeight += validators.weight(peer);
        return true;
    }

    /** False if it was not connected. */
    boolean disconnect(final int peer)
    {
        if (!isOther(peer) || !isConnected(peer))
        {
            return false;
        }
        connected[peer >> 6] &= ~(1L << peer);
        connectedWeight -= validators.weight(peer);
        return true;
    }

    boolean isOther(final int peer)
    {
        return peer >= 0 && peer < validators.size() && peer != self;
    }

    boolean isConnected(final int peer)
    {
        return contains(connected, 0, peer);
    }

    /** A bit a validator; not to be written. */
    long[] connected()
    {
        return connected;
    }

    /** The own weight included. */
    long connectedWeight()
    {
        return connectedWeight;
    }

    int size()
    {
        return validators.size();
    }

    int self()
    {
        return self;
    }

    static boolean contains(final long[] sets, final int base, final int peer)
    {
        return (sets[base + (peer >> 6)] >>> peer & 1) != 0;
    }
}
