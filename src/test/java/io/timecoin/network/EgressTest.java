package io.timecoin.network;

import io.timecoin.pipeline.ControlSlot;
import io.timecoin.wire.HelloDecoder;
import io.timecoin.wire.PollDecoder;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

class EgressTest
{
    private static final String HERE = "127.0.0.1:4000";
    private static final String PEER = "127.0.0.1:4001";
    private static final String OTHER = "127.0.0.1:4002";
    private static final int REPLIES = 2_000;

    private final MemoryNetwork network = new MemoryNetwork();
    private final MemoryNetwork.Node transport = network.node(HERE);
    private NetworkLimits limits = NetworkLimits.testnet();
    private TestNode node = newNode(PEER);

    private TestNode newNode(final String... peers)
    {
        return new TestNode(transport, TestNode.parameters(0, HERE, List.of(peers), limits));
    }

    private void greet(final MemoryNetwork.Node peer, final int validator, final String endpoint)
    {
        for (final int stream : new int[]{Transport.CONTROL, Transport.BULK})
        {
            peer.send(peer.way(HERE, stream), Frames.validatorHello(validator, endpoint));
        }
        node.run(25);
    }

    @Test
    void shouldSayHelloFirstAndOncePerSecondOnEveryLink()
    {
        final MemoryNetwork.Node peer = network.node(PEER);
        greet(peer, 1, PEER);
        for (final int stream : new int[]{Transport.CONTROL, Transport.BULK})
        {
            final List<byte[]> frames = peer.received(stream);
            assertThat(frames.get(0)).isEqualTo(Frames.validatorHello(0, HERE));
        }
        node.run(10_000);
        assertThat(peer.received(Transport.CONTROL)).hasSizeBetween(9, 10).containsOnly(Frames.validatorHello(0, HERE));
        assertThat(peer.received(Transport.BULK)).hasSizeBetween(9, 10);
    }

    @Test
    void shouldSayHelloAtOnceToAValidatorThatCameAgain()
    {
        final MemoryNetwork.Node peer = network.node(PEER);
        greet(peer, 1, PEER);
        peer.received(Transport.CONTROL);
        greet(peer, 1, PEER);
        assertThat(peer.received(Transport.CONTROL)).contains(Frames.validatorHello(0, HERE));
    }

    @Test
    void shouldOpenAgainWithGrowingPausesWhileNobodyIsThere()
    {
        node.run(1);
        assertThat(transport.opened).isEqualTo(2);
        node.run(1_300);
        assertThat(transport.opened).isEqualTo(4);
        node.run(2_600);
        assertThat(transport.opened).isEqualTo(6);
        node.run(120_000);
        // Eight, sixteen, and then thirty seconds, with a quarter of jitter.
        assertThat(transport.opened).isBetween(14, 22);
        final MemoryNetwork.Node peer = network.node(PEER);
        node.run(20);
        assertThat(peer.received(Transport.CONTROL)).hasSize(1);
    }

    @Test
    void shouldSendToWhoIsMeant()
    {
        final MemoryNetwork.Node peer = network.node(PEER);
        final MemoryNetwork.Node other = network.node(OTHER);
        greet(peer, 1, PEER);
        greet(other, 2, OTHER);
        peer.received(Transport.CONTROL);
        other.received(Transport.CONTROL);
        node.sendToPeer(1, false, Frames.poll(1, 1));
        node.sendToPeer(2, false, Frames.poll(2, 1));
        node.sendToAll(false, Frames.poll(3, 1));
        node.sendToPeer(3, false, Frames.poll(4, 1));
        assertThat(peer.received(Transport.CONTROL)).containsExactly(Frames.poll(1, 1), Frames.poll(3, 1));
        assertThat(other.received(Transport.CONTROL)).containsExactly(Frames.poll(2, 1), Frames.poll(3, 1));
        assertThat(node.egress.stats().droppedAbsent[Transport.CONTROL]).as("3 twice").isEqualTo(2);
        assertThat(peer.received(Transport.BULK)).hasSize(1);
    }

