package io.timecoin.consensus;

import io.timecoin.consensus.avalanche.AcceptanceListener;
import io.timecoin.consensus.avalanche.AcceptanceRule;
import io.timecoin.consensus.avalanche.Avalanche;
import io.timecoin.consensus.avalanche.AvalancheParameters;
import io.timecoin.consensus.avalanche.AvalancheStats;
import io.timecoin.consensus.avalanche.Electorate;
import io.timecoin.metrics.AgentCounters;
import io.timecoin.metrics.Check;
import io.timecoin.metrics.Counter;
import io.timecoin.metrics.Counters;
import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.AdmissionSlot;
import io.timecoin.pipeline.BlockOrderSlot;
import io.timecoin.pipeline.BlockReportSlot;
import io.timecoin.pipeline.ControlSlot;
import io.timecoin.pipeline.DutyCycle;
import io.timecoin.pipeline.EgressSlot;
import io.timecoin.pipeline.PayloadRing;
import io.timecoin.pipeline.RingName;
import io.timecoin.pipeline.RingPoller;
import io.timecoin.pipeline.Rings;
import io.timecoin.pipeline.Stage;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Feeds acceptance with other validators' messages and with what validation admits, and puts its decisions on their
 * ring.
 */
public final class ConsensusStage implements DutyCycle
{
    /**
     * What acceptance is about.
     *
     * @param parameters of acceptance.
     * @param rule       by which it accepts.
     * @param electorate who votes, as the rule reads it.
     * @param table      with the bytes of what is admitted.
     * @param seed       of what it draws.
     * @param trace      gets each acceptance, or null.
     * @param blocks     what blocks may be, or null if this node makes none.
     */
    public record Acceptance(
        AvalancheParameters parameters,
        AcceptanceRule rule,
        Electorate electorate,
        TransactionTable table,
        long seed,
        AcceptanceTrace trace,
        BlockTerms blocks)
    {
    }

    /**
     * What blocks may be.
     *
     * @param maxTransactions most ids of one.
     * @param subsidy         what a coinbase pays besides the fees, in units.
     * @param openHeight      the last height that an earlier life voted on, 0 if that is stored, negative if nobody
     *                        knows.
     */
    public record BlockTerms(int maxTransactions, long subsidy, int openHeight)
    {
    }

    private static final int MAX_MESSAGES_PER_CYCLE = 64;
    private static final int MAX_ADMISSIONS_PER_CYCLE = 256;
    private static final int MAX_ORDERS_PER_CYCLE = 1;
    private static final long PUBLISH_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Avalanche avalanche;
    private final AcceptanceRule rule;
    private final RingPoller<ControlSlot> control;
    private final RingPoller<AdmissionSlot> admissions;
    private final RingPoller<BlockOrderSlot> orders;
    private final PayloadRing<EgressSlot> egress;
    private final DirectBuffer messages;
    private final DirectBuffer orderBytes;
    private final DecisionPublisher decisions;
    private final Counters counters;
    private final AgentCounters agent;

    private final RingPoller.Handler<ControlSlot> onControl = this::onControl;
    private final RingPoller.Handler<AdmissionSlot> onAdmission = this::onAdmission;
    private final RingPoller.Handler<BlockOrderSlot> onOrder = this::onOrder;
    private final UnsafeBuffer overruled = new UnsafeBuffer(new byte[32]);
    private long timeNs;
    private int peers;
    private long nextPublishNs = Long.MIN_VALUE;
    private volatile boolean isIdle;
    private volatile int unlisted;

    /**
     * The stage.
     *
     * @param acceptance what it is about.
     * @param rings      of the node.
     * @param counters   of the node.
     */
    public ConsensusStage(final Acceptance acceptance, final Rings rings, final Counters counters)
    {
        this.counters = counters;
        rule = acceptance.rule();
        control = rings.readControl(Stage.CONSENSUS);
        admissions = rings.readAdmissions(Stage.CONSENSUS);
        orders = rings.readBlockOrders(Stage.CONSENSUS);
        orderBytes = rings.payloads(RingName.BLOCK_ORDERS);
        final PayloadRing<BlockReportSlot> reports = rings.writeBlockReports(Stage.CONSENSUS);
        egress = rings.writeEgress(Stage.CONSENSUS, RingName.CONSENSUS_EGRESS);
        messages = rings.payloads(RingName.CONTROL);
        decisions = new DecisionPublisher(rings.writeDecisions(Stage.CONSENSUS));
        agent = counters.agent(Stage.CONSENSUS.label());
        avalanche = new Avalanche(acceptance.parameters(), acceptance.electorate(), acceptance.table(),
            new EgressOutbox(egress), decisions, rule, acceptance.seed());
        avalanche.acceptanceListener(listener(acceptance.table(), acceptance.trace()));
        if (acceptance.blocks() != null)
        {
            avalanche.blocks(new BlockReportPublisher(reports, acceptance.table()),
                acceptance.blocks().maxTransactions(), acceptance.blocks().subsidy());
            avalanche.openHeight(acceptance.blocks().openHeight());
        }
    }

