package io.timecoin.consensus.bft;

import java.util.concurrent.TimeUnit;

/**
 * Times of the algorithm. A round's timeout is its base plus the growth for each round before it, up to
 * {@link #MAX_TIMEOUT_NS}: whatever the network's delay is, some round waits longer.
 *
 * @param intervalNs      from one height's first round to that of the next.
 * @param idleIntervalNs  the same while there is nothing to list.
 * @param proposeNs       wait for a proposal, the time to fetch and judge the block included.
 * @param prevoteNs       wait for further prevotes after a quorum that agrees on nothing.
 * @param precommitNs     wait for further precommits after a quorum that agrees on nothing.
 * @param growthNs        what each of the three grows by with every round.
 */
public record BftParameters(long intervalNs, long idleIntervalNs, long proposeNs, long prevoteNs, long precommitNs,
    long growthNs)
{
    /** No wait is longer. */
    public static final long MAX_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    /** What networks use: blocks of one second. */
    public static final BftParameters DEFAULT = ofMillis(1_000, 30_000, 1_000, 500, 500, 500);

    /** Checks the bounds. */
    public BftParameters
    {
        check(1 <= intervalNs && intervalNs <= idleIntervalNs, "1 <= interval <= idle_interval, in ns", intervalNs);
        check(1 <= proposeNs && proposeNs <= MAX_TIMEOUT_NS, "1 <= propose_timeout <= 60 s, in ns", proposeNs);
        check(1 <= prevoteNs && prevoteNs <= MAX_TIMEOUT_NS, "1 <= prevote_timeout <= 60 s, in ns", prevoteNs);
        check(1 <= precommitNs && precommitNs <= MAX_TIMEOUT_NS, "1 <= precommit_timeout <= 60 s, in ns", precommitNs);
        check(1 <= growthNs && growthNs <= MAX_TIMEOUT_NS, "1 <= timeout_growth <= 60 s, in ns", growthNs);
    }

    /**
     * From milliseconds.
     *
     * @param intervalMs     between blocks.
     * @param idleIntervalMs between blocks that list nothing.
     * @param proposeMs      wait for a proposal.
     * @param prevoteMs      wait for further prevotes.
     * @param precommitMs    wait for further precommits.
     * @param growthMs       of each wait with every round.
     * @return the parameters.
     */
    public static BftParameters ofMillis(final long intervalMs, final long idleIntervalMs, final long proposeMs,
        final long prevoteMs, final long precommitMs, final long growthMs)
    {
        return new BftParameters(
            TimeUnit.MILLISECONDS.toNanos(intervalMs), TimeUnit.MILLISECONDS.toNanos(idleIntervalMs),
            TimeUnit.MILLISECONDS.toNanos(proposeMs), TimeUnit.MILLISECONDS.toNanos(prevoteMs),
            TimeUnit.MILLISECONDS.toNanos(precommitMs), TimeUnit.MILLISECONDS.toNanos(growthMs));
    }

    /**
     * The same with another pace.
     *
     * @param otherIntervalNs     between blocks.
     * @param otherIdleIntervalNs between blocks that list nothing.
     * @return a copy.
     */
    public BftParameters withIntervals(final long otherIntervalNs, final long otherIdleIntervalNs)
    {
        return new BftParameters(otherIntervalNs, otherIdleIntervalNs, proposeNs, prevoteNs, precommitNs, growthNs);
    }

    long proposeNs(final int round)
    {
        return grown(proposeNs, round);
    }

    long prevoteNs(final int round)
    {
        return grown(prevoteNs, round);
    }

    long precommitNs(final int round)
    {
        return grown(precommitNs, round);
    }

    private long grown(final long baseNs, final int round)
    {
        // Rounds are bounded by MAX_ROUND, so that this does not overflow.
        return Math.min(baseNs + growthNs * round, MAX_TIMEOUT_NS);
    }

    private static void check(final boolean holds, final String inequality, final long value)
    {
        if (!holds)
        {
            throw new IllegalArgumentException("needs " + inequality + ", but it is " + value);
        }
    }
}
