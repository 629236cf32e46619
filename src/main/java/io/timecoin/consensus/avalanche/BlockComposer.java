package io.timecoin.consensus.avalanche;

import static io.timecoin.consensus.avalanche.Ledger.CONTESTED;
import static io.timecoin.consensus.avalanche.Ledger.NONE;
import static io.timecoin.consensus.avalanche.Ledger.UNLISTED;

/**
 * Lists what a block may list: what was accepted and is in no block, in the order of acceptance, so that parents come
 * first; then the preferred member of each contested set. A part at most is listed in a duty cycle.
 */
final class BlockComposer
{
    /** Transactions looked at in one duty cycle. */
    static final int LIMIT = 256;
    /** Contested sets find room in at least one part in so many of a block. */
    static final int CONTESTED_SHARE = 8;

    private enum State
    {
        IDLE, LISTING_ACCEPTED, LISTING_CONTESTED, ENDING
    }

    private final Ledger ledger;
    private final Transactions transactions;
    private final Opinions opinions;
    private final AvalancheStats stats;
    private final BlockReports reports;
    private int stamp;
    private final int[] handles = new int[BlockReports.MAX_PART_IDS];

    private State state = State.IDLE;
    private long ticket;
    private int maxCount;
    private int maxAccepted;
    private int listed;
    private int count;
    private int part;
    private boolean hasLeftOut;

    BlockComposer(final Knowledge knowledge, final Opinions opinions, final BlockReports reports)
    {
        this.opinions = opinions;
        this.reports = reports;
        ledger = knowledge.ledger;
        transactions = knowledge.transactions;
        stats = knowledge.stats;
    }

    void compose(final long newTicket, final int most)
    {
        ticket = newTicket;
        maxCount = most;
        maxAccepted = most - Math.min(ledger.count(CONTESTED), most / CONTESTED_SHARE);
        stamp++;
        listed = 0;
        count = 0;
        part = 0;
        hasLeftOut = false;
        stats.blocksComposed++;
        begin(State.LISTING_ACCEPTED, UNLISTED);
    }

    void forget(final long forgotten)
    {
        if (state != State.IDLE && ticket == forgotten)
        {
            end();
        }
    }

    void end()
    {
        state = State.IDLE;
        ledger.cursor(NONE);
    }

    /** Lists on; 0 if there is nothing to do. */
    int work()
    {
        switch (state)
        {
            case LISTING_ACCEPTED:
                if (list(maxAccepted, false))
                {
                    begin(State.LISTING_CONTESTED, CONTESTED);
                }
                return 1;

            case LISTING_CONTESTED:
                if (list(maxCount, true))
                {
                    begin(State.ENDING, UNLISTED);
                }
                return 1;

            case ENDING:
                if (!reports.composed(ticket, part, true, count, handles))
                {
                    return 0;
                }
                end();
                return 1;

            case IDLE:
            default:
                return 0;
        }
    }

    private void begin(final State next, final int list)
    {
        state = next;
        ledger.cursor(next == State.ENDING ? NONE : ledger.first(list));
    }

    /** True if the list is through, or the block is full. */
    private boolean list(final int most, final boolean isContested)
    {
        for (int i = 0; i < LIMIT; i++)
        {
            final int index = ledger.cursor();
            if (index == NONE || listed >= most)
            {
                return true;
            }
            if (isContested ? isChosen(index) : isListable(index))
            {
                // A full part leaves when there is something for the next one, so that the last one is known.
                if (count == handles.length && !send())
                {
                    return false;
                }
                handles[count++] = transactions.handles[index];
                ledger.stamp(index, Ledger.COMPOSED, stamp);
                listed++;
            }
            ledger.cursor(ledger.next(index));
        }
        return false;
    }

    private boolean send()
    {
        if (!reports.composed(ticket, part, false, count, handles))
        {
            return false;
        }
        part++;
        count = 0;
        return true;
    }

    private boolean isListable(final int index)
    {
        // Whoever stands behind a parent that stays out stays out as well.
        if (transactions.is(index, Transactions.UNDONE) || ledger.isLeftOut(index) ||
            hasLeftOut && ledger.hasUnlistedParentBut(index, Ledger.COMPOSED, stamp))
        {
            hasLeftOut = true;
            return false;
        }
        return true;
    }

    private boolean isChosen(final int index)
    {
        if (!opinions.isPreferred(index) || ledger.isLeftOut(index) || ledger.isHeldBack(index) ||
            ledger.hasUnlistedParentBut(index, Ledger.COMPOSED, stamp))
        {
            return false;
        }
        // If this proposal fails, the set may be why: the next one of this height does without it.
        ledger.leaveOutSet(index);
        return true;
    }
}
