package io.timecoin.network;

import io.timecoin.pipeline.BlockRingSizes;
import io.timecoin.pipeline.ControlSlot;
import io.timecoin.pipeline.EgressSlot;
import io.timecoin.pipeline.Identities;
import io.timecoin.pipeline.PayloadRing;
import io.timecoin.pipeline.TransactionSlot;
import io.timecoin.transaction.Verdict;
import io.timecoin.wire.BatchDecoder;
import io.timecoin.wire.BlockEvidenceDecoder;
import io.timecoin.wire.BlockPartDecoder;
import io.timecoin.wire.BlockPartRequestDecoder;
import io.timecoin.wire.BlockStatusDecoder;
import io.timecoin.wire.BodyRequestDecoder;
import io.timecoin.wire.ChunkDecoder;
import io.timecoin.wire.CommitDecoder;
import io.timecoin.wire.CommitRequestDecoder;
import io.timecoin.wire.EvidenceDecoder;
import io.timecoin.wire.HelloDecoder;
import io.timecoin.wire.IntroductionDecoder;
import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.PlaceRequestDecoder;
import io.timecoin.wire.PollDecoder;
import io.timecoin.wire.PollReplyDecoder;
import io.timecoin.wire.ProposalDecoder;
import io.timecoin.wire.SubmitDecoder;
import io.timecoin.wire.VoteDecoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The way in: checks each frame, knows its session, charges its rate, stamps the time and claims a slot. What has no
 * slot is left where it is, and so holds up its sender alone.
 */
public final class Ingress
{
    /** Longest frame of the control stream. */
    public static final int MAX_CONTROL_FRAME = 8 * 1024;
    /** Longest frame of a client. */
    public static final int MAX_CLIENT_FRAME = 256 * 1024;

    private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int CONTROL_FRAGMENTS_PER_CYCLE = 256;
    private static final int PAYMENT_FRAGMENTS_PER_CYCLE = 128;

    private final Transport transport;
    private final PayloadRing<ControlSlot> control;
    private final PayloadRing<ControlSlot> ballots;
    private final IngressStats stats = new IngressStats();
    private final FrameCheck check;
    private final Doorkeeper door;
    private final PeerWatch peers;
    private final PeerWatch voters;
    private final TransactionIntake intake;
    private final Answers answers;
    private final Identities identities;
    private final Deque<byte[]> own = new ArrayDeque<>();
    private final Transport.FrameHandler handler = new Frames();

    private volatile boolean intakeOpen = true;
    private long nowNs;
    private long tickNs = Long.MIN_VALUE;
    private boolean clientsFirst;

    /**
     * A way in without sessions yet.
     *
     * @param parameters   who this node is.
     * @param sessions     shared with egress.
     * @param transport    shared with egress.
     * @param transactions single payments and ticks, for verification.
     * @param control      validators' messages, their coming and going, and ticks, for consensus.
     * @param ballots      validators' messages about blocks, their coming and going, and ticks, for the blocks stage.
     * @param egress       ingress's own answers: over the limit, not ready, a place.
     */
    public Ingress(
        final NetworkParameters parameters,
        final SessionTable sessions,
        final Transport transport,
        final PayloadRing<TransactionSlot> transactions,
        final PayloadRing<ControlSlot> control,
        final PayloadRing<ControlSlot> ballots,
        final PayloadRing<EgressSlot> egress)
    {
        if (control.maxPayload() < MAX_CONTROL_FRAME || ballots.maxPayload() < BlockRingSizes.MIN_BALLOTS_BYTES)
        {
            throw new IllegalArgumentException("a ring cannot hold its largest message: " + control.maxPayload() +
                " and " + ballots.maxPayload());
        }
        this.transport = transport;
        this.control = control;
        this.ballots = ballots;
        check = new FrameCheck(MAX_CONTROL_FRAME, parameters.limits().maxMessageBytes(), MAX_CLIENT_FRAME);
        door = new Doorkeeper(parameters, sessions, transport, stats);
        peers = new PeerWatch(parameters.validatorCount(), sessions, control);
        voters = new PeerWatch(parameters.validatorCount(), sessions, ballots);
        answers = new Answers(egress, stats);
        identities = parameters.identities();
        intake = new TransactionIntake(transactions, parameters.seed(), answers, stats);
    }

    /**
     * One duty cycle.
     *
     * @param nowNs the time that slots are stamped with.
     * @return work done.
     */
    public int doWork(final long nowNs)
    {
        this.nowNs = nowNs;
        int work = transport.doWork(nowNs);
        work += tick();
        work += transport.poll(Transport.CONTROL, handler, CONTROL_FRAGMENTS_PER_CYCLE);
        work += pollPayments();
        work += door.doWork(nowNs);
        final boolean sessionsChanged = door.takeChanged();
        work += peers.doWork(sessionsChanged, nowNs);
        work += voters.doWork(sessionsChanged, nowNs);
        stats.peersConnected = peers.connected();
        return work;
    }

