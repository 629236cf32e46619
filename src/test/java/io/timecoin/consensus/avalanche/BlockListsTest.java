package io.timecoin.consensus.avalanche;

import io.timecoin.consensus.validators.ValidatorSet;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

import static io.timecoin.consensus.avalanche.TestNetwork.MS;
import static org.assertj.core.api.Assertions.assertThat;

/** What acceptance lists for blocks, what it says of lists, and what becomes of final ones. */
class BlockListsTest
{
    private static final int MOST = 1_000;
    private static final long SUBSIDY = TestBlocks.SUBSIDY;

    @Test
    void shouldListWhatIsAcceptedInOrderAndInParts()
    {
        final TestNode node = alone();
        final List<Integer> numbers = IntStream.rangeClosed(1, 600).boxed().toList();
        numbers.forEach(i -> submit(node, i, i == 1 ? 1 : -(i - 1)));
        assertThat(node.blocks.list(MOST)).isEqualTo(numbers);
        assertThat(node.blocks.parts).containsExactly(240, 240, 120);
        assertThat(node.blocks.list(480)).isEqualTo(numbers.subList(0, 480));
        assertThat(node.blocks.parts.subList(3, 5)).containsExactly(240, 240);
        assertThat(node.blocks.list(7)).isEqualTo(numbers.subList(0, 7));
    }

    @Test
    void shouldListNothingInOneEmptyPart()
    {
        final TestNode node = alone();
        assertThat(node.blocks.list(MOST)).isEmpty();
        assertThat(node.blocks.parts).containsExactly(0);
    }

    @Test
    void shouldGoOnListingWhenThereIsSpaceAgain()
    {
        final TestNode node = alone();
        IntStream.rangeClosed(1, 500).forEach(i -> submit(node, i, i));
        node.blocks.room = 0;
        final long ticket = node.blocks.compose(MOST);
        work(node, 20);
        assertThat(node.blocks.composed).isEmpty();
        for (int i = 0; i < 3; i++)
        {
            node.blocks.room = 1;
            work(node, 20);
        }
        assertThat(node.blocks.composed.get(ticket)).hasSize(500).doesNotHaveDuplicates();
    }

    @Test
    void shouldForgetAListThatNobodyWaitsFor()
    {
        final TestNode node = alone();
        node.blocks.room = 0;
        node.avalanche.forget(node.blocks.compose(MOST));
        node.blocks.room = Integer.MAX_VALUE;
        work(node, 20);
        assertThat(node.blocks.composed).isEmpty();
    }

    @Test
    void shouldMakeFinalWhatABlockLists()
    {
        final TestNode node = alone();
        IntStream.rangeClosed(1, 5).forEach(i -> submit(node, i, i));
        node.decisions.clear();
        node.blocks.commit(1, 3, 2, 1, 4);
        final long fees = TestPayments.fee(1) + TestPayments.fee(2) + TestPayments.fee(4);
        assertThat(node.decisions).containsExactly(
            "final 2 at 1", "final 1 at 1", "final 4 at 1", "block 1 pays " + (SUBSIDY + fees) + " to 3");
        assertThat(node.blocks.fees).containsEntry(1L, fees);
        assertThat(node.blocks.applied.get(1L)).containsExactly(2, 1, 4);
        assertThat(node.blocks.list(MOST)).containsExactly(3, 5);
        node.blocks.commit(2, 0);
        assertThat(node.decisions).endsWith("block 2 pays " + SUBSIDY + " to 0");
        assertThat(node.blocks.isApplied(2)).isTrue();
    }

    @Test
    void shouldKeepBytesUntilTheBlockIsStored()
    {
        final TestNode node = alone();
        submit(node, 1, 1);
        submit(node, 2, 2);
        // Far longer than acceptance itself keeps them.
        node.network.run(60_000 * MS);
        assertThat(node.released).isEmpty();
        node.blocks.commit(1, 0, 1);
        node.network.run(60_000 * MS);
        assertThat(node.released).isEmpty();
        node.blocks.listed(1);
        assertThat(node.released).containsExactly(1);
        assertThat(node.table.count()).isEqualTo(1);
        // Told twice, as after a restart of whoever tells: nothing happens.
        node.blocks.listed(1);
        assertThat(node.released).containsExactly(1);
    }

