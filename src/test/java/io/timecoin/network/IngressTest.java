package io.timecoin.network;

import io.timecoin.pipeline.ControlSlot;
import io.timecoin.pipeline.Identities;
import io.timecoin.pipeline.TransactionSlot;
import io.timecoin.transaction.Verdict;
import io.timecoin.wire.PollDecoder;
import io.timecoin.wire.RefusedDecoder;
import io.timecoin.wire.VerdictDecoder;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

class IngressTest
{
    private static final String HERE = "127.0.0.1:4000";
    private static final String PEER = "127.0.0.1:4001";
    private static final String CLIENT = "127.0.0.1:5000";
    private static final int REPLIES = 2_000;

    private final MemoryNetwork network = new MemoryNetwork();
    private NetworkLimits limits = NetworkLimits.testnet();
    private TestNode node = newNode();
    private MemoryNetwork.Node peer = network.node(PEER);
    private final MemoryNetwork.Node client = network.client(CLIENT, REPLIES);

    private TestNode newNode()
    {
        return new TestNode(network.node(HERE), TestNode.parameters(0, HERE, List.of(PEER), limits));
    }

    private int connectClient()
    {
        final int way = client.way(HERE, Transport.CLIENT);
        assertThat(client.send(way, Frames.clientHello(1, REPLIES, CLIENT))).isTrue();
        node.run(25);
        return way;
    }

    private int connectPeer(final int stream)
    {
        final int way = peer.way(HERE, stream);
        assertThat(peer.send(way, Frames.validatorHello(1, PEER))).isTrue();
        node.run(25);
        return way;
    }

    @Test
    void shouldSplitAClientsFrameIntoSlotsWithStampAndReference()
    {
        final int way = connectClient();
        client.send(way, Frames.submit(10, Frames.filled(100, 1), Frames.filled(200, 2)));
        node.run(1);
        assertThat(node.payments).hasSize(2);
        assertThat(node.payments.get(0).bytes()).isEqualTo(Frames.filled(100, 1));
        assertThat(node.payments.get(1).bytes()).isEqualTo(Frames.filled(200, 2));
        assertThat(node.payments.get(1).reference()).isEqualTo(11);
        assertThat(node.payments.get(1).peer()).isEqualTo(TransactionSlot.NULL_PEER);
        assertThat(node.payments.get(1).batch()).isEqualTo(TransactionSlot.NULL_BATCH);
        assertThat(node.payments.get(1).at()).isEqualTo(node.nowNs);
        assertThat(node.sessions.get(node.payments.get(0).session()).replyEndpoint()).isEqualTo(CLIENT);
        assertThat(node.ticks).isGreaterThan(2);
    }

    @Test
    void shouldNumberBatchesAndKeepTheirMembersTogether()
    {
        final int way = connectPeer(Transport.BULK);
        final int other = connectClient();
        peer.send(way, Frames.batch(Frames.filled(10, 1), Frames.filled(10, 2)));
        client.send(other, Frames.submit(1, Frames.filled(10, 3)));
        peer.send(way, Frames.batch(Frames.filled(10, 4)));
        node.run(25);
        assertThat(node.payments).hasSize(4);
        final List<TestNode.Payment> members = node.payments.stream().filter(p -> p.peer() == 1).toList();
        assertThat(members).extracting(TestNode.Payment::index).containsExactly(0, 1, 0);
        assertThat(members).extracting(TestNode.Payment::count).containsExactly(2, 2, 1);
        assertThat(members.get(0).batch()).isEqualTo(members.get(1).batch()).isNotEqualTo(members.get(2).batch());
    }

    @Test
    void shouldDropFramesOfThoseWhoHaveNotSaidHello()
    {
        final int way = client.way(HERE, Transport.CLIENT);
        client.send(way, Frames.submit(1, Frames.filled(10, 3)));
        final int control = peer.way(HERE, Transport.CONTROL);
        peer.send(control, Frames.poll(1, 1));
        node.run(2);
        assertThat(node.payments).isEmpty();
        assertThat(node.messages).isEmpty();
        assertThat(node.ingress.stats().faults(FrameFault.NO_SESSION)).isEqualTo(2);
    }