    /**
     * Takes payments up again that an earlier life of this node had accepted; to be called before the first duty cycle.
     *
     * @param payments parents first.
     */
    public void resubmit(final List<byte[]> payments)
    {
        own.addAll(payments);
    }

    /**
     * Opens or shuts the intake of clients' payments; while it is shut, they are answered NOT_READY. Any thread may
     * call.
     *
     * @param open true at the start.
     */
    public void intake(final boolean open)
    {
        intakeOpen = open;
    }

    /**
     * What was counted.
     *
     * @return live counts.
     */
    public IngressStats stats()
    {
        return stats;
    }

    private int resubmit()
    {
        int count = 0;
        while (!own.isEmpty() && !intake.isBusy() && intake.own(own.peek(), nowNs))
        {
            own.remove();
            count++;
        }
        return count;
    }

    private int tick()
    {
        if (tickNs != Long.MIN_VALUE && nowNs - tickNs < TICK_NS)
        {
            return 0;
        }
        tickNs = nowNs;
        stats.ticksSkipped += tick(control) ? 0 : 1;
        stats.ticksSkipped += intake.tick(nowNs) ? 0 : 1;
        // One that is left out there is as good as any other vote that is: the next comes soon.
        tick(ballots);
        return 1;
    }

    private boolean tick(final PayloadRing<ControlSlot> ring)
    {
        final ControlSlot slot = ring.claim(0);
        if (slot == null)
        {
            return false;
        }
        slot.kind = ControlSlot.Kind.TICK;
        slot.stampNs = nowNs;
        slot.peer = Session.NULL_PEER;
        slot.templateId = 0;
        ring.publish();
        return true;
    }

    private int pollPayments()
    {
        int work = resubmit();
        if (intake.isBusy())
        {
            work += intake.resume(nowNs);
            if (intake.isBusy())
            {
                return work;
            }
        }
        // In turns: neither clients nor validators may starve the others when the ring is what lacks.
        clientsFirst = !clientsFirst;
        final int first = clientsFirst ? Transport.CLIENT : Transport.BULK;
        work += transport.poll(first, handler, PAYMENT_FRAGMENTS_PER_CYCLE);
        final int second = clientsFirst ? Transport.BULK : Transport.CLIENT;
        return work + (intake.isBusy() ? 0 : transport.poll(second, handler, PAYMENT_FRAGMENTS_PER_CYCLE));
    }

    private boolean onFrame(
        final int stream, final long source, final DirectBuffer buffer, final int offset, final int length)
    {
        if (stream != Transport.CONTROL && intake.isBusy())
        {
            return false;
        }
        final Session session = door.session(source);
        FrameFault fault = check.check(stream, buffer, offset, length);
        if (fault == FrameFault.NONE)
        {
            if (check.templateId() == HelloDecoder.TEMPLATE_ID)
            {
                fault = door.onHello(stream, source, buffer, offset, nowNs);
            }
            else if (session == null)
            {
                fault = FrameFault.NO_SESSION;
            }
            else
            {
                fault = dispatch(session, buffer, offset, length);
                if (fault == null)
                {
                    return false;
                }
                session.lastHeardNs = nowNs;
            }
        }
        stats.frames[stream]++;
        stats.bytes[stream] += length;
        if (fault != FrameFault.NONE)
        {
            onFault(session, stream, source, fault);
        }
        return true;
    }

    /** Returns null if the message has to wait. */
    private FrameFault dispatch(
        final Session session, final DirectBuffer buffer, final int offset, final int length)
    {
        switch (check.templateId())
        {
            case SubmitDecoder.TEMPLATE_ID:
                submit(session, buffer, offset, length);
                return FrameFault.NONE;

            case PlaceRequestDecoder.TEMPLATE_ID:
                return place(session, buffer, offset);

            case IntroductionDecoder.TEMPLATE_ID:
                return session.requests.take(nowNs) ?
                    door.onIntroduction(buffer, offset, nowNs) : FrameFault.RATE_LIMITED;

            case BatchDecoder.TEMPLATE_ID:
                return batch(session, buffer, offset, length);

            case ChunkDecoder.TEMPLATE_ID:
                return chunk(session, buffer, offset);

            case ProposalDecoder.TEMPLATE_ID:
            case VoteDecoder.TEMPLATE_ID:
            case BlockStatusDecoder.TEMPLATE_ID:
            case BlockPartDecoder.TEMPLATE_ID:
            case BlockEvidenceDecoder.TEMPLATE_ID:
            case EvidenceDecoder.TEMPLATE_ID:
            case BlockPartRequestDecoder.TEMPLATE_ID:
            case CommitDecoder.TEMPLATE_ID:
            case CommitRequestDecoder.TEMPLATE_ID:
            case BodyRequestDecoder.TEMPLATE_ID:
                return ballot(session, buffer, offset, length);

            default:
                return message(session, buffer, offset, length);
        }
    }

