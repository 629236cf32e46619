package io.timecoin.utxo;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.nio.ByteOrder;

/**
 * How an unspent output lies in memory and in the map: outpoint (34), then amount (8), lock type (1), key hash (20) and
 * coinbase height (4), little endian.
 */
final class UtxoRecord
{
    static final int VALUE_LENGTH = 33;
    static final int LENGTH = UtxoView.OUTPOINT_LENGTH + VALUE_LENGTH;
    static final int TXID_LENGTH = 32;

    private static final int LOCK_TYPE_OFFSET = 8;
    private static final int KEY_HASH_OFFSET = 9;
    private static final int COINBASE_HEIGHT_OFFSET = 29;

    private UtxoRecord()
    {
    }

    static void putValue(final MutableDirectBuffer buffer, final int offset, final UtxoEntry entry)
    {
        buffer.putLong(offset, entry.amount, ByteOrder.LITTLE_ENDIAN);
        buffer.putByte(offset + LOCK_TYPE_OFFSET, (byte)entry.lockType);
        buffer.putBytes(offset + KEY_HASH_OFFSET, entry.keyHash, 0, UtxoEntry.KEY_HASH_LENGTH);
        buffer.putInt(offset + COINBASE_HEIGHT_OFFSET, entry.coinbaseHeight, ByteOrder.LITTLE_ENDIAN);
    }

    static void getValue(final DirectBuffer buffer, final int offset, final UtxoEntry into)
    {
        into.amount = buffer.getLong(offset, ByteOrder.LITTLE_ENDIAN);
        into.lockType = buffer.getByte(offset + LOCK_TYPE_OFFSET) & 0xFF;
        buffer.getBytes(offset + KEY_HASH_OFFSET, into.keyHash, 0, UtxoEntry.KEY_HASH_LENGTH);
        into.coinbaseHeight = buffer.getInt(offset + COINBASE_HEIGHT_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }

    static void putOutputIndex(final MutableDirectBuffer buffer, final int outpointOffset, final int outputIndex)
    {
        buffer.putShort(outpointOffset + TXID_LENGTH, (short)outputIndex, ByteOrder.LITTLE_ENDIAN);
    }
}