    /**
     * A way with hardly any space: each message is delivered in order or dropped and counted, the same as in a model.
     */
    @Test
    void shouldQueueInOrderForASlowReceiverAndDropWhatIsTooMuch()
    {
        limits = limits.withQueueBytes(1 << 20, 1 << 20, 1 << 20);
        node = newNode(PEER);
        for (long seed = 1; seed <= 5; seed++)
        {
            final Random random = new Random(seed);
            final MemoryNetwork.Node peer = network.node(PEER);
            greet(peer, 1, PEER);
            peer.received(Transport.BULK);
            peer.received(Transport.CONTROL);
            network.spacePerWay = 3;
            final EgressStats stats = node.egress.stats();
            final long droppedBefore = stats.droppedFull[Transport.BULK];
            final List<byte[]> received = new ArrayList<>();
            int sent = 0;
            int ofThem = 0;
            for (int i = 0; i < 3_000; i++)
            {
                final byte[] payment = new byte[1_000 + random.nextInt(60_000)];
                Frames.buffer(payment).putInt(0, sent);
                node.sendToPeer(1, true, Frames.batch(payment));
                sent++;
                if (random.nextInt(5) == 0)
                {
                    received.addAll(batches(peer.received(Transport.BULK)));
                }
                if (random.nextInt(5) == 0)
                {
                    // Not always right after space has come: what is sent in between must not overtake.
                    node.doWork(node.nowNs);
                }
                node.sendToPeer(1, false, Frames.poll(i, 1));
                ofThem += polls(peer.received(Transport.CONTROL));
                assertThat(ofThem).as("control is not held up, seed %s", seed).isEqualTo(i + 1);
            }
            for (int i = 0; i < 20_000 && received.size() < sent; i++)
            {
                node.doWork(node.nowNs);
                received.addAll(batches(peer.received(Transport.BULK)));
            }
            final long dropped = stats.droppedFull[Transport.BULK] - droppedBefore;
            assertThat(dropped).isPositive();
            assertThat(received.size() + dropped).as("seed %s", seed).isEqualTo(sent);
            assertThat(order(received)).as("seed %s", seed).isSorted();
            network.spacePerWay = 1_000;
        }
    }

    @Test
    void shouldForgetWhatWaitedForAValidatorThatWentAway()
    {
        final MemoryNetwork.Node peer = network.node(PEER);
        greet(peer, 1, PEER);
        network.spacePerWay = 2;
        peer.received(Transport.CONTROL);
        for (int i = 0; i < 10; i++)
        {
            node.sendToPeer(1, false, Frames.poll(i, 1));
        }
        peer.close();
        node.run(25);
        assertThat(node.egress.stats().droppedAbsent[Transport.CONTROL]).isEqualTo(8);
        final MemoryNetwork.Node again = network.node(PEER);
        node.run(25);
        assertThat(polls(again.received(Transport.CONTROL))).isZero();
    }

    @Test
    void shouldSendLargeMessagesWholeInChunksOrNotAtAll()
    {
        limits = limits.withQueueBytes(NetworkLimits.MIN_QUEUE_BYTES, 1 << 20, NetworkLimits.MIN_QUEUE_BYTES);
        node = newNode(PEER);
        final MemoryNetwork.Node peer = network.node(PEER);
        greet(peer, 1, PEER);
        peer.received(Transport.BULK);
        network.spacePerWay = 2;
        final byte[][] payments = new byte[12][];
        Arrays.setAll(payments, i -> Frames.filled(60_000, i));
        final byte[] message = Frames.batch(payments);
        node.sendToPeer(1, true, message);
        node.sendToPeer(1, true, message);
        assertThat(node.egress.stats().droppedFull[Transport.BULK]).isEqualTo(1);
        final Chunks chunks = new Chunks(1 << 20, new Chunks.Budget(1 << 20));
        int complete = 0;
        for (int i = 0; i < 100; i++)
        {
            for (final byte[] frame : peer.received(Transport.BULK))
            {
                if (Frames.buffer(frame).getShort(2) != HelloDecoder.TEMPLATE_ID)
                {
                    assertThat(chunks.onChunk(Frames.buffer(frame), 0, 0)).isEqualTo(FrameFault.NONE);
                }
            }
            if (chunks.isComplete())
            {
                complete++;
                assertThat(chunks.takeComplete().byteArray()).isEqualTo(message);
            }
            node.doWork(node.nowNs);
        }
        assertThat(complete).isEqualTo(1);
        node.sendToPeer(1, true, new byte[limits.maxMessageBytes() + 1]);
        node.sendToPeer(1, false, new byte[8 * 1024 + 1]);
        assertThat(node.egress.stats().droppedTooLarge).isEqualTo(2);
    }