    @Test
    void shouldTellAClientOfAnotherChainThatItIsRefused()
    {
        final int way = client.way(HERE, Transport.CLIENT);
        client.send(way, Frames.hello(Frames.filled(32, 8), 1, 1, Frames.filled(32, 1), REPLIES, CLIENT));
        node.run(25);
        final byte[] reply = client.received(REPLIES).get(0);
        assertThat(templateOf(reply)).isEqualTo(RefusedDecoder.TEMPLATE_ID);
        assertThat(refusal(reply)).isEqualTo(RefusalReason.WRONG_CHAIN);
        assertThat(node.ingress.stats().clients).isZero();
        node.run(4_000);
        assertThat(node.sessions.count()).isZero();
    }

    @Test
    void shouldRefuseHellosWithAReasonEach()
    {
        hello(Transport.CLIENT, Frames.hello(Frames.CHAIN, 2, 1, Frames.filled(32, 1), REPLIES, CLIENT));
        hello(Transport.CLIENT, Frames.hello(Frames.CHAIN, 1, 0, Frames.filled(32, 2), REPLIES, CLIENT));
        hello(Transport.CLIENT, Frames.clientHello(3, 5, CLIENT));
        hello(Transport.CLIENT, Frames.clientHello(3, REPLIES, "example.org:80"));
        hello(Transport.CLIENT, Frames.clientHello(3, REPLIES, "127.0.0.1:1|x=y"));
        hello(Transport.CLIENT, Frames.clientHello(3, REPLIES, ""));
        hello(Transport.CONTROL, Frames.validatorHello(9, PEER));
        hello(Transport.CONTROL, Frames.validatorHello(0, PEER));
        hello(Transport.BULK, Frames.clientHello(3, REPLIES, CLIENT));
        node.run(25);
        final IngressStats stats = node.ingress.stats();
        assertThat(stats.refusals(RefusalReason.WRONG_VERSION)).isEqualTo(1);
        assertThat(stats.refusals(RefusalReason.WRONG_ROLE)).isEqualTo(2);
        assertThat(stats.refusals(RefusalReason.BAD_ENDPOINT)).isEqualTo(4);
        assertThat(stats.refusals(RefusalReason.UNKNOWN_VALIDATOR)).isEqualTo(2);
        assertThat(node.sessions.ofValidator(0)).isNull();
    }

    @Test
    void shouldAnswerWhoIsOverTheLimitAndLetInTheRest()
    {
        limits = limits.withTransactionsPerSecond(3);
        node = newNode();
        final int way = connectClient();
        client.received(REPLIES);
        for (int i = 1; i <= 5; i++)
        {
            client.send(way, Frames.submit(i, Frames.filled(20, i)));
        }
        node.run(25);
        assertThat(node.payments).extracting(TestNode.Payment::reference).containsExactly(1L, 2L, 3L);
        assertThat(verdicts(client.received(REPLIES))).containsExactly("4 RATE_LIMITED", "5 RATE_LIMITED");
        assertThat(node.ingress.stats().rateLimited).isEqualTo(2);
        assertThat(node.ingress.stats().violations).isZero();
        node.doWork(node.nowNs + TimeUnit.SECONDS.toNanos(1));
        client.send(way, Frames.submit(6, Frames.filled(20, 6)));
        node.run(1);
        assertThat(node.payments).hasSize(4);
    }