    @Override
    public int doWork(final long nowNs)
    {
        // A message has one answer at most. Egress never waits for a peer, so this ring always drains.
        final int space = egress.remainingSlots();
        int work = control.poll(onControl, Math.min(MAX_MESSAGES_PER_CYCLE, space));
        if (space == 0)
        {
            agent.onBackPressure();
        }
        work += admissions.poll(onAdmission, MAX_ADMISSIONS_PER_CYCLE);
        work += orders.poll(onOrder, MAX_ORDERS_PER_CYCLE);
        work += avalanche.doWork(timeNs);
        // Without space downstream nothing moves, but decisions wait: that is not idle.
        final boolean hasNothing = work == 0 && avalanche.queuedDecisions() == 0;
        if (isIdle != hasNothing)
        {
            isIdle = hasNothing;
        }
        if (unlisted != avalanche.unlisted())
        {
            unlisted = avalanche.unlisted();
        }
        if (nowNs >= nextPublishNs)
        {
            nextPublishNs = nowNs + PUBLISH_INTERVAL_NS;
            publish(avalanche.stats());
        }
        return work;
    }

    /**
     * Whether the last duty cycle found nothing to do and no decision waits in here for space. Any thread may ask.
     *
     * @return true if idle.
     */
    public boolean isIdle()
    {
        return isIdle;
    }

    /**
     * Payments on which another validator may count a vote of this one, and of which the unspent outputs know nothing:
     * the undecided, and those whose decision still waits in here for space.
     *
     * @return 0 or more, and not 0 while it keeps silent, as it then still does not know what it said before; for the
     *     thread that runs the stage, or after it has ended.
     */
    public long openVotes()
    {
        return avalanche.openMarks() + avalanche.queuedDecisions() + (avalanche.isSilent() ? 1 : 0);
    }

    /**
     * Decisions that wait in here for space.
     *
     * @return 0 or more; for the thread that runs the stage, or after it has ended.
     */
    public int openDecisions()
    {
        return avalanche.queuedDecisions();
    }

    /**
     * Accepted payments that are in no final block.
     *
     * @return 0 or more; as of the last duty cycle, if another thread asks.
     */
    public int unlisted()
    {
        return unlisted;
    }

    /**
     * Visits them, the last accepted first; after the thread that runs the stage has ended.
     *
     * @param consumer of handles.
     * @return false if a block is half applied; then none was visited.
     */
    public boolean forEachUnlistedBackwards(final IntConsumer consumer)
    {
        return avalanche.forEachUnlistedBackwards(consumer);
    }

    /**
     * What acceptance counted.
     *
     * @return live counts.
     */
    public AvalancheStats stats()
    {
        return avalanche.stats();
    }

    private static AcceptanceListener listener(final TransactionTable table, final AcceptanceTrace trace)
    {
        return trace == null ? AcceptanceListener.NONE : (handle, polls, elapsedNs) ->
            trace.write(table.ids(), table.txidOffset(handle), polls, elapsedNs);
    }

    private void onControl(final ControlSlot slot)
    {
        advance(slot.stampNs);
        switch (slot.kind)
        {
            case TICK -> avalanche.onTick(timeNs);
            case MESSAGE -> avalanche.onMessage(
                slot.peer, slot.templateId, messages, slot.payloadOffset, slot.payloadLength, timeNs);
            case PEER_CONNECTED ->
            {
                peers++;
                avalanche.onPeerConnected(slot.peer, timeNs);
            }
            case PEER_DISCONNECTED ->
            {
                peers--;
                avalanche.onPeerDisconnected(slot.peer, timeNs);
            }
            default -> throw new IllegalStateException("control slot of an unknown kind");
        }
    }

