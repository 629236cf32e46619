package io.timecoin.crypto;

import java.nio.ByteBuffer;

/** Numbered key pairs for tests: the same number gives the same pair everywhere. */
public final class TestKeys
{
    private TestKeys()
    {
    }

    /**
     * A key pair.
     *
     * @param number any number.
     * @return its pair.
     */
    public static KeyPair key(final int number)
    {
        return KeyPair.fromSeed(Sha256.of(Sha256.tag("test key"), ByteBuffer.allocate(4).putInt(number).array()));
    }
}