    /** A stranger's Hello is nothing until a final block gives it a place; then it is a validator's as any other. */
    @Test
    void shouldTakeTheHelloOfOneWhoGotAPlaceMeanwhile()
    {
        final Identities identities = new Identities(
            List.of(Frames.identity(0), Frames.identity(1), Frames.identity(2)), TestNode.VALIDATORS);
        node = new TestNode(network.node(HERE),
            new NetworkParameters(Frames.CHAIN, identities, 0, HERE, List.of(), limits, 99));
        final int way = peer.way(HERE, Transport.CONTROL);
        peer.send(way, Frames.validatorHello(3, PEER));
        peer.send(way, Frames.poll(1, 1));
        node.run(25);
        assertThat(node.ingress.stats().refusals(RefusalReason.UNKNOWN_VALIDATOR)).isEqualTo(1);
        assertThat(node.ingress.stats().faults(FrameFault.NO_SESSION)).isEqualTo(1);
        assertThat(node.ingress.stats().violations).isZero();
        assertThat(node.sessions.ofValidator(3)).isNull();
        assertThat(peer.received(Transport.CONTROL)).as("nobody dials a stranger").isEmpty();

        identities.put(3, Frames.identity(3));
        peer.send(way, Frames.validatorHello(3, PEER));
        node.run(25);
        assertThat(node.sessions.ofValidator(3).replyEndpoint()).isEqualTo(PEER);
        assertThat(peer.received(Transport.CONTROL)).contains(Frames.validatorHello(0, HERE));
    }

    /** Whoever is to join asks as a client: its own Hello is refused until it has a place. */
    @Test
    void shouldTellAClientWhichPlaceAnIdentityHas()
    {
        final int way = connectClient();
        client.received(REPLIES);
        client.send(way, Frames.placeRequest(Frames.identity(2)));
        client.send(way, Frames.placeRequest(Frames.filled(32, 77)));
        node.run(25);
        assertThat(client.received(REPLIES)).containsExactly(
            Frames.place(Frames.identity(2), 2), Frames.place(Frames.filled(32, 77), Identities.NO_PLACE));
        for (int i = 0; i < 3 * NetworkLimits.CLIENT_REQUESTS_PER_SECOND; i++)
        {
            client.send(way, Frames.placeRequest(Frames.identity(2)));
        }
        node.run(25);
        assertThat(client.received(REPLIES)).hasSize(NetworkLimits.CLIENT_REQUESTS_PER_SECOND - 2);
        assertThat(node.ingress.stats().faults(FrameFault.RATE_LIMITED))
            .isEqualTo(2 * NetworkLimits.CLIENT_REQUESTS_PER_SECOND + 2);
        assertThat(node.ingress.stats().violations).as("to be fast breaks no rule").isZero();

        final int bulk = connectPeer(Transport.BULK);
        peer.send(bulk, Frames.placeRequest(Frames.identity(2)));
        node.run(2);
        assertThat(node.ingress.stats().faults(FrameFault.WRONG_STREAM)).isEqualTo(1);
    }

    @Test
    void shouldAnswerPaymentsThatAreTooLargeOrWithoutReferenceItself()
    {
        final int way = connectClient();
        client.received(REPLIES);
        client.send(way, Frames.submit(5, Frames.filled(FrameShape.MAX_TRANSACTION + 1, 1), Frames.filled(8, 2)));
        client.send(way, Frames.submit(0, Frames.filled(8, 3), Frames.filled(8, 4)));
        node.run(25);
        assertThat(verdicts(client.received(REPLIES))).containsExactly("5 TOO_LARGE", "0 MALFORMED");
        assertThat(node.payments).extracting(TestNode.Payment::reference).containsExactly(6L, 1L);
    }

    @Test
    void shouldAnswerNotReadyWhileTheIntakeIsShutAndStillHearValidators()
    {
        final int way = connectClient();
        final int bulk = connectPeer(Transport.BULK);
        client.received(REPLIES);
        node.ingress.intake(false);
        client.send(way, Frames.submit(1, Frames.filled(20, 1), Frames.filled(30, 2)));
        peer.send(bulk, Frames.batch(Frames.filled(20, 1)));
        node.run(25);
        assertThat(verdicts(client.received(REPLIES))).containsExactly("1 NOT_READY", "2 NOT_READY");
        assertThat(node.payments).hasSize(1);
        node.ingress.intake(true);
        client.send(way, Frames.submit(3, Frames.filled(20, 1)));
        node.run(1);
        assertThat(node.payments).hasSize(2);
    }

