package io.timecoin.simulation;

import io.timecoin.utxo.UtxoView;
import org.agrona.DirectBuffer;

import java.nio.ByteBuffer;

/** Hashes and outpoints as keys of maps. */
final class Txid
{
    static final int LENGTH = 32;

    private Txid()
    {
    }

    static ByteBuffer of(final byte[] txid)
    {
        return ByteBuffer.wrap(txid);
    }

    static ByteBuffer of(final DirectBuffer buffer, final int offset)
    {
        return copy(buffer, offset, LENGTH);
    }

    static ByteBuffer outpoint(final DirectBuffer buffer, final int offset)
    {
        return copy(buffer, offset, UtxoView.OUTPOINT_LENGTH);
    }

    private static ByteBuffer copy(final DirectBuffer buffer, final int offset, final int length)
    {
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return ByteBuffer.wrap(bytes);
    }
}
