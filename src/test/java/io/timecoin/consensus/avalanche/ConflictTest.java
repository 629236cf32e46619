package io.timecoin.consensus.avalanche;

import io.timecoin.wire.PollDecoder;
import io.timecoin.wire.PollReplyDecoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static io.timecoin.consensus.avalanche.TestNetwork.MS;
import static org.assertj.core.api.Assertions.assertThat;

/** Payments in conflict: contested, chained, in one batch, and what ends without a decision. */
class ConflictTest
{
    @Test
    void shouldLeaveAnEvenSplitOpenAndCallItContested()
    {
        final TestNetwork network = split(4, 1);
        for (final TestNode node : network.nodes)
        {
            assertThat(node.acceptedNs.keySet()).as("node " + node.self).doesNotContain(1, 2).hasSize(100);
            assertThat(node.rejected).isEmpty();
            assertThat(node.avalanche.stats().contestedNow).isEqualTo(2);
            assertThat(node.avalanche.openMarks()).isPositive();
        }
    }

    @Test
    void shouldPollAContestedPairSlowlyAndAnswerItStill()
    {
        final TestNetwork network = split(4, 2);
        final TestNode node = network.nodes.get(0);
        final long polls = node.avalanche.stats().pollsSent;
        final long answers = node.avalanche.stats().pollsAnswered;
        network.run(10_000 * MS);
        assertThat(node.avalanche.stats().pollsSent - polls).isBetween(10L, 45L);
        assertThat(node.avalanche.stats().pollsAnswered - answers).isBetween(30L, 135L);
        // No clock frees an outpoint that may still be accepted.
        node.avalanche.onExpire(node.handles.get(1));
        node.avalanche.onEvict(node.handles.get(2));
        network.run(2 * MS);
        assertThat(node.expired).isEmpty();
        assertThat(node.evicted).isEmpty();
    }

    @Test
    void shouldCallNothingContestedBeforeTwoSeconds()
    {
        final TestNetwork network = TestNetwork.quorum(4, 3);
        submitSplit(network);
        network.run(1_900 * MS);
        assertThat(network.nodes.get(0).avalanche.stats().contestedNow).isZero();
        network.run(600 * MS);
        assertThat(network.nodes.get(0).avalanche.stats().contestedNow).isEqualTo(2);
    }

    @Test
    void shouldAskAboutConflictsInPollsOfTheirOwnWithAllRivals()
    {
        final TestNetwork network = TestNetwork.quorum(4, 4);
        final List<Integer> mixed = new ArrayList<>();
        final int[] pairs = new int[1];
        network.liars[0] = (to, templateId, message) ->
        {
            if (templateId == PollDecoder.TEMPLATE_ID)
            {
                final PollDecoder poll = new PollDecoder();
                poll.wrap(new UnsafeBuffer(message), 8, 8, 1);
                final Map<Integer, Integer> asked = new TreeMap<>();
                int clear = 0;
                final PollDecoder.EntriesDecoder entries = poll.entries();
                for (final PollDecoder.EntriesDecoder entry : entries)
                {
                    final byte[] name = new byte[32];
                    entry.getBatchName(name, 0, 32);
                    final int number = network.nodes.get(0).firstOf(name);
                    clear += number >= 1_000 ? 1 : 0;
                    asked.merge(number >= 1_000 ? 0 : number % 2, 1, Integer::sum);
                }
                final boolean isConflict = clear < entries.count();
                pairs[0] += isConflict ? 1 : 0;
                if (isConflict && (clear > 0 || !asked.get(0).equals(asked.get(1))))
                {
                    mixed.add(asked.size());
                }
            }
            return message;
        };
        for (int i = 0; i < 20; i += 2)
        {
            network.nodes.get(0).submit(i, 500 + i);
            network.nodes.get(1).submit(i + 1, 500 + i);
            network.nodes.get(2).submit(1_000 + i, 1_000 + i);
            network.run(3 * MS);
        }
        assertThat(pairs[0]).isPositive();
        // Before a rival is heard of, the other is asked about alone: only mixtures are wrong.
        assertThat(mixed).isEmpty();
    }

    @Test
    void shouldFreeTheRivalOfARejectedRival()
    {
        // 1 and 3 spend one coin each, 2 spends both.
        final TestNetwork network = TestNetwork.quorum(4, 5);
        for (final TestNode node : network.nodes)
        {
            node.onBatch((node.self + 1) % 4, TestPayments.batch(
                TestPayments.payment(1, 7), TestPayments.payment(2, 7, 8), TestPayments.payment(3, 8)));
        }
        network.run(300 * MS);
        for (final TestNode node : network.nodes)
        {
            assertThat(node.acceptedNs.keySet()).containsExactly(1, 3);
            assertThat(node.rejected).containsExactly(2);
            assertThat(node.decisions.indexOf("accepted 1")).isLessThan(node.decisions.indexOf("rejected 2"));
            assertThat(node.table.count()).isZero();
        }
    }

    @Test
    void shouldRejectARivalOfWhatWasJustAccepted()
    {
        final TestNetwork network = TestNetwork.quorum(1, 6);
        final TestNode node = network.nodes.get(0);
        node.decisionRoom = 0;
        node.submit(1, 7);
        network.run(5 * MS);
        assertThat(node.avalanche.queuedDecisions()).as("accepted, but validation has not heard of it").isPositive();
        node.onBatch(0, TestPayments.batch(TestPayments.payment(2, 7)));
        node.decisionRoom = Integer.MAX_VALUE;
        network.run(5 * MS);
        assertThat(node.acceptedNs.keySet()).containsExactly(1);
        assertThat(node.rejected).containsExactly(2);
        assertThat(node.table.count()).isZero();
    }