    /** Rings of the smallest size, read one slot at a time: everything arrives, in order, whole. */
    @Test
    void shouldGoOnWhereItStoppedWhenTheRingIsFull()
    {
        final long seed = 11;
        final Random random = new Random(seed);
        limits = limits.withTransactionsPerSecond(0);
        node = new TestNode(network.node(HERE), TestNode.parameters(0, HERE, List.of(PEER), limits), 2, 1 << 17, 2);
        node.readLimit = 1;
        final int way = connectClient();
        final int bulk = connectPeer(Transport.BULK);
        node.run(20);
        final List<byte[]> fromClient = new ArrayList<>();
        final List<byte[]> fromPeer = new ArrayList<>();
        for (int i = 0; i < 40; i++)
        {
            final byte[][] payments = new byte[1 + random.nextInt(20)][];
            for (int j = 0; j < payments.length; j++)
            {
                payments[j] = new byte[random.nextInt(8) == 0 ? random.nextInt(40_000) : random.nextInt(400)];
                random.nextBytes(payments[j]);
            }
            final boolean batched = random.nextBoolean();
            (batched ? fromPeer : fromClient).addAll(Arrays.asList(payments));
            assertThat(batched ? peer.send(bulk, Frames.batch(payments)) :
                client.send(way, Frames.submit(1, payments))).isTrue();
        }
        for (int i = 0; i < 2_000 && node.payments.size() < fromClient.size() + fromPeer.size(); i++)
        {
            // Ticks compete for the same slots.
            node.run(1);
            node.doWork(node.nowNs);
        }
        assertThat(bytes(false)).as("seed %s", seed).containsExactlyElementsOf(fromClient);
        assertThat(bytes(true)).as("seed %s", seed).containsExactlyElementsOf(fromPeer);
        assertThat(node.ingress.stats().backPressure).isPositive();
        long lastBatch = TransactionSlot.NULL_BATCH;
        int next = 0;
        for (final TestNode.Payment payment : node.payments)
        {
            assertThat(next == 0 || payment.batch() == lastBatch).as("members stay together").isTrue();
            assertThat(payment.index()).isEqualTo(next);
            lastBatch = payment.batch();
            next = payment.batch() == TransactionSlot.NULL_BATCH ? 0 : (next + 1) % payment.count();
        }
    }

    @Test
    void shouldChargeAPaymentOnceHoweverLongItWaitsForASlot()
    {
        limits = limits.withTransactionsPerSecond(5);
        node = newNode();
        final int way = connectClient();
        node.readsTransactions = false;
        node.run(300);
        client.send(way, Frames.submit(1, Frames.filled(20, 1), Frames.filled(20, 2), Frames.filled(20, 3)));
        for (int i = 0; i < 50; i++)
        {
            // Without time going on nothing is added to the bucket.
            node.doWork(node.nowNs);
        }
        node.readsTransactions = true;
        node.doWork(node.nowNs);
        node.doWork(node.nowNs);
        node.doWork(node.nowNs);
        assertThat(node.payments).hasSize(3);
        assertThat(node.ingress.stats().rateLimited).isZero();
    }

    @Test
    void shouldLeaveControlMessagesWhereTheyAreWhileTheRingIsFull()
    {
        final int way = connectPeer(Transport.CONTROL);
        node.readsControl = false;
        for (int i = 0; i < 400; i++)
        {
            peer.send(way, Frames.poll(i, 1));
        }
        node.run(300);
        assertThat(node.ingress.stats().ticksSkipped).isPositive();
        node.readsControl = true;
        node.run(25);
        final List<TestNode.Control> polls = node.events(ControlSlot.Kind.MESSAGE);
        assertThat(polls).hasSize(400);
        assertThat(polls.get(399).bytes()).isEqualTo(Frames.poll(399, 1));
        assertThat(polls.get(399).template()).isEqualTo(PollDecoder.TEMPLATE_ID);
        assertThat(polls.get(399).peer()).isEqualTo(1);
    }

