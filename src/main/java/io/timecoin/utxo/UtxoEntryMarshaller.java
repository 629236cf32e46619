package io.timecoin.utxo;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.hash.serialization.SizedReader;
import net.openhft.chronicle.hash.serialization.SizedWriter;
import net.openhft.chronicle.hash.serialization.impl.EnumMarshallable;

/**
 * How the map reads and writes values, laid out as in {@link UtxoRecord}: no state, no allocation. The map's file
 * names this class.
 */
final class UtxoEntryMarshaller
    implements SizedReader<UtxoEntry>, SizedWriter<UtxoEntry>, EnumMarshallable<UtxoEntryMarshaller>
{
    static final UtxoEntryMarshaller INSTANCE = new UtxoEntryMarshaller();

    private UtxoEntryMarshaller()
    {
    }

    @Override
    public long size(final UtxoEntry entry)
    {
        return UtxoRecord.VALUE_LENGTH;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void write(final Bytes out, final long size, final UtxoEntry entry)
    {
        out.writeLong(entry.amount);
        out.writeByte((byte)entry.lockType);
        out.write(entry.keyHash, 0, UtxoEntry.KEY_HASH_LENGTH);
        out.writeInt(entry.coinbaseHeight);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public UtxoEntry read(final Bytes in, final long size, final UtxoEntry using)
    {
        final UtxoEntry entry = using == null ? new UtxoEntry() : using;
        entry.amount = in.readLong();
        entry.lockType = in.readByte() & 0xFF;
        in.read(entry.keyHash, 0, UtxoEntry.KEY_HASH_LENGTH);
        entry.coinbaseHeight = in.readInt();
        return entry;
    }

    @Override
    public UtxoEntryMarshaller readResolve()
    {
        return INSTANCE;
    }
}
