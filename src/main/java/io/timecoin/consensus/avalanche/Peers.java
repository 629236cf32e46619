package io.timecoin.consensus.avalanche;

/** The other validators: who is connected, and with what weight. */
final class Peers
{
    private final Electorate electorate;
    private final int self;
    private final long[] connected;
    private long connectedWeight;

    Peers(final Electorate electorate)
    {
        this.electorate = electorate;
        self = electorate.self();
        connected = new long[electorate.words()];
        connectedWeight = electorate.ownWeight();
    }

    /** Others vote now. */
    void onElectorate()
    {
        connectedWeight = electorate.ownWeight();
        for (int word = 0; word < connected.length; word++)
        {
            for (long bits = connected[word]; bits != 0; bits &= bits - 1)
            {
                connectedWeight += electorate.weight(word << 6 | Long.numberOfTrailingZeros(bits));
            }
        }
    }

    /** False if it was connected already, or is none of the others. */
    boolean connect(final int peer)
    {
        if (!isOther(peer) || isConnected(peer))
        {
            return false;
        }
        connected[peer >> 6] |= 1L << peer;
        connectedWeight += electorate.weight(peer);
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
        connectedWeight -= electorate.weight(peer);
        return true;
    }

    boolean isOther(final int peer)
    {
        return peer >= 0 && peer < electorate.size() && peer != self;
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
        return electorate.size();
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
