package io.timecoin.crypto;

import org.agrona.DirectBuffer;

import java.util.function.IntConsumer;

/** Verifies, and tells the size of each batch. */
public final class CountingVerifier implements SignatureVerifier
{
    private final SignatureVerifier delegate = new BouncyCastleVerifier();
    private final IntConsumer onBatch;

    public CountingVerifier(final IntConsumer onBatch)
    {
        this.onBatch = onBatch;
    }

    @Override
    public void reset()
    {
        delegate.reset();
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
        delegate.add(publicKey, pkOffset, signature, sigOffset, message, msgOffset, msgLength);
    }

    @Override
    public int size()
    {
        return delegate.size();
    }

    @Override
    public long verify()
    {
        onBatch.accept(delegate.size());
        return delegate.verify();
    }
}
