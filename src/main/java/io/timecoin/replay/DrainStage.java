package io.timecoin.replay;

import io.timecoin.pipeline.DutyCycle;
import io.timecoin.pipeline.EgressSlot;
import io.timecoin.pipeline.RingName;
import io.timecoin.pipeline.RingPoller;
import io.timecoin.pipeline.Rings;
import io.timecoin.pipeline.Stage;
import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.OutcomeDecoder;
import io.timecoin.wire.VerdictDecoder;
import org.HdrHistogram.SingleWriterRecorder;
import org.agrona.DirectBuffer;

/** In egress's place: notes what clients would be told, and how long it took. */
final class DrainStage implements DutyCycle
{
    static final String NAME = "drain";

    private static final int MAX_MESSAGES_PER_CYCLE = 2_048;
    private static final int BODY = MessageHeaderDecoder.ENCODED_LENGTH;

    private final RingPoller<EgressSlot> verdicts;
    private final RingPoller<EgressSlot> ends;
    private final DirectBuffer verdictBytes;
    private final DirectBuffer endBytes;
    private final Outcomes outcomes;
    private final Arrivals arrivals;
    private final Latencies latencies;
    private final RingPoller.Handler<EgressSlot> onVerdict = this::onVerdict;
    private final RingPoller.Handler<EgressSlot> onEnd = this::onEnd;
    private final VerdictDecoder verdict = new VerdictDecoder();
    private final OutcomeDecoder outcome = new OutcomeDecoder();
    private final OrderedHash verdictsHash = new OrderedHash();
    private final OrderedHash endsHash = new OrderedHash();

    private long nowNs;
    private long lastWorkNs;
    private long newest;
    private long appliedCount;
    private volatile long applied;

    DrainStage(final Rings rings, final Outcomes outcomes, final Arrivals arrivals, final Latencies latencies)
    {
        this.outcomes = outcomes;
        this.arrivals = arrivals;
        this.latencies = latencies;
        verdicts = rings.readEgress(Stage.EGRESS, RingName.VALIDATION_EGRESS);
        ends = rings.readEgress(Stage.EGRESS, RingName.UTXO_EGRESS);
        verdictBytes = rings.payloads(RingName.VALIDATION_EGRESS);
        endBytes = rings.payloads(RingName.UTXO_EGRESS);
    }

    @Override
    public int doWork(final long timeNs)
    {
        nowNs = timeNs;
        final int work = verdicts.poll(onVerdict, MAX_MESSAGES_PER_CYCLE) + ends.poll(onEnd, MAX_MESSAGES_PER_CYCLE);
        if (work > 0)
        {
            lastWorkNs = timeNs;
            applied = appliedCount;
        }
        return work;
    }

    /** When it last had something to do. Its own thread, or after that has ended. */
    long lastWorkNs()
    {
        return lastWorkNs;
    }

    /** Transactions of clients that were applied, from any thread. */
    long applied()
    {
        return applied;
    }

    /** Hash over all that was answered, in order. Its own thread, or after that has ended. */
    OrderedHash verdictsHash()
    {
        return verdictsHash;
    }

    /** Hash over all that became of what was admitted, in order. Its own thread, or after that has ended. */
    OrderedHash endsHash()
    {
        return endsHash;
    }

    private void onVerdict(final EgressSlot slot)
    {
        verdict.wrap(verdictBytes, slot.payloadOffset + BODY, VerdictDecoder.BLOCK_LENGTH,
            VerdictDecoder.SCHEMA_VERSION);
        final long transaction = verdict.reference() - 1;
        final int code = verdict.verdict();
        newest = Math.max(newest, transaction);
        verdictsHash.add(transaction, code);
        outcomes.verdict(transaction, code);
        record(latencies.validated, transaction);
    }

    private void onEnd(final EgressSlot slot)
    {
        outcome.wrap(endBytes, slot.payloadOffset + BODY, OutcomeDecoder.BLOCK_LENGTH, OutcomeDecoder.SCHEMA_VERSION);
        final long transaction = outcome.reference() - 1;
        final int code = outcome.outcome();
        endsHash.add(transaction, code);
        outcomes.end(transaction, code);
        if (code == 0)
        {
            appliedCount++;
            record(latencies.applied, transaction);
        }
    }

    private void record(final SingleWriterRecorder into, final long transaction)
    {
        // What may have been overwritten by then is left out.
        if (newest - transaction < arrivals.kept() / 2)
        {
            into.recordValue(Math.min(Latencies.MAX_NS, Math.max(1, nowNs - arrivals.timeNs(transaction))));
        }
    }
}
