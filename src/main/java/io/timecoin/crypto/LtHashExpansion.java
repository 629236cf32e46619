package io.timecoin.crypto;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.security.GeneralSecurityException;

import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** From an element to 2 KiB that look random. */
final class LtHashExpansion
{
    private static final byte[] TAG = Sha256.tag("timecoin/utxo");
    private static final byte[] ZEROS = new byte[LtHash.ENCODED_LENGTH];
    private static final IvParameterSpec START = new IvParameterSpec(new byte[16]);

    private final Sha256 sha256 = new Sha256();
    private final byte[] seed = new byte[Sha256.LENGTH];
    private final byte[] stream = new byte[LtHash.ENCODED_LENGTH];
    private final UnsafeBuffer words = new UnsafeBuffer(stream);
    private final Cipher cipher;

    LtHashExpansion()
    {
        try
        {
            cipher = Cipher.getInstance("AES/CTR/NoPadding");
        }
        catch (final GeneralSecurityException ex)
        {
            throw new IllegalStateException("this Java runtime lacks AES", ex);
        }
    }

    void expand(final DirectBuffer element, final int offset, final int length, final long[] out)
    {
        sha256.add(TAG).add(element, offset, length).finish(seed, 0);
        try
        {
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(seed, "AES"), START);
            cipher.doFinal(ZEROS, 0, ZEROS.length, stream, 0);
        }
        catch (final GeneralSecurityException ex)
        {
            throw new IllegalStateException("AES in counter mode", ex);
        }
        for (int i = 0; i < out.length; i++)
        {
            out[i] = words.getLong(i * Long.BYTES, LITTLE_ENDIAN);
        }
    }
}
