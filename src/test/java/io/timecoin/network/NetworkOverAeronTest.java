package io.timecoin.network;

import io.timecoin.client.Client;
import io.timecoin.client.ClientListener;
import io.timecoin.pipeline.ControlSlot;
import io.timecoin.transaction.Verdict;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import static org.assertj.core.api.Assertions.assertThat;

/** Whole nodes' edges and clients over loopback UDP; all in one thread, as on a laptop. */
class NetworkOverAeronTest
{
    @TempDir
    private static Path folder;
    private static EmbeddedDriver driver;
    private static volatile Throwable halted;

    private final List<TestNode> nodes = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final Replies replies = new Replies();
    private long passedNs;
    private NetworkLimits limits = NetworkLimits.testnet().withTransactionsPerSecond(0);

    @BeforeAll
    static void launch()
    {
        driver = EmbeddedDriver.launch(DriverSettings.shared(), folder, cause -> halted = cause);
    }

    @AfterAll
    static void close()
    {
        driver.close();
        assertThat(halted).isNull();
    }

    @AfterEach
    void closeAll()
    {
        clients.forEach(Client::close);
        nodes.forEach(this::close);
    }

    private void close(final TestNode node)
    {
        node.egress.close();
        node.transport.close();
    }

    private TestNode nodeAt(final int self, final String listen, final String... peers)
    {
        return nodeAt(driver, self, listen, peers);
    }

    private TestNode nodeAt(
        final EmbeddedDriver drivenBy, final int self, final String listen, final String... peers)
    {
        final AeronTransport transport = new AeronTransport(drivenBy, AeronSettings.standard(), listen);
        final TestNode node = new TestNode(transport,
            TestNode.parameters(self, transport.endpoint(), List.of(peers), limits));
        nodes.add(node);
        return node;
    }

    private static EmbeddedDriver launchAnother()
    {
        return EmbeddedDriver.launch(DriverSettings.shared(), folder, cause -> halted = cause);
    }

    private TestNode node(final int self, final String... peers)
    {
        return nodeAt(self, "127.0.0.1:0", peers);
    }

    private static String endpoint(final TestNode node)
    {
        return ((AeronTransport)node.transport).endpoint();
    }

    private Client client(final byte[] chain, final TestNode... to)
    {
        final Client client = new Client(driver.aeron(), chain, "127.0.0.1:0",
            Arrays.stream(to).map(NetworkOverAeronTest::endpoint).toList(), AeronSettings.standard(),
            clients.size() + 1);
        clients.add(client);
        return client;
    }

    private void await(final BooleanSupplier condition)
    {
        AeronTransportTest.await(() ->
        {
            final long nowNs = System.nanoTime() + passedNs;
            nodes.forEach(node -> node.doWork(nowNs));
            clients.forEach(client -> client.poll(replies, nowNs));
            return condition.getAsBoolean();
        });
    }

    @Test
    void shouldConnectNodesOfWhichOnlyOneKnowsTheOther()
    {
        final TestNode first = node(0);
        final TestNode second = node(1, endpoint(first));
        await(() -> first.isConnectedTo(1) && second.isConnectedTo(0));
        for (int i = 1; i <= 200; i++)
        {
            first.sendToPeer(1, false, Frames.poll(i, i));
            second.sendToAll(false, Frames.pollReply(i, i));
            first.sendToAll(true, Frames.batch(Frames.filled(i * 300, i)));
        }
        await(() -> second.events(ControlSlot.Kind.MESSAGE).size() == 200 &&
            first.events(ControlSlot.Kind.MESSAGE).size() == 200 && second.payments.size() == 200);
        assertThat(second.events(ControlSlot.Kind.MESSAGE).get(199).bytes()).isEqualTo(Frames.poll(200, 200));
        assertThat(first.events(ControlSlot.Kind.MESSAGE).get(199).peer()).isEqualTo(1);
        assertThat(second.payments.get(199).bytes()).isEqualTo(Frames.filled(60_000, 200));
        assertThat(first.ingress.stats().faultCounts()).isEmpty();
        assertThat(second.ingress.stats().faultCounts()).isEmpty();
    }

    @Test
    void shouldCarryAMessageOfFourMegabytes()
    {
        final TestNode first = node(0);
        final TestNode second = node(1, endpoint(first));
        await(() -> first.isConnectedTo(1) && second.isConnectedTo(0));
        final byte[][] payments = new byte[64][];
        Arrays.setAll(payments, i -> Frames.filled(FrameShape.MAX_TRANSACTION, i));
        second.sendToPeer(0, true, Frames.batch(payments));
        await(() -> first.payments.size() == 64);
        assertThat(first.payments).extracting(TestNode.Payment::bytes).containsExactly(payments);
        assertThat(first.ingress.stats().chunkedMessages).isEqualTo(1);
        assertThat(second.egress.stats().chunkedMessages).isEqualTo(1);
    }

