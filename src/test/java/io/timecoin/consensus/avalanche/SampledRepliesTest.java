package io.timecoin.consensus.avalanche;

import io.timecoin.consensus.validators.ValidatorSet;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.PollDecoder;
import io.timecoin.wire.PollReplyDecoder;
import io.timecoin.wire.PollReplyEncoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static io.timecoin.consensus.avalanche.TestNetwork.MS;
import static org.assertj.core.api.Assertions.assertThat;

/** One validator of seven under the sampled rule, with peers played by the test: what counts in a row. */
class SampledRepliesTest
{
    private static final SamplingParameters SAMPLING = new SamplingParameters(5, 3, 4, 2, 3);

    private final TestNetwork network = new TestNetwork(ValidatorSet.equal(7),
        AvalancheParameters.of(SAMPLING, 30).withLimits(TestNode.LIMITS), AcceptanceRule.SAMPLED, 3);
    private final TestNode node = network.nodes.get(0);
    private final AvalancheStats stats = node.avalanche.stats();
    /** Who was asked, by poll, in the order of issue. */
    private final Map<Long, List<Integer>> asked = new TreeMap<>();

    @BeforeEach
    void play()
    {
        network.liars[0] = (to, templateId, message) ->
        {
            if (templateId == PollDecoder.TEMPLATE_ID)
            {
                final PollDecoder poll = new PollDecoder();
                poll.wrap(new UnsafeBuffer(message), 8, 8, 1);
                asked.computeIfAbsent(poll.pollId(), any -> new ArrayList<>()).add(to);
            }
            return null;
        };
        for (final TestNode other : network.nodes.subList(1, 7))
        {
            other.isDown = true;
        }
    }

    @Test
    void shouldAcceptAfterSuccessesInARow()
    {
        node.submit(1, 1);
        reply(poll(0), 4, 1);
        assertThat(node.acceptedNs).isEmpty();
        reply(poll(1), 4, 1);
        assertThat(node.acceptedNs).containsKey(1);
    }

    @Test
    void shouldBeginAgainAfterAPollWithoutSuccess()
    {
        node.submit(1, 1);
        reply(poll(0), 4, 1);
        reply(poll(1), 3, 1);
        reply(poll(2), 4, 1);
        assertThat(node.acceptedNs).isEmpty();
        reply(poll(3), 4, 1);
        assertThat(node.acceptedNs).containsKey(1);
    }

    @Test
    void shouldApplyPollsInTheOrderOfTheirIssue()
    {
        node.submit(1, 1);
        final long first = poll(0);
        final long second = poll(1);
        final long third = poll(2);
        reply(second, 4, 1);
        reply(third, 4, 1);
        assertThat(node.acceptedNs).as("the first is still open").isEmpty();
        reply(first, 3, 1);
        assertThat(node.acceptedNs).as("the failure of the first came before both successes").containsKey(1);
    }

    @Test
    void shouldCountAPollWithoutRepliesAsAFailureBetweenSuccesses()
    {
        node.submit(1, 1);
        final long first = poll(0);
        final long second = poll(1);
        reply(first, 4, 1);
        // The second is silent until its end; the third succeeds before.
        final long third = poll(2);
        reply(third, 4, 1);
        assertThat(node.acceptedNs).isEmpty();
        network.run(AvalancheParameters.QUERY_TIMEOUT_NS);
        assertThat(stats.pollsTimedOut).isPositive();
        reply(second, 5, 1);
        // The fifth reply to the first came when four had made it a success; the third waited for the second.
        assertThat(stats.repliesLate).isEqualTo(6);
        assertThat(node.acceptedNs).isEmpty();
    }

    @Test
    void shouldNeedMoreSuccessesAndBeginAgainWithAConflict()
    {
        node.onBatch(1, TestPayments.batch(TestPayments.payment(1, 7)));
        reply(poll(0), 4, 1);
        node.onBatch(1, TestPayments.batch(TestPayments.payment(2, 7)));
        final int before = asked.size();
        for (int i = 0; i < 2; i++)
        {
            replyAlike(poll(before + i));
            assertThat(node.acceptedNs).as("successes since the conflict: " + i + 1).isEmpty();
        }
        for (int i = 2; i < 8 && node.acceptedNs.isEmpty(); i++)
        {
            replyAlike(poll(before + i));
        }
        assertThat(node.acceptedNs).containsKey(1);
        assertThat(node.rejected).containsExactly(2);
    }

    @Test
    void shouldMoveThePreferenceAtItsThresholdAndCountFromThere()
    {
        node.onBatch(1, TestPayments.batch(TestPayments.payment(1, 7), TestPayments.payment(2, 7)));
        assertThat(stats.preferenceFlips).isZero();
        reply(poll(0), 2, 2);
        assertThat(stats.preferenceFlips).isZero();
        reply(poll(1), 3, 2);
        assertThat(stats.preferenceFlips).isEqualTo(1);
        reply(poll(2), 4, 2);
        reply(poll(3), 4, 2);
        assertThat(node.acceptedNs).isEmpty();
        reply(poll(4), 4, 2);
        assertThat(node.acceptedNs).containsKey(2);
    }

    @Test
    void shouldNotCountThePollThatMovesThePreference()
    {
        node.onBatch(1, TestPayments.batch(TestPayments.payment(1, 7), TestPayments.payment(2, 7)));
        for (int i = 0; i < 3; i++)
        {
            reply(poll(i), 5, 2);
        }
        assertThat(stats.preferenceFlips).isEqualTo(1);
        assertThat(node.acceptedNs).isEmpty();
        reply(poll(3), 5, 2);
        assertThat(node.acceptedNs).containsKey(2);
    }

    /** The poll of a number in the order of issue, when it has been sent. */
    private long poll(final int number)
    {
        for (int i = 0; i < 5_000 && asked.size() <= number; i++)
        {
            network.run(MS);
        }
        return List.copyOf(asked.keySet()).get(number);
    }

    /** All that were asked reply, so many of them with this word of preference. */
    private void reply(final long poll, final int count, final long prefer)
    {
        int left = count;
        for (final int peer : asked.get(poll))
        {
            send(peer, poll, 1, left-- > 0 ? new long[]{ prefer } : new long[]{ 0 });
        }
    }

    /** All prefer the first of two batches, whichever the entries are in. */
    private void replyAlike(final long poll)
    {
        for (final int peer : asked.get(poll))
        {
            send(peer, poll, 2, new long[]{ 1, 0 });
            send(peer, poll, 1, new long[]{ 1 });
        }
    }

    private void send(final int peer, final long poll, final int entries, final long[] prefer)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);
        final PollReplyEncoder encoder = new PollReplyEncoder();
        encoder.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder()).pollId(poll);
        final PollReplyEncoder.EntriesEncoder group = encoder.entriesCount(entries);
        for (int i = 0; i < entries; i++)
        {
            group.next().known(3).prefer(prefer[i]).strong(0);
        }
        node.avalanche.onMessage(peer, PollReplyDecoder.TEMPLATE_ID, buffer, 0,
            MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength(), network.nowNs);
        node.avalanche.doWork(network.nowNs);
    }
}
