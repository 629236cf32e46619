package io.timecoin.load;

import io.timecoin.transaction.Verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a load brought. Counters are of the whole run; throughput and latencies of the measured window, which is the
 * whole run unless a ramp comes before it. One thread writes; others may read the counters for a progress line.
 */
public final class LoadStats
{
    /** Ids of both halves of a double spend, kept to look them up at the end. */
    public record Pair(byte[] id, byte[] rivalId)
    {
    }

    private static final int MAX_PAIRS = 500_000;
    private static final String UNKNOWN_REASON = "unknown";

    /** Payments of any kind that fell due and were taken off the schedule. */
    long offered;
    /** Correct payments without a rival that were sent. */
    long submitted;
    long accepted;
    /** Correct payments without a rival that a node refused for good. */
    long refused;
    /** Sent to a validator that was lost before it said what became of them. */
    long lostWithValidator;
    /** Accepted ones that a final block lists. */
    long confirmed;
    /** Accepted ones that a final block took back. */
    long undone;
    long doubleSpendsAttempted;
    /** Pairs of which both halves were accepted. */
    long bothAccepted;
    /** Pairs of which at least one half was accepted. */
    long decidedPairs;
    long invalidSent;
    /** Invalid payments that a node admitted or accepted. */
    long invalidAdmitted;
    /** Sends that found the way full and were repeated. */
    long backPressured;
    /** Duty cycles in which a payment was due and none was signed yet. */
    long starved;

    private final Latencies acceptNs = new Latencies();
    private final Latencies answerNs = new Latencies();
    private final Latencies confirmNs = new Latencies();
    private final Map<String, Long> rejected = new TreeMap<>();
    private final Map<String, Long> rejectedValid = new TreeMap<>();
    private final List<Pair> pairs = new ArrayList<>();
    private long windowStartNs;
    private long windowEndNs = Long.MAX_VALUE;
    private long windowAccepted;
    private long windowOffered;
    private long firstAcceptedNs;

    void window(final long startNs, final long endNs)
    {
        windowStartNs = startNs;
        windowEndNs = endNs;
        windowAccepted = 0;
        windowOffered = 0;
        acceptNs.reset();
        answerNs.reset();
        confirmNs.reset();
    }

    void onDue(final long dueNs)
    {
        offered++;
        if (dueNs >= windowStartNs && dueNs < windowEndNs)
        {
            windowOffered++;
        }
    }

    void onAccepted(final long dueNs, final long nowNs)
    {
        accepted++;
        if (firstAcceptedNs == 0)
        {
            firstAcceptedNs = nowNs;
        }
        if (nowNs >= windowStartNs && nowNs < windowEndNs)
        {
            windowAccepted++;
        }
        if (dueNs >= windowStartNs)
        {
            acceptNs.record(nowNs - dueNs);
        }
    }

    void onConfirmed(final long dueNs, final long nowNs)
    {
        confirmed++;
        if (dueNs >= windowStartNs)
        {
            confirmNs.record(nowNs - dueNs);
        }
    }

    void onAnswer(final long dueNs, final long nowNs)
    {
        if (dueNs >= windowStartNs)
        {
            answerNs.record(nowNs - dueNs);
        }
    }

    void onRejected(final Verdict reason, final boolean isValid)
    {
        final String name = reason == null ? UNKNOWN_REASON : reason.reason();
        rejected.merge(name, 1L, Long::sum);
        if (isValid)
        {
            rejectedValid.merge(name, 1L, Long::sum);
        }
    }

    void onPair(final Payment payment)
    {
        doubleSpendsAttempted++;
        if (pairs.size() < MAX_PAIRS)
        {
            pairs.add(new Pair(payment.id(), payment.rivalId()));
        }
    }

    /**
     * Payments of any kind that fell due.
     *
     * @return a count.
     */
    public long offered()
    {
        return offered;
    }

    /**
     * Correct payments without a rival that were sent.
     *
     * @return a count.
     */
    public long submitted()
    {
        return submitted;
    }

