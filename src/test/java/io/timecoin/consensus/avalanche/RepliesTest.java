package io.timecoin.consensus.avalanche;

import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.PollDecoder;
import io.timecoin.wire.PollReplyDecoder;
import io.timecoin.wire.PollReplyEncoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static io.timecoin.consensus.avalanche.TestNetwork.MS;
import static org.assertj.core.api.Assertions.assertThat;

/** One validator of five, whose peers are played by the test: which replies count, and how often. */
class RepliesTest
{
    private record SentPoll(int to, long id, int entries, long asked)
    {
    }

    private final TestNetwork network = TestNetwork.quorum(5, 1);
    private final TestNode node = network.nodes.get(0);
    private final AvalancheStats stats = node.avalanche.stats();
    private final List<SentPoll> sent = new ArrayList<>();

    @BeforeEach
    void play()
    {
        network.liars[0] = (to, templateId, message) ->
        {
            if (templateId == PollDecoder.TEMPLATE_ID)
            {
                final PollDecoder poll = new PollDecoder();
                poll.wrap(new UnsafeBuffer(message), 8, 8, 1);
                final PollDecoder.EntriesDecoder entries = poll.entries();
                sent.add(new SentPoll(to, poll.pollId(), entries.count(), entries.next().asked()));
            }
            return null;
        };
        for (final TestNode other : network.nodes.subList(1, 5))
        {
            other.isDown = true;
        }
    }

    @Test
    void shouldBecomeStrongAtAQuorumAndAcceptAtAQuorumOfStrong()
    {
        final SentPoll poll = firstPoll();
        reply(1, poll.id(), 1, 1, 0);
        reply(2, poll.id(), 1, 1, 0);
        assertThat(node.avalanche.openMarks()).isEqualTo(1);
        assertThat(answeredStrong()).isFalse();
        reply(3, poll.id(), 1, 1, 0);
        assertThat(answeredStrong()).isTrue();
        assertThat(node.acceptedNs).isEmpty();
        final SentPoll second = nextPoll();
        reply(1, second.id(), 1, 1, 1);
        reply(2, second.id(), 1, 1, 1);
        assertThat(node.acceptedNs).isEmpty();
        reply(3, second.id(), 1, 1, 1);
        assertThat(node.acceptedNs).containsKey(1);
        assertThat(stats.replies).isEqualTo(6);
    }

    @Test
    void shouldAddUpStrongOnlyWithinOnePoll()
    {
        final SentPoll poll = firstPoll();
        reply(1, poll.id(), 1, 1, 1);
        reply(2, poll.id(), 1, 1, 1);
        reply(3, poll.id(), 1, 1, 0);
        final SentPoll second = nextPoll();
        reply(3, second.id(), 1, 1, 1);
        reply(4, second.id(), 1, 1, 1);
        assertThat(node.acceptedNs).isEmpty();
    }

    @Test
    void shouldCountAReplyOnce()
    {
        final SentPoll poll = firstPoll();
        for (int i = 0; i < 5; i++)
        {
            reply(1, poll.id(), 1, 1, 1);
        }
        assertThat(stats.repliesDoubled).isEqualTo(4);
        assertThat(stats.replies).isEqualTo(1);
        assertThat(answeredStrong()).isFalse();
    }

    @Test
    void shouldIgnoreRepliesToPollsThatWereNeverSentOrOfAnotherShape()
    {
        final SentPoll poll = firstPoll();
        reply(1, poll.id() + 1, 1, 1, 1);
        reply(2, poll.id() - 1, 1, 1, 1);
        reply(3, poll.id(), 2, 1, 1);
        reply(4, poll.id(), 0, 1, 1);
        assertThat(stats.repliesForeign).isEqualTo(4);
        assertThat(stats.replies).isZero();
        // A wrong shape does not use up the right to reply.
        reply(3, poll.id(), 1, 1, 1);
        assertThat(stats.replies).isEqualTo(1);
    }

