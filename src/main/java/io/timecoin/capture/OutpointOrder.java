package io.timecoin.capture;

import io.timecoin.transaction.TransactionLayout;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Holds outpoints to the order of their bytes, without one twice. */
final class OutpointOrder
{
    private final UnsafeBuffer last = new UnsafeBuffer(new byte[TransactionLayout.OUTPOINT_LENGTH]);
    private boolean isStarted;

    /** Whether an outpoint comes behind the one before it; it is remembered. */
    boolean next(final DirectBuffer buffer, final int offset)
    {
        boolean isBehind = !isStarted;
        isStarted = true;
        for (int i = 0; i < TransactionLayout.OUTPOINT_LENGTH; i++)
        {
            final int difference = Byte.compareUnsigned(buffer.getByte(offset + i), last.getByte(i));
            if (difference != 0)
            {
                isBehind |= difference > 0;
                break;
            }
        }
        last.putBytes(0, buffer, offset, TransactionLayout.OUTPOINT_LENGTH);
        return isBehind;
    }
}
