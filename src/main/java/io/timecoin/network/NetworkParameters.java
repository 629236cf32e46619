package io.timecoin.network;

import java.util.List;

import io.timecoin.pipeline.Identities;

/**
 * Who this node is, among whom, and where.
 *
 * @param chainId    32 bytes: only those who say the same are spoken to.
 * @param identities identity key of every validator; more may come.
 * @param self       index of this validator.
 * @param endpoint   host:port that others reach this node at.
 * @param peers      host:port of other nodes; who is behind one is learnt from its Hello.
 * @param limits     bounds.
 * @param seed       node secret for salts and jitter.
 */
public record NetworkParameters(
    byte[] chainId,
    Identities identities,
    int self,
    String endpoint,
    List<String> peers,
    NetworkLimits limits,
    long seed)
{
    /** Bytes of a chain id, an identity and a client's name. */
    public static final int ID_LENGTH = 32;
    /** Most validators. */
    public static final int MAX_VALIDATORS = 1_024;

    /**
     * Checks the shapes.
     */
    public NetworkParameters
    {
        if (chainId.length != ID_LENGTH)
        {
            throw new IllegalArgumentException("a chain id has 32 bytes: " + chainId.length);
        }
        if (identities.capacity() < 1 || identities.capacity() > MAX_VALIDATORS)
        {
            throw new IllegalArgumentException("1 to " + MAX_VALIDATORS + " validators: " + identities.capacity());
        }
        if (self < 0 || self >= identities.capacity() || identities.get(self) == null)
        {
            throw new IllegalArgumentException("this validator is not among " + identities.capacity() + ": " + self);
        }
        for (int i = 0; i < identities.capacity(); i++)
        {
            if (identities.get(i) != null && identities.get(i).length != ID_LENGTH)
            {
                throw new IllegalArgumentException("an identity has 32 bytes: " + identities.get(i).length);
            }
        }
        peers = List.copyOf(peers);
    }

    /**
     * Parameters among validators that stay for ever.
     *
     * @param chainId    32 bytes: only those who say the same are spoken to.
     * @param identities identity key of every validator, 32 bytes each; the position is the validator's index.
     * @param self       index of this validator.
     * @param endpoint   host:port that others reach this node at.
     * @param peers      host:port of other nodes; who is behind one is learnt from its Hello.
     * @param limits     bounds.
     * @param seed       node secret for salts and jitter.
     */
    public NetworkParameters(
        final byte[] chainId, final List<byte[]> identities, final int self, final String endpoint,
        final List<String> peers, final NetworkLimits limits, final long seed)
    {
        this(chainId, new Identities(identities, identities.size()), self, endpoint, peers, limits, seed);
    }

    /**
     * Places for validators, this one's included.
     *
     * @return at least 1.
     */
    public int validatorCount()
    {
        return identities.capacity();
    }
}