    /** A node that has to catch up gets all at once, and can decide none of it before the block that it waits for. */
    @Test
    void shouldApplyWhatCameInABatchForWhichThereWasNoRoom()
    {
        final TestNetwork network = new TestNetwork(ValidatorSet.equal(4), AvalancheParameters.testnet()
            .withLimits(new AvalancheLimits(32, 80, 16, 256, 2_048)), AcceptanceRule.QUORUM, 1);
        network.nodes.forEach(any -> any.withBlocks(MOST));
        network.delays = (from, to, bulk) -> -1;
        final TestNode node = network.nodes.get(0);
        for (int number = 1; number <= 40; number++)
        {
            node.onBatch(1, TestPayments.batch(TestPayments.payment(number, number)));
        }
        assertThat(node.avalanche.stats().batchesDropped).isPositive();
        node.blocks.commit(1, 1, 40, 1);
        network.run(10 * MS);
        assertThat(node.blocks.isApplied(1)).isTrue();
    }

    @Test
    void shouldKeepBytesThoughTheirBatchesHaveToGo()
    {
        final TestNetwork network = new TestNetwork(ValidatorSet.equal(1), AvalancheParameters.testnet()
            .withLimits(new AvalancheLimits(16, 64, 1, 16, 63)), AcceptanceRule.QUORUM, 1);
        final TestNode node = network.nodes.get(0);
        node.withBlocks(MOST);
        for (int i = 1; i <= 200; i++)
        {
            submit(node, i, i);
            network.run(3 * MS);
        }
        assertThat(node.released).isEmpty();
        final List<Integer> all = node.blocks.list(MOST);
        assertThat(all).hasSize(200);
        node.blocks.commit(1, 0, all.toArray(Integer[]::new));
        node.blocks.listed(1);
        network.run(20_000 * MS);
        assertThat(node.released).hasSize(200);
        assertThat(node.table.count()).isZero();
        assertThat(node.avalanche.stats().retainedBlocks).isZero();
    }

    @Test
    void shouldReportWhatWaits()
    {
        final TestNode node = alone();
        submit(node, 1, 1);
        assertThat(node.blocks.pending).containsExactly("1");
        submit(node, 2, 2);
        submit(node, 3, 3);
        assertThat(node.blocks.pending).containsExactly("1");
        node.network.run(60 * MS);
        assertThat(node.blocks.pending).containsExactly("1", "3");
        node.blocks.commit(1, 0, 1, 2, 3);
        node.network.run(60 * MS);
        assertThat(node.blocks.pending).containsExactly("1", "3", "0");
    }

    @Test
    void shouldSayWhatIsWrongWithAList()
    {
        final TestNetwork network = network(4, 5);
        final TestNode node = network.nodes.get(0);
        IntStream.rangeClosed(1, 5).forEach(i -> submit(node, i, i));
        network.run(50 * MS);
        assertThat(node.blocks.verdict(true)).isEqualTo(BlockVerdict.OK);
        assertThat(node.blocks.verdict(true, 1, 2, 3)).isEqualTo(BlockVerdict.OK);
        assertThat(node.blocks.verdict(true, 1, 2, 1)).isEqualTo(BlockVerdict.REPEATED);
        assertThat(node.blocks.verdict(false, 1, 2, 1)).isEqualTo(BlockVerdict.REPEATED);
        // A child before its parent, or without it, though both are accepted: what it spends would not be there.
        submit(node, 6, -5);
        network.run(50 * MS);
        assertThat(node.acceptedNs).containsKey(6);
        assertThat(node.blocks.verdict(true, 5, 6)).isEqualTo(BlockVerdict.OK);
        assertThat(node.blocks.verdict(true, 6, 5)).isEqualTo(BlockVerdict.INVALID);
        assertThat(node.blocks.verdict(false, 6, 5)).isEqualTo(BlockVerdict.INVALID);
        assertThat(node.blocks.verdict(true, 1, 6)).isEqualTo(BlockVerdict.INVALID);
        node.blocks.commit(1, 0, 2);
        assertThat(node.blocks.verdict(true, 1, 2)).isEqualTo(BlockVerdict.ALREADY_FINAL);
        assertThat(node.blocks.verdict(false, 1, 2)).isEqualTo(BlockVerdict.ALREADY_FINAL);
        // Two that spend one output: accepted is neither.
        node.onBatch(1, TestPayments.batch(TestPayments.payment(11, 77)));
        node.onBatch(2, TestPayments.batch(TestPayments.payment(12, 77)));
        assertThat(node.blocks.verdict(true, 11, 12)).isEqualTo(BlockVerdict.INVALID);
        final Integer[] tooMany = IntStream.range(0, MOST + 1).boxed().toArray(Integer[]::new);
        assertThat(node.blocks.verdict(true, tooMany)).isEqualTo(BlockVerdict.MALFORMED);
        assertThat(node.avalanche.stats().blockVerdicts).containsExactly(3, 0, 2, 2, 4, 1, 0);
    }

