package io.timecoin.bench;

import io.timecoin.crypto.KeyPair;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;
import java.util.Random;

/** Signed messages of the length that spends have: key, signature and message, one after the other. */
final class SignedMessages
{
    static final int MESSAGE_LENGTH = 78;
    static final int SIGNATURE_OFFSET = KeyPair.PUBLIC_KEY_LENGTH;
    static final int MESSAGE_OFFSET = SIGNATURE_OFFSET + KeyPair.SIGNATURE_LENGTH;

    private static final int LENGTH = MESSAGE_OFFSET + MESSAGE_LENGTH;

    private SignedMessages()
    {
    }

    /**
     * Signs, on all cores.
     *
     * @param count of messages.
     * @param keys  that sign them in turn.
     * @return one buffer for each.
     */
    static UnsafeBuffer[] of(final int count, final int keys)
    {
        final Random random = new Random(count * 31L + keys);
        final byte[][] seeds = new byte[keys][KeyPair.SEED_LENGTH];
        Arrays.stream(seeds).forEach(random::nextBytes);
        final KeyPair[] pairs = new KeyPair[keys];
        Arrays.parallelSetAll(pairs, (i) -> KeyPair.fromSeed(seeds[i]));
        final UnsafeBuffer[] signed = new UnsafeBuffer[count];
        Arrays.parallelSetAll(signed, (i) ->
        {
            final UnsafeBuffer all = new UnsafeBuffer(new byte[LENGTH]);
            all.putInt(MESSAGE_OFFSET, i);
            all.putBytes(0, pairs[i % keys].publicKey());
            pairs[i % keys].sign(
                all.byteArray(), MESSAGE_OFFSET, MESSAGE_LENGTH, all.byteArray(), SIGNATURE_OFFSET);
            return all;
        });
        return signed;
    }
}
