package io.timecoin.load;

import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.SignatureVerifier;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.List;

/** How many signatures one core verifies: what bounds a network, and where a ramp starts. */
public final class VerifierSpeed
{
    private static final int KEYS = 16;
    private static final int MESSAGE_LENGTH = 78;
    private static final double NS_PER_SECOND = 1e9;

    private VerifierSpeed()
    {
    }

    /**
     * Measures in the calling thread, after a warm-up of the same length.
     *
     * @param verifier   to measure.
     * @param durationNs how long to measure.
     * @return signatures a second on one core.
     */
    public static double perSecond(final SignatureVerifier verifier, final long durationNs)
    {
        final List<UnsafeBuffer> signed = signed();
        run(verifier, signed, durationNs);
        return run(verifier, signed, durationNs);
    }

    private static List<UnsafeBuffer> signed()
    {
        final List<UnsafeBuffer> signed = new ArrayList<>();
        for (int i = 0; i < KEYS; i++)
        {
            final byte[] seed = new byte[KeyPair.SEED_LENGTH];
            seed[0] = (byte)i;
            final KeyPair key = KeyPair.fromSeed(seed);
            final byte[] message = new byte[MESSAGE_LENGTH];
            message[0] = (byte)i;
            final UnsafeBuffer all = new UnsafeBuffer(
                new byte[KeyPair.PUBLIC_KEY_LENGTH + KeyPair.SIGNATURE_LENGTH + MESSAGE_LENGTH]);
            all.putBytes(0, key.publicKey());
            all.putBytes(KeyPair.PUBLIC_KEY_LENGTH, key.sign(message));
            all.putBytes(KeyPair.PUBLIC_KEY_LENGTH + KeyPair.SIGNATURE_LENGTH, message);
            signed.add(all);
        }
        return signed;
    }

    private static double run(final SignatureVerifier verifier, final List<UnsafeBuffer> signed, final long durationNs)
    {
        final int messageOffset = KeyPair.PUBLIC_KEY_LENGTH + KeyPair.SIGNATURE_LENGTH;
        final long startNs = System.nanoTime();
        long verified = 0;
        long nowNs = startNs;
        while (nowNs - startNs < durationNs)
        {
            verifier.reset();
            for (final UnsafeBuffer each : signed)
            {
                verifier.add(each, 0, each, KeyPair.PUBLIC_KEY_LENGTH, each, messageOffset, MESSAGE_LENGTH);
            }
            if (verifier.verify() != (1L << KEYS) - 1)
            {
                throw new IllegalStateException("the verifier refuses correct signatures");
            }
            verified += KEYS;
            nowNs = System.nanoTime();
        }
        return verified * NS_PER_SECOND / (nowNs - startNs);
    }
}
