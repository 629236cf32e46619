package io.timecoin.consensus.avalanche;

import java.util.concurrent.TimeUnit;

/** How long replies take: smoothed round trip, its variation, and the working timeout from both (RFC 6298). */
final class RoundTrip
{
    /**
     * A reply may be held back for a batch on its way: shorter waits would give up on polls that are being answered.
     */
    static final long MIN_TIMEOUT_NS = Answers.HOLD_NS + TimeUnit.MILLISECONDS.toNanos(10);

    private final long ceilingNs;
    private final AvalancheStats stats;
    private long smoothedNs;
    private long variationNs;
    private boolean isMeasured;

    RoundTrip(final long ceilingNs, final AvalancheStats stats)
    {
        this.ceilingNs = ceilingNs;
        this.stats = stats;
        stats.pollTimeoutNs = ceilingNs;
    }

    /** Takes a measurement, of a late reply as well: otherwise a timeout that is too short would never learn. */
    void onSample(final long elapsedNs)
    {
        final long sampleNs = Math.max(0, Math.min(elapsedNs, ceilingNs));
        if (isMeasured)
        {
            variationNs += (Math.abs(smoothedNs - sampleNs) - variationNs) / 4;
            smoothedNs += (sampleNs - smoothedNs) / 8;
        }
        else
        {
            smoothedNs = sampleNs;
            variationNs = sampleNs / 2;
            isMeasured = true;
        }
        stats.smoothedRoundTripNs = smoothedNs;
        stats.roundTripVariationNs = variationNs;
    }

    /** 0 before the first measurement. */
    long smoothedNs()
    {
        return smoothedNs;
    }

    /** How long a poll waits for one who has never replied. */
    long timeoutNs()
    {
        if (!isMeasured)
        {
            return ceilingNs;
        }
        return Math.min(ceilingNs, Math.max(MIN_TIMEOUT_NS, smoothedNs + 4 * variationNs));
    }

    /** Age at which a poll's missing replies are not worth a place that another poll could have. */
    long impatienceNs()
    {
        return isMeasured ? Math.max(2 * smoothedNs, smoothedNs + 2 * variationNs) : ceilingNs;
    }
}