    /** As with a process that dies: its driver goes without a word to anyone. */
    @Test
    void shouldFindANodeAgainThatWasRestarted()
    {
        final TestNode first = node(0);
        final String place;
        final TestNode before;
        try (EmbeddedDriver own = launchAnother())
        {
            before = nodeAt(own, 1, "127.0.0.1:0", endpoint(first));
            place = endpoint(before);
            await(() -> first.isConnectedTo(1) && before.isConnectedTo(0));
            nodes.remove(before);
        }
        // Away for so long that its peers notice.
        await(() -> !first.isConnectedTo(1));
        try (EmbeddedDriver own = launchAnother())
        {
            final TestNode after = nodeAt(own, 1, place, endpoint(first));
            await(() -> first.isConnectedTo(1) && after.isConnectedTo(0));
            first.sendToPeer(1, false, Frames.poll(5, 5));
            await(() -> after.events(ControlSlot.Kind.MESSAGE).size() == 1);
            assertThat(after.events(ControlSlot.Kind.MESSAGE).get(0).peer()).isZero();
            nodes.remove(after);
        }
    }

    @Test
    void shouldNoticeANodeThatCameBackAtOnce()
    {
        final TestNode first = node(0);
        final Client client;
        final String place;
        try (EmbeddedDriver own = launchAnother())
        {
            final TestNode before = nodeAt(own, 1, "127.0.0.1:0", endpoint(first));
            place = endpoint(before);
            client = client(Frames.CHAIN, before);
            await(() -> first.isConnectedTo(1) && before.isConnectedTo(0) && client.isConnected(0));
            nodes.remove(before);
        }
        try (EmbeddedDriver own = launchAnother())
        {
            final TestNode after = nodeAt(own, 1, place, endpoint(first));
            await(() -> first.events(ControlSlot.Kind.PEER_CONNECTED).size() == 2 && first.isConnectedTo(1) &&
                after.isConnectedTo(0));
            await(() ->
            {
                client.submit(0, 7, new byte[9]);
                return !after.payments.isEmpty();
            });
            nodes.remove(after);
        }
    }

    @Test
    void shouldDropBulkForASlowReceiverWhileControlAndOthersGoOn()
    {
        limits = limits.withQueueBytes(NetworkLimits.MIN_QUEUE_BYTES, 1 << 20, NetworkLimits.MIN_QUEUE_BYTES);
        final TestNode first = node(0);
        final TestNode slow = node(1, endpoint(first));
        final TestNode fast = node(2, endpoint(first));
        await(() -> first.isConnectedTo(1) && first.isConnectedTo(2) && slow.isConnectedTo(0) && fast.isConnectedTo(0));
        slow.readsTransactions = false;
        final int batches = 150;
        for (int i = 1; i <= batches; i++)
        {
            final int sent = i;
            first.sendToAll(true, Frames.batch(Frames.filled(60_000, i)));
            first.sendToAll(false, Frames.poll(i, 3));
            await(() -> fast.payments.size() == sent && fast.events(ControlSlot.Kind.MESSAGE).size() == sent &&
                slow.events(ControlSlot.Kind.MESSAGE).size() == sent);
        }
        assertThat(first.egress.stats().droppedFull[Transport.BULK]).isPositive();
        assertThat(first.egress.stats().droppedFull[Transport.CONTROL]).isZero();
        assertThat(first.isConnectedTo(1)).as("slow is no fault").isTrue();
        slow.readsTransactions = true;
        await(() -> slow.payments.size() == batches - first.egress.stats().droppedFull[Transport.BULK]);
        assertThat(first.ingress.stats().violations + slow.ingress.stats().violations).isZero();
    }

