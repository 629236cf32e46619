package io.timecoin.consensus.avalanche;

import static io.timecoin.consensus.avalanche.TestNetwork.MS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

import io.timecoin.consensus.validators.ValidatorSet;
import io.timecoin.wire.PollDecoder;
import io.timecoin.wire.PollReplyDecoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of polls, marks and preferences where others come to vote: attacks on the steps of SAFETY.md. */
class EpochBoundaryTest
{
    private static final int MOST = 300;
    private static final long LAST = 100;
    /** A batch is noted once for each of three to whom it is sent. */
    private static final int SECOND = 3;
    private static final int REPLY_ENTRIES = 20;
    private static final int REPLY_ENTRY_LENGTH = 24;

    /** Whom each validator has asked, and whose polls it answered, since this was cleared. */
    private final Set<String> asked = new TreeSet<>();
    private final Set<String> strong = new TreeSet<>();
    private final Set<String> preferred = new TreeSet<>();

    @Test
    void shouldAskAndCountThoseWhoVoteInTheEpoch()
    {
        final TestNetwork network = network(1, 1, 1, 1, 0);
        listen(network);
        network.announce(LAST, 0, 1, 1, 1, 1);
        // Of four, 1 is away: all others are needed, and the fifth does not count.
        network.isolate(1);
        network.nodes.get(0).submit(1, 7);
        network.run(100 * MS);
        assertThat(acceptedBy(network, 1)).containsExactly(0, 2, 3, 4);
        assertThat(asked).contains("0-3", "4-0").doesNotContain("0-4", "3-4");
        network.nodes.get(3).isDown = true;
        network.nodes.get(0).submit(2, 8);
        network.run(3_000 * MS);
        assertThat(acceptedBy(network, 2)).as("two and one without weight are no quorum").isEmpty();

        commit(network, LAST, 1);
        asked.clear();
        network.run(3_000 * MS);
        // Now 2 and 4 vote, and 0 does not; 1 comes back, and is the third.
        assertThat(acceptedBy(network, 2)).isEmpty();
        network.join(1);
        network.run(3_000 * MS);
        assertThat(acceptedBy(network, 2)).contains(0, 1, 2, 4);
        assertThat(asked).contains("2-4", "0-4", "4-2").doesNotContain("2-0", "4-0");
        assertThat(network.nodes.get(4).avalanche.stats().electorates).isEqualTo(1);
    }

