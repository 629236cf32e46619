package io.timecoin.replay;

import io.timecoin.crypto.SignatureVerifier;
import org.agrona.DirectBuffer;

/** Calls a signature bad if the last bit of S is set, as no real one has it: a test spends no time on curves. */
final class MarkVerifier implements SignatureVerifier
{
    private static final int LAST_BYTE = 63;

    private long valid;
    private int size;

    @Override
    public void reset()
    {
        size = 0;
        valid = 0;
    }

    @Override
    public void add(
        final DirectBuffer publicKey,
        final int pkOffset,
        final DirectBuffer signature,
        final int sigOffset,
        final DirectBuffer message,
        final int msgOffset,
        final int msgLength)
    {
        valid |= signature.getByte(sigOffset + LAST_BYTE) >= 0 ? 1L << size : 0;
        size++;
    }

    @Override
    public int size()
    {
        return size;
    }

    @Override
    public long verify()
    {
        return valid;
    }
}