    @Test
    void shouldIgnoreRepliesOfThoseWhoWereNotAsked()
    {
        network.connection(0, 4, false);
        final SentPoll poll = firstPoll();
        assertThat(sent).noneMatch(one -> one.to() == 4);
        network.connection(0, 4, true);
        reply(4, poll.id(), 1, 1, 1);
        reply(0, poll.id(), 1, 1, 1);
        reply(77, poll.id(), 1, 1, 1);
        assertThat(stats.repliesForeign).isEqualTo(1);
        assertThat(stats.unknownMessages).isEqualTo(2);
        reply(1, poll.id(), 1, 1, 1);
        reply(2, poll.id(), 1, 1, 1);
        assertThat(answeredStrong()).isFalse();
    }

    @Test
    void shouldIgnoreRepliesAfterTheEnd()
    {
        final SentPoll poll = firstPoll();
        reply(1, poll.id(), 1, 1, 1);
        reply(2, poll.id(), 1, 1, 1);
        network.run(AvalancheParameters.QUERY_TIMEOUT_NS);
        assertThat(stats.pollsTimedOut).isPositive();
        reply(3, poll.id(), 1, 1, 1);
        assertThat(stats.repliesLate).isEqualTo(1);
        assertThat(answeredStrong()).isFalse();
    }

    @Test
    void shouldNotCountPreferenceForWhatIsUnknownOrStrengthWithoutPreference()
    {
        final SentPoll poll = firstPoll();
        for (int peer = 1; peer < 5; peer++)
        {
            reply(peer, poll.id(), 1, 0, 1, 1);
        }
        assertThat(answeredStrong()).isFalse();
        final SentPoll second = nextPoll();
        for (int peer = 1; peer < 5; peer++)
        {
            reply(peer, second.id(), 1, 1, 0, 1);
        }
        assertThat(node.acceptedNs).isEmpty();
        assertThat(answeredStrong()).isFalse();
    }

    @Test
    void shouldIgnoreBitsThatWereNotAskedAbout()
    {
        final SentPoll poll = firstPoll();
        assertThat(poll.asked()).isEqualTo(1);
        for (int peer = 1; peer < 5; peer++)
        {
            reply(peer, poll.id(), 1, ~1L, ~1L, ~1L);
        }
        assertThat(answeredStrong()).isFalse();
    }

    @Test
    void shouldVoidAReplyThatPrefersTwoInConflict()
    {
        network.liars[1] = null;
        node.onBatch(1, batch(TestPayments.payment(1, 7), TestPayments.payment(2, 7)));
        network.run(3 * MS);
        final SentPoll poll = sent.get(0);
        assertThat(poll.asked()).as("both are asked about together").isEqualTo(3);
        for (int peer = 1; peer < 5; peer++)
        {
            reply(peer, poll.id(), 1, 3, 3);
        }
        // After three of four nothing can change any more, so the last is late; it is void as well.
        assertThat(stats.votesVoid).isEqualTo(8);
        assertThat(answeredStrong()).isFalse();
        final SentPoll second = nextPoll();
        for (int peer = 1; peer < 5; peer++)
        {
            reply(peer, second.id(), 1, 3, 2, 2);
        }
        assertThat(node.acceptedNs.keySet()).containsExactly(2);
        assertThat(node.rejected).containsExactly(1);
        assertThat(stats.preferenceFlips).isEqualTo(1);
    }

    @Test
    void shouldNotFlipWhatItIsStrongFor()
    {
        network.liars[1] = null;
        node.onBatch(1, batch(TestPayments.payment(1, 7), TestPayments.payment(2, 7)));
        network.run(3 * MS);
        final SentPoll poll = sent.get(0);
        for (int peer = 1; peer < 4; peer++)
        {
            reply(peer, poll.id(), 1, 3, 1, 0);
        }
        assertThat(answeredStrong()).isTrue();
        // More lie than may, and still its word stands.
        final SentPoll second = nextPoll();
        for (int peer = 1; peer < 5; peer++)
        {
            reply(peer, second.id(), 1, 3, 2, 0);
        }
        assertThat(stats.preferenceFlips).isZero();
    }

