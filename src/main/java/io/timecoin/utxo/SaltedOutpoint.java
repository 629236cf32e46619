package io.timecoin.utxo;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.hash.serialization.SizedReader;
import net.openhft.chronicle.hash.serialization.SizedWriter;
import net.openhft.chronicle.hash.serialization.impl.EnumMarshallable;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.nio.ByteOrder;

/**
 * A key of the map: an outpoint XOR the node's secret. The map's hash has no key, so outpoints as they are could be
 * ground until they share a segment; what they are mixed with here nobody outside knows, and it costs no byte.
 */
final class SaltedOutpoint
{
    private long word0;
    private long word1;
    private long word2;
    private long word3;
    private short index;

    void salt(final DirectBuffer outpoint, final int offset, final SaltedOutpoint secret)
    {
        word0 = outpoint.getLong(offset, ByteOrder.LITTLE_ENDIAN) ^ secret.word0;
        word1 = outpoint.getLong(offset + 8, ByteOrder.LITTLE_ENDIAN) ^ secret.word1;
        word2 = outpoint.getLong(offset + 16, ByteOrder.LITTLE_ENDIAN) ^ secret.word2;
        word3 = outpoint.getLong(offset + 24, ByteOrder.LITTLE_ENDIAN) ^ secret.word3;
        index = (short)(outpoint.getShort(offset + 32, ByteOrder.LITTLE_ENDIAN) ^ secret.index);
    }

    void unsalt(final MutableDirectBuffer outpoint, final int offset, final SaltedOutpoint secret)
    {
        outpoint.putLong(offset, word0 ^ secret.word0, ByteOrder.LITTLE_ENDIAN);
        outpoint.putLong(offset + 8, word1 ^ secret.word1, ByteOrder.LITTLE_ENDIAN);
        outpoint.putLong(offset + 16, word2 ^ secret.word2, ByteOrder.LITTLE_ENDIAN);
        outpoint.putLong(offset + 24, word3 ^ secret.word3, ByteOrder.LITTLE_ENDIAN);
        outpoint.putShort(offset + 32, (short)(index ^ secret.index), ByteOrder.LITTLE_ENDIAN);
    }

    /** How the map reads and writes keys: no state, no allocation. The map's file names this class. */
    static final class Marshaller
        implements SizedReader<SaltedOutpoint>, SizedWriter<SaltedOutpoint>, EnumMarshallable<Marshaller>
    {
        static final Marshaller INSTANCE = new Marshaller();

        private Marshaller()
        {
        }

        @Override
        public long size(final SaltedOutpoint key)
        {
            return UtxoView.OUTPOINT_LENGTH;
        }

        @Override
        @SuppressWarnings("rawtypes")
        public void write(final Bytes out, final long size, final SaltedOutpoint key)
        {
            out.writeLong(key.word0);
            out.writeLong(key.word1);
            out.writeLong(key.word2);
            out.writeLong(key.word3);
            out.writeShort(key.index);
        }

        @Override
        @SuppressWarnings("rawtypes")
        public SaltedOutpoint read(final Bytes in, final long size, final SaltedOutpoint using)
        {
            final SaltedOutpoint key = using == null ? new SaltedOutpoint() : using;
            key.word0 = in.readLong();
            key.word1 = in.readLong();
            key.word2 = in.readLong();
            key.word3 = in.readLong();
            key.index = in.readShort();
            return key;
        }

        @Override
        public Marshaller readResolve()
        {
            return INSTANCE;
        }
    }
}
