package io.timecoin.utxo;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** One unspent output, copied out of the set. Mutable and reused: reading fills it in. */
public final class UtxoEntry
{
    public static final int NOT_COINBASE = 0;
    public static final int KEY_HASH_LENGTH = 20;
    /** Bytes of an encoded entry: amount (8), lock type (1), key hash (20), coinbase height (4), little endian. */
    public static final int ENCODED_LENGTH = UtxoRecord.VALUE_LENGTH;

    public long amount;
    public int lockType;
    /** Height of the block whose coinbase made it, or {@link #NOT_COINBASE}. */
    public int coinbaseHeight;
    public final byte[] keyHash = new byte[KEY_HASH_LENGTH];

    /**
     * Writes the entry.
     *
     * @param buffer receives {@link #ENCODED_LENGTH} bytes.
     * @param offset of the first.
     */
    public void encode(final MutableDirectBuffer buffer, final int offset)
    {
        UtxoRecord.putValue(buffer, offset, this);
    }

    /**
     * Reads the entry.
     *
     * @param buffer with {@link #ENCODED_LENGTH} bytes.
     * @param offset of the first.
     */
    public void decode(final DirectBuffer buffer, final int offset)
    {
        UtxoRecord.getValue(buffer, offset, this);
    }
}
