package io.timecoin.replay;

import io.timecoin.crypto.SignatureVerifier;
import org.agrona.DirectBuffer;

/** Times the batches of a verifier: two looks at the clock a batch. */
final class TimedVerifier implements SignatureVerifier
{
    private final SignatureVerifier verifier;
    private long busyNs;
    private long signatures;

    TimedVerifier(final SignatureVerifier verifier)
    {
        this.verifier = verifier;
    }

    /** Time spent verifying; for the verifier's thread, or after it has ended. */
    long busyNs()
    {
        return busyNs;
    }

    long signatures()
    {
        return signatures;
    }

    @Override
    public void reset()
    {
        verifier.reset();
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
        verifier.add(publicKey, pkOffset, signature, sigOffset, message, msgOffset, msgLength);
    }

    @Override
    public int size()
    {
        return verifier.size();
    }

    @Override
    public long verify()
    {
        final long startNs = System.nanoTime();
        final long valid = verifier.verify();
        busyNs += System.nanoTime() - startNs;
        signatures += verifier.size();
        return valid;
    }
}
