package io.timecoin.replay;

import io.timecoin.crypto.SignatureVerifier;
import org.agrona.DirectBuffer;

/** Takes every signature as valid: for measuring what is left without verification. Never in a node. */
final class TrustingVerifier implements SignatureVerifier
{
    private int size;

    @Override
    public void reset()
    {
        size = 0;
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
        return size == Long.SIZE ? -1L : (1L << size) - 1;
    }
}
