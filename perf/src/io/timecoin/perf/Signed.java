package io.timecoin.perf;

import java.security.SecureRandom;

import io.timecoin.crypto.KeyPair;

/** Signed messages of the length that spends have, each with its key. */
final class Signed
{
    static final int MESSAGE_LENGTH = 78;

    final byte[][] publicKeys;
    final byte[][] signatures;
    final byte[][] messages;

    /**
     * Signs.
     *
     * @param count of messages.
     * @param keys  that sign them in turn.
     */
    Signed(final int count, final int keys)
    {
        publicKeys = new byte[count][];
        signatures = new byte[count][];
        messages = new byte[count][MESSAGE_LENGTH];
        final SecureRandom random = new SecureRandom();
        final KeyPair[] pairs = new KeyPair[keys];
        for (int i = 0; i < keys; i++)
        {
            pairs[i] = KeyPair.generate(random);
        }
        for (int i = 0; i < count; i++)
        {
            random.nextBytes(messages[i]);
            publicKeys[i] = pairs[i % keys].publicKey();
            signatures[i] = pairs[i % keys].sign(messages[i]);
        }
    }

    int count()
    {
        return messages.length;
    }
}
