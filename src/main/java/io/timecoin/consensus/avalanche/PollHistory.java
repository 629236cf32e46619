package io.timecoin.consensus.avalanche;

import java.util.concurrent.TimeUnit;

/**
 * Who owes a reply to which of the latest polls, ended ones included. Late replies are measured, each once: if the
 * round trip grows beyond the time for which polls are open, nothing else would show it.
 * <p>
 * The upper bits of an id say since which block those vote by whose weights the poll counts: a validator that counts
 * by others answers it only what it knows.
 */
final class PollHistory
{
    /** Polls at the least spacing in the longest usual wait, two seconds. */
    static final int SIZE = 1_024;
    static final long NOT_OWED = -1;
    /** A node that did not look for so long does not know who replied in time. */
    private static final long STALL_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int MAX_LOOKS = 8;

    private static final int ELECTORATE_SHIFT = 48;
    private static final long NUMBER_MASK = (1L << ELECTORATE_SHIFT) - 1;

    private final long[] sentNs = new long[SIZE];
    private final long[] owed;
    private final int words;
    private long nextNumber;
    private long electorate;
    /** Polls with these upper bits. */
    private long sent;
    /** The latest polls that nobody has looked at for replies that did not come. */
    private int unseen;
    private long lookedNs = Long.MIN_VALUE / 2;

    PollHistory(final int validators, final long firstId)
    {
        words = (validators + Long.SIZE - 1) / Long.SIZE;
        owed = new long[SIZE * words];
        nextNumber = firstId & NUMBER_MASK;
    }

    /** Others vote, since the block of this height; what was asked of those before is forgotten. */
    void onElectorate(final long since)
    {
        electorate = since << ELECTORATE_SHIFT;
        sent = 0;
        unseen = 0;
    }

    /** Whether a poll counts by the weights of those who vote since the block of this height. */
    static boolean isOf(final long id, final long since)
    {
        return ((id >>> ELECTORATE_SHIFT ^ since) << ELECTORATE_SHIFT) == 0;
    }

    /** Whether one of two polls with the same upper bits was sent before the other, neither of them long ago. */
    static boolean isBefore(final long id, final long other)
    {
        return id - other << Long.SIZE - ELECTORATE_SHIFT < 0;
    }

    /** Id of the next poll. */
    long nextId()
    {
        return electorate | nextNumber;
    }

    /** The poll with the next id was sent. */
    void onSent(final long[] asked, final long nowNs)
    {
        final int slot = slot(nextNumber);
        sentNs[slot] = nowNs;
        System.arraycopy(asked, 0, owed, slot * words, words);
        nextNumber = nextNumber + 1 & NUMBER_MASK;
        sent++;
        unseen = Math.min(SIZE, unseen + 1);
    }

    /**
     * Tells who let the patience of a poll pass, each of them once for each poll. What a node that stood still missed
     * itself says nothing about others.
     */
    void noteMisses(final Reputation reputation, final long[] connected, final long nowNs)
    {
        if (nowNs - lookedNs >= STALL_NS)
        {
            unseen = 0;
        }
        lookedNs = nowNs;
        for (int i = 0; i < MAX_LOOKS && unseen > 0; i++)
        {
            final int slot = slot(nextNumber - unseen);
            if (nowNs - sentNs[slot] < reputation.patienceNs())
            {
                return;
            }
            for (int word = 0; word < words; word++)
            {
                for (long bits = owed[slot * words + word] & connected[word]; bits != 0; bits &= bits - 1)
                {
                    reputation.onMissed(word << 6 | Long.numberOfTrailingZeros(bits), nowNs);
                }
            }
            unseen--;
        }
    }

    /** Whether a poll of this id was sent, and not too long ago. */
    boolean isRemembered(final long id)
    {
        final long age = nextNumber - id & NUMBER_MASK;
        return (id & ~NUMBER_MASK) == electorate && age > 0 && age <= Math.min(SIZE, sent);
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
