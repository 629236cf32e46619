package io.timecoin.crypto;

import java.security.SecureRandom;

import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** An Ed25519 key pair (RFC 8032): a seed, what follows from it, and signing with it. Immutable. */
public final class KeyPair
{
    public static final int SEED_LENGTH = Ed25519.SECRET_KEY_SIZE;
    public static final int PUBLIC_KEY_LENGTH = Ed25519.PUBLIC_KEY_SIZE;
    public static final int SIGNATURE_LENGTH = Ed25519.SIGNATURE_SIZE;

    private final byte[] seed;
    private final byte[] publicKey;
    private final byte[] keyHash;

    private KeyPair(final byte[] seed)
    {
        this.seed = seed;
        publicKey = new byte[PUBLIC_KEY_LENGTH];
        Ed25519.generatePublicKey(seed, 0, publicKey, 0);
        keyHash = KeyHash.of(publicKey);
    }

    /**
     * The pair of a seed.
     *
     * @param seed 32 bytes, the private key of RFC 8032.
     * @return always the same pair.
     */
    public static KeyPair fromSeed(final byte[] seed)
    {
        if (seed.length != SEED_LENGTH)
        {
            throw new IllegalArgumentException("a seed has " + SEED_LENGTH + " bytes, not " + seed.length);
        }
        return new KeyPair(seed.clone());
    }

    /**
     * A new pair.
     *
     * @param random source of the seed.
     * @return a pair that nobody else has, if the source is good.
     */
    public static KeyPair generate(final SecureRandom random)
    {
        final byte[] seed = new byte[SEED_LENGTH];
        random.nextBytes(seed);
        return new KeyPair(seed);
    }

    /**
     * The secret.
     *
     * @return a copy of the 32 bytes.
     */
    public byte[] seed()
    {
        return seed.clone();
    }

    /**
     * The encoded point.
     *
     * @return a copy of the 32 bytes.
     */
    public byte[] publicKey()
    {
        return publicKey.clone();
    }

    /**
     * What outputs for this key are locked to.
     *
     * @return a copy of the 20 bytes.
     */
    public byte[] keyHash()
    {
        return keyHash.clone();
    }

    /**
     * Signs a message.
     *
     * @param message any bytes.
     * @return 64 bytes, R and S.
     */
    public byte[] sign(final byte[] message)
    {
        final byte[] signature = new byte[SIGNATURE_LENGTH];
        sign(message, 0, message.length, signature, 0);
        return signature;
    }

    /**
     * Signs a message.
     *
     * @param message         holds it.
     * @param messageOffset   of its first byte.
     * @param messageLength   its length.
     * @param signature       receives R and S.
     * @param signatureOffset of the 64 bytes.
     */
    public void sign(
        final byte[] message,
        final int messageOffset,
        final int messageLength,
        final byte[] signature,
        final int signatureOffset)
    {
        Ed25519.sign(seed, 0, publicKey, 0, message, messageOffset, messageLength, signature, signatureOffset);
    }

    /** Names the public half only: a secret never reaches a log. */
    @Override
    public String toString()
    {
        return "KeyPair[" + java.util.HexFormat.of().formatHex(publicKey) + "]";
    }
}
