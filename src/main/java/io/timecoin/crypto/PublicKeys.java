package io.timecoin.crypto;

import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Which public keys a signature can be valid for at all. */
public final class PublicKeys
{
    private PublicKeys()
    {
    }

    /**
     * Whether a key is the canonical encoding of a curve point that is not of small order (PROTOCOL, section 2). No
     * signature of any other key is valid.
     *
     * @param publicKey 32 bytes.
     * @return false if the key can never be used.
     */
    public static boolean isAcceptable(final byte[] publicKey)
    {
        return publicKey.length == KeyPair.PUBLIC_KEY_LENGTH && Ed25519.validatePublicKeyPartial(publicKey, 0);
    }
}
