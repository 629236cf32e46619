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
    private static final int MAX_PAUSES = 4;

    private enum State
    {
        IDLE, LISTING_ACCEPTED, LISTING_CONTESTED, ENDING
    }

    private final Ledger ledger;
    private final Transactions transactions;
    private final Opinions opinions;
    private final AvalancheStats stats;
    private final Knowledge knowledge;
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
    /** Members of contested sets that an own block lists at most: fewer after each that failed. */
    private int maxContested = Integer.MAX_VALUE;
    private int contested;
    /** Members of contested sets before the first that is looked at. */
    private int skipped;
    private boolean hasProposed;
    private boolean hasProposedContested;
    /** Heights with an own proposal in which it lists none at all, after one that listed a single set and failed. */
    private int pauses;
    private int nextPauses = 1;

    BlockComposer(final Knowledge knowledge, final Opinions opinions, final BlockReports reports)
    {
        this.knowledge = knowledge;
        this.opinions = opinions;
        this.reports = reports;
        ledger = knowledge.ledger;
        transactions = knowledge.transactions;
        stats = knowledge.stats;
    }

    void compose(final long newTicket, final int most)
    {
        ticket = newTicket;
        // It would have to refuse its own list.
        maxCount = knowledge.silence.isSilent() ? 0 : most;
        maxAccepted = maxCount - Math.min(ledger.count(CONTESTED), maxCount / CONTESTED_SHARE);
        stamp++;
        listed = 0;
        count = 0;
        part = 0;
        hasLeftOut = false;
        contested = 0;
        hasProposed = true;
        skipped = maxContested < ledger.count(CONTESTED) ?
            (int)((knowledge.random.next() >>> 1) % ledger.count(CONTESTED)) : 0;
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

    /**
     * A block is decided. If this node's own list did not become it, what it prefers of a contested set may be why: it
     * lists fewer sets next time, and others of them, and in the end none for a few times, so that no set that it is
     * wrong about holds up the rest, nor all of them what nobody contests.
     */
    void onDecided(final int proposer)
    {
        if (hasProposedContested && proposer == knowledge.self)
        {
            maxContested = (int)Math.min(Integer.MAX_VALUE, 2L * maxContested);
            nextPauses = 1;
        }
        else if (hasProposedContested)
        {
            if (maxContested == 1)
            {
                pauses = nextPauses;
                nextPauses = Math.min(MAX_PAUSES, 2 * nextPauses);
            }
            maxContested = Math.max(1, Math.min(maxContested, ledger.count(CONTESTED)) / 2);
        }
        else if (hasProposed && pauses > 0)
        {
            pauses--;
        }
        hasProposed = false;
        hasProposedContested = false;
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
            if (isContested && skipped > 0)
            {
                skipped--;
            }
            else if (isContested ? isChosen(index) : isListable(index))
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
        if (pauses > 0 || contested >= maxContested || !opinions.isPreferred(index) || ledger.isLeftOut(index) ||
            ledger.isHeldBack(index) || ledger.hasUnlistedParentBut(index, Ledger.COMPOSED, stamp))
        {
            return false;
        }
        contested++;
        hasProposedContested = true;
        // If this proposal fails, the set may be why: the next one of this height does without it.
        ledger.leaveOutSet(index);
        return true;
    }
}
