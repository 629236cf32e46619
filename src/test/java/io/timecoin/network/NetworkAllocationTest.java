package io.timecoin.network;

import com.lmax.disruptor.EventPoller;
import com.sun.management.ThreadMXBean;
import io.timecoin.pipeline.ControlSlot;
import io.timecoin.pipeline.EgressSlot;
import io.timecoin.pipeline.PayloadRing;
import io.timecoin.pipeline.TransactionSlot;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Once warm, the edge allocates nothing: neither for frames in and out over Aeron nor for what waits in between. */
class NetworkAllocationTest
{
    private static final int ROUNDS = 4_000;
    private static final int MAX_ROUNDS = 40;
    private static final int STALL_EVERY = 1_000;
    private static final int STALL = 200;
    private static final EventPoller.Handler<Object> TAKE = (slot, sequence, endOfBatch) -> true;

    @TempDir
    private static Path folder;

    /** The edge of a node whose rings are emptied at once. */
    private static final class Edge
    {
        private final AeronTransport transport;
        private final SessionTable sessions;
        private final Ingress ingress;
        private final Egress egress;
        private final EventPoller<TransactionSlot> transactions;
        private final EventPoller<ControlSlot> control;
        private final PayloadRing<EgressSlot> answerRing = new PayloadRing<>(() -> new EgressSlot(4), 256, 1 << 14);
        private final EventPoller<EgressSlot> answers;
        private final EventPoller.Handler<EgressSlot> answer;
        private final EgressSlot out = new EgressSlot(4);

        private Edge(final EmbeddedDriver driver, final int self, final List<String> peers)
        {
            transport = new AeronTransport(driver, AeronSettings.standard(), "127.0.0.1:0");
            final NetworkLimits limits = NetworkLimits.testnet().withTransactionsPerSecond(0);
            final NetworkParameters parameters =
                TestNode.parameters(self, transport.endpoint(), peers, limits);
            sessions = new SessionTable(limits.maxClients(), 4);
            final PayloadRing<TransactionSlot> payments = new PayloadRing<>(TransactionSlot::new, 1 << 10, 1 << 20);
            final PayloadRing<ControlSlot> messages = new PayloadRing<>(ControlSlot::new, 1 << 10, 1 << 20);
            ingress = new Ingress(parameters, sessions, transport, payments, messages,
                new PayloadRing<>(ControlSlot::new, 1 << 10, 1 << 20), answerRing);
            egress = new Egress(parameters, sessions, transport);
            transactions = poller(payments);
            control = poller(messages);
            answers = poller(answerRing);
            answer = (slot, sequence, endOfBatch) ->
            {
                egress.onMessage(slot, answerRing.payloads());
                return true;
            };
        }

        private void doWork() throws Exception
        {
            final long nowNs = System.nanoTime();
            ingress.doWork(nowNs);
            egress.doWork(nowNs);
            take(transactions);
            take(control);
            answers.poll(answer);
        }

        private void send(final boolean bulk, final UnsafeBuffer frame)
        {
            out.destination = EgressSlot.Destination.ALL_PEERS;
            out.bulk = bulk;
            out.payloadOffset = 0;
            out.payloadLength = frame.capacity();
            egress.onMessage(out, frame);
        }

        @SuppressWarnings("unchecked")
        private static <S> void take(final EventPoller<S> poller) throws Exception
        {
            poller.poll((EventPoller.Handler<S>)TAKE);
        }

        private static <S extends io.timecoin.pipeline.PayloadSlot> EventPoller<S> poller(final PayloadRing<S> ring)
        {
            final EventPoller<S> poller = ring.ring().newPoller();
            ring.ring().addGatingSequences(poller.getSequence());
            return poller;
        }
    }

    @Test
    void shouldAllocateNothingForFramesInAndOut() throws Exception
    {
        try (EmbeddedDriver driver = EmbeddedDriver.launch(DriverSettings.shared(), folder, cause -> {}))
        {
            final Edge first = new Edge(driver, 0, List.of());
            final Edge second = new Edge(driver, 1, List.of(first.transport.endpoint()));
            AeronTransportTest.await(() -> work(first, second) && first.sessions.isLinkUp(1) &&
                second.sessions.isLinkUp(0) && first.ingress.stats().peersConnected == 1);
            final UnsafeBuffer poll = new UnsafeBuffer(Frames.poll(1, 20));
            final UnsafeBuffer batch = new UnsafeBuffer(Frames.batch(
                Frames.filled(250, 1), Frames.filled(300, 2), Frames.filled(40_000, 3)));
            final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
            long allocated = Long.MAX_VALUE;
            // The compiler may take objects away late: what counts is that it becomes nothing and stays so.
            for (int i = 0; i < MAX_ROUNDS && allocated != 0; i++)
            {
                final long before = threads.getCurrentThreadAllocatedBytes();
                run(first, second, poll, batch);
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            }
            assertThat(allocated).isZero();
            assertThat(second.ingress.stats().transactions).isPositive();
            assertThat(first.egress.stats().frames[Transport.BULK]).isPositive();
            assertThat(first.egress.stats().queued[Transport.BULK]).as("the way was full at times").isPositive();
            first.transport.close();
            second.transport.close();
        }
    }

    private static void run(final Edge first, final Edge second, final UnsafeBuffer poll, final UnsafeBuffer batch)
        throws Exception
    {
        for (int i = 0; i < ROUNDS; i++)
        {
            first.send(false, poll);
            second.send(false, poll);
            if (first.egress.stats().waitingBytes < 1 << 19)
            {
                first.send(true, batch);
            }
            first.doWork();
            // The receiver rests now and then, so that the way fills up and batches wait, however fast the machine.
            if (i % STALL_EVERY >= STALL)
            {
                second.doWork();
            }
        }
    }

    private static boolean work(final Edge first, final Edge second)
    {
        try
        {
            first.doWork();
            second.doWork();
            return true;
        }
        catch (final Exception e)
        {
            throw new AssertionError(e);
        }
    }
}
