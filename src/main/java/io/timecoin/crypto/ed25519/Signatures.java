package io.timecoin.crypto.ed25519;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The signatures of a batch as bytes and numbers: A, R, S and the challenge k = SHA-512(R, A, message) modulo L. */
final class Signatures
{
    static final int POINT_LENGTH = 32;
    static final int LENGTH = 64;
    private static final int HASH_LENGTH = 64;

    final byte[] keys = new byte[Ed25519Batch.CAPACITY * POINT_LENGTH];
    final byte[] bytes = new byte[Ed25519Batch.CAPACITY * LENGTH];
    final long[] responses = new long[Ed25519Batch.CAPACITY * Scalars.WORDS];
    final long[] challenges = new long[Ed25519Batch.CAPACITY * Scalars.WORDS];
    int size;

    private final MessageDigest sha512;
    private final byte[] hash = new byte[HASH_LENGTH];
    private final Scalars scalars = new Scalars();

    Signatures()
    {
        try
        {
            sha512 = MessageDigest.getInstance("SHA-512");
        }
        catch (final NoSuchAlgorithmException e)
        {
            throw new IllegalStateException("this Java runtime lacks SHA-512", e);
        }
    }

    void begin()
    {
        sha512.update(bytes, size * LENGTH, POINT_LENGTH);
        sha512.update(keys, size * POINT_LENGTH, POINT_LENGTH);
    }

    void message(final byte[] part, final int offset, final int length)
    {
        sha512.update(part, offset, length);
    }

    void end()
    {
        try
        {
            sha512.digest(hash, 0, HASH_LENGTH);
        }
        catch (final DigestException e)
        {
            throw new IllegalStateException("no room for a hash of SHA-512", e);
        }
        scalars.reduce(challenges, size * Scalars.WORDS, hash);
        Scalars.decode(responses, size * Scalars.WORDS, bytes, size * LENGTH + POINT_LENGTH);
        size++;
    }

    /** Whether S is below L. */
    boolean isReduced(final int index)
    {
        return Scalars.isReduced(bytes, index * LENGTH + POINT_LENGTH);
    }

    boolean isSameKey(final int index, final int other)
    {
        final int a = index * POINT_LENGTH;
        final int b = other * POINT_LENGTH;
        return LittleEndian.getLong(keys, a) == LittleEndian.getLong(keys, b) &&
            LittleEndian.getLong(keys, a + 8) == LittleEndian.getLong(keys, b + 8) &&
            LittleEndian.getLong(keys, a + 16) == LittleEndian.getLong(keys, b + 16) &&
            LittleEndian.getLong(keys, a + 24) == LittleEndian.getLong(keys, b + 24);
    }
}
