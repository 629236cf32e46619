package io.timecoin.consensus.avalanche;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * How the other validators reply to polls here: the share that comes in time, and how long each takes. From it follow
 * how long a poll waits, whose replies it does not wait for, and whom requests go to last. Nothing else does: a benched
 * validator is drawn and asked as before, what its reply says counts with its whole weight, no threshold moves, and no
 * other node hears of it. So whatever a liar does to these numbers, it changes how soon a poll ends, never what an
 * ended poll can mean.
 * <p>
 * <b>Bench.</b> A validator whose share of replies in time fell below a half, and stayed there for a second, is
 * benched until the share is above three quarters again. Each poll asks the benched too and so is the probe that
 * frees them: about {@value #PROBES} replies in time are enough, however long it was silent. (avalanchego asks nothing
 * of benched validators, so it frees them after a time; here a term would only make everybody wait for the dead anew.)
 * <p>
 * <b>Cap.</b> Weight is benched only as far as the connected weight exceeds what the rule needs for a success: less
 * than a third of all by the quorum rule, 1 − alphaC/k of all by the sampled one. A poll that waits for nobody benched
 * can thus succeed without the benched. Of more candidates than fit, those with the lowest share are benched, the
 * lower index first among equals. The cap of avalanchego is a third of (1 − alphaC/k), because there the replies of the
 * benched are lost.
 * <p>
 * <b>In time</b> means within the patience: eight times what a success here takes, but no less than
 * {@link #MIN_PATIENCE_NS} and no more than the ceiling. What a success takes is the latency up to which validators
 * of enough weight reply. Liars with less weight than the rule can spare cannot raise it above the slowest honest
 * validator: the honest alone are enough. They can lower it by replying quickly; but nobody honest within
 * MIN_PATIENCE_NS is ever taken for silent, however near the others are. A liar that is always just in time costs a
 * poll that fails anyway the patience, and nothing where the others agree. One that is late on purpose is benched like
 * a dead one. Others can be made to look slow only by keeping them, or this node, busy; that hits all alike, and the
 * cap keeps enough of them.
 */
final class Reputation
{
    /** A share of one. */
    static final int FULL = 1 << 16;
    /** Below it a validator may be benched. */
    static final int BENCH_BELOW = FULL / 2;
    /** Above it a benched one is free. */
    static final int FREE_ABOVE = FULL * 3 / 4;
    /** Least time below before the bench: pauses of processes end sooner. */
    static final long BENCH_AFTER_NS = TimeUnit.SECONDS.toNanos(1);
    /** Whoever replies within it is in time, however quick others are: round trips around the world are shorter. */
    static final long MIN_PATIENCE_NS = TimeUnit.MILLISECONDS.toNanos(400);
    /** Between two looks at all validators. */
    static final long REFRESH_NS = TimeUnit.MILLISECONDS.toNanos(100);
    /** Replies in time that lead from no share at all to freedom. */
    static final int PROBES = 22;
    private static final int SHARE_SHIFT = 4;
    private static final int PATIENCE_FACTOR = 8;
    /** A benched one gives way to one that is worse by so much. */
    private static final int SWAP_MARGIN = FULL / 8;
    private static final int MAX_CHANGES = 8;
    private static final int NONE = -1;
    static final long UNMEASURED = -1;
    /** Latencies are counted in classes, eight to a doubling, from 2^14 ns on. */
    private static final int FIRST_DOUBLING = 14;
    private static final int CLASSES = 8 * (40 - FIRST_DOUBLING);

    private final Electorate electorate;
    private final Peers peers;
    private final AcceptanceRule rule;
    private final long ceilingNs;
    private final RoundTrip roundTrip;
    private final AvalancheStats stats;
    /** By validator: share of polls replied to in time. */
    private final int[] shares;
    private final long[] latencyNs;
    private final long[] variationNs;
    /** Since when the share is below the bound. */
    private final long[] belowNs;
    private final long[] benched;
    private final long[] weightOfClass = new long[CLASSES];
    private long benchedWeight;
    private long patienceNs;
    private long successNs = UNMEASURED;
    private long refreshNs = Long.MIN_VALUE;

    Reputation(final Electorate electorate, final Peers peers, final AcceptanceRule rule, final long ceilingNs,
        final RoundTrip roundTrip, final AvalancheStats stats)
    {
        this.electorate = electorate;
        this.peers = peers;
        this.rule = rule;
        this.ceilingNs = ceilingNs;
        this.roundTrip = roundTrip;
        this.stats = stats;
        shares = new int[electorate.size()];
        Arrays.fill(shares, FULL);
        latencyNs = new long[electorate.size()];
        Arrays.fill(latencyNs, UNMEASURED);
        variationNs = new long[electorate.size()];
        belowNs = new long[electorate.size()];
        benched = new long[electorate.words()];
        patienceNs = ceilingNs;
        stats.replyShares = shares;
        stats.replyLatenciesNs = latencyNs;
    }

    /** A validator's first reply to a poll, in time or not. */
    void onReply(final int peer, final long elapsedNs)
    {
        final long sampleNs = Math.max(0, Math.min(elapsedNs, ceilingNs));
        if (latencyNs[peer] == UNMEASURED)
        {
            latencyNs[peer] = sampleNs;
            variationNs[peer] = sampleNs / 2;
        }
        else
        {
            variationNs[peer] += (Math.abs(latencyNs[peer] - sampleNs) - variationNs[peer]) / 4;
            latencyNs[peer] += (sampleNs - latencyNs[peer]) / 8;
        }
        if (elapsedNs <= patienceNs)
        {
            shares[peer] += FULL - shares[peer] >> SHARE_SHIFT;
        }
    }

    /** A connected validator has let a poll's patience pass. */
    void onMissed(final int peer, final long nowNs)
    {
        final int before = shares[peer];
        shares[peer] -= before >> SHARE_SHIFT;
        if (before >= BENCH_BELOW && shares[peer] < BENCH_BELOW)
        {
            belowNs[peer] = nowNs;
        }
    }

    /** What a validator was known for outlives its connection, so that nobody gets a clean slate by a new one. */
    void onDisconnected(final int peer)
    {
        free(peer);
        fit();
    }

    /** Others vote now, with other weights; the shares stay, and the bench is filled anew. */
    void onElectorate()
    {
        Arrays.fill(benched, 0);
        benchedWeight = 0;
        stats.benchedWeight = 0;
        refreshNs = Long.MIN_VALUE;
    }

    /** Looks at all validators, now and then; true if it did. */
    boolean refresh(final long nowNs)
    {
        if (nowNs < refreshNs)
        {
            return false;
        }
        refreshNs = nowNs + REFRESH_NS;
        successNs = latencyOfSuccessNs();
        patienceNs = successNs == UNMEASURED ? ceilingNs :
            Math.min(ceilingNs, Math.max(MIN_PATIENCE_NS, PATIENCE_FACTOR * successNs));
        for (int word = 0; word < benched.length; word++)
        {
            for (long bits = benched[word]; bits != 0; bits &= bits - 1)
            {
                final int peer = word << 6 | Long.numberOfTrailingZeros(bits);
                if (shares[peer] > FREE_ABOVE)
                {
                    free(peer);
                }
            }
        }
        fit();
        for (int i = 0; i < MAX_CHANGES && benchWorst(nowNs); i++)
        {
            stats.benchings++;
        }
        return true;
    }

    boolean isBenched(final int peer)
    {
        return Peers.contains(benched, 0, peer);
    }

    /** Whether anybody of a set of validators is worth waiting for. */
    boolean isAnyAwaited(final long[] asked, final long[] replied)
    {
        for (int word = 0; word < asked.length; word++)
        {
            if ((asked[word] & ~replied[word] & ~benched[word]) != 0)
            {
                return true;
            }
        }
        return false;
    }

    /** How long a poll waits for the slowest of those that have not replied, the benched left out. */
    long timeoutNs(final long[] asked, final long[] replied)
    {
        long longestNs = RoundTrip.MIN_TIMEOUT_NS;
        for (int word = 0; word < asked.length && longestNs < patienceNs; word++)
        {
            for (long bits = asked[word] & ~replied[word] & ~benched[word]; bits != 0; bits &= bits - 1)
            {
                longestNs = Math.max(longestNs, timeoutNs(word << 6 | Long.numberOfTrailingZeros(bits)));
            }
        }
        return Math.min(longestNs, patienceNs);
    }

    /** How long a validator's reply usually takes, or those of all if it has never replied. */
    long latencyNs(final int peer)
    {
        return latencyNs[peer] == UNMEASURED ? roundTrip.smoothedNs() : latencyNs[peer];
    }

    /** A reply that takes longer is not in time. */
    long patienceNs()
    {
        return patienceNs;
    }

    /** Latency up to which validators of enough weight for a success reply; UNMEASURED if that is not known. */
    long successNs()
    {
        return successNs;
    }

    /** Share of the others' weight that does not reply in time, never has, or is not connected, in percent. */
    int silentPercent()
    {
        final long others = electorate.totalWeight() - electorate.ownWeight();
        long heard = 0;
        final long[] connected = peers.connected();
        for (int word = 0; word < connected.length; word++)
        {
            for (long bits = connected[word]; bits != 0; bits &= bits - 1)
            {
                final int peer = word << 6 | Long.numberOfTrailingZeros(bits);
                heard += latencyNs[peer] == UNMEASURED ? 0 : electorate.weight(peer) * shares[peer];
            }
        }
        return others == 0 ? 0 : (int)Math.round(100 - 100.0 * heard / ((double)others * FULL));
    }

    /** Weight of the benched. */
    long benchedWeight()
    {
        return benchedWeight;
    }

    private long timeoutNs(final int peer)
    {
        return latencyNs[peer] == UNMEASURED ? roundTrip.timeoutNs() : latencyNs[peer] + 4 * variationNs[peer];
    }

    /** Latency up to which validators of enough weight reply; UNMEASURED if there are none. */
    private long latencyOfSuccessNs()
    {
        Arrays.fill(weightOfClass, 0);
        final long[] connected = peers.connected();
        for (int word = 0; word < connected.length; word++)
        {
            for (long bits = connected[word]; bits != 0; bits &= bits - 1)
            {
                final int peer = word << 6 | Long.numberOfTrailingZeros(bits);
                if (latencyNs[peer] != UNMEASURED && shares[peer] >= BENCH_BELOW)
                {
                    weightOfClass[classOf(latencyNs[peer])] += electorate.weight(peer);
                }
            }
        }
        long missing = rule.connectedWeightNeeded() - electorate.ownWeight();
        for (int i = 0; i < CLASSES; i++)
        {
            missing -= weightOfClass[i];
            if (missing <= 0)
            {
                return endOfClassNs(i);
            }
        }
        return UNMEASURED;
    }

    static int classOf(final long ns)
    {
        final long scaled = Math.max(ns, 1L << FIRST_DOUBLING);
        final int doubling = Long.SIZE - 1 - Long.numberOfLeadingZeros(scaled);
        return Math.min(CLASSES - 1, doubling - FIRST_DOUBLING << 3 | (int)(scaled >>> doubling - 3) & 7);
    }

    static long endOfClassNs(final int number)
    {
        return (9L + (number & 7)) << (number >> 3) + FIRST_DOUBLING - 3;
    }

    /** Weight that may be benched now. */
    private long cap()
    {
        return Math.max(0, peers.connectedWeight() - rule.connectedWeightNeeded());
    }

    /** Frees the mildest until the rest can be spared. */
    private void fit()
    {
        while (benchedWeight > cap())
        {
            free(mildest());
        }
    }

    /** Benches the worst candidate that there is room for; false if there is none. */
    private boolean benchWorst(final long nowNs)
    {
        int chosen = worst(nowNs, cap() - benchedWeight);
        if (chosen == NONE)
        {
            chosen = worst(nowNs, cap());
            if (chosen == NONE || electorate.weight(chosen) > cap() - benchedWeight + milderWeight(chosen))
            {
                return false;
            }
            while (benchedWeight + electorate.weight(chosen) > cap())
            {
                free(mildest());
            }
        }
        benched[chosen >> 6] |= 1L << chosen;
        benchedWeight += electorate.weight(chosen);
        stats.benchedWeight = benchedWeight;
        return true;
    }

    private int worst(final long nowNs, final long heaviest)
    {
        int worst = NONE;
        final long[] connected = peers.connected();
        for (int word = 0; word < connected.length; word++)
        {
            for (long bits = connected[word] & ~benched[word]; bits != 0; bits &= bits - 1)
            {
                final int peer = word << 6 | Long.numberOfTrailingZeros(bits);
                if (shares[peer] < BENCH_BELOW && nowNs - belowNs[peer] >= BENCH_AFTER_NS &&
                    electorate.weight(peer) <= heaviest && (worst == NONE || shares[peer] < shares[worst]))
                {
                    worst = peer;
                }
            }
        }
        return worst;
    }

    /** Weight of the benched that would give way to a validator. */
    private long milderWeight(final int candidate)
    {
        long weight = 0;
        for (int word = 0; word < benched.length; word++)
        {
            for (long bits = benched[word]; bits != 0; bits &= bits - 1)
            {
                final int peer = word << 6 | Long.numberOfTrailingZeros(bits);
                weight += shares[peer] >= shares[candidate] + SWAP_MARGIN ? electorate.weight(peer) : 0;
            }
        }
        return weight;
    }

    private int mildest()
    {
        int mildest = NONE;
        for (int word = 0; word < benched.length; word++)
        {
            for (long bits = benched[word]; bits != 0; bits &= bits - 1)
            {
                final int peer = word << 6 | Long.numberOfTrailingZeros(bits);
                mildest = mildest == NONE || shares[peer] >= shares[mildest] ? peer : mildest;
            }
        }
        return mildest;
    }

    private void free(final int peer)
    {
        if (isBenched(peer))
        {
            benched[peer >> 6] &= ~(1L << peer);
            benchedWeight -= electorate.weight(peer);
            stats.benchedWeight = benchedWeight;
        }
    }
}