    @Test
    void shouldServeClientsWithVerdictsAndOutcomes()
    {
        final TestNode first = node(0);
        final TestNode second = node(1, endpoint(first));
        final Client client = client(Frames.CHAIN, first, second);
        assertThat(client.submit(0, 1, new byte[8])).isEqualTo(Client.Submitted.NOT_CONNECTED);
        await(() -> client.isConnected(0) && client.isConnected(1));
        assertThat(replies.log).containsExactlyInAnyOrder("0 connected", "1 connected");
        replies.log.clear();
        assertThat(client.maxTransactionLength()).isGreaterThanOrEqualTo(FrameShape.MAX_TRANSACTION);
        assertThat(client.submit(0, 1, new byte[client.maxTransactionLength() + 1]))
            .isEqualTo(Client.Submitted.TOO_LARGE);
        for (int i = 1; i <= 500; i++)
        {
            final byte[] payment = Frames.filled(100 * i, i);
            final int reference = i;
            await(() -> client.submit(reference % 2, reference, payment) == Client.Submitted.OK);
        }
        await(() -> first.payments.size() == 250 && second.payments.size() == 250);
        assertThat(first.payments.get(249).bytes()).isEqualTo(Frames.filled(50_000, 500));
        final int session = first.payments.get(0).session();
        first.sendToClient(session, Frames.verdict(2, Verdict.POOL_FULL.code()));
        first.sendToClient(session, Frames.outcome(4, Verdict.ADMITTED.code()));
        second.sendToClient(second.payments.get(0).session(), Frames.outcome(3, Verdict.EXPIRED.code()));
        await(() -> replies.log.size() == 3);
        assertThat(replies.log).containsExactlyInAnyOrder(
            "0 verdict 2 POOL_FULL 3 9", "0 outcome 4 ADMITTED 9", "1 outcome 3 EXPIRED 9");
    }

    @Test
    void shouldTellAClientOfAnotherChain()
    {
        final TestNode first = node(0);
        final Client client = client(Frames.filled(32, 1), first);
        await(() -> replies.log.contains("0 refused WRONG_CHAIN"));
        assertThat(client.isConnected(0)).isFalse();
        assertThat(replies.log).doesNotContain("0 connected");
    }

    @Test
    void shouldTakeNoMoreClientsThanAllowed()
    {
        limits = limits.withMaxClients(1);
        final TestNode first = node(0);
        final Client client = client(Frames.CHAIN, first);
        await(() -> client.isConnected(0));
        final Client other = client(Frames.CHAIN, first);
        await(() -> replies.log.contains("0 refused TOO_MANY_SESSIONS"));
        assertThat(client.isConnected(0)).isTrue();
        assertThat(other.isConnected(0)).isFalse();
    }

    @Test
    void shouldCountBadFramesOfOneClientWhileAnotherIsServed()
    {
        final TestNode first = node(0);
        final Client honest = client(Frames.CHAIN, first);
        final Client liar = client(Frames.CHAIN, first);
        await(() -> honest.isConnected(0) && liar.isConnected(0));
        final byte[] submit = Frames.submit(1, Frames.filled(99, 1));
        long faults = 0;
        for (int i = 1; i <= 100; i++)
        {
            final int reference = i;
            final UnsafeBuffer cut = new UnsafeBuffer(submit);
            if (liar.isConnected(0) && liar.sendFrame(0, cut, 0, i) == Client.Submitted.OK)
            {
                faults++;
            }
            await(() -> honest.submit(0, reference, Frames.filled(50, reference)) == Client.Submitted.OK);
        }
        await(() -> first.payments.size() == 100 && replies.log.contains("0 refused BANNED"));
        assertThat(first.ingress.stats().bans).isEqualTo(1);
        assertThat(faults).isGreaterThanOrEqualTo(Violations.FIRST_BAN_VIOLATIONS);
        assertThat(honest.isConnected(0)).isTrue();
        assertThat(liar.isConnected(0)).isFalse();
        // So long that the ban ends, and that the node takes the others for idle: all are back soon.
        passedNs = Violations.FIRST_BAN_NS + TimeUnit.SECONDS.toNanos(1);
        await(() -> honest.isConnected(0) && liar.isConnected(0));
        assertThat(liar.submit(0, 1_000, Frames.filled(50, 1))).isEqualTo(Client.Submitted.OK);
        await(() -> first.payments.size() == 101);
    }

    private static final class Replies implements ClientListener
    {
        private final List<String> log = new ArrayList<>();

        @Override
        public void onVerdict(
            final int node,
            final long reference,
            final Verdict verdict,
            final long requiredFee,
            final DirectBuffer txid,
            final int txidOffset)
        {
            log.add(
                node + " verdict " + reference + " " + verdict + " " + requiredFee + " " + txid.getByte(txidOffset));
        }

        @Override
        public void onOutcome(
            final int node, final long reference, final Verdict outcome, final DirectBuffer txid, final int txidOffset)
        {
            log.add(node + " outcome " + reference + " " + outcome + " " + txid.getByte(txidOffset + 31));
        }

        @Override
        public void onRefused(final int node, final RefusalReason reason)
        {
            log.add(node + " refused " + reason);
        }

        @Override
        public void onConnected(final int node)
        {
            log.add(node + " connected");
        }

        @Override
        public void onDisconnected(final int node)
        {
            log.add(node + " disconnected");
        }
    }
}
