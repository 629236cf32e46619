package io.timecoin.network;

import java.util.concurrent.TimeUnit;

/**
 * Who broke the rules how often, and until when nothing is taken from them. Bounded; what is old is forgotten. A name
 * is a number: the salted hash of a client's name, or a validator's source, for as long as a plain Hello can claim any
 * identity.
 */
final class Violations
{
    static final int FIRST_BAN_VIOLATIONS = 3;
    static final int SECOND_BAN_VIOLATIONS = 5;
    static final int LAST_BAN_VIOLATIONS = 10;
    static final long FIRST_BAN_NS = TimeUnit.MINUTES.toNanos(5);
    static final long SECOND_BAN_NS = TimeUnit.HOURS.toNanos(1);
    static final long FORGOTTEN_AFTER_NS = TimeUnit.HOURS.toNanos(24);
    static final int CAPACITY = 1_024;

    private static final long NEVER = Long.MAX_VALUE;

    private final long[] names = new long[CAPACITY];
    private final int[] counts = new int[CAPACITY];
    private final long[] lastNs = new long[CAPACITY];
    private final long[] bannedUntilNs = new long[CAPACITY];
    private int used;

    /**
     * Counts one violation.
     *
     * @return true if its author is banned from now on.
     */
    boolean add(final long name, final long nowNs)
    {
        int place = find(name);
        if (place < 0)
        {
            place = place(nowNs);
            names[place] = name;
            counts[place] = 0;
            bannedUntilNs[place] = nowNs;
        }
        lastNs[place] = nowNs;
        final int count = ++counts[place];
        if (count >= LAST_BAN_VIOLATIONS)
        {
            bannedUntilNs[place] = NEVER;
        }
        else if (count >= SECOND_BAN_VIOLATIONS)
        {
            bannedUntilNs[place] = nowNs + SECOND_BAN_NS;
        }
        else if (count >= FIRST_BAN_VIOLATIONS)
        {
            bannedUntilNs[place] = nowNs + FIRST_BAN_NS;
        }
        return count >= FIRST_BAN_VIOLATIONS;
    }

    boolean isBanned(final long name, final long nowNs)
    {
        final int place = find(name);
        return place >= 0 && isBannedAt(place, nowNs);
    }

    /** Forgets what is old. */
    void clean(final long nowNs)
    {
        for (int i = used - 1; i >= 0; i--)
        {
            if (!isBannedAt(i, nowNs) && nowNs - lastNs[i] > FORGOTTEN_AFTER_NS)
            {
                used--;
                names[i] = names[used];
                counts[i] = counts[used];
                lastNs[i] = lastNs[used];
                bannedUntilNs[i] = bannedUntilNs[used];
            }
        }
    }

    int size()
    {
        return used;
    }

    private boolean isBannedAt(final int place, final long nowNs)
    {
        return bannedUntilNs[place] == NEVER || bannedUntilNs[place] - nowNs > 0;
    }

    private int find(final long name)
    {
        for (int i = 0; i < used; i++)
        {
            if (names[i] == name)
            {
                return i;
            }
        }
        return -1;
    }

    /** A free place, or that of the one who has been quiet longest: those banned for good last. */
    private int place(final long nowNs)
    {
        if (used < CAPACITY)
        {
            return used++;
        }
        int choice = 0;
        for (int i = 1; i < CAPACITY; i++)
        {
            final boolean banned = isBannedAt(i, nowNs);
            final boolean choiceBanned = isBannedAt(choice, nowNs);
            if (banned == choiceBanned ? lastNs[i] < lastNs[choice] : choiceBanned)
            {
                choice = i;
            }
        }
        return choice;
    }
}
