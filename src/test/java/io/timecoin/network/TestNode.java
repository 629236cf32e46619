package io.timecoin.network;

import com.lmax.disruptor.EventPoller;
import io.timecoin.pipeline.BlockRingSizes;
import io.timecoin.pipeline.ControlSlot;
import io.timecoin.pipeline.EgressSlot;
import io.timecoin.pipeline.PayloadRing;
import io.timecoin.pipeline.PayloadSlot;
import io.timecoin.pipeline.TransactionSlot;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Ingress and egress of one node with rings of any size, whose readers keep all that arrives. */
final class TestNode
{
    static final int VALIDATORS = 4;

    /** What a slot of {@code transactions} held. */
    record Payment(
        byte[] bytes, int session, int peer, long reference, long batch, int index, int count, long copyOf, long at)
    {
    }

    /** What a slot of {@code control} held. */
    record Control(ControlSlot.Kind kind, int peer, int template, byte[] bytes)
    {
    }

    final PayloadRing<TransactionSlot> transactions;
    final PayloadRing<ControlSlot> control;
    final PayloadRing<ControlSlot> ballots;
    final PayloadRing<EgressSlot> answers;
    final SessionTable sessions;
    final Transport transport;
    final Ingress ingress;
    final Egress egress;
    final List<Payment> payments = new ArrayList<>();
    final List<Control> messages = new ArrayList<>();
    /** What the reader of ballots heard, if there is one. */
    final List<Control> heard = new ArrayList<>();
    int ballotTicks;
    boolean readsBallots = true;
    int ticks;
    long nowNs;
    boolean readsTransactions = true;
    boolean readsControl = true;
    int readLimit = Integer.MAX_VALUE;

    private final EventPoller<TransactionSlot> transactionPoller;
    private final EventPoller<ControlSlot> controlPoller;
    private final EventPoller<EgressSlot> answerPoller;
    private EventPoller<ControlSlot> ballotPoller;

    TestNode(final Transport transport, final NetworkParameters parameters)
    {
        this(transport, parameters, 256, 1 << 20, 256);
    }

    TestNode(
        final Transport transport,
        final NetworkParameters parameters,
        final int transactionSlots,
        final int transactionBytes,
        final int controlSlots)
    {
        this.transport = transport;
        transactions = new PayloadRing<>(TransactionSlot::new, transactionSlots, transactionBytes);
        control = new PayloadRing<>(ControlSlot::new, controlSlots, 1 << 16);
        ballots = new PayloadRing<>(ControlSlot::new, controlSlots, BlockRingSizes.MIN_BALLOTS_BYTES);
        answers = new PayloadRing<>(() -> new EgressSlot(VALIDATORS), 1_024, 1 << 16);
        sessions = new SessionTable(parameters.limits().maxClients(), VALIDATORS);
        ingress = new Ingress(parameters, sessions, transport, transactions, control, ballots, answers);
        egress = new Egress(parameters, sessions, transport);
        transactionPoller = poller(transactions);
        controlPoller = poller(control);
        answerPoller = poller(answers);
    }

    static NetworkParameters parameters(
        final int self, final String endpoint, final List<String> peers, final NetworkLimits limits)
    {
        final List<byte[]> identities = new ArrayList<>();
        for (int i = 0; i < VALIDATORS; i++)
        {
            identities.add(Frames.identity(i));
        }
        return new NetworkParameters(Frames.CHAIN, identities, self, endpoint, peers, limits, 99);
    }

    /** One duty cycle of everything at a time. */
    int doWork(final long now)
    {
        nowNs = now;
        int work = ingress.doWork(now);
        work += egress.doWork(now);
        drain(answerPoller, slot -> egress.onMessage(slot, answers.payloads()), Integer.MAX_VALUE);
        if (readsTransactions)
        {
            drain(transactionPoller, this::onTransaction, readLimit);
        }
        if (readsControl)
        {
            drain(controlPoller, this::onControl, readLimit);
        }
        if (ballotPoller != null && readsBallots)
        {
            drain(ballotPoller, this::onBallot, readLimit);
        }
        return work;
    }

