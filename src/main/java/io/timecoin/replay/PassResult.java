package io.timecoin.replay;

import org.HdrHistogram.Histogram;

import java.util.List;
import java.util.Map;

/**
 * What one measured pass showed.
 *
 * @param elapsedNs        from the first slot to the last effect.
 * @param accounting       final outcomes.
 * @param signatures       that were verified.
 * @param verifierBusyNs   time that all workers spent verifying them.
 * @param agents           what each agent did.
 * @param bottleneck       what limited.
 * @param allocatedBytes   by all threads of the pipeline.
 * @param collections      of garbage.
 * @param longestPauseMs   longest of them.
 * @param decisionWaits    rounds in which validation waited for a decision that was due.
 * @param unmatched        recorded decisions for which no transaction came.
 * @param verdicts         what validation found of each transaction, members of batches included, by reason.
 * @param verdictsHash     over all answers and outcomes in their order.
 * @param stateHash        over the sorted unspent set at the end.
 * @param nodeStateHash    over the same set, as a node tells it once all is final.
 * @param utxos            its size.
 * @param validated        latencies from the reader to validation's answer, ns.
 * @param applied          latencies from the reader to the effect in the set, ns.
 * @param intervals        the same by interval.
 * @param samples          what was seen every few milliseconds.
 */
record PassResult(
    long elapsedNs,
    Accounting accounting,
    long signatures,
    long verifierBusyNs,
    List<StageFigures> agents,
    Bottleneck bottleneck,
    long allocatedBytes,
    long collections,
    long longestPauseMs,
    long decisionWaits,
    long unmatched,
    Map<String, Long> verdicts,
    String verdictsHash,
    String stateHash,
    String nodeStateHash,
    long utxos,
    Histogram validated,
    Histogram applied,
    List<Latencies.Interval> intervals,
    Samples samples)
{
    private static final double NS_PER_SECOND = 1e9;

    double elapsedS()
    {
        return elapsedNs / NS_PER_SECOND;
    }

    double tps()
    {
        return accounting.transactions / elapsedS();
    }
}
