package io.timecoin.crypto.ed25519;

import java.security.SecureRandom;

/**
 * Random bytes that nobody outside can predict: the key stream of ChaCha20 (RFC 8439) under a key of the system's
 * random source. Not for several threads.
 */
public final class ChaCha20
{
    private static final int WORDS = 16;
    private static final int KEY_WORDS = 8;
    private static final int COUNTER = 12;
    private static final int DOUBLE_ROUNDS = 10;

    private final int[] input = new int[WORDS];
    private final int[] block = new int[WORDS];
    private int used = WORDS;

    /** A stream of its own. */
    public ChaCha20()
    {
        this(seed());
    }

    /**
     * A known stream, for tests.
     *
     * @param key 32 bytes.
     */
    ChaCha20(final byte[] key)
    {
        input[0] = 0x61707865;
        input[1] = 0x3320646e;
        input[2] = 0x79622d32;
        input[3] = 0x6b206574;
        for (int i = 0; i < KEY_WORDS; i++)
        {
            final int at = i * Integer.BYTES;
            input[4 + i] = key[at] & 0xff | (key[at + 1] & 0xff) << 8 | (key[at + 2] & 0xff) << 16 | key[at + 3] << 24;
        }
    }

    private static byte[] seed()
    {
        final byte[] seed = new byte[KEY_WORDS * Integer.BYTES];
        new SecureRandom().nextBytes(seed);
        return seed;
    }

    /** The next 32 bits. */
    int nextInt()
    {
        if (used == WORDS)
        {
            nextBlock();
        }
        return block[used++];
    }

    long nextLong()
    {
        return nextInt() & 0xffffffffL | (long)nextInt() << 32;
    }

    private void nextBlock()
    {
        System.arraycopy(input, 0, block, 0, WORDS);
        for (int i = 0; i < DOUBLE_ROUNDS; i++)
        {
            quarterRound(0, 4, 8, 12);
            quarterRound(1, 5, 9, 13);
            quarterRound(2, 6, 10, 14);
            quarterRound(3, 7, 11, 15);
            quarterRound(0, 5, 10, 15);
            quarterRound(1, 6, 11, 12);
            quarterRound(2, 7, 8, 13);
            quarterRound(3, 4, 9, 14);
        }
        for (int i = 0; i < WORDS; i++)
        {
            block[i] += input[i];
        }
        used = 0;
        // A counter of 64 bits never ends.
        if (++input[COUNTER] == 0)
        {
            input[COUNTER + 1]++;
        }
    }

    private void quarterRound(final int ia, final int ib, final int ic, final int id)
    {
        int a = block[ia];
        int b = block[ib];
        int c = block[ic];
        int d = block[id];
        a += b;
        d = Integer.rotateLeft(d ^ a, 16);
        c += d;
        b = Integer.rotateLeft(b ^ c, 12);
        a += b;
        d = Integer.rotateLeft(d ^ a, 8);
        c += d;
        b = Integer.rotateLeft(b ^ c, 7);
        block[ia] = a;
        block[ib] = b;
        block[ic] = c;
        block[id] = d;
    }
}