    private void onAdmission(final AdmissionSlot slot)
    {
        advance(slot.stampNs);
        avalanche.validationLag(timeNs - slot.stampNs);
        switch (slot.kind)
        {
            case ADMIT -> avalanche.onAdmit(slot.handle, timeNs);
            case CONFLICT -> avalanche.onConflict(slot.handle, slot.handles, slot.count);
            case BATCH -> avalanche.onBatch(
                slot.peer, slot.name, slot.count, slot.handles, slot.ready, slot.invalid, timeNs);
            case READY -> avalanche.onReady(slot.handle, timeNs);
            case EVICT -> avalanche.onEvict(slot.handle);
            case EXPIRE -> avalanche.onExpire(slot.handle);
            case ABANDON -> avalanche.onAbandon(slot.handle);
            case OVERRULED ->
            {
                overruled.wrap(slot.name);
                avalanche.onOverruled(overruled, 0, slot.handles, slot.count);
            }
            default -> throw new IllegalStateException("admission of an unknown kind");
        }
    }

    private void onOrder(final BlockOrderSlot slot)
    {
        switch (slot.kind)
        {
            case COMPOSE ->
            {
                avalanche.round(slot.round);
                avalanche.compose(slot.ticket, slot.maxCount);
            }
            case CHECK ->
            {
                avalanche.round(slot.round);
                avalanche.check(slot.ticket, slot.height, slot.round, slot.isFresh, slot.proposer, slot.part,
                    slot.isLast, slot.idCount(), orderBytes, slot.payloadOffset);
            }
            case FORGET -> avalanche.forget(slot.ticket);
            case CHARGE -> avalanche.charge(slot.charged);
            case COMMIT -> avalanche.commit(slot.height, slot.proposer, slot.part, slot.isLast,
                slot.idCount(), orderBytes, slot.payloadOffset);
            case LISTED -> avalanche.listed(slot.handleCount(), orderBytes, slot.payloadOffset);
            case ELECTORATE -> avalanche.electorate(
                slot.height, orderBytes, slot.payloadOffset, slot.weightCount());
            default -> throw new IllegalStateException("order of an unknown kind");
        }
    }

    private void advance(final long stampNs)
    {
        // Payments come here later than control messages of the same moment; time does not go back for them.
        timeNs = Math.max(timeNs, stampNs);
        decisions.time(timeNs);
    }

    private void publish(final AvalancheStats stats)
    {
        counters.set(Counter.ROLE, avalanche.isSilent() ? 1 : 0);
        counters.set(Counter.PEERS, peers);
        counters.check(Check.CONNECTED_WEIGHT, avalanche.connectedWeight(), rule.connectedWeightNeeded());
        counters.set(Counter.CONSENSUS_POLLS_SENT, stats.pollsSent);
        counters.set(Counter.CONSENSUS_POLL_TRANSACTIONS_SENT, stats.pollTransactionsSent);
        counters.set(Counter.CONSENSUS_POLLS_TIMED_OUT, stats.pollsTimedOut);
        counters.set(Counter.CONSENSUS_REPLIES, stats.replies);
        counters.set(Counter.CONSENSUS_REPLIES_LATE, stats.repliesLate);
        counters.set(Counter.CONSENSUS_REPLIES_FOREIGN, stats.repliesForeign);
        counters.set(Counter.CONSENSUS_VOTES_VOID, stats.votesVoid);
        counters.set(Counter.CONSENSUS_POLLS_ANSWERED, stats.pollsAnswered);
        counters.set(Counter.CONSENSUS_POLLS_DROPPED, stats.pollsDropped);
        counters.set(Counter.CONSENSUS_BATCHES_SEALED, stats.batchesSealed);
        counters.set(Counter.CONSENSUS_BATCHES_RECEIVED, stats.batchesReceived);
        counters.set(Counter.CONSENSUS_FETCHES, stats.fetches);
        counters.set(Counter.CONSENSUS_REJECTED, stats.rejected);
        counters.set(Counter.CONSENSUS_EXPIRED, stats.expired);
        counters.set(Counter.CONSENSUS_EVICTED, stats.evicted);
        counters.set(Counter.CONSENSUS_CONFLICTED, stats.conflicted);
        counters.set(Counter.CONSENSUS_CONTESTED, stats.contested);
        counters.set(Counter.CONSENSUS_CONTESTED_NOW, stats.contestedNow);
        counters.set(Counter.CONSENSUS_PREFERENCE_FLIPS, stats.preferenceFlips);
        counters.set(Counter.CONSENSUS_ROUND_TRIP_NS, stats.smoothedRoundTripNs);
        counters.set(Counter.CONSENSUS_POLL_TIMEOUT_NS, stats.pollTimeoutNs);
    }
}