    @Test
    void shouldFetchWhatAListNamesAndIsNotHere()
    {
        final TestNetwork network = network(4, 6);
        // 3 hears of no payment by itself.
        network.delays = (from, to, bulk) -> to == 3 || from == 3 ? -1 : MS;
        IntStream.rangeClosed(1, 150).forEach(i -> submit(network.nodes.get(0), i, i));
        network.run(100 * MS);
        final TestNode node = network.nodes.get(3);
        assertThat(node.handles).isEmpty();
        final Integer[] numbers = network.nodes.get(0).blocks.list(MOST).toArray(Integer[]::new);
        assertThat(numbers).hasSize(150);
        final long ticket = node.blocks.check(true, 1, numbers);
        network.run(50 * MS);
        assertThat(node.blocks.verdicts).isEmpty();
        network.delays = (from, to, bulk) -> MS;
        network.run(1_000 * MS);
        assertThat(node.blocks.verdicts).containsEntry(ticket, BlockVerdict.OK);
        assertThat(node.avalanche.stats().transactionRequests).isBetween(3L, 12L);
    }

    @Test
    void shouldAskNobodyAnyMoreForAListThatIsForgotten()
    {
        final TestNetwork network = network(4, 7);
        final TestNode node = network.nodes.get(0);
        final long ticket = node.blocks.check(true, 1, 99);
        network.run(300 * MS);
        assertThat(node.avalanche.stats().transactionRequests).isPositive();
        node.avalanche.forget(ticket);
        network.run(1_100 * MS);
        final long asked = node.avalanche.stats().transactionRequests;
        network.run(10_000 * MS);
        assertThat(node.avalanche.stats().transactionRequests).isEqualTo(asked);
        assertThat(node.blocks.verdicts).isEmpty();
    }

    @Test
    void shouldWaitForAChildWhoseParentIsNotAcceptedYet()
    {
        final TestNetwork network = network(4, 8);
        final TestNode node = network.nodes.get(0);
        network.delays = (from, to, bulk) -> -1;
        node.onBatch(1, TestPayments.batch(TestPayments.payment(1, 1), TestPayments.payment(2, -1)));
        final long ticket = node.blocks.check(true, 1, 1, 2);
        network.run(20 * MS);
        assertThat(node.blocks.verdicts).isEmpty();
        // Another list is not held up.
        assertThat(node.blocks.verdict(true, 1)).isEqualTo(BlockVerdict.OK);
        network.delays = (from, to, bulk) -> MS;
        network.run(3_000 * MS);
        assertThat(node.acceptedNs).containsKey(2);
        assertThat(node.blocks.verdicts).containsEntry(ticket, BlockVerdict.OK);
    }

    @Test
    void shouldGiveUpTheOldestOfTooManyLists()
    {
        final TestNode node = alone();
        for (int i = 0; i < 6; i++)
        {
            node.blocks.check(true, 0, 100 + i);
        }
        IntStream.range(0, 6).forEach(i -> submit(node, 100 + i, 100 + i));
        node.network.run(10 * MS);
        assertThat(node.blocks.verdicts).hasSize(BlockChecks.MAX_TICKETS).doesNotContainKey(1L);
    }

