package io.timecoin.consensus.avalanche;

/**
 * Who owes a reply to which of the latest polls, ended ones included. Late replies are measured, each once: if the
 * round trip grows beyond the time for which polls are open, nothing else would show it.
 */
final class PollHistory
{
    /** Polls at the least spacing in the longest usual wait, two seconds. */
    static final int SIZE = 1_024;
    static final long NOT_OWED = -1;

    private final long[] sentNs = new long[SIZE];
    private final long[] owed;
    private final int words;
    private final long firstId;
    private long nextId;

    PollHistory(final int validators, final long firstId)
    {
        words = (validators + Long.SIZE - 1) / Long.SIZE;
        owed = new long[SIZE * words];
        this.firstId = firstId;
        nextId = firstId;
    }

    /** Id of the next poll. */
    long nextId()
    {
        return nextId;
    }

    /** The poll with the next id was sent. */
    void onSent(final long[] asked, final long nowNs)
    {
        final int slot = slot(nextId);
        sentNs[slot] = nowNs;
        System.arraycopy(asked, 0, owed, slot * words, words);
        nextId++;
    }

    /** Whether a poll of this id was sent, and not too long ago. */
    boolean isRemembered(final long id)
    {
        final long age = nextId - id;
        return age > 0 && age <= SIZE && id - firstId >= 0;
    }

    /** A validator replies: when the poll was sent, or {@link #NOT_OWED} if it was not asked or has replied before. */
    long onReply(final long id, final int peer)
    {
        final int base = slot(id) * words;
        if (!isRemembered(id) || !Peers.contains(owed, base, peer))
        {
            return NOT_OWED;
        }
        owed[base + (peer >> 6)] &= ~(1L << peer);
        return sentNs[slot(id)];
    }

    private static int slot(final long id)
    {
        return (int)id & SIZE - 1;
    }
}