    private void submit(final Session session, final DirectBuffer buffer, final int offset, final int length)
    {
        if (intakeOpen)
        {
            intake.submit(session, buffer, offset, length, nowNs);
        }
        else
        {
            intake.decline(session, buffer, offset, Verdict.NOT_READY);
        }
    }

    /** A node that is to join asks, as a client, until its bond is final here; it checks the answer by the blocks. */
    private FrameFault place(final Session session, final DirectBuffer buffer, final int offset)
    {
        if (!session.requests.take(nowNs))
        {
            return FrameFault.RATE_LIMITED;
        }
        final int identity =
            offset + MessageHeaderDecoder.ENCODED_LENGTH + PlaceRequestDecoder.identityEncodingOffset();
        answers.place(session.number(), buffer, identity, identities.find(buffer, identity));
        return FrameFault.NONE;
    }

    private FrameFault batch(final Session session, final DirectBuffer buffer, final int offset, final int length)
    {
        if (!session.batches.take(nowNs))
        {
            return FrameFault.RATE_LIMITED;
        }
        intake.batch(session, buffer, offset, length, nowNs);
        return FrameFault.NONE;
    }

    private FrameFault chunk(final Session session, final DirectBuffer buffer, final int offset)
    {
        final FrameFault fault = session.chunks.onChunk(buffer, offset, nowNs);
        if (fault != FrameFault.NONE || !session.chunks.isComplete())
        {
            return fault;
        }
        final UnsafeBuffer message = session.chunks.takeComplete();
        final FrameFault messageFault = check.check(Transport.BULK, message, 0, message.capacity());
        if (messageFault != FrameFault.NONE)
        {
            return messageFault;
        }
        stats.chunkedMessages++;
        switch (check.templateId())
        {
            case BatchDecoder.TEMPLATE_ID:
                return batch(session, message, 0, message.capacity());

            case CommitDecoder.TEMPLATE_ID:
                return ballot(session, message, 0, message.capacity());

            default:
                return FrameFault.WRONG_STREAM;
        }
    }

    /** Never waits: what finds no space is said again by those who vote, and asked for again by us. */
    private FrameFault ballot(final Session session, final DirectBuffer buffer, final int offset, final int length)
    {
        if (!bucket(session, check.templateId()).take(nowNs))
        {
            return FrameFault.RATE_LIMITED;
        }
        final ControlSlot slot = ballots.claim(length);
        if (slot == null)
        {
            stats.ballotsDropped++;
            return FrameFault.NONE;
        }
        fill(ballots, slot, session, buffer, offset, length);
        return FrameFault.NONE;
    }

    private FrameFault message(final Session session, final DirectBuffer buffer, final int offset, final int length)
    {
        final ControlSlot slot = control.claim(length);
        if (slot == null)
        {
            stats.backPressure++;
            return null;
        }
        if (!bucket(session, check.templateId()).take(nowNs))
        {
            control.abort();
            return FrameFault.RATE_LIMITED;
        }
        fill(control, slot, session, buffer, offset, length);
        return FrameFault.NONE;
    }

    private void fill(
        final PayloadRing<ControlSlot> ring,
        final ControlSlot slot,
        final Session session,
        final DirectBuffer buffer,
        final int offset,
        final int length)
    {
        slot.kind = ControlSlot.Kind.MESSAGE;
        slot.stampNs = nowNs;
        slot.peer = session.peer();
        slot.templateId = check.templateId();
        ring.payloads().putBytes(slot.payloadOffset, buffer, offset, length);
        ring.publish();
    }

    private static TokenBucket bucket(final Session session, final int templateId)
    {
        switch (templateId)
        {
            case PollDecoder.TEMPLATE_ID:
                return session.polls;

            case PollReplyDecoder.TEMPLATE_ID:
                return session.replies;

            case ProposalDecoder.TEMPLATE_ID:
            case VoteDecoder.TEMPLATE_ID:
                return session.votes;

            case BlockPartDecoder.TEMPLATE_ID:
            case BlockEvidenceDecoder.TEMPLATE_ID:
            case CommitDecoder.TEMPLATE_ID:
                return session.blockFrames;

            default:
                return session.requests;
        }
    }

    private void onFault(final Session session, final int stream, final long source, final FrameFault fault)
    {
        stats.faults[fault.ordinal()]++;
        // To be fast, or not known here, or to come when others fill the space, breaks no rule.
        if (session != null && fault != FrameFault.RATE_LIMITED && fault != FrameFault.NO_SESSION &&
            fault != FrameFault.NO_CHUNK_SPACE)
        {
            door.onViolation(session, stream, source, nowNs);
        }
    }

    private final class Frames implements Transport.FrameHandler
    {
        @Override
        public boolean onFrame(
            final int stream, final long source, final DirectBuffer buffer, final int offset, final int length)
        {
            return Ingress.this.onFrame(stream, source, buffer, offset, length);
        }

        @Override
        public void onSourceClosed(final int stream, final long source)
        {
            door.onSourceClosed(stream, source, nowNs);
        }
    }
}