    @Test
    void shouldServeTransactionsByIdWithinBounds()
    {
        final TestNetwork network = network(4, 9);
        final TestNode server = network.nodes.get(0);
        IntStream.rangeClosed(1, 100).forEach(i -> submit(server, i, i));
        network.run(50 * MS);
        final TestNode asker = network.nodes.get(1);
        server.outboxRoom = 0;
        for (int i = 0; i < 40; i++)
        {
            asker.request(server, IntStream.rangeClosed(1, 64).toArray());
        }
        asker.request(server, 1_000_000);
        assertThat(server.avalanche.stats().transactionsRefused).isEqualTo(40 - 16 + 1);
        server.outboxRoom = Integer.MAX_VALUE;
        final long batches = asker.batchNames.size();
        network.run(50 * MS);
        assertThat(server.avalanche.stats().transactionsServed).isEqualTo(16 * 64);
        assertThat(asker.batchNames.size() - batches).isEqualTo(16);
    }

    @Test
    void shouldAcceptWhatABlockListsWhoeverPrefersIt()
    {
        final TestNetwork network = network(4, 10);
        final TestNode node = network.nodes.get(0);
        network.delays = (from, to, bulk) -> -1;
        submit(node, 1, 7);
        node.onBatch(1, TestPayments.batch(TestPayments.payment(2, 7), TestPayments.payment(3, -2)));
        node.decisions.clear();
        // The child becomes valid only when validation has heard of its parent's acceptance.
        node.blocks.commit(1, 1, 2, 3);
        work(node, 5);
        assertThat(node.decisions).containsExactly("accepted 2", "rejected 1", "final 2 at 1", "accepted 3",
            "final 3 at 1", "block 1 pays " + (SUBSIDY + TestPayments.fee(2) + TestPayments.fee(3)) + " to 1");
        assertThat(node.avalanche.stats().acceptedByBlock).isEqualTo(2);
    }

    @Test
    void shouldMakeRoomForWhatABlockListsAmongTooManyRivals()
    {
        final TestNetwork network = network(4, 15);
        final TestNode node = network.nodes.get(0);
        node.mostSpenders = 3;
        network.delays = (from, to, bulk) -> -1;
        IntStream.rangeClosed(1, 3).forEach(i -> node.onBatch(1, TestPayments.batch(TestPayments.payment(i, 7))));
        network.nodes.get(2).submit(4, 7);
        node.onBatch(2, TestPayments.batch(TestPayments.payment(4, 7)));
        network.run(50 * MS);
        assertThat(node.handles.keySet()).containsExactly(1, 2, 3);
        network.delays = (from, to, bulk) -> (from == 0 || from == 2) && (to == 0 || to == 2) ? MS : -1;
        network.run(200 * MS);
        assertThat(node.rejected).isEmpty();
        node.blocks.commit(1, 2, 4);
        network.run(1_000 * MS);
        assertThat(node.rejected).containsExactly(1, 2, 3);
        assertThat(node.blocks.finals.keySet()).containsExactly(4);
    }

    @Test
    void shouldUndoWhatAFinalBlockContradictsWithItsDescendants()
    {
        final TestNetwork network = network(4, 11);
        final TestNode node = network.nodes.get(0);
        // 2 hears of nothing.
        network.delays = (from, to, bulk) -> to == 2 ? -1 : MS;
        submit(node, 1, 7, 8);
        network.run(30 * MS);
        submit(node, 2, -1);
        submit(node, 3, 9);
        network.run(30 * MS);
        submit(node, 4, -2, -3);
        network.run(30 * MS);
        // An undecided child, too.
        network.delays = (from, to, bulk) -> to == 0 ? -1 : MS;
        submit(node, 5, -4);
        network.run(30 * MS);
        assertThat(node.acceptedNs.keySet()).containsExactlyInAnyOrder(1, 2, 3, 4);
        final TestNode other = network.nodes.get(2);
        other.onBatch(3, TestPayments.batch(TestPayments.payment(20, 8), TestPayments.payment(21, -20)));
        network.delays = (from, to, bulk) -> (from == 0 || from == 2) && (to == 0 || to == 2) ? MS : -1;
        node.decisions.clear();
        node.blocks.commit(1, 2, 20, 21);
        network.run(1_000 * MS);
        assertThat(node.decisions).containsSubsequence("undone 4", "undone 2", "undone 1", "accepted 20",
            "final 20 at 1", "accepted 21", "final 21 at 1").contains("released 5").doesNotContain("accepted 5");
        assertThat(node.acceptedNs.keySet()).containsExactlyInAnyOrder(3, 20, 21);
        assertThat(node.blocks.isApplied(1)).isTrue();
        assertThat(node.avalanche.stats().undone).isEqualTo(3);
        assertThat(node.blocks.list(MOST)).containsExactly(3);
        network.run(20_000 * MS);
        assertThat(node.released).contains(1, 2, 4);
    }

