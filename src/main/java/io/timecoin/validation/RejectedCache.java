package io.timecoin.validation;

import io.timecoin.InvariantViolation;
import io.timecoin.crypto.SaltedHash;
import io.timecoin.transaction.Verdict;
import org.agrona.DirectBuffer;

import java.util.concurrent.TimeUnit;

/**
 * Verdicts on bytes that can never get another one, by the hash of all bytes, witnesses included: a copy with garbage
 * witnesses is remembered as bad, and the real payment, which has the same transaction id, is not. Bounded, an hour
 * at most.
 */
final class RejectedCache
{
    private static final int CODE_BITS = 5;
    private static final int CODE_MASK = (1 << CODE_BITS) - 1;
    private static final long MAX_SECONDS = (1L << 31 - CODE_BITS) - 1;

    private final SaltedHash hash;
    private final RecentMap verdicts;
    private final long ttlSeconds;
    private long epochNs;
    private boolean isStarted;

    RejectedCache(final int capacity, final long ttlNs, final SaltedHash hash)
    {
        this.hash = hash;
        ttlSeconds = TimeUnit.NANOSECONDS.toSeconds(ttlNs);
        verdicts = new RecentMap(capacity);
    }

    /** The remembered verdict, or null. */
    Verdict get(final DirectBuffer wtxid, final int offset, final long nowNs)
    {
        final long remembered = verdicts.get(hash.ofId(wtxid, offset));
        if (remembered == RecentMap.MISSING || seconds(nowNs) - (remembered >>> CODE_BITS) >= ttlSeconds)
        {
            return null;
        }
        return Verdict.ofCode((int)remembered & CODE_MASK);
    }

    void put(final DirectBuffer wtxid, final int offset, final Verdict verdict, final long nowNs)
    {
        if (!verdict.isLasting())
        {
            throw new InvariantViolation("verdict that does not last was to be remembered", verdict.code());
        }
        verdicts.put(hash.ofId(wtxid, offset), seconds(nowNs) << CODE_BITS | verdict.code());
    }

    /** Whole seconds since the first question; 26 bits of them are two years. */
    private int seconds(final long nowNs)
    {
        if (!isStarted)
        {
            isStarted = true;
            epochNs = nowNs;
        }
        return (int)Math.min(MAX_SECONDS, TimeUnit.NANOSECONDS.toSeconds(nowNs - epochNs));
    }
}