    @Test
    void shouldLinkRepeatedBytesToTheirFirstCopy()
    {
        final int way = connectClient();
        final int bulk = connectPeer(Transport.BULK);
        client.send(way, Frames.submit(1, Frames.filled(200, 1)));
        node.run(1);
        peer.send(bulk, Frames.batch(Frames.filled(200, 1), Frames.filled(200, 2), Frames.filled(200, 1)));
        node.run(1);
        assertThat(node.payments.get(0).copyOf()).isEqualTo(TransactionSlot.NO_COPY);
        assertThat(node.payments.get(1).copyOf()).isNotEqualTo(TransactionSlot.NO_COPY);
        assertThat(node.payments.get(2).copyOf()).isEqualTo(TransactionSlot.NO_COPY);
        assertThat(node.payments.get(3).copyOf()).isEqualTo(node.payments.get(1).copyOf());
        assertThat(node.ingress.stats().duplicates).isEqualTo(2);
    }

    @Test
    void shouldTellConsensusWhoIsConnected()
    {
        node.run(25);
        assertThat(node.isConnectedTo(1)).isFalse();
        final int bulk = connectPeer(Transport.BULK);
        assertThat(node.isConnectedTo(1)).as("bulk alone is no connection").isFalse();
        final int first = connectPeer(Transport.CONTROL);
        assertThat(node.isConnectedTo(1)).isTrue();
        assertThat(node.ingress.stats().peersConnected).isEqualTo(1);
        // A second way of the same validator: it may have started anew.
        connectPeer(Transport.CONTROL);
        assertThat(node.events(ControlSlot.Kind.PEER_DISCONNECTED)).hasSize(1);
        assertThat(node.isConnectedTo(1)).isTrue();
        peer.close(first);
        node.run(2);
        assertThat(node.isConnectedTo(1)).as("one way is left").isTrue();
        peer.close(bulk);
        peer.close();
        node.run(25);
        assertThat(node.isConnectedTo(1)).isFalse();
        assertThat(node.ingress.stats().peersConnected).isZero();
        peer = network.node(PEER);
        node.run(1_500);
        connectPeer(Transport.CONTROL);
        node.run(25);
        assertThat(node.isConnectedTo(1)).isTrue();
    }

    @Test
    void shouldTellEveryChangeEvenIfTheRingIsFullAtFirst()
    {
        node.readsControl = false;
        node.run(300);
        connectPeer(Transport.CONTROL);
        node.run(25);
        node.readsControl = true;
        node.run(25);
        assertThat(node.isConnectedTo(1)).isTrue();
    }

    @Test
    void shouldEndSessionsThatAreSilentForFiveMinutes()
    {
        final int way = connectClient();
        connectPeer(Transport.CONTROL);
        final long idleNs = TimeUnit.MINUTES.toNanos(5);
        node.doWork(node.nowNs + idleNs - TimeUnit.SECONDS.toNanos(1));
        assertThat(node.ingress.stats().clients).isEqualTo(1);
        client.send(way, Frames.clientHello(1, REPLIES, CLIENT));
        node.run(2);
        node.doWork(node.nowNs + TimeUnit.SECONDS.toNanos(3));
        assertThat(node.sessions.ofValidator(1)).isNull();
        assertThat(node.ingress.stats().clients).as("kept up by a Hello").isEqualTo(1);
        client.received(REPLIES);
        node.doWork(node.nowNs + idleNs);
        node.run(25);
        assertThat(node.ingress.stats().clients).isZero();
        assertThat(node.ingress.stats().refusals(RefusalReason.IDLE)).isEqualTo(2);
        final List<byte[]> replies = client.received(REPLIES);
        assertThat(refusal(replies.get(replies.size() - 1))).isEqualTo(RefusalReason.IDLE);
        client.send(way, Frames.submit(1, Frames.filled(9, 1)));
        node.run(2);
        assertThat(node.payments).isEmpty();
    }

