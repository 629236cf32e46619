package io.timecoin.network;

import java.util.List;

/**
 * Who this node is, among whom, and where.
 *
 * @param chainId    32 bytes: only those who say the same are spoken to.
 * @param identities identity key of every validator, 32 bytes each; the position is the validator's index.
 * @param self       index of this validator.
 * @param endpoint   host:port that others reach this node at.
 * @param peers      host:port of other nodes; who is behind one is learnt from its Hello.
 * @param limits     bounds.
 * @param seed       node secret for salts and jitter.
 */
public record NetworkParameters(
    byte[] chainId,
    List<byte[]> identities,
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
        if (identities.isEmpty() || identities.size() > MAX_VALIDATORS)
        {
            throw new IllegalArgumentException("1 to " + MAX_VALIDATORS + " validators: " + identities.size());
        }
        if (self < 0 || self >= identities.size())
        {
            throw new IllegalArgumentException("this validator is not among " + identities.size() + ": " + self);
        }
        for (final byte[] identity : identities)
        {
            if (identity.length != ID_LENGTH)
            {
                throw new IllegalArgumentException("an identity has 32 bytes: " + identity.length);
            }
        }
        identities = List.copyOf(identities);
        peers = List.copyOf(peers);
    }

    /**
     * Number of validators, this one included.
     *
     * @return at least 1.
     */
    public int validatorCount()
    {
        return identities.size();
    }
}
