package io.timecoin.consensus.avalanche;

import java.util.concurrent.TimeUnit;

/**
 * How long payments take from the wire through verification and validation. Where they wait for a core, so do all
 * others: to gather more of them into one message then costs a payment little time, and saves all nodes work.
 */
final class ValidationLag
{
    /** Longest time for which payments are gathered because of the lag. */
    static final long MAX_PATIENCE_NS = TimeUnit.MILLISECONDS.toNanos(8);
    private static final int WEIGHT = 16;

    private long latestNs;
    private long smoothedNs;

    /** Takes what validation told last. */
    void onSample(final long elapsedNs)
    {
        latestNs = elapsedNs;
        smoothedNs += (elapsedNs - smoothedNs) / WEIGHT;
    }

    /** The latest. */
    long latestNs()
    {
        return latestNs;
    }

    /** For how long a payment may be kept back for others: no longer than it has waited already. */
    long patienceNs()
    {
        return Math.min(MAX_PATIENCE_NS, smoothedNs);
    }
}
