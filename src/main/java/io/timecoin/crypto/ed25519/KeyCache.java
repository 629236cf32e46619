package io.timecoin.crypto.ed25519;

/**
 * Which keys have a table that lasts: the frequent ones. A key is taken up at its second valid signature, and puts
 * another out only if it was seen more often of late (TinyLFU: Einziger, Friedman, Manes). So whoever wants to flush it
 * must sign with each of his keys more often than those whose place he wants. Places depend on a secret salt. Not for
 * several threads; allocates nothing after construction.
 */
final class KeyCache
{
    static final int NONE = -1;
    /** Tables at most. */
    static final int SLOTS = 512;

    private static final int WAYS = 4;
    private static final int SETS = SLOTS / WAYS;
    private static final int COUNTERS = 8192;
    private static final int MAX_COUNT = 15;
    /** Sights after which all counts are halved. */
    private static final int SIGHTS_A_GENERATION = 8 * COUNTERS;
    private static final int WORDS = 4;

    private final long[] salt = new long[WORDS];
    private final long[] keys = new long[SLOTS * WORDS];
    private final int[] hashes = new int[SLOTS];
    private final boolean[] isUsed = new boolean[SLOTS];
    private final byte[] counts = new byte[COUNTERS];
    private int sights;

    KeyCache(final ChaCha20 random)
    {
        for (int i = 0; i < WORDS; i++)
        {
            salt[i] = random.nextLong() | 1;
        }
    }

    /** The place of a key, or {@link #NONE}. */
    int find(final byte[] bytes, final int offset)
    {
        final int first = hash(bytes, offset) % SETS * WAYS;
        for (int slot = first; slot < first + WAYS; slot++)
        {
            if (isUsed[slot] && isAt(slot, bytes, offset))
            {
                return slot;
            }
        }
        return NONE;
    }

    /** Counts a valid signature of a key. */
    void onValid(final byte[] bytes, final int offset)
    {
        final int counter = counter(hash(bytes, offset));
        if (counts[counter] < MAX_COUNT)
        {
            counts[counter]++;
        }
        if (++sights == SIGHTS_A_GENERATION)
        {
            sights = 0;
            for (int i = 0; i < COUNTERS; i++)
            {
                counts[i] >>= 1;
            }
        }
    }

    /** Gives a key that has none a place, whose table the caller replaces; or {@link #NONE}. */
    int admit(final byte[] bytes, final int offset)
    {
        final int hash = hash(bytes, offset);
        final int count = counts[counter(hash)];
        if (count < 2)
        {
            return NONE;
        }
        final int first = hash % SETS * WAYS;
        int victim = NONE;
        int least = count;
        for (int slot = first; slot < first + WAYS; slot++)
        {
            final int other = isUsed[slot] ? counts[counter(hashes[slot])] : -1;
            if (other < least)
            {
                least = other;
                victim = slot;
            }
        }
        if (victim != NONE)
        {
            isUsed[victim] = true;
            hashes[victim] = hash;
            for (int i = 0; i < WORDS; i++)
            {
                keys[victim * WORDS + i] = LittleEndian.getLong(bytes, offset + i * Long.BYTES);
            }
        }
        return victim;
    }

    private boolean isAt(final int slot, final byte[] bytes, final int offset)
    {
        for (int i = 0; i < WORDS; i++)
        {
            if (keys[slot * WORDS + i] != LittleEndian.getLong(bytes, offset + i * Long.BYTES))
            {
                return false;
            }
        }
        return true;
    }

    private int hash(final byte[] bytes, final int offset)
    {
        long hash = 0;
        for (int i = 0; i < WORDS; i++)
        {
            hash = (hash ^ LittleEndian.getLong(bytes, offset + i * Long.BYTES)) * salt[i];
            hash ^= hash >>> 32;
        }
        return (int)(hash >>> 33);
    }

    private static int counter(final int hash)
    {
        return (hash >>> 9 ^ hash) & COUNTERS - 1;
    }
}