    /** Connects a reader of ballots; without one nobody reads that ring. */
    TestNode withBallots()
    {
        ballotPoller = poller(ballots);
        return this;
    }

    /** Duty cycles of a millisecond each. */
    void run(final int milliseconds)
    {
        for (int i = 0; i < milliseconds; i++)
        {
            doWork(nowNs + 1_000_000L);
        }
    }

    void sendToPeer(final int peer, final boolean bulk, final byte[] frame)
    {
        send(EgressSlot.Destination.PEER, peer, 0, bulk, frame);
    }

    void sendToAll(final boolean bulk, final byte[] frame)
    {
        send(EgressSlot.Destination.ALL_PEERS, 0, 0, bulk, frame);
    }

    void sendToClient(final int session, final byte[] frame)
    {
        send(EgressSlot.Destination.CLIENT, 0, session, false, frame);
    }

    List<Control> events(final ControlSlot.Kind kind)
    {
        return messages.stream().filter(message -> message.kind() == kind).toList();
    }

    boolean isConnectedTo(final int peer)
    {
        long connected = 0;
        for (final Control message : messages)
        {
            if (message.peer() == peer)
            {
                connected += message.kind() == ControlSlot.Kind.PEER_CONNECTED ? 1 : 0;
                connected -= message.kind() == ControlSlot.Kind.PEER_DISCONNECTED ? 1 : 0;
            }
        }
        return connected == 1;
    }

    private void send(
        final EgressSlot.Destination destination,
        final int peer,
        final int session,
        final boolean bulk,
        final byte[] frame)
    {
        final EgressSlot slot = new EgressSlot(VALIDATORS);
        slot.destination = destination;
        slot.peer = peer;
        slot.session = session;
        slot.bulk = bulk;
        slot.payloadOffset = 0;
        slot.payloadLength = frame.length;
        egress.onMessage(slot, new UnsafeBuffer(frame));
    }

    private void onTransaction(final TransactionSlot slot)
    {
        if (slot.tick)
        {
            ticks++;
            return;
        }
        payments.add(new Payment(bytes(slot, transactions.payloads()), slot.session, slot.peer, slot.reference,
            slot.batch, slot.batchIndex, slot.batchCount, slot.firstCopy, slot.stampNs));
    }

    private void onControl(final ControlSlot slot)
    {
        if (slot.kind != ControlSlot.Kind.TICK)
        {
            messages.add(new Control(slot.kind, slot.peer, slot.templateId, bytes(slot, control.payloads())));
        }
    }

    private void onBallot(final ControlSlot slot)
    {
        if (slot.kind == ControlSlot.Kind.TICK)
        {
            ballotTicks++;
            return;
        }
        heard.add(new Control(slot.kind, slot.peer, slot.templateId, bytes(slot, ballots.payloads())));
    }

    private static byte[] bytes(final PayloadSlot slot, final UnsafeBuffer arena)
    {
        final byte[] bytes = new byte[slot.payloadLength];
        arena.getBytes(slot.payloadOffset, bytes);
        return bytes;
    }

    private static <S extends PayloadSlot> EventPoller<S> poller(final PayloadRing<S> ring)
    {
        final EventPoller<S> poller = ring.ring().newPoller();
        ring.ring().addGatingSequences(poller.getSequence());
        return poller;
    }

    private static <S> void drain(final EventPoller<S> poller, final Consumer<S> reader, final int limit)
    {
        try
        {
            final int[] count = new int[1];
            poller.poll((slot, sequence, endOfBatch) ->
            {
                reader.accept(slot);
                return ++count[0] < limit;
            });
        }
        catch (final Exception e)
        {
            throw new AssertionError(e);
        }
    }
}
