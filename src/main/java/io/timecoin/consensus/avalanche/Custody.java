package io.timecoin.consensus.avalanche;

/**
 * Until when the bytes of decided transactions stay: acceptance lets go of them by its {@link Retention}, and blocks
 * when the one that lists them is stored. What both have let go of is given back to validation.
 */
final class Custody
{
    private static final int NONE = Transactions.NONE;

    private final Knowledge knowledge;
    private final Transactions transactions;
    private final Batches batches;
    private final Ledger ledger;
    private final AvalancheStats stats;

    Custody(final Knowledge knowledge)
    {
        this.knowledge = knowledge;
        transactions = knowledge.transactions;
        batches = knowledge.batches;
        ledger = knowledge.ledger;
        stats = knowledge.stats;
    }

    /** A transaction was decided: from now on its bytes are kept for others. */
    void take(final int index)
    {
        stats.retainedBlocks += blocks(index);
    }

    /** Nobody will ask for the bytes any more, but perhaps for blocks. */
    void release(final int index)
    {
        letGo(index);
        if (!ledger.keeps(index))
        {
            giveBack(index);
        }
    }

    /** The slot of a batch is needed: a decided member goes, or is left without it. */
    void moveOut(final int index, final int batch)
    {
        release(index);
        int membership = transactions.memberships[index];
        while (membership != NONE && Batches.batch(membership) != batch)
        {
            membership = batches.nextMembership[membership];
        }
        if (membership != NONE)
        {
            batches.unlink(membership, index, transactions);
        }
    }

    /** The block that lists it is stored. */
    void onListed(final int index)
    {
        transactions.set(index, Transactions.LISTED);
        if (transactions.is(index, Transactions.LET_GO))
        {
            giveBack(index);
        }
    }

    /** Gives a decided transaction back to validation. */
    void giveBack(final int index)
    {
        letGo(index);
        batches.unlink(index, transactions);
        transactions.set(index, Transactions.RELEASED);
        ledger.onGone(index);
        stats.released++;
        knowledge.decisions.released(transactions.handles[index]);
    }

    private void letGo(final int index)
    {
        if (!transactions.is(index, Transactions.LET_GO))
        {
            transactions.set(index, Transactions.LET_GO);
            stats.retainedBlocks -= blocks(index);
        }
    }

    private int blocks(final int index)
    {
        return knowledge.table.blocks(transactions.handles[index]);
    }
}
