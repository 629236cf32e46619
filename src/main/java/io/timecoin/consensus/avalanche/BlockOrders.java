package io.timecoin.consensus.avalanche;

import io.timecoin.pending.TransactionTable;
import org.agrona.DirectBuffer;

import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** What acceptance does for blocks: composes, checks and applies their lists, and serves and fetches by id. */
final class BlockOrders
{
    /** Between two reports of what waits to be listed, unless it begins to wait. */
    private static final long REPORT_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Knowledge knowledge;
    private final Ledger ledger;
    private final Transactions transactions;
    private final Opinions opinions;
    private final BlockReports reports;
    private final Wanted wanted;
    private final Undoing undoing;
    private final BlockComposer composer;
    private final BlockChecks checks;
    private final BlockApplication application;
    private final TransactionServing serving;
    private int cycle;
    private int reportedUnlisted;
    private boolean isReportedContested;
    private long reportedNs;

    BlockOrders(final Knowledge knowledge, final Opinions opinions, final Outbox outbox, final BlockReports reports,
        final int maxTransactions, final long subsidy)
    {
        this.knowledge = knowledge;
        this.opinions = opinions;
        this.reports = reports;
        ledger = knowledge.ledger;
        transactions = knowledge.transactions;
        wanted = new Wanted(knowledge, outbox);
        ledger.enable(wanted);
        knowledge.silence.expectBlocks();
        undoing = new Undoing(knowledge, opinions);
        composer = new BlockComposer(knowledge, opinions, reports);
        checks = new BlockChecks(knowledge, opinions, wanted, reports, maxTransactions);
        application = new BlockApplication(knowledge, opinions, undoing, wanted, reports, maxTransactions, subsidy);
        serving = new TransactionServing(knowledge, outbox);
    }

    void round(final int round)
    {
        if (round / Avalanche.ROUNDS_LEFT_OUT != cycle)
        {
            cycle = round / Avalanche.ROUNDS_LEFT_OUT;
            ledger.endLeavingOut();
        }
    }

    void compose(final long ticket, final int maxCount)
    {
        composer.compose(ticket, maxCount);
    }

    void check(final long ticket, final long height, final int round, final boolean isFresh, final int proposer,
        final int part, final boolean isLast, final int count, final DirectBuffer txids, final int offset)
    {
        checks.check(ticket, height, round, isFresh, proposer, part, isLast, count, txids, offset);
    }

    void forget(final long ticket)
    {
        composer.forget(ticket);
        checks.forget(ticket);
    }

    void commit(final long height, final int proposer, final int part, final boolean isLast, final int count,
        final DirectBuffer txids, final int offset)
    {
        if (part == 0)
        {
            // The height is decided: what was asked about other blocks of it is of no interest any more.
            composer.end();
            composer.onDecided(proposer);
            checks.endAll();
            cycle = 0;
        }
        application.commit(height, proposer, part, isLast, count, txids, offset);
    }

    void listed(final int count, final DirectBuffer handles, final int offset)
    {
        for (int i = 0; i < count; i++)
        {
            final int handle = handles.getInt(offset + i * Integer.BYTES, ByteOrder.LITTLE_ENDIAN);
            final int index = TransactionTable.index(handle);
            if (index < transactions.handles.length && transactions.handles[index] == handle &&
                transactions.is(index, Transactions.FINAL) && !transactions.is(index, Transactions.LISTED))
            {
                opinions.custody().onListed(index);
            }
        }
    }

    void onOverruled(final DirectBuffer txids, final int offset, final int[] rivals, final int count)
    {
        application.onOverruled(txids, offset, rivals, count);
    }

    void onAbandon(final int handle)
    {
        application.onAbandon(handle);
    }

    void onRequest(final int peer, final DirectBuffer buffer, final int bodyOffset, final int blockLength,
        final int version)
    {
        serving.onRequest(peer, buffer, bodyOffset, blockLength, version);
    }

    void onTick()
    {
        undoing.onTick();
    }

    int work()
    {
        int work = undoing.work();
        if (application.isActive())
        {
            // What may be listed next depends on what this block leaves.
            work += application.work();
        }
        else
        {
            work += checks.work();
            work += composer.work();
        }
        work += wanted.work();
        work += serving.work();
        return work + report();
    }

    /** Accepted transactions that are in no final block. */
    int unlisted()
    {
        return ledger.count(Ledger.UNLISTED);
    }

    /** Visits them, the last accepted first, unless a block is being applied: then it visits none. */
    boolean forEachUnlistedBackwards(final IntConsumer consumer)
    {
        if (application.isActive() || undoing.isActive())
        {
            return false;
        }
        for (int index = ledger.last(Ledger.UNLISTED); index != Ledger.NONE; index = ledger.before(index))
        {
            consumer.accept(transactions.handles[index]);
        }
        return true;
    }

    private int report()
    {
        final int unlisted = ledger.count(Ledger.UNLISTED);
        final boolean isContested = ledger.count(Ledger.CONTESTED) != 0;
        if (unlisted == reportedUnlisted && isContested == isReportedContested)
        {
            return 0;
        }
        final boolean isFirst = reportedUnlisted == 0 && !isReportedContested;
        if (!isFirst && knowledge.nowNs - reportedNs < REPORT_NS || !reports.pending(unlisted, isContested))
        {
            return 0;
        }
        reportedUnlisted = unlisted;
        isReportedContested = isContested;
        reportedNs = knowledge.nowNs;
        return 1;
    }
}