    /** Validation admits it in good faith: it has not heard yet that its parent is being undone. */
    @Test
    void shouldNotAcceptAChildOfWhatIsBeingUndone()
    {
        final TestNode node = alone();
        submit(node, 1, 7);
        node.blocks.commit(1, 0, 20);
        node.decisionRoom = 0;
        node.avalanche.onOverruled(new UnsafeBuffer(TestPayments.txid(20)), 0, new int[]{ node.handles.get(1) }, 1);
        submit(node, 2, -1);
        node.network.run(100 * MS);
        assertThat(node.avalanche.stats().undone).isEqualTo(1);
        assertThat(node.avalanche.stats().accepted).isEqualTo(1);
        node.decisionRoom = Integer.MAX_VALUE;
        node.network.run(100 * MS);
        assertThat(node.undone).containsExactly(1);
        assertThat(node.released).containsExactly(2);
        node.onBatch(0, TestPayments.batch(TestPayments.payment(20, 7)));
        node.network.run(10 * MS);
        assertThat(node.blocks.isApplied(1)).isTrue();
        assertThat(node.acceptedNs.keySet()).containsExactly(20);
    }

    @Test
    void shouldListAContestedPaymentBehindItsParentsAndNotAgainInTheSameHeight()
    {
        final TestNetwork network = contested(12);
        final TestNode node = network.nodes.get(0);
        assertThat(node.blocks.pending.get(node.blocks.pending.size() - 1)).endsWith("contested");
        assertThat(node.blocks.list(MOST)).containsExactly(5, 1);
        // It failed, perhaps because of that set.
        assertThat(node.blocks.list(MOST)).containsExactly(5);
        node.blocks.commit(1, 0);
        assertThat(node.blocks.list(MOST)).containsExactly(5, 1);
        // A parent that does not fit keeps its child out.
        node.blocks.commit(2, 0);
        assertThat(node.blocks.list(1)).containsExactly(5);
        node.blocks.commit(3, 0, 5, 1);
        node.network.run(100 * MS);
        assertThat(node.rejected).containsExactly(2);
        assertThat(node.avalanche.stats().contestedNow).isZero();
        assertThat(node.blocks.pending.get(node.blocks.pending.size() - 1)).isEqualTo("0");
    }

    @Test
    void shouldLeaveOutASetThatAnotherProposalListed()
    {
        final TestNetwork network = contested(13);
        final TestNode node = network.nodes.get(0);
        assertThat(node.blocks.verdict(true, 5, 2)).isEqualTo(BlockVerdict.OK);
        assertThat(node.blocks.list(MOST)).containsExactly(5);
    }

    @Test
    void shouldListALeftOutSetAgainWhenManyRoundsHaveFailed()
    {
        final TestNode node = contested(14).nodes.get(0);
        assertThat(node.blocks.list(MOST)).containsExactly(5, 1);
        node.avalanche.round(Avalanche.ROUNDS_LEFT_OUT - 1);
        assertThat(node.blocks.list(MOST)).containsExactly(5);
        node.avalanche.round(Avalanche.ROUNDS_LEFT_OUT);
        assertThat(node.blocks.list(MOST)).containsExactly(5, 1);
    }

