package io.timecoin.finality;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.block.BlockFault;
import io.timecoin.block.Evidence;
import io.timecoin.block.EvidenceList;
import io.timecoin.consensus.validators.Membership;
import io.timecoin.consensus.validators.MisplacedValidator;
import io.timecoin.metrics.AgentCounters;
import io.timecoin.metrics.Counter;
import io.timecoin.metrics.Counters;
import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.BlockReportSlot;
import io.timecoin.pipeline.ControlSlot;
import io.timecoin.pipeline.DutyCycle;
import io.timecoin.pipeline.Identities;
import io.timecoin.pipeline.RingName;
import io.timecoin.pipeline.RingPoller;
import io.timecoin.pipeline.Rings;
import io.timecoin.pipeline.Stage;
import io.timecoin.wire.BlockEvidenceDecoder;
import io.timecoin.wire.BlockPartDecoder;
import io.timecoin.wire.BlockPartRequestDecoder;
import io.timecoin.wire.BlockStatusDecoder;
import io.timecoin.wire.BodyRequestDecoder;
import io.timecoin.wire.CommitDecoder;
import io.timecoin.wire.CommitRequestDecoder;
import io.timecoin.wire.EvidenceDecoder;
import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.ProposalDecoder;
import io.timecoin.wire.VoteDecoder;

/**
 * Makes accepted payments final, block by block. It forces votes to disk, hashes and stores, so it has a thread of its
 * own: nothing that accepts payments waits for it.
 */
public final class BlocksStage implements DutyCycle
{
    private static final int MAX_MESSAGES_PER_CYCLE = 64;
    private static final int MAX_REPORTS_PER_CYCLE = 64;
    private static final int BODY = MessageHeaderDecoder.ENCODED_LENGTH;
    private static final long PUBLISH_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final RingPoller<ControlSlot> ballotRing;
    private final RingPoller<BlockReportSlot> reportRing;
    private final DirectBuffer ballotPayloads;
    private final DirectBuffer reportPayloads;
    private final FinalityStats stats = new FinalityStats();
    private final StoreFaults faults = new StoreFaults();
    private final Ballots ballots;
    private final BlockMaker maker;
    private final Gossip gossip;
    private final BlockServer server;
    private final Identities identities;
    private final byte[] ownIdentity;
    private final int self;
    private final Counters counters;
    private final AgentCounters agent;
    private final UnsafeBuffer stateHash = new UnsafeBuffer(new byte[32]);
    private final RingPoller.Handler<ControlSlot> onBallot = this::onBallot;
    private final RingPoller.Handler<BlockReportSlot> onReport = this::onReport;
    private final BlockEvidenceDecoder blockEvidence = new BlockEvidenceDecoder();
    private final BlockPartDecoder part = new BlockPartDecoder();
    private boolean isStarted;
    private int greeted;
    private int publishedHeight = -1;
    private long nextPublishNs = Long.MIN_VALUE;

    /**
     * The stage.
     *
     * @param settings what it is about.
     * @param table    with the payments that acceptance names.
     * @param rings    of the node.
     * @param counters of the node.
     */
    public BlocksStage(
        final FinalitySettings settings, final TransactionTable table, final Rings rings, final Counters counters)
    {
        this.counters = counters;
        ballotRing = rings.readBallots(Stage.BLOCKS);
        reportRing = rings.readBlockReports(Stage.BLOCKS);
        ballotPayloads = rings.payloads(RingName.BALLOTS);
        reportPayloads = rings.payloads(RingName.BLOCK_REPORTS);
        agent = counters.agent(Stage.BLOCKS.label());
        identities = rings.identities();
        ownIdentity = settings.identity().publicKey();
        self = settings.self();
        final Messages messages = new Messages(rings.writeEgress(Stage.BLOCKS, RingName.BLOCKS_EGRESS));
        final Orders orders = new Orders(rings.writeBlockOrders(Stage.BLOCKS));
        maker = new BlockMaker(settings, table, orders, messages, stats);
        ballots = new Ballots(settings.chainId(), maker.tip().membership(), settings.verifier(), stats);
        gossip = new Gossip(settings, maker, messages, stats, faults);
        server = new BlockServer(maker.candidates(), settings.store(), messages, stats, faults);
    }

    @Override
    public int doWork(final long nowNs)
    {
        if (!isStarted)
        {
            isStarted = true;
            maker.start(nowNs);
        }
        int work = reportRing.poll(onReport, MAX_REPORTS_PER_CYCLE);
        work += ballotRing.poll(onBallot, Math.min(MAX_MESSAGES_PER_CYCLE, ballots.space()));
        work += ballots.verify(maker::onStatement);
        work += maker.doWork(nowNs);
        work += gossip.doWork(nowNs);
        work += greet();
        if (nowNs >= nextPublishNs)
        {
            nextPublishNs = nowNs + PUBLISH_INTERVAL_NS;
            publish();
        }
        return work;
    }

    /**
     * What was counted.
     *
     * @return live counts.
     */
    public FinalityStats stats()
    {
        return stats;
    }

    /**
     * Stored blocks that could not be read for others.
     *
     * @return for a thread that tells the operator.
     */
    public StoreFaults faults()
    {
        return faults;
    }

    /**
     * The last final block's height.
     *
     * @return 0 before the first; for the thread that runs the stage, or after it has ended.
     */
    public int height()
    {
        return maker.tip().height();
    }

