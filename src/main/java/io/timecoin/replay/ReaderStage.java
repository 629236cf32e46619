package io.timecoin.replay;

import io.timecoin.metrics.AgentCounters;
import io.timecoin.metrics.Counters;
import io.timecoin.network.TransactionPublisher;
import io.timecoin.pipeline.DutyCycle;
import io.timecoin.pipeline.Rings;
import io.timecoin.pipeline.Stage;
import io.timecoin.pipeline.TransactionSlot;

/**
 * In ingress's place: puts the records of a source on the ring as slots, with the time that they were stamped with. It
 * numbers the transactions from 1 in the place of the clients' own references, so that answers name them.
 */
final class ReaderStage implements DutyCycle
{
    static final String NAME = "reader";

    private static final int MAX_RECORDS_PER_CYCLE = 1_024;
    private static final long UNSET = Long.MIN_VALUE;

    private final ReplaySource.Cursor cursor;
    private final TransactionPublisher publisher;
    private final Progress progress;
    private final Arrivals arrivals;
    private final RecordedDecisions recorded;
    private final AgentCounters agent;
    private final long limit;
    private final double speed;

    private boolean hasRecord;
    private boolean isEnded;
    private long firstStampNs = UNSET;
    private long slots;
    private volatile long transactions;

    /**
     * The stage.
     *
     * @param cursor   before the first record.
     * @param settings of the replay.
     * @param recorded way of recorded decisions to the decider, or null if they do not count.
     */
    ReaderStage(
        final ReplaySource.Cursor cursor,
        final PipelineSettings settings,
        final Rings rings,
        final Progress progress,
        final Arrivals arrivals,
        final RecordedDecisions recorded,
        final Counters counters)
    {
        this.cursor = cursor;
        this.progress = progress;
        this.arrivals = arrivals;
        this.recorded = recorded;
        limit = settings.limit();
        speed = settings.speed();
        agent = counters.agent(NAME);
        publisher = new TransactionPublisher(rings.writeTransactions(Stage.INGRESS), PipelineSettings.SALT);
    }

    @Override
    public int doWork(final long nowNs)
    {
        if (isEnded || !progress.isStarted())
        {
            return 0;
        }
        final long slotsBefore = slots;
        long count = transactions;
        int records = 0;
        while (records < MAX_RECORDS_PER_CYCLE)
        {
            if (!hasRecord && (count == limit || !cursor.next()))
            {
                end();
                break;
            }
            hasRecord = true;
            if (isEarly(nowNs))
            {
                break;
            }
            if (!take(count, nowNs))
            {
                agent.onBackPressure();
                break;
            }
            count += cursor.kind() == ReplaySource.Kind.TRANSACTION ? 1 : 0;
            hasRecord = false;
            records++;
        }
        transactions = count;
        if (slots != slotsBefore && !isEnded)
        {
            progress.read(slots - 1);
        }
        return records;
    }

    /** Transactions read so far, from any thread. */
    long transactions()
    {
        return transactions;
    }

    private boolean take(final long index, final long nowNs)
    {
        switch (cursor.kind())
        {
            case TRANSACTION:
                return publish(index, nowNs);
            case TICK:
                final boolean isTaken = publisher.tick(cursor.stampNs());
                slots += isTaken ? 1 : 0;
                return isTaken;
            case DECISION:
                return recorded == null || recorded.add(
                    slots, cursor.decision(), cursor.buffer().getLong(cursor.offset()), cursor.reason());
            case BLOCK:
                return recorded == null || recorded.addBlock(
                    slots, cursor.blockHeight(), cursor.blockAmount(), cursor.blockValidator());
            default:
                return true;
        }
    }

    private boolean publish(final long index, final long nowNs)
    {
        final TransactionSlot slot =
            publisher.claim(cursor.buffer(), cursor.offset(), cursor.length(), cursor.stampNs());
        if (slot == null)
        {
            return false;
        }
        slot.session = cursor.session();
        slot.peer = cursor.peer();
        slot.reference = index + 1;
        slot.batch = cursor.batch();
        slot.batchIndex = cursor.batchIndex();
        slot.batchCount = cursor.batchCount();
        arrivals.put(index, nowNs);
        publisher.publish();
        slots++;
        return true;
    }

    /** Whether the record's time has not come; it never is early if the replay goes as fast as it can. */
    private boolean isEarly(final long nowNs)
    {
        if (speed == 0 || cursor.kind() == ReplaySource.Kind.OTHER)
        {
            return false;
        }
        if (firstStampNs == UNSET)
        {
            firstStampNs = cursor.stampNs();
        }
        return (cursor.stampNs() - firstStampNs) / speed > nowNs - progress.startNs();
    }

    private void end()
    {
        isEnded = true;
        progress.read(Long.MAX_VALUE);
        progress.end(slots);
    }
}
