package io.timecoin.simulation;

import io.timecoin.crypto.SignatureVerifier;
import org.agrona.DirectBuffer;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Verifies each signature once for all nodes of a simulation: the answer is kept by the exact bytes of key, signature
 * and message, so that it is the answer that each node would have found by itself.
 */
final class RememberingVerifier implements SignatureVerifier
{
    private static final int KEY_LENGTH = 32;
    private static final int SIGNATURE_LENGTH = 64;

    private final SignatureVerifier verifier;
    private final Map<ByteBuffer, Boolean> answers;
    private final ByteBuffer[] batch = new ByteBuffer[MAX_BATCH];
    private int size;

    RememberingVerifier(final SignatureVerifier verifier)
    {
        this(verifier, new HashMap<>());
    }

    private RememberingVerifier(final SignatureVerifier verifier, final Map<ByteBuffer, Boolean> answers)
    {
        this.verifier = verifier;
        this.answers = answers;
    }

    /** Another with the same memory, and a batch of its own: one for each user. */
    RememberingVerifier another()
    {
        return new RememberingVerifier(verifier, answers);
    }

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
        final byte[] bytes = new byte[KEY_LENGTH + SIGNATURE_LENGTH + msgLength];
        publicKey.getBytes(pkOffset, bytes, 0, KEY_LENGTH);
        signature.getBytes(sigOffset, bytes, KEY_LENGTH, SIGNATURE_LENGTH);
        message.getBytes(msgOffset, bytes, KEY_LENGTH + SIGNATURE_LENGTH, msgLength);
        batch[size++] = ByteBuffer.wrap(bytes);
        if (!answers.containsKey(batch[size - 1]))
        {
            verifier.reset();
            verifier.add(publicKey, pkOffset, signature, sigOffset, message, msgOffset, msgLength);
            answers.put(batch[size - 1], verifier.verify() == 1);
        }
    }

    @Override
    public int size()
    {
        return size;
    }

    @Override
    public long verify()
    {
        long valid = 0;
        for (int i = 0; i < size; i++)
        {
            valid |= answers.get(batch[i]) ? 1L << i : 0;
        }
        return valid;
    }

    /** Signatures that were really verified. */
    int verified()
    {
        return answers.size();
    }
}
