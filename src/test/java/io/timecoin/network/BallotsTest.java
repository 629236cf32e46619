package io.timecoin.network;

import io.timecoin.pipeline.ControlSlot;
import io.timecoin.wire.CommitDecoder;
import io.timecoin.wire.TransactionRequestDecoder;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class BallotsTest
{
    private static final String HERE = "127.0.0.1:4000";
    private static final String PEER = "127.0.0.1:4001";

    private final MemoryNetwork network = new MemoryNetwork();
    private final TestNode node = new TestNode(
        network.node(HERE), TestNode.parameters(0, HERE, List.of(PEER), NetworkLimits.testnet()));
    private final MemoryNetwork.Node peer = network.node(PEER);

    private int connect(final int stream)
    {
        final int way = peer.way(HERE, stream);
        assertThat(peer.send(way, Frames.validatorHello(1, PEER))).isTrue();
        node.run(25);
        return way;
    }

    private List<TestNode.Control> heardMessages()
    {
        return node.heard.stream().filter(message -> message.kind() == ControlSlot.Kind.MESSAGE).toList();
    }

    @Test
    void shouldHandWhatIsAboutBlocksToTheirStageAlone()
    {
        node.withBallots();
        final int[] ways = {connect(Transport.CONTROL), connect(Transport.BULK)};
        final List<byte[]> sent = new ArrayList<>();
        for (final Map.Entry<byte[], Integer> entry : BlockFrames.ballots().entrySet())
        {
            peer.send(ways[entry.getValue()], entry.getKey());
            sent.add(entry.getKey());
            node.run(2);
        }
        assertThat(heardMessages()).extracting(TestNode.Control::bytes).containsExactlyElementsOf(sent);
        assertThat(heardMessages()).extracting(TestNode.Control::peer).containsOnly(1);
        assertThat(node.events(ControlSlot.Kind.MESSAGE)).isEmpty();
        assertThat(node.heard.get(0).kind()).isEqualTo(ControlSlot.Kind.PEER_CONNECTED);
        assertThat(node.ballotTicks).isPositive();

        peer.send(ways[Transport.CONTROL], BlockFrames.transactionRequest(2));
        node.run(2);
        assertThat(node.events(ControlSlot.Kind.MESSAGE)).extracting(TestNode.Control::template)
            .containsExactly(TransactionRequestDecoder.TEMPLATE_ID);
        assertThat(heardMessages()).hasSameSizeAs(sent);
    }

    @Test
    void shouldHoldUpNobodyIfNoStageReadsThem()
    {
        final int control = connect(Transport.CONTROL);
        for (int i = 0; i < 450; i++)
        {
            peer.send(control, BlockFrames.vote(i));
        }
        peer.send(control, Frames.poll(1, 1));
        node.run(600);
        assertThat(node.events(ControlSlot.Kind.MESSAGE)).hasSize(1);
        assertThat(node.ingress.stats().ballotsDropped).isZero();
        assertThat(node.ingress.stats().ticksSkipped).isZero();
    }

    @Test
    void shouldDropThemWhenTheirRingIsFullAndStillTellWhoIsConnected()
    {
        node.withBallots();
        node.readsBallots = false;
        node.run(300);
        final int control = connect(Transport.CONTROL);
        connect(Transport.BULK);
        peer.send(control, BlockFrames.vote(1));
        peer.send(control, Frames.poll(1, 1));
        node.run(25);
        assertThat(node.events(ControlSlot.Kind.MESSAGE)).as("polls go on").hasSize(1);
        assertThat(node.ingress.stats().ballotsDropped).isEqualTo(1);
        assertThat(node.ingress.stats().ticksSkipped).as("ticks of others go on").isZero();

        node.readsBallots = true;
        node.run(25);
        assertThat(node.heard).extracting(TestNode.Control::kind).containsExactly(ControlSlot.Kind.PEER_CONNECTED);
        peer.send(control, BlockFrames.vote(2));
        node.run(2);
        assertThat(heardMessages()).hasSize(1);
    }

    @Test
    void shouldTakeNoMoreVotesThanTheLimit()
    {
        node.withBallots();
        final int control = connect(Transport.CONTROL);
        final int sent = NetworkLimits.VOTES_PER_SECOND + 20;
        for (int i = 0; i < sent; i++)
        {
            peer.send(control, BlockFrames.vote(i));
            if (i % 100 == 0)
            {
                // No time passes, but the ring is read.
                node.doWork(node.nowNs);
            }
        }
        peer.send(control, BlockFrames.status(1, 1));
        for (int i = 0; i < 10; i++)
        {
            node.doWork(node.nowNs);
        }
        assertThat(node.ingress.stats().faults(FrameFault.RATE_LIMITED)).isEqualTo(20);
        assertThat(heardMessages().size() + node.ingress.stats().ballotsDropped).isEqualTo(sent - 20 + 1);
        assertThat(node.ingress.stats().violations).isZero();
    }

    @Test
    void shouldPutALargeCommitTogetherFromItsChunks()
    {
        node.withBallots();
        final int bulk = connect(Transport.BULK);
        final byte[] commit = BlockFrames.commit(FrameShape.MAX_SIGNERS, BlockFrames.header());
        final int first = 40_000;
        peer.send(bulk, Frames.chunk(1, 0, 2, commit.length, Arrays.copyOf(commit, first)));
        peer.send(bulk, Frames.chunk(1, 1, 2, commit.length, Arrays.copyOfRange(commit, first, commit.length)));
        node.run(5);
        assertThat(heardMessages()).hasSize(1);
        assertThat(heardMessages().get(0).template()).isEqualTo(CommitDecoder.TEMPLATE_ID);
        assertThat(heardMessages().get(0).bytes()).isEqualTo(commit);
    }
}
