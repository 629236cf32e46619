package io.timecoin.block;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import io.timecoin.crypto.KeyHash;
import io.timecoin.crypto.Sha256;
import io.timecoin.transaction.TransactionLayout;

/**
 * An unspent output as the state hash takes it: outpoint (34), amount (8), lock type (1), key hash (20), coinbase
 * height (4), little endian. The last four are an output's value: so lie resolved inputs in the transaction table, and
 * entries in the map of unspent outputs.
 */
public final class StateElement
{
    /** Bytes of an outpoint. */
    public static final int OUTPOINT_LENGTH = TransactionLayout.OUTPOINT_LENGTH;
    /** Bytes of a value. */
    public static final int VALUE_LENGTH = Long.BYTES + Byte.BYTES + KeyHash.LENGTH + Integer.BYTES;
    /** Bytes of both. */
    public static final int LENGTH = OUTPOINT_LENGTH + VALUE_LENGTH;
    /** The coinbase height of what no block made. */
    public static final int NOT_COINBASE = 0;

    private static final int LOCK_TYPE = Long.BYTES;
    private static final int KEY_HASH = LOCK_TYPE + Byte.BYTES;
    private static final int COINBASE_HEIGHT = KEY_HASH + KeyHash.LENGTH;
    private static final byte[] COINBASE_TAG = Sha256.tag("timecoin/coinbase");

    private StateElement()
    {
    }

    /**
     * Puts a value together.
     *
     * @param out            receives {@link #VALUE_LENGTH} bytes.
     * @param offset         of the first.
     * @param amount         units.
     * @param lockType       of the output.
     * @param keyHash        buffer with the key hash.
     * @param keyHashOffset  of its 20 bytes.
     * @param coinbaseHeight of the block that made it, or {@link #NOT_COINBASE}.
     */
    public static void putValue(
        final MutableDirectBuffer out,
        final int offset,
        final long amount,
        final int lockType,
        final DirectBuffer keyHash,
        final int keyHashOffset,
        final int coinbaseHeight)
    {
        out.putLong(offset, amount, LITTLE_ENDIAN);
        out.putByte(offset + LOCK_TYPE, (byte)lockType);
        out.putBytes(offset + KEY_HASH, keyHash, keyHashOffset, KeyHash.LENGTH);
        out.putInt(offset + COINBASE_HEIGHT, coinbaseHeight, LITTLE_ENDIAN);
    }

    /**
     * Names the output that a block makes for its proposer: SHA-256("timecoin/coinbase" ‖ chain id ‖ height as u32
     * little endian), index 0.
     *
     * @param chainId 32 bytes.
     * @param height  of the block.
     * @param out     receives {@link #OUTPOINT_LENGTH} bytes.
     * @param offset  of the first.
     */
    public static void putCoinbaseOutpoint(
        final byte[] chainId, final int height, final MutableDirectBuffer out, final int offset)
    {
        // The height goes where the id will be: one buffer serves both.
        out.putInt(offset, height, LITTLE_ENDIAN);
        new Sha256().add(COINBASE_TAG).add(chainId).add(out, offset, Integer.BYTES).finish(out, offset);
        out.putShort(offset + Sha256.LENGTH, (short)0, LITTLE_ENDIAN);
    }

    static void put(
        final MutableDirectBuffer out,
        final int offset,
        final DirectBuffer outpoint,
        final int outpointOffset,
        final long amount,
        final int lockType,
        final byte[] keyHash,
        final int coinbaseHeight)
    {
        out.putBytes(offset, outpoint, outpointOffset, OUTPOINT_LENGTH);
        final int value = offset + OUTPOINT_LENGTH;
        out.putLong(value, amount, LITTLE_ENDIAN);
        out.putByte(value + LOCK_TYPE, (byte)lockType);
        out.putBytes(value + KEY_HASH, keyHash, 0, KeyHash.LENGTH);
        out.putInt(value + COINBASE_HEIGHT, coinbaseHeight, LITTLE_ENDIAN);
    }
}
