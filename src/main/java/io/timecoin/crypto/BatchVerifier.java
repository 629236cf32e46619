package io.timecoin.crypto;

import io.timecoin.crypto.ed25519.Ed25519Batch;
import org.agrona.DirectBuffer;

/**
 * Verifies a batch of signatures as one equation, several times as fast as one by one, and answers exactly as
 * {@link BouncyCastleVerifier} does.
 */
public final class BatchVerifier implements SignatureVerifier
{
    private static final int SCRATCH_LENGTH = 4096;

    private final Ed25519Batch batch;
    private final byte[] scratch = new byte[SCRATCH_LENGTH];

    /**
     * A verifier of a kind.
     *
     * @param batch an empty one, which becomes its own.
     */
    public BatchVerifier(final Ed25519Batch batch)
    {
        this.batch = batch;
    }

    @Override
    public void reset()
    {
        batch.reset();
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
        final int index = batch.size();
        if (index == MAX_BATCH)
        {
            throw new IllegalStateException("a batch holds at most " + MAX_BATCH + " signatures");
        }
        publicKey.getBytes(pkOffset, batch.keys(), index * KeyPair.PUBLIC_KEY_LENGTH, KeyPair.PUBLIC_KEY_LENGTH);
        signature.getBytes(sigOffset, batch.signatures(), index * KeyPair.SIGNATURE_LENGTH, KeyPair.SIGNATURE_LENGTH);
        batch.begin();
        for (int done = 0; done < msgLength; done += SCRATCH_LENGTH)
        {
            final int length = Math.min(SCRATCH_LENGTH, msgLength - done);
            message.getBytes(msgOffset + done, scratch, 0, length);
            batch.message(scratch, 0, length);
        }
        batch.end();
    }

    @Override
    public int size()
    {
        return batch.size();
    }

    @Override
    public long verify()
    {
        return batch.verify();
    }
}