    @Test
    void shouldKeepAClientsFirstAnswersUntilItsLinkIsUp()
    {
        final MemoryNetwork.Node sender = network.node("127.0.0.1:5001");
        sender.send(sender.way(HERE, Transport.CLIENT), Frames.clientHello(1, REPLIES, "127.0.0.1:5000"));
        node.run(25);
        final int session = sessionOfOnlyClient();
        node.sendToClient(session, Frames.verdict(1, 0));
        node.sendToClient(session + 1, Frames.verdict(2, 0));
        assertThat(node.egress.stats().droppedAbsent[Transport.CLIENT]).isEqualTo(1);
        final MemoryNetwork.Node client = network.client("127.0.0.1:5000", REPLIES);
        node.run(25);
        assertThat(client.received(REPLIES)).containsExactly(
            Frames.validatorHello(0, HERE), Frames.verdict(1, 0));
    }

    @Test
    void shouldCloseTheLinkOfAClientThatHasGone()
    {
        final MemoryNetwork.Node client = network.client("127.0.0.1:5000", REPLIES);
        final int way = client.way(HERE, Transport.CLIENT);
        client.send(way, Frames.clientHello(1, REPLIES, "127.0.0.1:5000"));
        node.run(25);
        final int session = sessionOfOnlyClient();
        client.close(way);
        node.run(25);
        assertThat(node.egress.stats().linksClosed).isEqualTo(1);
        node.sendToClient(session, Frames.verdict(2, 0));
        assertThat(node.egress.stats().droppedAbsent[Transport.CLIENT]).isEqualTo(1);
    }

    @Test
    void shouldNotGatherLinksToEndpointsThatAValidatorOnlyClaims()
    {
        final MemoryNetwork.Node liar = network.node(OTHER);
        for (int i = 0; i < 50; i++)
        {
            greet(liar, 2, "127.0.0.1:" + (7_000 + i));
        }
        assertThat(node.egress.stats().linksOpened - node.egress.stats().linksClosed)
            .as("two for the configured peer, two for the last claim").isEqualTo(4);
        assertThat(node.events(ControlSlot.Kind.PEER_CONNECTED)).isEmpty();
    }

    private int sessionOfOnlyClient()
    {
        for (int place = 0; place < node.sessions.capacity(); place++)
        {
            if (node.sessions.at(place) != null)
            {
                return node.sessions.at(place).number();
            }
        }
        throw new AssertionError("no client");
    }

    private static List<byte[]> batches(final List<byte[]> frames)
    {
        return frames.stream().filter(frame -> Frames.buffer(frame).getShort(2) != HelloDecoder.TEMPLATE_ID).toList();
    }

    private static List<Integer> order(final List<byte[]> batches)
    {
        return batches.stream().map(frame -> Frames.buffer(frame).getInt(16)).toList();
    }

    private static long polls(final List<byte[]> frames)
    {
        return frames.stream().filter(frame -> Frames.buffer(frame).getShort(2) == PollDecoder.TEMPLATE_ID).count();
    }
}
