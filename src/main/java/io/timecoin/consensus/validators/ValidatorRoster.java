package io.timecoin.consensus.validators;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.crypto.KeyHash;
import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.Sha256;

/** The validators of an epoch by name: identity and weight of each index, and the hash over all. Immutable. */
public final class ValidatorRoster
{
    private static final byte[] TAG = Sha256.tag("timecoin/validators");

    private final ValidatorSet set;
    private final UnsafeBuffer identities;
    private final byte[] hash;

    /**
     * Validators in the order of their indexes.
     *
     * @param identities Ed25519 public keys of 32 bytes, no two the same.
     * @param weights    of each, 0 to {@link ValidatorSet#MAX_WEIGHT}.
     */
    public ValidatorRoster(final byte[][] identities, final long[] weights)
    {
        if (identities.length != weights.length)
        {
            throw new IllegalArgumentException(
                identities.length + " identities have " + weights.length + " weights");
        }
        set = new ValidatorSet(weights);
        this.identities = new UnsafeBuffer(new byte[identities.length * KeyPair.PUBLIC_KEY_LENGTH]);
        for (int i = 0; i < identities.length; i++)
        {
            if (identities[i].length != KeyPair.PUBLIC_KEY_LENGTH)
            {
                throw new IllegalArgumentException("identity " + i + " has " + identities[i].length + " bytes");
            }
            this.identities.putBytes(i * KeyPair.PUBLIC_KEY_LENGTH, identities[i]);
        }
        hash = computeHash();
        requireDistinct();
    }

    /**
     * Weights and quorums.
     *
     * @return of the same indexes.
     */
    public ValidatorSet set()
    {
        return set;
    }

    /**
     * Number of validators.
     *
     * @return 1 to {@link ValidatorSet#MAX_VALIDATORS}.
     */
    public int size()
    {
        return set.size();
    }

    /**
     * A validator's public key.
     *
     * @param validator index.
     * @return a copy of the 32 bytes.
     */
    public byte[] identity(final int validator)
    {
        final byte[] identity = new byte[KeyPair.PUBLIC_KEY_LENGTH];
        identities.getBytes(identityOffset(validator), identity);
        return identity;
    }

    /**
     * All public keys, one after the other.
     *
     * @return not to be changed.
     */
    public DirectBuffer identities()
    {
        return identities;
    }

    /**
     * Where a validator's public key lies in {@link #identities()}.
     *
     * @param validator index.
     * @return offset of its 32 bytes.
     */
    public int identityOffset(final int validator)
    {
        return validator * KeyPair.PUBLIC_KEY_LENGTH;
    }

    /**
     * What the outputs for a validator's identity are locked to; its coinbases are.
     *
     * @param validator index.
     * @return 20 bytes.
     */
    public byte[] keyHash(final int validator)
    {
        return KeyHash.of(identity(validator));
    }

    /**
     * Looks a validator up.
     *
     * @param identity 32 bytes.
     * @return its index, or -1.
     */
    public int indexOf(final byte[] identity)
    {
        for (int i = 0; i < size(); i++)
        {
            if (Arrays.equals(identity, identity(i)))
            {
                return i;
            }
        }
        return -1;
    }

    /**
     * SHA-256("timecoin/validators" ‖ (identity ‖ weight as u32 little endian) of each): what headers carry.
     *
     * @return a copy of the 32 bytes.
     */
    public byte[] hash()
    {
        return hash.clone();
    }

    @Override
    public boolean equals(final Object other)
    {
        return other instanceof ValidatorRoster roster && Arrays.equals(hash, roster.hash);
    }

    @Override
    public int hashCode()
    {
        return Arrays.hashCode(hash);
    }

    private byte[] computeHash()
    {
        final Sha256 sha256 = new Sha256().add(TAG);
        final UnsafeBuffer weight = new UnsafeBuffer(new byte[Integer.BYTES]);
        for (int i = 0; i < size(); i++)
        {
            weight.putInt(0, (int)set.weight(i), LITTLE_ENDIAN);
            sha256.add(identities, identityOffset(i), KeyPair.PUBLIC_KEY_LENGTH).add(weight, 0, Integer.BYTES);
        }
        final byte[] result = new byte[Sha256.LENGTH];
        sha256.finish(result, 0);
        return result;
    }

    private void requireDistinct()
    {
        final Set<ByteBuffer> seen = new HashSet<>();
        for (int i = 0; i < size(); i++)
        {
            if (!seen.add(ByteBuffer.wrap(identity(i))))
            {
                throw new IllegalArgumentException(
                    "validator " + i + " has the identity of validator " + indexOf(identity(i)));
            }
        }
    }
}