    /** A node that is wrong about one set, as only liars can make it, has to stop holding up the others with it. */
    @Test
    void shouldListFewerSetsAfterEachListThatFailedAndInTheEndEachAlone()
    {
        final int sets = 8;
        final TestNetwork network = network(4, 15);
        for (int i = 0; i < sets; i++)
        {
            for (final TestNode node : network.nodes)
            {
                node.submit(2 * i + node.self % 2, 100 + i);
            }
        }
        network.run(4_000 * MS);
        final TestNode node = network.nodes.get(0);
        assertThat(node.avalanche.stats().contestedNow).isEqualTo(2 * sets);
        long height = 0;
        for (int most = sets; most > 1; most /= 2)
        {
            assertThat(node.blocks.list(MOST)).hasSizeBetween(1, most == sets ? sets : 2 * most);
            node.blocks.commit(++height, 1);
        }
        final Set<Integer> alone = new TreeSet<>();
        int without = 0;
        for (int i = 0; i < 300; i++)
        {
            final List<Integer> list = node.blocks.list(MOST);
            assertThat(list).hasSizeLessThanOrEqualTo(2);
            alone.addAll(list.size() == 1 ? list : List.of());
            without += list.isEmpty() ? 1 : 0;
            node.blocks.commit(++height, 1);
        }
        assertThat(alone).hasSize(sets);
        assertThat(without).as("what nobody contests goes undisturbed in most blocks").isGreaterThan(200);
        while (node.blocks.list(MOST).isEmpty())
        {
            node.blocks.commit(++height, 1);
        }
        // Its own blocks are decided: it tries more and more.
        int longest = 0;
        for (int i = 0; i < 8; i++)
        {
            longest = Math.max(longest, node.blocks.list(MOST).size());
            node.blocks.commit(++height, 0);
        }
        assertThat(longest).isGreaterThan(2);
    }

    /** Without strong marks a voter refuses what conflicts with what it has accepted. */
    @Test
    void shouldMakeBlocksOfWhatSamplesAccept()
    {
        final TestNetwork network = new TestNetwork(ValidatorSet.equal(21),
            AvalancheParameters.testnet().withLimits(TestNode.LIMITS), AcceptanceRule.SAMPLED, 16);
        network.nodes.forEach(node -> node.withBlocks(MOST));
        IntStream.rangeClosed(1, 40).forEach(i -> network.nodes.get(i % 21).submit(i, i));
        network.nodes.forEach(node -> node.submit(node.self % 2 == 0 ? 51 : 52, 50));
        network.run(3_000 * MS);
        final TestNode proposer = network.nodes.get(3);
        final Integer[] listed = proposer.blocks.list(MOST).toArray(Integer[]::new);
        assertThat(listed).hasSizeBetween(40, 41)
            .contains(IntStream.rangeClosed(1, 40).boxed().toArray(Integer[]::new));
        network.nodes.forEach(node ->
            assertThat(node.blocks.verdict(true, listed)).as("node " + node.self).isEqualTo(BlockVerdict.OK));
        network.nodes.forEach(node -> node.blocks.commit(1, 3, listed));
        network.run(1_000 * MS);
        network.nodes.forEach(node -> assertThat(node.blocks.finals).isEqualTo(proposer.blocks.finals));
    }

    @Test
    void shouldListAgainWhatWasInNoFinalBlock()
    {
        final TestNode node = alone();
        final Random random = new Random(14);
        IntStream.rangeClosed(1, 400).forEach(i -> submit(node, i, i));
        for (long height = 1; height <= 50; height++)
        {
            final List<Integer> listed = node.blocks.list(50);
            final List<Integer> some = listed.stream().filter(any -> random.nextBoolean()).toList();
            node.blocks.commit(height, 0, some.toArray(Integer[]::new));
            node.blocks.listed(height);
        }
        assertThat(node.blocks.finals).hasSize(400);
        node.network.run(20_000 * MS);
        assertThat(node.table.count()).isZero();
    }

    /** A network in which two payments split the validators, and the parent of both is accepted. */
    private static TestNetwork contested(final long seed)
    {
        final TestNetwork network = network(4, seed);
        submit(network.nodes.get(0), 5, 5);
        network.run(50 * MS);
        for (final TestNode node : network.nodes)
        {
            submit(node, node.self < 2 ? 1 : 2, -5);
        }
        network.run(6_000 * MS);
        return network;
    }

    private static TestNode alone()
    {
        return network(1, 1).nodes.get(0);
    }

    private static TestNetwork network(final int size, final long seed)
    {
        final TestNetwork network = TestNetwork.quorum(size, seed);
        network.nodes.forEach(node -> node.withBlocks(MOST));
        return network;
    }

    private static void submit(final TestNode node, final int number, final int... coins)
    {
        assertThat(node.submit(number, coins)).isTrue();
        if (node.network.validators.size() == 1)
        {
            // A batch is sealed after 2 ms.
            node.network.run(3 * MS);
        }
    }

    private static void work(final TestNode node, final int times)
    {
        for (int i = 0; i < times; i++)
        {
            node.avalanche.onTick(node.network.nowNs);
            node.work();
        }
    }
}
