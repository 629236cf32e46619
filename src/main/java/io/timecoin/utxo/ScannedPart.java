package io.timecoin.utxo;

import io.timecoin.utxo.UtxoStore.UtxoConsumer;
import org.agrona.ExpandableArrayBuffer;

/** A copy of the outputs of one part of the map. */
final class ScannedPart
{
    private static final int VALUE_OFFSET = UtxoView.OUTPOINT_LENGTH;
    private static final int ROW_LENGTH = UtxoRecord.LENGTH;

    private final ExpandableArrayBuffer rows = new ExpandableArrayBuffer();
    private final SaltedOutpoint secret;
    private int length;

    ScannedPart(final SaltedOutpoint secret)
    {
        this.secret = secret;
    }

    void clear()
    {
        length = 0;
    }

    void add(final SaltedOutpoint outpoint, final UtxoEntry entry)
    {
        rows.checkLimit(length + ROW_LENGTH);
        outpoint.unsalt(rows, length, secret);
        UtxoRecord.putValue(rows, length + VALUE_OFFSET, entry);
        length += ROW_LENGTH;
    }

    void forEach(final UtxoConsumer consumer)
    {
        final UtxoEntry entry = new UtxoEntry();
        for (int row = 0; row < length; row += ROW_LENGTH)
        {
            UtxoRecord.getValue(rows, row + VALUE_OFFSET, entry);
            consumer.accept(rows, row, entry);
        }
    }
}
