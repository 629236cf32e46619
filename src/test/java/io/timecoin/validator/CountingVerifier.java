package io.timecoin.validator;

import io.timecoin.crypto.BouncyCastleVerifier;
import io.timecoin.crypto.SignatureVerifier;
import org.agrona.DirectBuffer;

import java.util.concurrent.atomic.AtomicInteger;

/** Verifies, and counts how often. */
final class CountingVerifier implements SignatureVerifier
{
    private final SignatureVerifier delegate = new BouncyCastleVerifier();
    private final AtomicInteger count;

    CountingVerifier(final AtomicInteger count)
    {
        this.count = count;
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
        count.addAndGet(delegate.size());
        return delegate.verify();
    }
}