    @Test
    void shouldAcceptOneOfManyRivals()
    {
        final TestNetwork network = TestNetwork.quorum(4, 7);
        final byte[][] rivals = new byte[64][];
        for (int i = 0; i < 64; i++)
        {
            rivals[i] = TestPayments.payment(i, 7);
        }
        for (final TestNode node : network.nodes)
        {
            node.onBatch((node.self + 1) % 4, TestPayments.batch(rivals));
        }
        network.run(300 * MS);
        for (final TestNode node : network.nodes)
        {
            assertThat(node.acceptedNs.keySet()).containsExactly(0);
            assertThat(node.rejected).hasSize(63);
            assertThat(node.table.count()).isZero();
        }
    }

    @Test
    void shouldPreferNothingBesideARivalThatHadNoRoom()
    {
        final TestNetwork network = TestNetwork.quorum(4, 8);
        final TestNode node = network.nodes.get(0);
        // More rivals of one coin than can be polled together.
        for (int i = 0; i < 70; i++)
        {
            node.onBatch(1, TestPayments.batch(TestPayments.payment(i, 7)));
        }
        assertThat(node.avalanche.stats().conflictsOverLimit).isPositive();
        network.run(500 * MS);
        final long accepted = network.nodes.stream().mapToInt(each -> each.acceptedNs.size()).max().orElseThrow();
        assertThat(accepted).isLessThanOrEqualTo(1);
        // What is over the limit was never answered for, so it may end by age.
        for (int i = 64; i < 70; i++)
        {
            if (node.handles.containsKey(i))
            {
                node.avalanche.onExpire(node.handles.get(i));
            }
        }
        network.run(2 * MS);
        assertThat(node.expired).isNotEmpty();
    }

    @Test
    void shouldForgetWhatNobodyWasToldAbout()
    {
        final TestNetwork network = TestNetwork.quorum(4, 9);
        final TestNode node = network.nodes.get(0);
        for (int i = 0; i < 6; i++)
        {
            node.unready.add(i);
        }
        node.onBatch(1, TestPayments.batch(
            TestPayments.payment(0, 0), TestPayments.payment(1, 1), TestPayments.payment(2, 2)));
        network.run(100 * MS);
        node.avalanche.onExpire(node.handles.get(0));
        node.avalanche.onEvict(node.handles.get(1));
        node.avalanche.onAbandon(node.handles.get(2));
        network.run(2 * MS);
        assertThat(node.expired).containsExactly(0);
        assertThat(node.evicted).containsExactly(1);
        assertThat(node.released).containsExactly(2);
        assertThat(node.table.count()).isZero();
    }

    @Test
    void shouldPollAChildOnlyWhenItBecomesReady()
    {
        final TestNetwork network = TestNetwork.quorum(4, 10);
        for (final TestNode node : network.nodes)
        {
            node.unready.add(5);
            node.onBatch(
                (node.self + 1) % 4, TestPayments.batch(TestPayments.payment(4, 4), TestPayments.payment(5, 5)));
        }
        network.run(1_000 * MS);
        for (final TestNode node : network.nodes)
        {
            assertThat(node.acceptedNs.keySet()).containsExactly(4);
            assertThat(node.avalanche.stats().pollTransactionsSent).isLessThan(10);
            node.becomeReady(5);
        }
        network.run(50 * MS);
        for (final TestNode node : network.nodes)
        {
            assertThat(node.acceptedNs.keySet()).containsExactly(4, 5);
            assertThat(node.table.count()).isZero();
        }
    }

    @Test
    void shouldKeepOnePaymentInSeveralBatchesTogether()
    {
        final TestNetwork network = TestNetwork.quorum(5, 11);
        network.roundTrip(10 * MS, 1);
        for (int round = 0; round < 20; round++)
        {
            // The same payments to all validators at once: alone, and with others that differ.
            for (final TestNode node : network.nodes)
            {
                node.submit(10 * round, 10 * round);
                if (round % 2 == 0)
                {
                    node.submit(10 * round + 1 + node.self, 10 * round + 1 + node.self);
                }
            }
            network.run(4 * MS);
        }
        network.run(500 * MS);
        for (final TestNode node : network.nodes)
        {
            assertThat(node.acceptedNs).hasSize(20 + 50);
            assertThat(node.table.count()).as("kept at " + node.self).isZero();
        }
    }

    @Test
    void shouldAnswerForDecidedPaymentsWhoseBytesAreGone()
    {
        final TestNetwork network = TestNetwork.quorum(4, 12);
        network.nodes.get(0).submit(1, 1);
        network.run(200 * MS);
        final TestNode node = network.nodes.get(1);
        assertThat(node.table.count()).isZero();
        final long[] words = new long[3];
        network.liars[1] = (to, templateId, message) ->
        {
            if (templateId == PollReplyDecoder.TEMPLATE_ID)
            {
                for (int i = 0; i < 3; i++)
                {
                    words[i] = new UnsafeBuffer(message).getLong(20 + 8 * i);
                }
            }
            return null;
        };
        node.ask(0, 0, 0);
        assertThat(words).containsExactly(1, 1, 1);
    }

    private static TestNetwork split(final int size, final long seed)
    {
        final TestNetwork network = TestNetwork.quorum(size, seed);
        submitSplit(network);
        for (int i = 0; i < 100; i++)
        {
            network.nodes.get(i % size).submit(100 + i, 100 + i);
            network.run(MS);
        }
        network.run(6_000 * MS);
        return network;
    }

    /** Half of the validators see one first, half the other. */
    private static void submitSplit(final TestNetwork network)
    {
        final int size = network.nodes.size();
        for (final TestNode node : network.nodes)
        {
            node.submit(node.self < size / 2 ? 1 : 2, 77);
        }
    }
}
