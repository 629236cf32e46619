package io.timecoin.crypto;

import java.security.GeneralSecurityException;

import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import org.agrona.DirectBuffer;

/**
 * From an element to 2 KiB that nobody can tell from random ones: "sha256-aes256ctr", the key stream of AES-256 in
 * counter mode, from counter 0, under the key SHA-256("timecoin/utxo" ‖ element). LTHASH.md beside this class has the
 * argument and the candidates; perf/README.md, "Set hash", has their costs.
 */
final class LtHashExpansion
{
    private static final byte[] TAG = Sha256.tag("timecoin/utxo");
    private static final int COUNTER_LENGTH = 16;
    private static final byte[] ZEROS = new byte[LtHash.ENCODED_LENGTH];
    private static final IvParameterSpec FROM_ZERO = new IvParameterSpec(new byte[COUNTER_LENGTH]);

    private final Sha256 sha256 = new Sha256();
    private final byte[] key = new byte[Sha256.LENGTH];
    private final byte[] stream = new byte[LtHash.ENCODED_LENGTH];
    private final Cipher cipher;

    LtHashExpansion()
    {
        try
        {
            cipher = Cipher.getInstance("AES/CTR/NoPadding");
        }
        catch (final GeneralSecurityException ex)
        {
            throw new IllegalStateException("this Java runtime lacks AES in counter mode", ex);
        }
    }

    /**
     * Expands an element.
     *
     * @param element buffer with its bytes.
     * @param offset  of the first.
     * @param length  number of them.
     * @return {@link LtHash#ENCODED_LENGTH} bytes, good until the next call.
     */
    byte[] expand(final DirectBuffer element, final int offset, final int length)
    {
        sha256.add(TAG).add(element, offset, length).finish(key, 0);
        try
        {
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), FROM_ZERO);
            cipher.doFinal(ZEROS, 0, ZEROS.length, stream, 0);
        }
        catch (final GeneralSecurityException ex)
        {
            throw new IllegalStateException("AES in counter mode takes any key of " + key.length + " bytes", ex);
        }
        return stream;
    }
}