    /**
     * Those of them that their validator accepted.
     *
     * @return a count.
     */
    public long accepted()
    {
        return accepted;
    }

    /**
     * Those of them that their validator told to be in a final block.
     *
     * @return a count.
     */
    public long confirmed()
    {
        return confirmed;
    }

    /**
     * Those of them that were accepted, and taken back for a final block.
     *
     * @return a count that must be 0 as long as no third of the validators is against the rules.
     */
    public long undone()
    {
        return undone;
    }

    /**
     * Those of them that a validator refused for good.
     *
     * @return a count.
     */
    public long refused()
    {
        return refused;
    }

    /**
     * Those of them whose validator was lost before it said what became of them.
     *
     * @return a count.
     */
    public long lostWithValidator()
    {
        return lostWithValidator;
    }

    /**
     * Those of them that were neither accepted nor refused yet.
     *
     * @return a count.
     */
    public long open()
    {
        return submitted - accepted - refused - lostWithValidator;
    }

    /**
     * Pairs of payments that spend one output.
     *
     * @return a count.
     */
    public long doubleSpendsAttempted()
    {
        return doubleSpendsAttempted;
    }

    /**
     * Pairs of which both halves were accepted.
     *
     * @return a count that must be 0.
     */
    public long bothAccepted()
    {
        return bothAccepted;
    }

    /**
     * Pairs of which one half at least was accepted.
     *
     * @return a count.
     */
    public long decidedPairs()
    {
        return decidedPairs;
    }

    /**
     * Invalid payments sent.
     *
     * @return a count.
     */
    public long invalidSent()
    {
        return invalidSent;
    }

    /**
     * Invalid payments that a validator admitted.
     *
     * @return a count that must be 0.
     */
    public long invalidAdmitted()
    {
        return invalidAdmitted;
    }

    /**
     * Sends that found the way full.
     *
     * @return a count of tries.
     */
    public long backPressured()
    {
        return backPressured;
    }

    /**
     * How often a payment was due and none was signed.
     *
     * @return a count of duty cycles.
     */
    public long starved()
    {
        return starved;
    }

    /**
     * Refusals by reason, expected ones included.
     *
     * @return counts by reason code.
     */
    public Map<String, Long> rejected()
    {
        return new TreeMap<>(rejected);
    }

    /**
     * Refusals of correct payments without a rival, by reason.
     *
     * @return counts by reason code.
     */
    public Map<String, Long> rejectedValid()
    {
        return new TreeMap<>(rejectedValid);
    }

    /**
     * Double spends that were sent, to look them up.
     *
     * @return ids, bounded in number.
     */
    public List<Pair> pairs()
    {
        return List.copyOf(pairs);
    }

    /**
     * When the first payment was accepted.
     *
     * @return ns, 0 if none was.
     */
    public long firstAcceptedNs()
    {
        return firstAcceptedNs;
    }

    /**
     * Accepted payments a second in the measured window.
     *
     * @return payments a second.
     */
    public double throughput()
    {
        return perSecond(windowAccepted);
    }

    /**
     * Payments of any kind a second that fell due in the measured window.
     *
     * @return payments a second.
     */
    public double offeredRate()
    {
        return perSecond(windowOffered);
    }

    /**
     * From the due time to the acceptance.
     *
     * @return of the measured window.
     */
    public Percentiles accept()
    {
        return acceptNs.percentiles();
    }

    /**
     * From the due time to the word that it is in a final block.
     *
     * @return of the measured window.
     */
    public Percentiles confirm()
    {
        return confirmNs.percentiles();
    }

    /**
     * From the due time to the immediate answer.
     *
     * @return of the measured window.
     */
    public Percentiles answer()
    {
        return answerNs.percentiles();
    }

    private double perSecond(final long count)
    {
        final long windowNs = windowEndNs - windowStartNs;
        return windowNs <= 0 ? 0 : count * 1e9 / windowNs;
    }
}