    @Test
    void shouldGrowTheTimeoutWhenAllRepliesAreLate()
    {
        final SentPoll poll = firstPoll();
        reply(1, poll.id(), 1, 1, 0);
        for (int i = 0; i < 100; i++)
        {
            final int before = sent.size();
            network.run(10 * MS);
            for (final SentPoll each : List.copyOf(sent.subList(0, before)))
            {
                reply(each.to(), each.id(), 1, 1, 0);
            }
        }
        assertThat(stats.smoothedRoundTripNs).isGreaterThan(8 * MS);
    }

    @Test
    void shouldNotAddUpWhatOneValidatorSaysToDifferentPolls()
    {
        SentPoll poll = firstPoll();
        // More polls than are remembered, so that each place is used again.
        for (int i = 0; i < 60; i++)
        {
            reply(1 + i % 2, poll.id(), 1, 1, 0);
            poll = nextPoll();
        }
        assertThat(stats.replies).isGreaterThan(50);
        assertThat(answeredStrong()).as("two and the own, of five").isFalse();
        reply(3, poll.id(), 1, 1, 0);
        assertThat(answeredStrong()).as("after so many polls it counts what four have said").isTrue();
    }

    @Test
    void shouldAskNoMoreAboutARejectedRival()
    {
        // The first spends two coins, the others one of them each.
        node.onBatch(1, batch(TestPayments.payment(2, 7, 8), TestPayments.payment(1, 7), TestPayments.payment(3, 8)));
        network.run(3 * MS);
        assertThat(sent.get(0).asked()).isEqualTo(7);
        SentPoll poll = sent.get(0);
        for (int i = 0; i < 4 && node.acceptedNs.isEmpty(); i++)
        {
            for (int peer = 1; peer < 5; peer++)
            {
                reply(peer, poll.id(), 1, 7, 2, 2);
            }
            poll = nextPoll();
        }
        assertThat(node.acceptedNs.keySet()).containsExactly(1);
        assertThat(node.rejected).containsExactly(2);
        assertThat(nextPoll().asked()).as("only the third is left, and it has no rival now").isEqualTo(4);
    }

    private SentPoll firstPoll()
    {
        node.submit(1, 1);
        network.run(4 * MS);
        return sent.get(0);
    }

    private SentPoll nextPoll()
    {
        final long last = sent.get(sent.size() - 1).id();
        sent.clear();
        for (int i = 0; i < 4_000 && (sent.isEmpty() || sent.get(0).id() <= last); i++)
        {
            network.run(MS);
        }
        return sent.get(0);
    }

    /** Asks the node as a peer would, and looks at its reply. */
    private boolean answeredStrong()
    {
        final TestNetwork.Liar before = network.liars[0];
        final boolean[] isStrong = new boolean[1];
        network.liars[0] = (to, templateId, message) ->
        {
            if (templateId == PollReplyDecoder.TEMPLATE_ID)
            {
                isStrong[0] = new UnsafeBuffer(message).getLong(36) != 0;
            }
            return null;
        };
        node.ask(1, 0, 0);
        network.liars[0] = before;
        return isStrong[0];
    }

    private void reply(final int peer, final long id, final int entries, final long prefer, final long strong)
    {
        reply(peer, id, entries, prefer | 3, prefer, strong);
    }

    private void reply(final int peer, final long id, final int entries, final long known, final long prefer,
        final long strong)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1_024]);
        final PollReplyEncoder encoder = new PollReplyEncoder();
        encoder.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder()).pollId(id);
        final PollReplyEncoder.EntriesEncoder group = encoder.entriesCount(entries);
        for (int i = 0; i < entries; i++)
        {
            group.next().known(known).prefer(prefer).strong(strong);
        }
        node.avalanche.onMessage(peer, PollReplyDecoder.TEMPLATE_ID, buffer, 0,
            MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength(), network.nowNs);
        node.avalanche.doWork(network.nowNs);
    }

    private static UnsafeBuffer batch(final byte[]... payments)
    {
        return TestPayments.batch(payments);
    }
}