    @Test
    void shouldBanAClientThatBreaksTheRulesThreeTimes()
    {
        final int way = connectClient();
        final byte[] cut = Arrays.copyOf(Frames.submit(1, Frames.filled(9, 1)), 30);
        client.received(REPLIES);
        client.send(way, cut);
        client.send(way, cut);
        node.run(2);
        client.send(way, Frames.submit(1, Frames.filled(9, 1)));
        node.run(1);
        assertThat(node.payments).hasSize(1);
        client.send(way, cut);
        node.run(25);
        assertThat(node.ingress.stats().bans).isEqualTo(1);
        final List<byte[]> replies = client.received(REPLIES);
        assertThat(refusal(replies.get(replies.size() - 1))).isEqualTo(RefusalReason.BANNED);
        client.send(way, Frames.submit(2, Frames.filled(9, 1)));
        node.run(4_000);
        client.send(way, Frames.clientHello(1, REPLIES, CLIENT));
        node.run(25);
        assertThat(node.ingress.stats().clients).as("banned by name").isZero();
        node.doWork(node.nowNs + Violations.FIRST_BAN_NS);
        client.send(client.way(HERE, Transport.CLIENT), Frames.clientHello(1, REPLIES, CLIENT));
        node.run(25);
        assertThat(node.ingress.stats().clients).isEqualTo(1);
        assertThat(node.payments).hasSize(1);
    }

    @Test
    void shouldCutOffOnlyTheWayOverWhichAValidatorsRulesAreBroken()
    {
        final int honest = connectPeer(Transport.CONTROL);
        final MemoryNetwork.Node liar = network.node("127.0.0.1:6000");
        final int way = liar.way(HERE, Transport.CONTROL);
        liar.send(way, Frames.validatorHello(1, PEER));
        for (int i = 0; i < 5; i++)
        {
            liar.send(way, Arrays.copyOf(Frames.poll(1, 1), 30));
        }
        node.run(25);
        assertThat(node.ingress.stats().bans).isEqualTo(1);
        liar.send(way, Frames.poll(66, 1));
        peer.send(honest, Frames.poll(77, 1));
        node.run(25);
        final List<TestNode.Control> polls = node.events(ControlSlot.Kind.MESSAGE);
        assertThat(polls).hasSize(1);
        assertThat(polls.get(0).bytes()).isEqualTo(Frames.poll(77, 1));
        assertThat(node.isConnectedTo(1)).isTrue();
    }

    @Test
    void shouldHoldTheSessionLimitAndTellWhoComesTooMany()
    {
        limits = limits.withMaxClients(2);
        node = newNode();
        final int first = client.way(HERE, Transport.CLIENT);
        client.send(first, Frames.clientHello(9, REPLIES, CLIENT));
        for (int i = 0; i < 2; i++)
        {
            client.send(client.way(HERE, Transport.CLIENT), Frames.clientHello(10 + i, REPLIES, CLIENT));
        }
        node.run(25);
        assertThat(node.ingress.stats().clients).isEqualTo(2);
        assertThat(node.ingress.stats().refusals(RefusalReason.TOO_MANY_SESSIONS)).isEqualTo(1);
        assertThat(client.received(REPLIES)).extracting(IngressTest::templateOf)
            .contains(RefusedDecoder.TEMPLATE_ID);
        for (int i = 0; i < 200; i++)
        {
            client.send(client.way(HERE, Transport.CLIENT), Frames.clientHello(20 + i, REPLIES, CLIENT));
        }
        node.run(25);
        assertThat(node.sessions.count()).isLessThanOrEqualTo(2 + SessionTable.REFUSED_MAX);
        client.close(first);
        node.run(4_000);
        client.send(client.way(HERE, Transport.CLIENT), Frames.clientHello(9, REPLIES, CLIENT));
        node.run(25);
        assertThat(node.ingress.stats().clients).as("a place was free again").isEqualTo(2);
        assertThat(node.ingress.stats().refusals(RefusalReason.TOO_MANY_SESSIONS)).isEqualTo(201);
    }

