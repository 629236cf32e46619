package io.timecoin.crypto.ed25519;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;

import org.junit.jupiter.api.Test;

class KeyCacheTest
{
    private static final int LENGTH = 32;

    private final Random random = new Random(64);
    private final KeyCache cache = new KeyCache(new ChaCha20(new byte[LENGTH]));

    @Test
    void shouldTakeUpAKeyAtItsSecondValidSignature()
    {
        final byte[] key = key();
        cache.onValid(key, 0);
        assertThat(cache.admit(key, 0)).isEqualTo(KeyCache.NONE);
        cache.onValid(key, 0);
        final int slot = cache.admit(key, 0);
        assertThat(slot).isBetween(0, KeyCache.SLOTS - 1);
        assertThat(cache.find(key, 0)).isEqualTo(slot);
        key[LENGTH - 1] ^= 1;
        assertThat(cache.find(key, 0)).isEqualTo(KeyCache.NONE);
    }

    @Test
    void shouldKeepFrequentKeysThroughAFloodOfNewOnes()
    {
        final byte[][] frequent = new byte[64][];
        for (int i = 0; i < frequent.length; i++)
        {
            frequent[i] = key();
            sign(frequent[i], 10);
        }
        int known = 0;
        for (final byte[] key : frequent)
        {
            known += cache.find(key, 0) == KeyCache.NONE ? 0 : 1;
        }
        for (int i = 0; i < 20_000; i++)
        {
            sign(key(), 2);
            // The frequent go on paying.
            sign(frequent[i % frequent.length], 1);
        }
        int left = 0;
        for (final byte[] key : frequent)
        {
            left += cache.find(key, 0) == KeyCache.NONE ? 0 : 1;
        }
        assertThat(known).isGreaterThan(60);
        assertThat(left).isGreaterThan(known - 8);
    }

    @Test
    void shouldMakeRoomForThoseWhoPayMoreNow()
    {
        for (int i = 0; i < 20 * KeyCache.SLOTS; i++)
        {
            sign(key(), 2);
        }
        final byte[] newcomer = key();
        sign(newcomer, 15);
        assertThat(cache.find(newcomer, 0)).isNotEqualTo(KeyCache.NONE);
    }

    private void sign(final byte[] key, final int times)
    {
        for (int i = 0; i < times; i++)
        {
            cache.onValid(key, 0);
            if (cache.find(key, 0) == KeyCache.NONE)
            {
                cache.admit(key, 0);
            }
        }
    }

    private byte[] key()
    {
        final byte[] key = new byte[LENGTH];
        random.nextBytes(key);
        return key;
    }
}
