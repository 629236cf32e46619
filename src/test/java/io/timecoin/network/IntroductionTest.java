package io.timecoin.network;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** Validators that are in nobody's configuration find each other by what those say whom they dial. */
class IntroductionTest
{
    private static final NetworkLimits LIMITS = NetworkLimits.testnet();

    private final MemoryNetwork network = new MemoryNetwork();
    private final List<TestNode> nodes = new ArrayList<>();

    private TestNode node(final int self, final String... peers)
    {
        final TestNode node = new TestNode(network.node(endpoint(self)),
            TestNode.parameters(self, endpoint(self), List.of(peers), LIMITS));
        nodes.add(node);
        return node;
    }

    private void run(final int milliseconds)
    {
        for (int i = 0; i < milliseconds; i++)
        {
            nodes.forEach((node) -> node.run(1));
        }
    }

    @Test
    void shouldBringTogetherWhoKnowsOnlyAThirdAndAgainAfterAMove()
    {
        final TestNode first = node(0);
        final TestNode left = node(1, endpoint(0));
        final TestNode right = node(2, endpoint(0));
        run(10_000);
        assertThat(left.sessions.ofValidator(2).replyEndpoint()).isEqualTo(endpoint(2));
        assertThat(right.sessions.ofValidator(1).replyEndpoint()).isEqualTo(endpoint(1));
        assertThat(left.sessions.isLinkUp(2) && right.sessions.isLinkUp(1)).isTrue();
        assertThat(first.ingress.stats().faultCounts()).isEmpty();

        nodes.remove(right);
        right.egress.close();
        ((MemoryNetwork.Node)right.transport).close();
        final TestNode moved = new TestNode(network.node("127.0.0.1:4999"),
            TestNode.parameters(2, "127.0.0.1:4999", List.of(endpoint(0)), LIMITS));
        nodes.add(moved);
        run(60_000);
        assertThat(left.sessions.ofValidator(2).replyEndpoint()).isEqualTo("127.0.0.1:4999");
        assertThat(moved.sessions.isLinkUp(1) && left.sessions.isLinkUp(2)).isTrue();
    }

    @Test
    void shouldBelieveNobodyWhoIsWhere()
    {
        final TestNode node = node(0);
        final MemoryNetwork.Node liar = network.node(endpoint(1));
        final int way = liar.way(endpoint(0), Transport.CONTROL);
        liar.send(way, Frames.validatorHello(1, endpoint(1)));
        run(5);
        final MemoryNetwork.Node stranger = network.node("127.0.0.1:4777");
        liar.send(way, Frames.introduction(2, "127.0.0.1:4777"));
        // Told otherwise at once, it does not run after each new word.
        liar.send(way, Frames.introduction(2, "127.0.0.1:4778"));
        run(100);
        assertThat(stranger.received(Transport.CONTROL)).containsOnly(Frames.validatorHello(0, endpoint(0)));
        assertThat(node.sessions.ofValidator(2)).isNull();
        assertThat(node.sessions.isLinkUp(2)).isFalse();

        // The one whom it is about comes from elsewhere: the guess is given up.
        final MemoryNetwork.Node other = network.node(endpoint(2));
        for (final int stream : new int[] { Transport.CONTROL, Transport.BULK })
        {
            other.send(other.way(endpoint(0), stream), Frames.validatorHello(2, endpoint(2)));
        }
        run(100);
        assertThat(node.sessions.ofValidator(2).replyEndpoint()).isEqualTo(endpoint(2));
        stranger.received(Transport.CONTROL);
        run(3_000);
        assertThat(stranger.received(Transport.CONTROL)).isEmpty();
        assertThat(node.ingress.stats().violations).isZero();

        liar.send(way, Frames.introduction(1_000, "127.0.0.1:4777"));
        liar.send(way, Frames.introduction(3, "example.org:80"));
        run(5);
        assertThat(node.ingress.stats().faults(FrameFault.BAD_VALUE)).isEqualTo(2);
        assertThat(node.ingress.stats().violations).isEqualTo(2);
    }

    @Test
    void shouldNotBeKeptBusyByIntroductions()
    {
        final TestNode node = node(0);
        final MemoryNetwork.Node liar = network.node(endpoint(1));
        final int way = liar.way(endpoint(0), Transport.CONTROL);
        liar.send(way, Frames.validatorHello(1, endpoint(1)));
        run(5);
        final int before = ((MemoryNetwork.Node)node.transport).opened;
        for (int i = 0; i < TimeUnit.SECONDS.toMillis(5); i++)
        {
            liar.send(way, Frames.introduction(2, "127.0.0.1:" + (5_000 + i)));
            run(1);
        }
        // Those to the liar, and those to the one place that it names first: with growing pauses.
        assertThat(((MemoryNetwork.Node)node.transport).opened - before).isLessThan(16);
        assertThat(node.ingress.stats().violations).isZero();
    }

    private static String endpoint(final int validator)
    {
        return "127.0.0.1:" + (4_000 + validator);
    }
}
