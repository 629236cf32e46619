package io.timecoin.pipeline;

/** A slot of an egress ring: one encoded message for one client, one validator, a set of them, or all. */
public final class EgressSlot extends PayloadSlot
{
    /** To whom. */
    public enum Destination
    {
        CLIENT, PEER, PEERS, ALL_PEERS
    }

    public Destination destination;
    /** True for the bulk stream. */
    public boolean bulk;
    /** Session number of a client. */
    public int session;
    /** Index of a validator. */
    public int peer;
    /** A bit a validator, for PEERS; sized by the ring's maker for the number of validators. */
    public final long[] peers;

    /**
     * A slot for a network of a size.
     *
     * @param validatorCount most validators that a set can hold.
     */
    public EgressSlot(final int validatorCount)
    {
        peers = new long[(validatorCount + 63) / 64];
    }
}
