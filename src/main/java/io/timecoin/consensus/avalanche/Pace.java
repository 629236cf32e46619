package io.timecoin.consensus.avalanche;

import java.util.concurrent.TimeUnit;

/**
 * How many polls may be in flight in a lane, and how far they are apart: as many as fit the time that a success takes
 * here, and more of them where only successes in a row accept, as long as there is room. There is none when successes
 * take twice as long as they did at best lately: then this node or the others have more to do than they can, and fewer
 * polls about more transactions each do the same.
 */
final class Pace
{
    /** Least time between two polls. */
    static final long MIN_SPACING_NS = TimeUnit.MILLISECONDS.toNanos(2);
    /** Polls in flight in a lane, and where successes count in a row and there is room for it. */
    static final int FEW = 8;
    static final int MANY = 16;
    /** Until the rule is first asked whether it is set well, and from then on unless more are silent than before. */
    private static final long FIRST_SETTING_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long SETTING_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long WINDOW_NS = TimeUnit.SECONDS.toNanos(10);
    private static final int CROWDED_FACTOR = 2;
    /** Whoever replies quickly to make this node ask more often, gets at most so much. */
    private static final int MOST_QUICKER = 4;

    private final AcceptanceRule rule;
    private final RoundTrip roundTrip;
    private final Reputation reputation;
    private long bestNs = Long.MAX_VALUE;
    private long windowBestNs = Long.MAX_VALUE;
    private long windowEndNs = Long.MIN_VALUE;
    private long tripNs;
    private boolean isCrowded;
    private long settingNs = Long.MIN_VALUE;
    private int silentBefore = SamplingChoices.MOST_SILENT;

    Pace(final AcceptanceRule rule, final RoundTrip roundTrip, final Reputation reputation)
    {
        this.rule = rule;
        this.roundTrip = roundTrip;
        this.reputation = reputation;
    }

    /** Looks at how long replies take now; true if the rule asks in another way from now on. */
    boolean refresh(final long nowNs)
    {
        final long smoothedNs = roundTrip.smoothedNs();
        final long successNs = reputation.successNs();
        // Where a poll of everybody ends does not depend on its pace: perf/README.md tells what a quicker one brought.
        tripNs = !rule.countsInARow() || successNs == Reputation.UNMEASURED ? smoothedNs :
            Math.min(smoothedNs, Math.max(successNs, smoothedNs / MOST_QUICKER));
        if (tripNs == 0)
        {
            return false;
        }
        if (nowNs >= windowEndNs)
        {
            windowEndNs = nowNs + WINDOW_NS;
            bestNs = windowBestNs;
            windowBestNs = Long.MAX_VALUE;
        }
        windowBestNs = Math.min(windowBestNs, tripNs);
        bestNs = Math.min(bestNs, tripNs);
        isCrowded = tripNs / CROWDED_FACTOR > bestNs;
        if (settingNs == Long.MIN_VALUE)
        {
            // Whoever is silent shows it only after some polls.
            settingNs = nowNs + FIRST_SETTING_NS;
        }
        final int silentPercent = reputation.silentPercent();
        if (nowNs < settingNs && silentPercent <= silentBefore + 1)
        {
            return false;
        }
        // A setting for fewer silent ones than there are fails most polls, one for more costs little.
        settingNs = nowNs + SETTING_NS;
        silentBefore = silentPercent;
        return rule.adapt(silentPercent);
    }

    /** Polls that may be in flight in a lane. */
    int inFlight()
    {
        return rule.countsInARow() && !isCrowded ? MANY : FEW;
    }

    /** Most that {@link #inFlight()} ever tells. */
    int mostInFlight()
    {
        return rule.countsInARow() ? MANY : FEW;
    }

    /** Time between two polls. */
    long spacingNs()
    {
        return Math.max(MIN_SPACING_NS, tripNs / inFlight());
    }

    /** Time between two polls about one batch. */
    long quickNs()
    {
        // A quorum's answer changes only when others become strong, so asking at every spacing brings little.
        return rule.countsInARow() ? spacingNs() : Math.max(spacingNs(), roundTrip.smoothedNs() / 4);
    }
}
