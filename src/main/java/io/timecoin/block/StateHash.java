package io.timecoin.block;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.crypto.LtHash;
import io.timecoin.crypto.Sha256;

/**
 * The hash of the state after some block: the set hash of all outputs that are unspent then (PROTOCOL, section 5),
 * coinbases included. Begins empty; the genesis's outputs are added one by one, then the effects of block after block.
 * For one thread.
 */
public final class StateHash
{
    /** Bytes of the sums, of which blocks carry the hash. */
    public static final int ENCODED_LENGTH = LtHash.ENCODED_LENGTH;

    private final LtHash sums = new LtHash();
    private final UnsafeBuffer element = new UnsafeBuffer(new byte[StateElement.LENGTH]);

    /**
     * Adds one output: fits {@code Genesis.forEachOutput}.
     *
     * @param outpoint       buffer with the outpoint.
     * @param outpointOffset of its 34 bytes.
     * @param amount         units.
     * @param lockType       of the output.
     * @param keyHash        20 bytes.
     */
    public void addOutput(
        final DirectBuffer outpoint,
        final int outpointOffset,
        final long amount,
        final int lockType,
        final byte[] keyHash)
    {
        addOutput(outpoint, outpointOffset, amount, lockType, keyHash, StateElement.NOT_COINBASE);
    }

    /**
     * Adds one output, which may be a block's own.
     *
     * @param outpoint       buffer with the outpoint.
     * @param outpointOffset of its 34 bytes.
     * @param amount         units.
     * @param lockType       of the output.
     * @param keyHash        20 bytes.
     * @param coinbaseHeight of the block that made it, or {@link StateElement#NOT_COINBASE}.
     */
    public void addOutput(
        final DirectBuffer outpoint,
        final int outpointOffset,
        final long amount,
        final int lockType,
        final byte[] keyHash,
        final int coinbaseHeight)
    {
        StateElement.put(element, 0, outpoint, outpointOffset, amount, lockType, keyHash, coinbaseHeight);
        sums.add(element, 0, StateElement.LENGTH);
    }

    /**
     * Goes from one block's state to the next one's.
     *
     * @param effects of the next block; they stay as they are.
     */
    public void apply(final BlockEffects effects)
    {
        effects.applyTo(sums);
    }

    /**
     * The hash that the next block carries: SHA-256 of the sums.
     *
     * @return 32 bytes.
     */
    public byte[] digest()
    {
        final byte[] hash = new byte[Sha256.LENGTH];
        sums.digest(new UnsafeBuffer(hash), 0);
        return hash;
    }

    /**
     * Writes the sums down.
     *
     * @param out    receives {@link #ENCODED_LENGTH} bytes.
     * @param offset of the first.
     */
    public void encode(final MutableDirectBuffer out, final int offset)
    {
        sums.encode(out, offset);
    }

    /**
     * Takes sums that were written down in place of its own.
     *
     * @param buffer holds them.
     * @param offset of the first of {@link #ENCODED_LENGTH} bytes.
     */
    public void decode(final DirectBuffer buffer, final int offset)
    {
        sums.decode(buffer, offset);
    }

    /** Forgets everything: the state before the genesis's first output. */
    public void clear()
    {
        sums.clear();
    }
}
