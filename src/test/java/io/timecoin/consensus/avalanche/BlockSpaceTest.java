package io.timecoin.consensus.avalanche;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;

import static io.timecoin.consensus.avalanche.TestNetwork.MS;
import static org.assertj.core.api.Assertions.assertThat;

/** Blocks without garbage, without long duty cycles, and with full rings. */
class BlockSpaceTest
{
    private static final int ROUND = 640;

    /** Makes a block of all that is accepted, and lets go of it; allocates nothing. */
    private static final class QuietBlocks implements BlockReports
    {
        private final TestNode node;
        private final UnsafeBuffer txids = new UnsafeBuffer(new byte[32 * ROUND]);
        private final UnsafeBuffer handles = new UnsafeBuffer(new byte[4 * ROUND]);
        private int listed;
        private int applied;
        private boolean isListed;
        private boolean isChecked;
        private boolean isApplied;
        private long height;
        private int cycles;

        QuietBlocks(final TestNode node)
        {
            this.node = node;
        }

        void makeOne()
        {
            listed = 0;
            applied = 0;
            isListed = false;
            isChecked = false;
            isApplied = false;
            height++;
            node.avalanche.compose(height, ROUND);
            for (cycles = 0; !isListed; cycles++)
            {
                node.avalanche.doWork(node.network.nowNs);
            }
            send(true);
            for (; !isChecked; cycles++)
            {
                node.avalanche.doWork(node.network.nowNs);
            }
            send(false);
            for (; !isApplied; cycles++)
            {
                node.avalanche.doWork(node.network.nowNs);
            }
            node.avalanche.listed(applied, handles, 0);
            node.avalanche.doWork(node.network.nowNs);
        }

        private void send(final boolean isCheck)
        {
            for (int done = 0, part = 0; done < listed; part++)
            {
                final int count = Math.min(MAX_PART_IDS, listed - done);
                final boolean isLast = done + count == listed;
                if (isCheck)
                {
                    node.avalanche.check(height, height, 0, true, 0, part, isLast, count, txids, 32 * done);
                }
                else
                {
                    node.avalanche.commit(height, 0, part, isLast, count, txids, 32 * done);
                }
                done += count;
            }
        }

        @Override
        public boolean composed(
            final long ticket, final int part, final boolean isLast, final int count, final int[] composed)
        {
            for (int i = 0; i < count; i++)
            {
                txids.putBytes(32 * listed++, node.table.ids(), node.table.txidOffset(composed[i]), 32);
            }
            isListed = isLast;
            return true;
        }

        @Override
        public boolean checked(final long ticket, final BlockVerdict verdict)
        {
            isChecked = verdict == BlockVerdict.OK;
            return true;
        }

        @Override
        public boolean applied(final long ofHeight, final int part, final boolean isLast, final long fees,
            final int count, final int[] decided)
        {
            for (int i = 0; i < count; i++)
            {
                handles.putInt(4 * applied++, decided[i], ByteOrder.LITTLE_ENDIAN);
            }
            isApplied = isLast;
            return true;
        }

        @Override
        public boolean contradicted(final long of, final DirectBuffer buffer, final int offset)
        {
            return false;
        }

        @Override
        public boolean pending(final int unlisted, final boolean isContested)
        {
            return true;
        }
    }

    @Test
    void shouldAllocateNothingForBlocks()
    {
        final TestNetwork network = TestNetwork.quorum(1, 8);
        final TestNode node = network.nodes.get(0);
        node.isQuiet = true;
        final QuietBlocks blocks = new QuietBlocks(node);
        node.avalanche.blocks(blocks, ROUND, 0);
        final com.sun.management.ThreadMXBean threads =
            (com.sun.management.ThreadMXBean)ManagementFactory.getThreadMXBean();
        final int rounds = 60;
        long allocated = 0;
        for (int round = 0; round < 2 * rounds; round++)
        {
            final int[] handles = node.holdQuietly(ROUND);
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (final int handle : handles)
            {
                node.avalanche.onAdmit(handle, network.nowNs);
            }
            for (int i = 0; i < 20; i++)
            {
                network.nowNs += MS;
                node.avalanche.onTick(network.nowNs);
                node.avalanche.doWork(network.nowNs);
            }
            blocks.makeOne();
            allocated += round < rounds ? 0 : threads.getCurrentThreadAllocatedBytes() - before;
            // Three parts to list, three slices to find and to judge, three to apply: none of them does it all at once.
            assertThat(blocks.cycles).as("duty cycles for a block").isBetween(9, 16);
        }
        assertThat(node.avalanche.stats().finalized).isEqualTo(2 * rounds * (long)ROUND);
        assertThat(node.table.count()).isZero();
        assertThat(allocated / (rounds * (long)ROUND)).as("bytes a transaction").isZero();
    }

    @Test
    void shouldLoseNothingWhenReportsAndDecisionsHaveNoRoom()
    {
        final TestNode node = TestNetwork.quorum(1, 9).nodes.get(0);
        final TestBlocks blocks = node.withBlocks(1_000);
        for (int i = 1; i <= 500; i++)
        {
            node.submit(i, i);
        }
        node.network.run(10 * MS);
        final Integer[] all = blocks.list(1_000).toArray(Integer[]::new);
        blocks.room = 0;
        node.decisionRoom = 0;
        final long ticket = blocks.check(true, 0, all);
        blocks.commit(1, 0, all);
        node.network.run(50 * MS);
        assertThat(blocks.finals).isEmpty();
        for (int i = 0; i < 600; i++)
        {
            blocks.room = i % 10 == 0 ? 1 : 0;
            node.decisionRoom = 1;
            node.work();
        }
        assertThat(blocks.finals).hasSize(500);
        assertThat(blocks.applied.get(1L)).containsExactly(all);
        assertThat(blocks.isApplied(1)).isTrue();
        assertThat(blocks.verdicts).as("its height is over").doesNotContainKey(ticket);
    }
}
