package io.timecoin.consensus.avalanche;

/**
 * One poll: whom it asked what, and what is still open. It outlives its end until its slot is needed, to know late
 * replies.
 */
final class Poll
{
    /**
     * Most pairs in conflict within one poll, for each of its entries; one transaction with all its rivals needs fewer.
     */
    static final int PAIRS_PER_ENTRY = 8;

    final int slot;
    final long[] asked;
    final long[] replied;
    /** Weight of each validator's reply. */
    final long[] units;
    final int[] batch;
    final int[] epoch;
    final long[] askedBits;
    /** Members whose result has not been applied. */
    final long[] pending;
    /** Pairs in conflict: entry and position of one in the upper half, of the other in the lower. */
    final int[] pairs;

    boolean isInFlight;
    boolean isEnded;
    int lane;
    long id;
    long sentNs;
    /** When to ask how long it is worth waiting. */
    long checkNs;
    int entries;
    /** Entries with pending members. */
    int open;
    int pairCount;
    long outstanding;
    /** Weight of all that were asked. */
    long total;

    Poll(final int slot, final int validators, final int maxEntries)
    {
        this.slot = slot;
        final int words = (validators + Long.SIZE - 1) / Long.SIZE;
        asked = new long[words];
        replied = new long[words];
        units = new long[validators];
        batch = new int[maxEntries];
        epoch = new int[maxEntries];
        askedBits = new long[maxEntries];
        pending = new long[maxEntries];
        pairs = new int[maxEntries * PAIRS_PER_ENTRY];
    }

    static int position(final int entry, final long bit)
    {
        return entry << 6 | Long.numberOfTrailingZeros(bit);
    }

    boolean wasAsked(final int peer)
    {
        return Peers.contains(asked, 0, peer);
    }

    boolean hasReplied(final int peer)
    {
        return Peers.contains(replied, 0, peer);
    }

    void pending(final int entry, final long bits)
    {
        if (pending[entry] != 0 && bits == 0)
        {
            open--;
        }
        pending[entry] = bits;
    }
}
