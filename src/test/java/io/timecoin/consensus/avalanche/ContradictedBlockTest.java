package io.timecoin.consensus.avalanche;

import io.timecoin.pending.TransactionTable;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.timecoin.consensus.avalanche.TestNetwork.MS;
import static org.assertj.core.api.Assertions.assertThat;

/** Final blocks that list what cannot be beside what is final: only liars with a third of the weight make them. */
class ContradictedBlockTest
{
    private static final int ORPHAN = 20;
    private static final int OF_NOBODY = -77;

    private final TestNode node = TestNetwork.quorum(1, 1).nodes.get(0);

    @BeforeEach
    void makeOneFinal()
    {
        node.withBlocks(100);
        assertThat(node.submit(1, 7)).isTrue();
        node.network.run(3 * MS);
        node.blocks.commit(1, 0, 1);
        node.network.run(10 * MS);
        assertThat(node.blocks.isApplied(1)).isTrue();
    }

    @Test
    void shouldTellOfOneThatSpendsWhatAFinalOneHasSpent()
    {
        node.blocks.commit(2, 0, ORPHAN);
        overrule(ORPHAN, node.handles.get(1));
        assertThat(node.undone).isEmpty();
        assertContradicted();
    }

    @Test
    void shouldTellOfOneThatNothingCanMakeValid()
    {
        node.blocks.commit(2, 0, ORPHAN);
        overrule(ORPHAN, TransactionTable.NULL_HANDLE);
        assertContradicted();
    }

    @Test
    void shouldTellOfOneThatABlockListsAgain()
    {
        node.blocks.commit(2, 0, 1);
        assertContradicted();
    }

    @Test
    void shouldTellOfOneWhoseParentsDoNotComeWhenAllBeforeItIsApplied()
    {
        node.blocks.commit(2, 0, ORPHAN);
        node.onBatch(0, TestPayments.batch(TestPayments.payment(ORPHAN, OF_NOBODY)));
        node.network.run(10_000 * MS);
        node.avalanche.onAbandon(node.handles.get(ORPHAN));
        node.network.run(MS);
        assertThat(node.blocks.contradictions).as("its parents may still be on their way").isEmpty();

        node.onBatch(0, TestPayments.batch(TestPayments.payment(ORPHAN, OF_NOBODY)));
        node.network.run(30_000 * MS);
        node.avalanche.onAbandon(node.handles.get(ORPHAN));
        assertContradicted();
    }

    @Test
    void shouldNotMindWhatNoFinalBlockLists()
    {
        node.blocks.commit(2, 0, 2);
        overrule(ORPHAN, TransactionTable.NULL_HANDLE);
        node.network.run(10 * MS);
        assertThat(node.blocks.contradictions).isEmpty();
        assertThat(node.submit(2, 8)).isTrue();
        node.network.run(10 * MS);
        assertThat(node.blocks.isApplied(2)).isTrue();
    }

    private void overrule(final int number, final int handle)
    {
        node.network.run(MS);
        node.avalanche.onOverruled(new UnsafeBuffer(TestPayments.txid(number)), 0, new int[]{handle}, 1);
    }

    private void assertContradicted()
    {
        node.network.run(10 * MS);
        assertThat(node.blocks.contradictions).as("told once").containsExactly(2L);
        assertThat(node.blocks.isApplied(2)).isFalse();
    }
}
