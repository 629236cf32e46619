package io.timecoin.perf;

import io.timecoin.consensus.avalanche.AcceptanceRule;
import io.timecoin.consensus.avalanche.Avalanche;
import io.timecoin.consensus.avalanche.AvalancheParameters;
import io.timecoin.consensus.avalanche.BlockReports;
import io.timecoin.consensus.avalanche.BlockVerdict;
import io.timecoin.consensus.avalanche.Decisions;
import io.timecoin.consensus.avalanche.Electorate;
import io.timecoin.consensus.avalanche.Outbox;
import io.timecoin.consensus.validators.ValidatorSet;
import io.timecoin.pending.TransactionTable;
import io.timecoin.transaction.Verdict;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

import com.sun.management.ThreadMXBean;

/**
 * Processor time that blocks cost the thread of consensus: two validators of one, with blocks and without, side by side
 * in one process. Each payment is admitted and accepted; every {@value #BLOCK} of them are composed, checked, applied
 * and let go of. There are no polls, so that a payment costs little else.
 */
public final class BlockCosts implements Decisions, Outbox, BlockReports
{
    private static final int TABLE_BLOCKS = 1 << 19;
    private static final int BATCH = 64;
    private static final int BLOCK = 160 * BATCH;
    private static final int PAYMENT_LENGTH = 250;
    private static final int ID_LENGTH = 32;
    private static final int ROUNDS = 90;
    private static final int WARM_UP = 30;
    private static final long STEP_NS = 1_500_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean)ManagementFactory.getThreadMXBean();

    private final TransactionTable table = new TransactionTable(TABLE_BLOCKS);
    private final Avalanche avalanche;
    private final SplittableRandom random = new SplittableRandom(7);
    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[PAYMENT_LENGTH]);
    private final UnsafeBuffer id = new UnsafeBuffer(new byte[2 * ID_LENGTH]);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[256 * 1024]);
    private final UnsafeBuffer ids = new UnsafeBuffer(new byte[BLOCK * ID_LENGTH]);
    private final UnsafeBuffer appliedHandles = new UnsafeBuffer(new byte[BLOCK * Integer.BYTES]);
    private final int[] handles = new int[BATCH];
    private final long[] cycleNs = new long[1 << 16];
    private int cycles;
    private int listed;
    private int applied;
    private boolean isDone;
    private long nowNs = STEP_NS;
    private long height;
    private long acceptanceNs;
    private long blockNs;
    private long finals;

    private BlockCosts(final boolean hasBlocks)
    {
        final AvalancheParameters parameters = AvalancheParameters.testnet();
        final Electorate alone = new Electorate(ValidatorSet.equal(1), 0);
        avalanche = new Avalanche(parameters, alone, table, this, this,
            AcceptanceRule.of(AcceptanceRule.QUORUM, parameters, 1, alone), 1);
        if (hasBlocks)
        {
            avalanche.blocks(this, BLOCK, 0);
        }
    }

    /** Measures and prints. */
    public static void main(final String[] arguments)
    {
        final BlockCosts without = new BlockCosts(false);
        final BlockCosts with = new BlockCosts(true);
        for (int round = 0; round < ROUNDS; round++)
        {
            if (round == WARM_UP)
            {
                without.begin();
                with.begin();
            }
            for (int i = 0; i < BLOCK / BATCH; i++)
            {
                without.accept();
                with.accept();
            }
            with.makeBlock();
        }
        final double payments = (double)(ROUNDS - WARM_UP) * BLOCK;
        System.out.printf("acceptance without blocks %.0f, with blocks %.0f, blocks themselves %.0f ns a payment%n",
            without.acceptanceNs / payments, with.acceptanceNs / payments, with.blockNs / payments);
        Arrays.sort(with.cycleNs, 0, with.cycles);
        System.out.printf("duty cycles of blocks: median %.1f, 99 %% %.1f µs; %d payments final, %d held%n",
            with.cycleNs[with.cycles / 2] / 1e3, with.cycleNs[with.cycles * 99 / 100] / 1e3, with.finals,
            with.table.count());
    }

    private void begin()
    {
        acceptanceNs = 0;
        blockNs = 0;
        cycles = 0;
    }

    private void accept()
    {
        for (int i = 0; i < BATCH; i++)
        {
            handles[i] = table.allocate(bytes, 0, PAYMENT_LENGTH);
            for (int offset = 0; offset < id.capacity(); offset += Long.BYTES)
            {
                id.putLong(offset, random.nextLong());
            }
            table.ids(handles[i], id, 0, ID_LENGTH);
        }
        final long beganNs = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < BATCH; i++)
        {
            avalanche.onAdmit(handles[i], nowNs);
        }
        for (int i = 0; i < 2; i++)
        {
            nowNs += STEP_NS;
            avalanche.onTick(nowNs);
            while (avalanche.doWork(nowNs) > 0)
            {
                Thread.onSpinWait();
            }
        }
        acceptanceNs += THREADS.getCurrentThreadCpuTime() - beganNs;
    }

    private void makeBlock()
    {
        listed = 0;
        applied = 0;
        height++;
        final long beganNs = THREADS.getCurrentThreadCpuTime();
        avalanche.compose(2 * height, BLOCK);
        work();
        send(true);
        work();
        send(false);
        work();
        for (int done = 0; done < applied; done += 1_024)
        {
            avalanche.listed(Math.min(1_024, applied - done), appliedHandles, done * Integer.BYTES);
        }
        avalanche.doWork(nowNs);
        blockNs += THREADS.getCurrentThreadCpuTime() - beganNs;
    }

    private void work()
    {
        isDone = false;
        while (!isDone)
        {
            nowNs += 100_000;
            final long beganNs = THREADS.getCurrentThreadCpuTime();
            avalanche.doWork(nowNs);
            cycleNs[cycles++ % cycleNs.length] = THREADS.getCurrentThreadCpuTime() - beganNs;
        }
    }

    private void send(final boolean isCheck)
    {
        for (int done = 0, part = 0; done < listed; part++)
        {
            final int count = Math.min(MAX_PART_IDS, listed - done);
            final boolean isLast = done + count == listed;
            if (isCheck)
            {
                avalanche.check(2 * height + 1, height, 0, true, 0, part, isLast, count, ids, done * ID_LENGTH);
            }
            else
            {
                avalanche.commit(height, 0, part, isLast, count, ids, done * ID_LENGTH);
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
            ids.putBytes(ID_LENGTH * listed++, table.ids(), table.txidOffset(composed[i]), ID_LENGTH);
        }
        isDone = isLast;
        return true;
    }

    @Override
    public boolean checked(final long ticket, final BlockVerdict verdict)
    {
        isDone = verdict == BlockVerdict.OK;
        return true;
    }

    @Override
    public boolean applied(final long ofHeight, final int part, final boolean isLast, final long fees, final int count,
        final int[] decided)
    {
        for (int i = 0; i < count; i++)
        {
            appliedHandles.putInt(Integer.BYTES * applied++, decided[i], ByteOrder.LITTLE_ENDIAN);
        }
        isDone = isLast;
        return true;
    }

    @Override
    public boolean pending(final int unlisted, final boolean isContested)
    {
        return true;
    }

    @Override
    public boolean accepted(final int handle)
    {
        return true;
    }

    @Override
    public boolean rejected(final int handle, final Verdict reason)
    {
        return true;
    }

    @Override
    public boolean expired(final int handle)
    {
        return true;
    }

    @Override
    public boolean evicted(final int handle)
    {
        return true;
    }

    @Override
    public boolean released(final int handle)
    {
        table.free(handle);
        return true;
    }

    @Override
    public boolean finalized(final int handle, final long ofHeight)
    {
        finals++;
        return true;
    }

    @Override
    public boolean undone(final int handle)
    {
        return true;
    }

    @Override
    public boolean charged(final int validator)
    {
        return true;
    }

    @Override
    public boolean block(final long ofHeight, final long coinbaseAmount, final int proposer)
    {
        return true;
    }

    @Override
    public int claim(final int length)
    {
        return 0;
    }

    @Override
    public MutableDirectBuffer buffer()
    {
        return message;
    }

    @Override
    public void send(final int peer, final boolean bulk, final int length)
    {
        // There is nobody to send to.
    }

    @Override
    public void send(final long[] peers, final boolean bulk, final int length)
    {
        // There is nobody to send to.
    }

    @Override
    public void broadcast(final boolean bulk, final int length)
    {
        // There is nobody to send to.
    }

    @Override
    public void abort()
    {
        throw new IllegalStateException("every claim here is sent");
    }
}
