package io.timecoin.consensus.avalanche;

import java.util.concurrent.TimeUnit;

/**
 * Which batches are due for a poll. Members in conflict wait in a lane of their own, so that a double spend and a
 * silent validator hold up nobody else.
 */
final class Schedule
{
    static final int CLEAR = 0;
    static final int CONFLICTED = 1;
    static final int LANES = 2;
    /** Between polls of what has not been accepted by many of them. */
    static final long SLOW_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(500);
    /** Least age of a conflict before it counts as contested. */
    static final long CONTESTED_AFTER_NS = TimeUnit.SECONDS.toNanos(2);
    private static final int MIN_QUICK_POLLS = 64;
    private static final int CONFLICT_PATIENCE = 4;

    private final Knowledge knowledge;
    private final Batches batches;
    private final IntRing[] queues = new IntRing[LANES];
    private final boolean[][] isQueued = new boolean[LANES][];
    private final long[][] nextNs = new long[LANES][];
    private final long[] nextContestedNs;
    private final long[] earliestNs = new long[LANES];

    Schedule(final Knowledge knowledge)
    {
        this.knowledge = knowledge;
        batches = knowledge.batches;
        for (int lane = 0; lane < LANES; lane++)
        {
            queues[lane] = new IntRing(batches.capacity);
            isQueued[lane] = new boolean[batches.capacity];
            nextNs[lane] = new long[batches.capacity];
            earliestNs[lane] = Long.MAX_VALUE;
        }
        nextContestedNs = new long[batches.capacity];
    }

    /** A batch begins: its first poll comes no sooner than this. */
    void onAllocated(final int batch, final long firstPollNs)
    {
        for (int lane = 0; lane < LANES; lane++)
        {
            nextNs[lane][batch] = firstPollNs;
            if (isQueued[lane][batch])
            {
                earliestNs[lane] = Math.min(earliestNs[lane], firstPollNs);
            }
        }
        nextContestedNs[batch] = firstPollNs;
    }

    /** Queues a batch in the lanes in which it has something to ask. */
    void offer(final int batch)
    {
        for (int lane = 0; lane < LANES; lane++)
        {
            if (!isQueued[lane][batch] && bits(batch, lane) != 0)
            {
                isQueued[lane][batch] = true;
                queues[lane].add(batch);
                earliestNs[lane] = Math.min(earliestNs[lane], nextNs[lane][batch]);
            }
        }
    }

    /** Whether a batch of this lane may be due. */
    boolean isDue(final int lane, final long nowNs)
    {
        return nowNs >= earliestNs[lane];
    }

    /** Batches in a lane; each of them is looked at once for a poll. */
    int begin(final int lane)
    {
        earliestNs[lane] = Long.MAX_VALUE;
        return queues[lane].size();
    }

    /** Takes the next batch of a lane; give it back by {@link #putBack} or {@link #drop}. */
    int take(final int lane)
    {
        return queues[lane].remove();
    }

    void putBack(final int lane, final int batch)
    {
        queues[lane].add(batch);
        earliestNs[lane] = Math.min(earliestNs[lane], nextNs[lane][batch]);
    }

    void drop(final int lane, final int batch)
    {
        isQueued[lane][batch] = false;
    }

    /** The poll was full: what was not looked at may be due. */
    void cutShort(final int lane)
    {
        earliestNs[lane] = Long.MIN_VALUE;
    }

    /** What a batch would ask in a lane, due or not. */
    long bits(final int batch, final int lane)
    {
        if (batches.states[batch] != Batches.LIVE)
        {
            return 0;
        }
        final long pollable = batches.pollable(batch);
        return lane == CLEAR ? pollable & ~batches.conflicted[batch] : pollable & batches.conflicted[batch];
    }

    /** What a batch has to ask in a lane now. */
    long dueBits(final int batch, final int lane, final long nowNs)
    {
        if (nowNs < nextNs[lane][batch])
        {
            return 0;
        }
        final long bits = bits(batch, lane);
        return nowNs < nextContestedNs[batch] ? bits & ~batches.contested[batch] : bits;
    }

    /** A batch was asked about: when is it due again? */
    void onPolled(final int batch, final int lane, final long nowNs)
    {
        final int quickPolls = Math.max(MIN_QUICK_POLLS, 2 * knowledge.parameters.maxRounds());
        // A conflict may need many polls to tip over, and counts as contested long before this if others know it.
        final boolean isSlow = batches.polls[batch] > (lane == CLEAR ? quickPolls : CONFLICT_PATIENCE * quickPolls);
        final long contested = batches.contested[batch];
        final boolean isOnlyContested = lane == CONFLICTED && (bits(batch, lane) & ~contested) == 0;
        nextNs[lane][batch] = nowNs + (isSlow || isOnlyContested ? SLOW_INTERVAL_NS : knowledge.pace.quickNs());
        if (nowNs >= nextContestedNs[batch])
        {
            nextContestedNs[batch] = nowNs + SLOW_INTERVAL_NS;
        }
    }

    /** There are polls enough in flight about a batch. */
    void postpone(final int batch, final int lane)
    {
        nextNs[lane][batch] = knowledge.nowNs + knowledge.pace.spacingNs();
    }

    /** The poll about a batch was not sent: it is due still. */
    void retry(final int batch, final int lane)
    {
        nextNs[lane][batch] = knowledge.nowNs;
        earliestNs[lane] = Math.min(earliestNs[lane], knowledge.nowNs);
    }

    /** All batches are due at once, as if they were new. */
    void hurryAll()
    {
        for (int batch = 0; batch < batches.capacity; batch++)
        {
            if (batches.states[batch] == Batches.LIVE)
            {
                hurry(batch, knowledge.nowNs);
            }
        }
    }

    /** Something about a batch became new: it is asked about quickly again. */
    void hurry(final int batch, final long nowNs)
    {
        batches.polls[batch] = 0;
        for (int lane = 0; lane < LANES; lane++)
        {
            if (nextNs[lane][batch] > nowNs && nextNs[lane][batch] - nowNs > knowledge.pace.spacingNs())
            {
                nextNs[lane][batch] = nowNs;
                if (isQueued[lane][batch])
                {
                    earliestNs[lane] = nowNs;
                }
            }
        }
    }
}
