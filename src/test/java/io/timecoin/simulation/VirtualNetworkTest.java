package io.timecoin.simulation;

import io.timecoin.network.Transport;
import io.timecoin.network.Transport.Sent;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class VirtualNetworkTest
{
    private static final long DELAY_NS = 1_000;
    private static final long SEED = 11;

    private final List<Integer> received = new ArrayList<>();
    private final Set<Long> sources = new HashSet<>();
    private final List<Long> closed = new ArrayList<>();
    private VirtualNetwork network;
    private VirtualTransport one;
    private VirtualTransport other;
    private int link;

    @Test
    void shouldDeliverInOrderAfterTheDelay()
    {
        connect(LinkConditions.reliable(DELAY_NS, 5_000));
        send(1, 100);
        network.advance(network.nowNs() + DELAY_NS - 1);
        poll();
        assertThat(received).isEmpty();
        network.advance(network.nowNs() + 10_000);
        poll();
        assertThat(received).hasSize(100).isSorted();
        assertThat(sources).hasSize(1);
    }

    @Test
    void shouldLoseDoubleAndReorderAsOftenAsAsked()
    {
        connect(LinkConditions.reliable(DELAY_NS, 5_000).withFaults(0.1, 0.2, 0.3));
        for (int i = 0; i < 10_000; i++)
        {
            send(i, 1);
            network.advance(network.nowNs() + 1_000);
        }
        network.advance(network.nowNs() + 100_000);
        poll();
        assertThat(network.counts().framesSent()).isEqualTo(10_000);
        assertThat(network.counts().framesLost()).isBetween(900L, 1_100L);
        assertThat(network.counts().framesDuplicated()).isBetween(1_700L, 1_900L);
        assertThat(received).hasSize((int)(10_000 - network.counts().framesLost() +
            network.counts().framesDuplicated()));
        int overtaken = 0;
        for (int i = 1; i < received.size(); i++)
        {
            overtaken += received.get(i) < received.get(i - 1) ? 1 : 0;
        }
        assertThat(overtaken).isBetween(1_000, 4_000);
    }

    @Test
    void shouldAskToWaitWhenTheLinkIsFullOrNotUp()
    {
        network = network(LinkConditions.reliable(DELAY_NS, 0).withMaxFrames(3));
        link = one.open("other:1", Transport.CONTROL);
        assertThat(one.isConnected(link)).isFalse();
        assertThat(offer(1)).isEqualTo(Sent.LATER);
        network.advance(DELAY_NS);
        assertThat(one.isConnected(link)).isTrue();
        for (int i = 0; i < 3; i++)
        {
            assertThat(offer(i)).isEqualTo(Sent.OK);
        }
        assertThat(offer(4)).isEqualTo(Sent.LATER);
        network.advance(network.nowNs() + DELAY_NS);
        assertThat(offer(4)).isEqualTo(Sent.OK);
        one.close(link);
        assertThat(offer(5)).isEqualTo(Sent.CLOSED);
        poll();
        assertThat(closed).hasSize(1);
    }

    @Test
    void shouldFindNodesThatJoinLater()
    {
        network = network(LinkConditions.reliable(DELAY_NS, 0));
        link = one.open("late:1", Transport.CONTROL);
        network.advance(1_000_000_000);
        assertThat(one.isConnected(link)).isFalse();
        network.join("late:1");
        network.advance(1_100_000_000);
        assertThat(one.isConnected(link)).isTrue();
    }

    @Test
    void shouldLeaveFramesThatAreNotTaken()
    {
        connect(LinkConditions.reliable(DELAY_NS, 0));
        send(1, 3);
        network.advance(network.nowNs() + DELAY_NS);
        final int[] offered = new int[1];
        final Transport.FrameHandler reluctant = new Transport.FrameHandler()
        {
            @Override
            public boolean onFrame(
                final int stream, final long source, final DirectBuffer buffer, final int offset, final int length)
            {
                return offered[0]++ == 0;
            }

            @Override
            public void onSourceClosed(final int stream, final long source)
            {
                throw new AssertionError("nothing was closed");
            }
        };
        assertThat(other.poll(Transport.CONTROL, reluctant, 10)).isEqualTo(1);
        poll();
        assertThat(received).containsExactly(2, 3);
    }

    @Test
    void shouldDropFramesAcrossACutThatNobodyNotices()
    {
        connect(LinkConditions.reliable(DELAY_NS, 0));
        network.cut((validator) -> validator == 0, false);
        send(1, 3);
        network.advance(network.nowNs() + DELAY_NS);
        network.heal();
        send(4, 2);
        network.advance(network.nowNs() + DELAY_NS);
        poll();
        assertThat(received).containsExactly(4, 5);
        assertThat(sources).hasSize(1);
        assertThat(closed).isEmpty();
    }

    @Test
    void shouldComeUpAsAnotherSourceAfterACutThatIsNoticed()
    {
        connect(LinkConditions.reliable(DELAY_NS, 0));
        send(1, 1);
        network.advance(network.nowNs() + DELAY_NS);
        network.cut((validator) -> validator == 0, true);
        assertThat(one.isConnected(link)).isFalse();
        assertThat(offer(2)).isEqualTo(Sent.LATER);
        network.heal();
        network.advance(network.nowNs() + DELAY_NS);
        send(3, 1);
        network.advance(network.nowNs() + DELAY_NS);
        poll();
        assertThat(received).containsExactly(1, 3);
        assertThat(sources).hasSize(2);
        assertThat(closed).hasSize(1);
    }

    @Test
    void shouldPutEveryFrameOfAFaultyValidatorThroughItsBehaviour()
    {
        connect(LinkConditions.reliable(DELAY_NS, 0));
        final Behaviour dropsOdd = (receiver, stream, frame, wire) ->
        {
            if (frame[0] % 2 == 0)
            {
                wire.pass(frame);
            }
        };
        final Behaviour doublesLate = (receiver, stream, frame, wire) ->
        {
            wire.pass(frame);
            wire.passLater(frame, 50_000);
        };
        network.behaviour(0, dropsOdd.then(doublesLate));
        send(1, 4);
        network.advance(network.nowNs() + DELAY_NS);
        poll();
        assertThat(received).containsExactly(2, 4);
        network.advance(network.nowNs() + 50_000);
        poll();
        assertThat(received).containsExactly(2, 4, 2, 4);
    }

    @Test
    void shouldRepeatExactlyFromTheSameSeed()
    {
        connect(LinkConditions.reliable(DELAY_NS, 9_000).withFaults(0.1, 0.1, 0.5));
        send(1, 100);
        network.advance(network.nowNs() + 100_000);
        poll();
        final List<Integer> first = List.copyOf(received);
        received.clear();
        connect(LinkConditions.reliable(DELAY_NS, 9_000).withFaults(0.1, 0.1, 0.5));
        send(1, 100);
        network.advance(network.nowNs() + 100_000);
        poll();
        assertThat(received).isEqualTo(first);
    }

    private void connect(final LinkConditions conditions)
    {
        network = network(conditions);
        link = one.open("other:1", Transport.CONTROL);
        network.advance(DELAY_NS);
    }

    private VirtualNetwork network(final LinkConditions conditions)
    {
        final VirtualNetwork made = new VirtualNetwork(2, conditions, conditions, new SplitMix(SEED));
        one = made.join("one:1");
        other = made.join("other:1");
        return made;
    }

    private void send(final int first, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            assertThat(offer(first + i)).isEqualTo(Sent.OK);
        }
    }

    private Sent offer(final int value)
    {
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[8]);
        frame.putInt(4, value);
        frame.putByte(0, (byte)value);
        return one.send(link, frame, 0, 8);
    }

    private void poll()
    {
        other.poll(Transport.CONTROL, new Transport.FrameHandler()
        {
            @Override
            public boolean onFrame(
                final int stream, final long source, final DirectBuffer buffer, final int offset, final int length)
            {
                received.add(buffer.getInt(offset + 4));
                sources.add(source);
                return true;
            }

            @Override
            public void onSourceClosed(final int stream, final long source)
            {
                closed.add(source);
            }
        }, Integer.MAX_VALUE);
    }
}