    @Test
    void shouldPutChunksTogetherAndTakeTheBatch()
    {
        final int way = connectPeer(Transport.BULK);
        final byte[][] payments = new byte[10][];
        Arrays.setAll(payments, i -> Frames.filled(60_000, i));
        for (final byte[] chunk : chunks(1, Frames.batch(payments), 100_000))
        {
            peer.send(way, chunk);
        }
        node.run(25);
        assertThat(node.payments).hasSize(10);
        assertThat(node.payments.get(9).bytes()).isEqualTo(payments[9]);
        assertThat(node.ingress.stats().chunkedMessages).isEqualTo(1);
        // A whole that is no batch, and one that is a chunk again.
        for (final byte[] chunk : chunks(2, Frames.filled(5_000, 1), 1_000))
        {
            peer.send(way, chunk);
        }
        node.run(25);
        assertThat(node.ingress.stats().faults(FrameFault.WRONG_SCHEMA)).isEqualTo(1);
    }

    /** What everybody tries: no frame, however cut, makes anything but a count. */
    @Test
    void shouldCountBadFramesBesideHonestLoad()
    {
        final int honest = connectClient();
        int sent = 0;
        for (final Map.Entry<byte[], Integer> entry : Frames.all().entrySet())
        {
            final byte[] frame = entry.getKey();
            for (int length = 0; length < frame.length; length++)
            {
                final int stream = entry.getValue() == FrameCheck.REPLY ? Transport.CLIENT : entry.getValue();
                final MemoryNetwork.Node bad = network.node("127.0.0.1:7000");
                final int way = bad.way(HERE, stream);
                bad.send(way, stream == Transport.CLIENT ?
                    Frames.clientHello(100, 3_000, "127.0.0.1:7000") : Frames.validatorHello(2, "127.0.0.1:7000"));
                bad.send(way, Arrays.copyOf(frame, length));
                sent++;
                client.send(honest, Frames.submit(sent, Frames.filled(30, sent)));
                node.run(2);
                bad.close();
                node.run(1);
            }
        }
        assertThat(node.payments).hasSize(sent);
        assertThat(Arrays.stream(node.ingress.stats().faults).sum()).isEqualTo(sent);
        assertThat(node.ingress.stats().faultCounts()).containsKeys(FrameFault.TOO_SHORT, FrameFault.TRUNCATED);
    }

    private void hello(final int stream, final byte[] frame)
    {
        client.send(client.way(HERE, stream), frame);
    }

    private List<byte[]> bytes(final boolean batched)
    {
        return node.payments.stream()
            .filter(payment -> batched == (payment.batch() != TransactionSlot.NULL_BATCH))
            .map(TestNode.Payment::bytes)
            .toList();
    }

    static List<byte[]> chunks(final int number, final byte[] message, final int length)
    {
        final List<byte[]> chunks = new ArrayList<>();
        final int count = (message.length + length - 1) / length;
        for (int i = 0; i < count; i++)
        {
            chunks.add(Frames.chunk(number, i, count, message.length,
                Arrays.copyOfRange(message, i * length, Math.min(message.length, (i + 1) * length))));
        }
        return chunks;
    }

    private static List<String> verdicts(final List<byte[]> frames)
    {
        final List<String> verdicts = new ArrayList<>();
        for (final byte[] frame : frames)
        {
            if (templateOf(frame) == VerdictDecoder.TEMPLATE_ID)
            {
                final VerdictDecoder decoder = new VerdictDecoder();
                decoder.wrap(Frames.buffer(frame), 8, VerdictDecoder.BLOCK_LENGTH, VerdictDecoder.SCHEMA_VERSION);
                verdicts.add(decoder.reference() + " " + Verdict.ofCode(decoder.verdict()));
            }
        }
        return verdicts;
    }

    private static RefusalReason refusal(final byte[] frame)
    {
        final RefusedDecoder decoder = new RefusedDecoder();
        decoder.wrap(Frames.buffer(frame), 8, RefusedDecoder.BLOCK_LENGTH, RefusedDecoder.SCHEMA_VERSION);
        return RefusalReason.ofCode(decoder.reason());
    }

    private static int templateOf(final byte[] frame)
    {
        return Frames.buffer(frame).getShort(2);
    }
}
