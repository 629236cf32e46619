package io.timecoin.wallet;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import org.bouncycastle.crypto.generators.SCrypt;

/**
 * A secret locked by a passphrase: scrypt (RFC 7914) makes the key, AES-256-GCM locks the secret and binds it to its
 * public half.
 *
 * @param cost        scrypt's N, a power of two.
 * @param blockSize   scrypt's r.
 * @param parallelism scrypt's p.
 * @param salt        of scrypt.
 * @param nonce       of GCM.
 * @param ciphertext  the secret, locked, with its tag.
 */
record KeyEncryption(int cost, int blockSize, int parallelism, byte[] salt, byte[] nonce, byte[] ciphertext)
{
    /** 64 MiB and about half a second for each guess. */
    static final int DEFAULT_COST = 1 << 16;
    static final int DEFAULT_BLOCK_SIZE = 8;
    static final int DEFAULT_PARALLELISM = 2;
    static final int SALT_LENGTH = 16;
    static final int NONCE_LENGTH = 12;
    static final int TAG_LENGTH = 16;

    // A file from elsewhere must not make us compute for hours or fill the memory.
    private static final int MAX_COST = 1 << 20;
    private static final int MAX_BLOCK_SIZE = 32;
    private static final int MAX_PARALLELISM = 16;
    private static final long MAX_MEMORY = 512L << 20;
    private static final int BYTES_PER_BLOCK = 128;

    private static final int KEY_LENGTH = 32;
    private static final String CIPHER = "AES/GCM/NoPadding";

    static KeyEncryption lock(
        final byte[] secret, final byte[] bound, final char[] passphrase, final int cost, final SecureRandom random)
    {
        final KeyEncryption empty = new KeyEncryption(cost, DEFAULT_BLOCK_SIZE, DEFAULT_PARALLELISM,
            new byte[SALT_LENGTH], new byte[NONCE_LENGTH], new byte[0]);
        random.nextBytes(empty.salt);
        random.nextBytes(empty.nonce);
        try
        {
            final byte[] ciphertext = empty.cipher(Cipher.ENCRYPT_MODE, bound, passphrase).doFinal(secret);
            return new KeyEncryption(
                cost, DEFAULT_BLOCK_SIZE, DEFAULT_PARALLELISM, empty.salt, empty.nonce, ciphertext);
        }
        catch (final GeneralSecurityException e)
        {
            throw new IllegalStateException("this Java runtime cannot encrypt with " + CIPHER, e);
        }
    }

    /** The secret, or null if the passphrase is wrong or anything was changed. */
    byte[] unlock(final byte[] bound, final char[] passphrase)
    {
        try
        {
            return cipher(Cipher.DECRYPT_MODE, bound, passphrase).doFinal(ciphertext);
        }
        catch (final AEADBadTagException e)
        {
            return null;
        }
        catch (final GeneralSecurityException e)
        {
            throw new IllegalStateException("this Java runtime cannot decrypt with " + CIPHER, e);
        }
    }

    /** What is wrong with the parameters, or null. */
    String fault()
    {
        if (cost < 2 || cost > MAX_COST || Integer.bitCount(cost) != 1)
        {
            return "its cost is not a power of two up to " + MAX_COST;
        }
        if (blockSize < 1 || blockSize > MAX_BLOCK_SIZE || parallelism < 1 || parallelism > MAX_PARALLELISM ||
            (long)BYTES_PER_BLOCK * blockSize * cost > MAX_MEMORY)
        {
            return "its scrypt parameters would take too much memory or time";
        }
        if (salt.length != SALT_LENGTH || nonce.length != NONCE_LENGTH || ciphertext.length <= TAG_LENGTH)
        {
            return "its salt, nonce or ciphertext has a wrong length";
        }
        return null;
    }

    private Cipher cipher(final int mode, final byte[] bound, final char[] passphrase) throws GeneralSecurityException
    {
        final byte[] password = utf8(passphrase);
        final byte[] key = SCrypt.generate(password, salt, cost, blockSize, parallelism, KEY_LENGTH);
        Arrays.fill(password, (byte)0);
        final Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, nonce));
        Arrays.fill(key, (byte)0);
        cipher.updateAAD(bound);
        return cipher;
    }

    // The same letters typed on another keyboard may come as other characters.
    private static byte[] utf8(final char[] passphrase)
    {
        final String normal = Normalizer.normalize(CharBuffer.wrap(passphrase), Normalizer.Form.NFC);
        final ByteBuffer encoded = StandardCharsets.UTF_8.encode(normal);
        final byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }
}