    /**
     * The hash of the state after that block.
     *
     * @return 32 bytes, not to be changed; for the thread that runs the stage, or after it has ended.
     */
    public byte[] stateHash()
    {
        return maker.tip().stateHash();
    }

    /**
     * Lets in who got a place: from the block on that bonds it, others take its Hello. This is also where a validator
     * that others told its place learns whether it is true, long before it has a vote.
     */
    private int greet()
    {
        final Membership membership = maker.tip().membership();
        int count = 0;
        for (; greeted < membership.places(); greeted++)
        {
            final byte[] identity = membership.identity(greeted);
            final boolean isOwn = Arrays.equals(identity, ownIdentity);
            if (isOwn != (greeted == self))
            {
                throw new MisplacedValidator(self, isOwn ? greeted : Identities.NO_PLACE);
            }
            identities.put(greeted, identity);
            count++;
        }
        return count;
    }

    /**
     * What is known against a validator.
     *
     * @param validator its place.
     * @return evidence, or null; for the thread that runs the stage, or after it has ended.
     */
    public Evidence against(final int validator)
    {
        return maker.evidence().against(validator);
    }

    private void onBallot(final ControlSlot slot)
    {
        switch (slot.kind)
        {
            case TICK ->
            {
                // Time comes with each duty cycle.
            }
            case MESSAGE -> onMessage(slot);
            case PEER_CONNECTED -> gossip.onConnected(slot.peer, true);
            case PEER_DISCONNECTED -> gossip.onConnected(slot.peer, false);
            default -> throw new IllegalStateException("ballot slot of an unknown kind");
        }
    }

    private void onMessage(final ControlSlot slot)
    {
        final int offset = slot.payloadOffset;
        switch (slot.templateId)
        {
            case VoteDecoder.TEMPLATE_ID:
                ballots.onVote(ballotPayloads, offset);
                break;

            case ProposalDecoder.TEMPLATE_ID:
                ballots.onProposal(ballotPayloads, offset);
                break;

            case BlockStatusDecoder.TEMPLATE_ID:
                gossip.onStatus(slot.peer, ballotPayloads, offset);
                break;

            case BlockPartDecoder.TEMPLATE_ID:
                onPart(offset);
                break;

            case BlockEvidenceDecoder.TEMPLATE_ID:
                onBlockEvidence(offset);
                break;

            case EvidenceDecoder.TEMPLATE_ID:
                maker.evidence().onMessage(ballotPayloads, offset, slot.payloadLength);
                break;

            case CommitDecoder.TEMPLATE_ID:
                gossip.onCommit(slot.peer, ballotPayloads, offset, slot.payloadLength);
                break;

            case BlockPartRequestDecoder.TEMPLATE_ID, CommitRequestDecoder.TEMPLATE_ID, BodyRequestDecoder.TEMPLATE_ID:
                server.onRequest(slot.templateId, slot.peer, ballotPayloads, offset);
                break;

            default:
                stats.malformed++;
                break;
        }
    }

    private void onPart(final int offset)
    {
        final int count = part.wrap(ballotPayloads, offset + BODY, BlockPartDecoder.BLOCK_LENGTH,
            BlockPartDecoder.SCHEMA_VERSION).entries().count();
        // Behind the group's header lies nothing but the ids.
        maker.onPart(ballotPayloads, offset + BODY + BlockPartDecoder.blockIdEncodingOffset(), part.part(),
            part.partCount(), count, ballotPayloads, part.limit());
    }

    private void onBlockEvidence(final int offset)
    {
        blockEvidence.wrap(ballotPayloads, offset + BODY, BlockEvidenceDecoder.BLOCK_LENGTH,
            BlockEvidenceDecoder.SCHEMA_VERSION);
        final int length = blockEvidence.evidenceLength();
        final int listOffset = blockEvidence.limit() + BlockEvidenceDecoder.evidenceHeaderLength();
        final BlockFault fault = EvidenceList.check(ballotPayloads, listOffset, length);
        if (fault != BlockFault.NONE)
        {
            stats.badEvidence[fault.ordinal()]++;
            return;
        }
        maker.onEvidence(ballotPayloads, offset + BODY + BlockEvidenceDecoder.blockIdEncodingOffset(),
            EvidenceList.decode(ballotPayloads, listOffset, length));
    }

    private void onReport(final BlockReportSlot slot)
    {
        switch (slot.kind)
        {
            case COMPOSED ->
                maker.onComposed(slot.ticket, slot.isLast, slot.count, reportPayloads, slot.idOffset(0));
            case CHECKED -> maker.onChecked(slot.ticket, slot.verdict == 0);
            case APPLIED -> maker.onApplied(
                slot.height, slot.isLast, slot.amount, slot.count, reportPayloads, slot.handleOffset(0));
            case CONTRADICTED -> maker.onContradicted(slot.height, reportPayloads, slot.idOffset(0));
            case PENDING -> maker.onPending(slot.count, slot.isContested);
            default -> throw new IllegalStateException("block report of an unknown kind");
        }
    }

    private void publish()
    {
        counters.set(Counter.BLOCKS_UNREADABLE, faults.count());
        final int height = maker.tip().height();
        if (height != publishedHeight)
        {
            publishedHeight = height;
            stateHash.putBytes(0, maker.tip().stateHash());
            counters.stateHash(stateHash, 0);
            counters.set(Counter.HEIGHT, height);
            counters.set(Counter.WEIGHT, maker.tip().weight(self));
            counters.set(Counter.CONFIRMED, stats.confirmed);
        }
    }
}