    @Test
    void shouldAcceptNothingByPollsFromTheOkForTheLastBlockOnUntilOneIsApplied()
    {
        final TestNetwork network = network(1, 1, 1, 1, 0);
        network.announce(LAST, 1, 1, 1, 1, 1);
        final TestNode node = network.nodes.get(2);
        node.blocks.height = LAST;
        assertThat(node.blocks.verdict(true)).isEqualTo(BlockVerdict.OK);
        network.nodes.get(0).submit(1, 7);
        network.run(4_000 * MS);
        // The others prevoted for nothing, and with its preference they are a quorum; but it is strong for nothing.
        assertThat(acceptedBy(network, 1)).containsExactly(0, 1, 3, 4);
        // Another round with another block changes nothing about it.
        node.blocks.round = 1;
        assertThat(node.blocks.verdict(true, 1)).isEqualTo(BlockVerdict.OK);
        network.run(4_000 * MS);
        assertThat(node.acceptedNs).isEmpty();
        commit(network, LAST);
        network.run(1_000 * MS);
        assertThat(acceptedBy(network, 1)).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void shouldMarkNothingStrongBetweenTheOkForTheLastBlockAndTheNextEpoch()
    {
        final TestNetwork network = network(1, 1, 1, 1, 0);
        listen(network);
        network.announce(LAST, 1, 1, 1, 1, 1);
        // Two of four: whatever they are strong for, nothing is accepted without them.
        for (int i = 2; i < 4; i++)
        {
            network.nodes.get(i).blocks.height = LAST;
            assertThat(network.nodes.get(i).blocks.verdict(true)).isEqualTo(BlockVerdict.OK);
        }
        network.nodes.get(0).submit(1, 7);
        network.run(4_000 * MS);
        assertThat(acceptedBy(network, 1)).isEmpty();
        assertThat(strong).contains("0", "1").doesNotContain("2", "3");
        assertThat(preferred).contains("2", "3");
    }

    @Test
    void shouldNotPauseWhereNothingChanges()
    {
        final TestNetwork network = network(1, 1, 1, 1, 0);
        network.announce(2 * LAST, 1, 1, 1, 1, 1);
        for (final TestNode node : network.nodes)
        {
            node.blocks.height = LAST;
            assertThat(node.blocks.verdict(true)).isEqualTo(BlockVerdict.OK);
        }
        network.nodes.get(0).submit(1, 7);
        network.run(100 * MS);
        assertThat(acceptedBy(network, 1)).hasSize(5);
        commit(network, LAST);
        assertThat(network.nodes.get(0).avalanche.stats().electorates).isZero();
    }

    @Test
    void shouldTurnByACommitThatItNeverVotedFor()
    {
        final TestNetwork network = network(1, 1, 1, 1, 0);
        network.announce(LAST, 1, 1, 1, 1, 1);
        final TestNode late = network.nodes.get(3);
        for (final TestNode node : network.nodes)
        {
            if (node != late)
            {
                node.blocks.commit(LAST, 0);
            }
        }
        network.nodes.get(0).submit(1, 7);
        network.run(3_000 * MS);
        assertThat(acceptedBy(network, 1)).as("four of five are a quorum").containsExactly(0, 1, 2, 4);
        late.blocks.commit(LAST, 0);
        network.run(3_000 * MS);
        assertThat(acceptedBy(network, 1)).hasSize(5);
        assertThat(late.electorate.since()).isEqualTo(LAST);
    }

    /** A conflict of opinions across the boundary is not a vote on either side of it. */
    @Test
    void shouldAnswerThoseOfAnotherEpochOnlyWhatItKnows()
    {
        final TestNetwork network = network(1, 1, 1, 1);
        listen(network);
        network.announce(LAST, 1, 1, 1, 2);
        network.nodes.get(0).blocks.commit(LAST, 0);
        network.nodes.get(1).blocks.commit(LAST, 0);
        network.nodes.get(1).submit(1, 7);
        network.run(4_000 * MS);
        assertThat(acceptedBy(network, 1)).as("two in the one, two in the other").isEmpty();
        assertThat(strong).isEmpty();
        network.nodes.get(2).blocks.commit(LAST, 0);
        network.nodes.get(3).blocks.commit(LAST, 0);
        network.run(1_000 * MS);
        assertThat(acceptedBy(network, 1)).hasSize(4);
    }

    @Test
    void shouldCountNoReplyToAPollOfTheLastEpoch()
    {
        final TestNetwork network = network(1, 1, 1, 1);
        network.announce(LAST, 1, 1, 1, 2);
        final TestNode node = network.nodes.get(0);
        // Replies take so long that the boundary comes between, and after it nobody polls or replies any more.
        network.delays = (from, to, bulk) -> to == 0 && from != 0 ? 150 * MS : MS;
        node.submit(1, 7);
        network.run(100 * MS);
        assertThat(node.avalanche.stats().pollsSent).isPositive();
        final long marks = node.avalanche.stats().replies;
        network.delays = (from, to, bulk) -> -1;
        commit(network, LAST);
        network.run(400 * MS);
        assertThat(node.avalanche.stats().replies).isEqualTo(marks);
        assertThat(node.avalanche.stats().repliesLate).isPositive();
        network.liars[0] = (to, templateId, message) -> note(0, templateId, message);
        node.ask(1, 0, LAST);
        assertThat(preferred).containsExactly("0");
        assertThat(strong).isEmpty();
        network.liars[0] = null;
        network.delays = (from, to, bulk) -> MS;
        network.run(4_000 * MS);
        assertThat(acceptedBy(network, 1)).hasSize(4);
    }

    @Test
    void shouldEndMarksAndKeepPreferencesAndWhatIsAccepted()
    {
        final TestNetwork network = network(1, 1, 1, 1);
        network.announce(LAST, 1, 1, 1, 2);
        final TestNode node = network.nodes.get(0);
        node.submit(1, 7);
        network.run(100 * MS);
        assertThat(node.acceptedNs).containsKey(1);
        // Strong for 2, which nobody accepts.
        IntStream.range(1, 4).forEach(i -> network.liars[i] = EpochBoundaryTest::withoutStrong);
        node.submit(2, 8);
        network.run(500 * MS);
        network.liars[0] = (to, templateId, message) -> note(0, templateId, message);
        node.ask(1, SECOND, 0);
        assertThat(strong).containsExactly("0");
        strong.clear();
        network.delays = (from, to, bulk) -> -1;
        commit(network, LAST);
        strong.clear();
        preferred.clear();
        node.ask(1, SECOND, LAST);
        assertThat(preferred).containsExactly("0");
        assertThat(strong).as("the mark was got by other weights").isEmpty();
        node.ask(1, 0, LAST);
        assertThat(strong).as("what is accepted stays so").containsExactly("0");
    }

    @Test
    void shouldStillRefuseABlockAgainstWhatItWasStrongForInTheLastEpoch()
    {
        final TestNetwork network = network(1, 1, 1, 1);
        network.announce(LAST, 1, 1, 1, 2);
        final byte[] both = TestPayments.batch(TestPayments.payment(1, 7), TestPayments.payment(2, 7)).byteArray();
        for (final TestNode node : network.nodes)
        {
            node.onBatch((node.self + 1) % 4, new UnsafeBuffer(both));
            network.liars[node.self] = EpochBoundaryTest::withoutStrong;
        }
        network.run(200 * MS);
        final TestNode node = network.nodes.get(0);
        assertThat(node.blocks.verdict(true, 2)).isEqualTo(BlockVerdict.CONFLICTS_WITH_STRONG);
        network.delays = (from, to, bulk) -> -1;
        commit(network, LAST);
        assertThat(node.blocks.verdict(true, 2)).isEqualTo(BlockVerdict.CONFLICTS_WITH_STRONG);
        assertThat(node.blocks.verdict(true, 1)).isEqualTo(BlockVerdict.OK);
        // Not for ever, or two epochs' marks could hold each other up.
        for (long height = LAST + 1; height < 2 * LAST; height++)
        {
            node.blocks.commit(height, 0);
        }
        assertThat(node.blocks.verdict(true, 2)).isEqualTo(BlockVerdict.CONFLICTS_WITH_STRONG);
        node.blocks.commit(2 * LAST, 0);
        assertThat(node.blocks.verdict(true, 2)).isEqualTo(BlockVerdict.OK);
    }

    @Test
    void shouldRefuseALastBlockThatOmitsWhatItAcceptedLongBefore()
    {
        final TestNetwork network = network(1, 1, 1, 1);
        network.announce(LAST, 1, 1, 1, 2);
        final TestNode node = network.nodes.get(0);
        node.submit(1, 7);
        network.run(9_000 * MS);
        node.submit(2, 8);
        network.run(500 * MS);
        final TestBlocks blocks = node.blocks;
        blocks.height = LAST;
        assertThat(blocks.verdict(true)).as("not so long ago").isEqualTo(BlockVerdict.OK);
        network.run(2_000 * MS);
        assertThat(blocks.verdict(true)).isEqualTo(BlockVerdict.OMITS_ACCEPTED);
        assertThat(blocks.verdict(true, 2)).isEqualTo(BlockVerdict.OMITS_ACCEPTED);
        assertThat(blocks.verdict(true, 1)).isEqualTo(BlockVerdict.OK);
        assertThat(blocks.verdict(true, 2, 1)).isEqualTo(BlockVerdict.OK);
        assertThat(blocks.verdict(false)).as("a quorum prevoted for it").isEqualTo(BlockVerdict.OK);
        blocks.height = LAST - 1;
        assertThat(blocks.verdict(true)).as("another block follows").isEqualTo(BlockVerdict.OK);
        blocks.height = LAST;
        blocks.round = BlockChecks.OMISSION_ROUNDS - 1;
        assertThat(blocks.verdict(true)).isEqualTo(BlockVerdict.OMITS_ACCEPTED);
        blocks.round = BlockChecks.OMISSION_ROUNDS;
        assertThat(blocks.verdict(true)).as("the epoch has to end").isEqualTo(BlockVerdict.OK);
    }

    @Test
    void shouldNotMissInALastBlockWhatCouldNotBeListed()
    {
        final TestNetwork network = network(1, 1, 1, 1);
        network.delays = (from, to, bulk) -> from == 3 && to == 0 ? -1 : MS;
        network.announce(LAST, 1, 1, 1, 2);
        for (final TestNode node : network.nodes)
        {
            node.onBatch((node.self + 1) % 4,
                TestPayments.batch(TestPayments.payment(1, 7), TestPayments.payment(2, 7)));
        }
        final TestNode node = network.nodes.get(0);
        network.runUntil(() -> !node.rejected.isEmpty(), 200 * MS);
        node.submit(3, -1);
        node.submit(4, 9);
        network.runUntil(() -> node.acceptedNs.size() == 3, 500 * MS);
        node.blocks.height = LAST;
        // 2 was proposed in this height, so that 1 stays out of it, and with it what spends its output.
        assertThat(node.blocks.verdict(true, 2)).isEqualTo(BlockVerdict.CONFLICTS_WITH_STRONG);
        network.run(11_000 * MS);
        assertThat(node.blocks.list(MOST)).containsExactly(4);
        assertThat(node.blocks.verdict(true, 4)).isEqualTo(BlockVerdict.OK);
        assertThat(node.blocks.verdict(true)).isEqualTo(BlockVerdict.OMITS_ACCEPTED);
    }

    @Test
    void shouldNotMissInAFullLastBlockWhatHadNoRoom()
    {
        final TestNetwork network = TestNetwork.quorum(1, 1);
        final TestNode node = network.nodes.get(0);
        node.withBlocks(8);
        network.announce(LAST, 2);
        IntStream.range(1, 20).forEach(i -> node.submit(i, i));
        network.run(11_000 * MS);
        assertThat(node.acceptedNs).hasSize(19);
        node.blocks.height = LAST;
        assertThat(node.blocks.verdict(true, 1, 2, 3, 4, 5, 6)).isEqualTo(BlockVerdict.OMITS_ACCEPTED);
        // An eighth may be kept for contested sets.
        assertThat(node.blocks.verdict(true, 1, 2, 3, 4, 5, 6, 7)).isEqualTo(BlockVerdict.OK);
    }

    @Test
    void shouldBeginInALaterEpochAsOneThatWasThereAllTheTime()
    {
        final TestNetwork network = network(1, 1, 1, 1, 0);
        network.announce(LAST, 0, 1, 1, 1, 1);
        commit(network, LAST);
        final TestNode node = network.nodes.get(4);
        node.restart(9, new Electorate(new ValidatorSet(new long[]{ 0, 1, 1, 1, 1 }), 4, LAST));
        node.withBlocks(MOST);
        network.connectAll();
        // What it may have forgotten keeps it silent, and it follows the three others.
        network.nodes.get(1).submit(1, 7);
        network.run(1_000 * MS);
        assertThat(acceptedBy(network, 1)).containsExactly(0, 1, 2, 3);
        network.run(16_000 * MS);
        commit(network, LAST + 1);
        commit(network, LAST + 2);
        network.nodes.get(3).isDown = true;
        network.nodes.get(1).submit(2, 8);
        network.run(3_000 * MS);
        assertThat(acceptedBy(network, 2)).as("it is the third of a quorum").containsExactly(0, 1, 2, 4);
    }

    @Test
    void shouldFollowThroughManyEpochsAtOnce()
    {
        final TestNetwork network = network(3, 3, 3, 3, 0);
        final TestNode late = network.nodes.get(3);
        late.isDown = true;
        for (int epoch = 1; epoch <= 10; epoch++)
        {
            for (final TestNode node : network.nodes)
            {
                network.announce(node, epoch * LAST, 3, 3, 3, 3, epoch % 2 == 0 ? 0 : 3);
                node.blocks.commit(epoch * LAST, 0);
            }
        }
        late.isDown = false;
        network.nodes.get(1).submit(1, 7);
        network.run(1_000 * MS);
        assertThat(acceptedBy(network, 1)).hasSize(5);
        assertThat(late.avalanche.stats().electorates).isEqualTo(10);
    }

    @Test
    void shouldPollAsSoonAsThoseWhoCanBeReachedAreAQuorum()
    {
        final TestNetwork network = network(1, 1, 1, 4);
        network.isolate(3);
        network.announce(LAST, 2, 2, 2, 3);
        network.nodes.get(0).submit(1, 7);
        network.run(1_000 * MS);
        assertThat(network.nodes.get(0).avalanche.stats().pollsSent).isZero();
        assertThat(network.nodes.get(0).avalanche.connectedWeight()).isEqualTo(3);
        commit(network, LAST);
        assertThat(network.nodes.get(0).avalanche.connectedWeight()).isEqualTo(6);
        network.announce(2 * LAST, 3, 3, 3, 2);
        commit(network, 2 * LAST);
        network.run(100 * MS);
        assertThat(acceptedBy(network, 1)).containsExactly(0, 1, 2);
    }

    @Test
    void shouldAskAtOnceWhatItHadAskedInVainForLong()
    {
        final TestNetwork network = network(1, 1, 1, 4);
        network.nodes.get(3).isDown = true;
        network.announce(LAST, 3, 3, 3, 2);
        final TestNode node = network.nodes.get(0);
        node.submit(1, 7);
        network.run(20_000 * MS);
        final long before = node.avalanche.stats().pollsSent;
        network.run(5_000 * MS);
        assertThat(node.avalanche.stats().pollsSent - before).as("hardly asks any more").isLessThan(15);
        commit(network, LAST);
        network.run(50 * MS);
        assertThat(acceptedBy(network, 1)).containsExactly(0, 1, 2);
    }

    @Test
    void shouldWaitForNobodyWhoDoesNotVote()
    {
        final TestNetwork network = network(1, 1, 1, 1, 0, 0);
        network.isolate(4);
        network.nodes.get(0).submit(1, 7);
        network.run(300 * MS);
        commit(network, 1, 1);
        network.nodes.get(0).blocks.listed(1);
        network.run(300 * MS);
        assertThat(network.nodes.get(0).released).as("all who vote have it").containsExactly(1);
        // As soon as it votes, it is waited for.
        network.announce(LAST, 1, 1, 1, 1, 1);
        commit(network, LAST);
        network.nodes.get(0).submit(2, 8);
        network.run(300 * MS);
        commit(network, LAST + 1, 2);
        network.nodes.get(0).blocks.listed(LAST + 1);
        network.run(300 * MS);
        assertThat(network.nodes.get(0).released).containsExactly(1);
    }

    @Test
    void shouldLeaveLittleRoomToThoseWhoDoNotVote()
    {
        final TestNetwork network = network(1, 1, 1, 1, 0);
        network.delays = (from, to, bulk) -> -1;
        final TestNode node = network.nodes.get(0);
        for (int number = 1; number <= 50; number++)
        {
            node.onBatch(4, TestPayments.batch(TestPayments.payment(number, number)));
            node.onBatch(1, TestPayments.batch(TestPayments.payment(100 + number, 100 + number)));
        }
        assertThat(node.avalanche.stats().batchesReceived).isEqualTo(100);
        assertThat(node.avalanche.stats().batchesDropped).isEqualTo(42);
        network.announce(LAST, 1, 1, 1, 1, 1);
        commit(network, LAST);
        node.onBatch(4, TestPayments.batch(TestPayments.payment(60, 60)));
        assertThat(node.avalanche.stats().batchesDropped).isEqualTo(42);
    }

    /** The sampled rule draws by the new weights, and begins to count again. */
    @Test
    void shouldCountSuccessesInARowAnew()
    {
        final TestNetwork network = new TestNetwork(new ValidatorSet(new long[]{ 1, 1, 1, 1, 1, 1, 1, 0 }),
            AvalancheParameters.of(new SamplingParameters(5, 3, 4, 15, 15), 30).withLimits(TestNode.LIMITS),
            AcceptanceRule.SAMPLED, 3);
        network.nodes.forEach(node -> node.withBlocks(MOST));
        listen(network);
        network.announce(LAST, 1, 0, 1, 1, 1, 1, 1, 1);
        final TestNode node = network.nodes.get(0);
        node.submit(1, 7);
        assertThat(network.runUntil(() -> node.avalanche.stats().replies >= 40, 100 * MS)).isTrue();
        assertThat(node.acceptedNs).isEmpty();
        commit(network, LAST);
        asked.clear();
        final long sent = node.avalanche.stats().pollsSent;
        assertThat(network.runUntil(() -> node.acceptedNs.containsKey(1), 1_000 * MS)).isTrue();
        assertThat(node.avalanche.stats().pollsSent - sent).isGreaterThanOrEqualTo(15);
        network.run(1_000 * MS);
        assertThat(acceptedBy(network, 1)).hasSize(8);
        assertThat(asked).contains("0-7").doesNotContain("0-1", "7-1");
    }

    /** Step 16 by counting: what is left beside those who were strong is no quorum, up to the bound. */
    @Test
    void shouldLeaveARivalNoQuorumWhereFewChangeAndLie()
    {
        int beyond = 0;
        for (int total = 1; total <= 60; total++)
        {
            final ValidatorSet before = new ValidatorSet(new long[]{ total });
            for (int moved = 0; moved <= before.faultBound(); moved++)
            {
                for (int left = 0; left <= moved; left++)
                {
                    final int came = moved - left;
                    final ValidatorSet after = new ValidatorSet(new long[]{ total + came - left });
                    for (int liars = 0; liars <= before.faultBound(); liars++)
                    {
                        final long rest = total + came - (before.quorumWeight() - liars);
                        final boolean isSafe = !after.isQuorum(rest);
                        if (3 * liars + came + 2 * left < total)
                        {
                            assertThat(isSafe).as("%d, %d came, %d left, %d lie", total, came, left, liars).isTrue();
                        }
                        beyond += isSafe ? 0 : 1;
                    }
                }
            }
        }
        assertThat(beyond).as("the bound says something").isPositive();
    }

    /**
     * Two validators go and two come, double spends are split across the boundary, one of each set lies. No acceptance
     * is undone as long as few enough lie and change; see SAFETY.md for how few.
     */
    @ParameterizedTest
    @ValueSource(longs = { 31, 32, 33, 34 })
    void shouldUndoNothingAcrossBoundariesWhereFewChangeAndLie(final long seed)
    {
        final TestNetwork network = networkOf(seed, 1, 2, 2, 2, 2, 2, 2, 0, 0);
        final BlockAdversary adversary = new BlockAdversary(network, 1);
        // 13 in all: a third is 4; at most 4 move, of which leavers count twice, and 1 lies.
        adversary.epochs(5, List.of(
            new long[]{ 1, 2, 2, 2, 2, 0, 2, 2, 0 }, new long[]{ 1, 2, 2, 2, 2, 0, 0, 2, 2 },
            new long[]{ 1, 2, 2, 2, 2, 2, 0, 0, 2 }, new long[]{ 1, 2, 2, 2, 2, 2, 2, 0, 0 }));
        adversary.play(25);
        requireNothingUndone(adversary);
    }

    /** As much goes and comes at once as may, and few lie. */
    @ParameterizedTest
    @ValueSource(longs = { 41, 42 })
    void shouldUndoNothingAcrossBoundariesWhereAllChangesThatMay(final long seed)
    {
        final TestNetwork network = networkOf(seed, 3, 3, 3, 3, 3, 3, 3, 3, 3, 0, 0);
        final BlockAdversary adversary = new BlockAdversary(network, 1);
        // 27, 19, 25 and 27 in all: 8, 6 and 8 may move, and do.
        adversary.epochs(5, List.of(
            new long[]{ 3, 3, 3, 3, 3, 3, 1, 0, 0, 0, 0 }, new long[]{ 3, 3, 3, 3, 3, 3, 1, 0, 0, 3, 3 },
            new long[]{ 3, 3, 3, 3, 3, 3, 3, 3, 0, 0, 3 }, new long[]{ 3, 3, 3, 3, 3, 3, 3, 3, 3, 0, 0 }));
        adversary.play(22);
        requireNothingUndone(adversary);
    }

    private static void requireNothingUndone(final BlockAdversary adversary)
    {
        adversary.settle();
        for (final TestNode node : adversary.honest())
        {
            final String who = "seed " + node.network.seed + ", node " + node.self;
            assertThat(node.undone).as(who).isEmpty();
            assertThat(node.avalanche.stats().electorates).as(who).isGreaterThanOrEqualTo(3);
        }
    }

    private static TestNetwork network(final long... weights)
    {
        return networkOf(1, weights);
    }

    private static TestNetwork networkOf(final long seed, final long... weights)
    {
        final TestNetwork network = new TestNetwork(new ValidatorSet(weights),
            AvalancheParameters.testnet().withLimits(TestNode.LIMITS), AcceptanceRule.QUORUM, seed);
        network.nodes.forEach(node -> node.withBlocks(MOST));
        return network;
    }

    private void listen(final TestNetwork network)
    {
        for (final TestNode node : network.nodes)
        {
            network.liars[node.self] = (to, templateId, message) ->
            {
                if (templateId == PollDecoder.TEMPLATE_ID)
                {
                    asked.add(node.self + "-" + to);
                }
                return note(node.self, templateId, message);
            };
        }
    }

    private byte[] note(final int from, final int templateId, final byte[] message)
    {
        if (templateId == PollReplyDecoder.TEMPLATE_ID)
        {
            final UnsafeBuffer reply = new UnsafeBuffer(message);
            for (int at = REPLY_ENTRIES; at < message.length; at += REPLY_ENTRY_LENGTH)
            {
                if (reply.getLong(at + 8) != 0)
                {
                    preferred.add("" + from);
                }
                if (reply.getLong(at + 16) != 0)
                {
                    strong.add("" + from);
                }
            }
        }
        return message;
    }

    private static byte[] withoutStrong(final int to, final int templateId, final byte[] message)
    {
        final int end = templateId == PollReplyDecoder.TEMPLATE_ID ? message.length : 0;
        for (int at = REPLY_ENTRIES; at < end; at += REPLY_ENTRY_LENGTH)
        {
            new UnsafeBuffer(message).putLong(at + 16, 0);
        }
        return message;
    }

    private static void commit(final TestNetwork network, final long height, final Integer... numbers)
    {
        network.nodes.forEach(node -> node.blocks.commit(height, 0, numbers));
    }

    private static List<Integer> acceptedBy(final TestNetwork network, final int number)
    {
        return IntStream.range(0, network.nodes.size())
            .filter(node -> network.nodes.get(node).acceptedNs.containsKey(number)).boxed().toList();
    }
}
