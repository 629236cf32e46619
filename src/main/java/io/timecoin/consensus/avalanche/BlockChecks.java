package io.timecoin.consensus.avalanche;

import io.timecoin.pending.TransactionTable;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.concurrent.TimeUnit;

/**
 * Looks at proposed lists: first finds what they name, fetching what is not here, then goes over a whole list in order
 * and pledges this node to it. A bounded number of ids is looked at in a duty cycle.
 */
final class BlockChecks
{
    /** Lists looked at together: a height has few rounds that are still of interest. */
    static final int MAX_TICKETS = 4;
    /** Ids looked at in one duty cycle. */
    static final int LIMIT = 256;
    /** What is here and not usable yet is asked for only then: usually its parent's acceptance is on its way. */
    static final long UNREADY_DELAY_NS = TimeUnit.MILLISECONDS.toNanos(500);
    /** What was accepted so long ago belongs into the last block of those who vote now. */
    static final long OMISSION_NS = TimeUnit.SECONDS.toNanos(10);
    /** Rounds in which it does; then the height has to come to an end whatever each validator has accepted. */
    static final int OMISSION_ROUNDS = 4;
    /** A list may leave so much of the largest block to contested sets. */
    private static final int CONTESTED_SHARE = BlockComposer.CONTESTED_SHARE;
    private static final long RESCAN_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int NONE = Ledger.NONE;

    private enum State
    {
        FREE,
        /** Parts come. */
        COLLECTING,
        /** What the list names is looked for. */
        FINDING,
        /** The list is gone through in order. */
        JUDGING,
        /** What was accepted long ago is looked for on the list. */
        COMPARING,
        /** The verdict waits for space. */
        REPORTING,
        /** Reported; what was not here is pledged when it comes. */
        WATCHING
    }

    private static final class Ticket
    {
        final UnsafeBuffer txids;
        final int[] handles;
        /** Positions of what was not found, in order. */
        final int[] missing;
        State state = State.FREE;
        long number;
        long age;
        long height;
        int round;
        boolean isFresh;
        int proposer;
        int count;
        int parts;
        int missingCount;
        /** Position on the list, or, while COMPARING, the transaction looked at. */
        int cursor;
        int kept;
        boolean hasLeftOut;
        long nextNs;
        BlockVerdict verdict;

        Ticket(final int maxTransactions)
        {
            txids = new UnsafeBuffer(new byte[maxTransactions * TxidIndex.ID_LENGTH]);
            handles = new int[maxTransactions];
            missing = new int[maxTransactions];
        }
    }

    private final Knowledge knowledge;
    private final Ledger ledger;
    private final Transactions transactions;
    private final Conflicts conflicts;
    private final Opinions opinions;
    private final Electorate electorate;
    private final AvalancheStats stats;
    private final Wanted wanted;
    private final BlockReports reports;
    private final int maxTransactions;
    private final Ticket[] tickets = new Ticket[MAX_TICKETS];
    private int stamp;
    private Ticket judged;
    private long ages;

    BlockChecks(final Knowledge knowledge, final Opinions opinions, final Wanted wanted, final BlockReports reports,
        final int maxTransactions)
    {
        this.knowledge = knowledge;
        this.opinions = opinions;
        this.wanted = wanted;
        this.reports = reports;
        this.maxTransactions = maxTransactions;
        ledger = knowledge.ledger;
        transactions = knowledge.transactions;
        conflicts = knowledge.conflicts;
        stats = knowledge.stats;
        electorate = knowledge.electorate;
        for (int i = 0; i < MAX_TICKETS; i++)
        {
            tickets[i] = new Ticket(maxTransactions);
        }
    }

    void check(final long number, final long height, final int round, final boolean isFresh, final int proposer,
        final int part, final boolean isLast, final int count, final DirectBuffer txids, final int offset)
    {
        final Ticket ticket = part == 0 ? begin(number, height, round, isFresh, proposer) : find(number);
        if (ticket == null || ticket.state != State.COLLECTING)
        {
            return;
        }
        if (part != ticket.parts || count > maxTransactions - ticket.count)
        {
            conclude(ticket, BlockVerdict.MALFORMED);
            return;
        }
        ticket.txids.putBytes(ticket.count * TxidIndex.ID_LENGTH, txids, offset, count * TxidIndex.ID_LENGTH);
        for (int i = 0; i < count; i++)
        {
            ticket.missing[ticket.count] = ticket.count;
            ticket.count++;
        }
        ticket.parts++;
        if (isLast)
        {
            ticket.missingCount = ticket.count;
            ticket.state = State.FINDING;
        }
    }

    void forget(final long number)
    {
        final Ticket ticket = find(number);
        if (ticket != null)
        {
            end(ticket);
        }
    }

    void endAll()
    {
        for (final Ticket ticket : tickets)
        {
            end(ticket);
        }
    }

    /** Looks on at the lists; 0 if there is nothing to do. */
    int work()
    {
        int work = 0;
        for (final Ticket ticket : tickets)
        {
            switch (ticket.state)
            {
                case FINDING:
                case WATCHING:
                    work += knowledge.nowNs >= ticket.nextNs ? lookForMissing(ticket) : 0;
                    break;

                case JUDGING:
                    work += judged == null || judged == ticket ? judge(ticket) : 0;
                    break;

                case COMPARING:
                    work += compare(ticket);
                    break;

                case REPORTING:
                    work += report(ticket);
                    break;

                case FREE:
                case COLLECTING:
                default:
                    break;
            }
        }
        return work;
    }

    private Ticket begin(
        final long number, final long height, final int round, final boolean isFresh, final int proposer)
    {
        Ticket ticket = find(number);
        for (int i = 0; ticket == null && i < MAX_TICKETS; i++)
        {
            ticket = tickets[i].state == State.FREE ? tickets[i] : null;
        }
        if (ticket == null)
        {
            ticket = tickets[0];
            for (final Ticket other : tickets)
            {
                ticket = other.age < ticket.age ? other : ticket;
            }
        }
        end(ticket);
        ticket.state = State.COLLECTING;
        ticket.number = number;
        ticket.age = ages++;
        ticket.height = height;
        ticket.round = round;
        ticket.isFresh = isFresh;
        ticket.proposer = proposer;
        ticket.count = 0;
        ticket.parts = 0;
        ticket.cursor = 0;
        ticket.kept = 0;
        ticket.nextNs = knowledge.nowNs;
        return ticket;
    }

    private Ticket find(final long number)
    {
        for (final Ticket ticket : tickets)
        {
            if (ticket.state != State.FREE && ticket.number == number)
            {
                return ticket;
            }
        }
        return null;
    }

    private void end(final Ticket ticket)
    {
        ticket.state = State.FREE;
        judged = judged == ticket ? null : judged;
    }

    private int lookForMissing(final Ticket ticket)
    {
        final int end = Math.min(ticket.missingCount, ticket.cursor + LIMIT);
        while (ticket.cursor < end)
        {
            final int position = ticket.missing[ticket.cursor++];
            final int index = ledger.find(ticket.txids, position * TxidIndex.ID_LENGTH);
            final BlockVerdict refusal = index == NONE || ticket.state == State.WATCHING ?
                BlockVerdict.OK : refusal(index, ticket.isFresh);
            if (refusal != BlockVerdict.OK)
            {
                conclude(ticket, refusal);
                return 1;
            }
            if (isUsable(index))
            {
                found(ticket, position, index);
            }
            else
            {
                miss(ticket, position, index);
            }
        }
        if (ticket.cursor == ticket.missingCount)
        {
            ticket.missingCount = ticket.kept;
            ticket.cursor = 0;
            ticket.kept = 0;
            ticket.nextNs = knowledge.nowNs + RESCAN_NS;
            if (ticket.state == State.FINDING && (!ticket.isFresh || isComplete(ticket)))
            {
                ticket.state = State.JUDGING;
            }
        }
        return 1;
    }

    /** A node that may have forgotten what it was strong for waits until it has heard of it again. */
    private boolean isComplete(final Ticket ticket)
    {
        return ticket.missingCount == 0 && (ticket.count == 0 || !knowledge.silence.isSilent());
    }

    private void found(final Ticket ticket, final int position, final int index)
    {
        ticket.handles[position] = transactions.handles[index];
        if (ticket.state == State.WATCHING)
        {
            ledger.pledge(index);
        }
    }

    private void miss(final Ticket ticket, final int position, final int index)
    {
        ticket.handles[position] = TransactionTable.NULL_HANDLE;
        ticket.missing[ticket.kept++] = position;
        if (index == NONE || !transactions.is(index, Transactions.REJECTED))
        {
            wanted.want(ticket.txids, position * TxidIndex.ID_LENGTH, ticket.proposer,
                index == NONE ? Wanted.ON_ITS_WAY_NS : UNREADY_DELAY_NS, !ticket.isFresh, false);
        }
    }

    /** Valid, with all parents accepted here, whatever became of it. */
    private boolean isUsable(final int index)
    {
        return index != NONE && transactions.is(index, Transactions.READY | Transactions.ACCEPTED) &&
            !transactions.is(index, Transactions.REJECTED | Transactions.GONE | Transactions.UNDONE);
    }

    /** A reason against a list that names this transaction, found without the others on it. */
    private BlockVerdict refusal(final int index, final boolean isFresh)
    {
        if (transactions.is(index, Transactions.FINAL))
        {
            return BlockVerdict.ALREADY_FINAL;
        }
        if (isFresh && (transactions.is(index, Transactions.REJECTED) || opinions.marks().areAgainst(index)))
        {
            ledger.leaveOutSet(index);
            return BlockVerdict.CONFLICTS_WITH_STRONG;
        }
        return BlockVerdict.OK;
    }

    private int judge(final Ticket ticket)
    {
        if (judged == null)
        {
            judged = ticket;
            stamp++;
            ticket.cursor = 0;
        }
        final int end = Math.min(ticket.count, ticket.cursor + LIMIT);
        while (ticket.cursor < end)
        {
            final int handle = ticket.handles[ticket.cursor++];
            if (handle == TransactionTable.NULL_HANDLE)
            {
                continue;
            }
            final int index = TransactionTable.index(handle);
            if (transactions.handles[index] != handle || !isUsable(index))
            {
                // Something has changed since it was found.
                findAgain(ticket);
                return 1;
            }
            final BlockVerdict verdict = judge(index, ticket.isFresh);
            if (verdict != BlockVerdict.OK)
            {
                conclude(ticket, verdict);
                return 1;
            }
            ledger.stamp(index, Ledger.CHECKED, stamp);
            ledger.pledge(index);
        }
        if (ticket.cursor == ticket.count)
        {
            if (isToBeWhole(ticket))
            {
                ticket.cursor = ledger.first(Ledger.UNLISTED);
                ticket.hasLeftOut = false;
                ticket.state = State.COMPARING;
            }
            else
            {
                conclude(ticket, BlockVerdict.OK);
            }
        }
        return 1;
    }

    /** Whether a list may not leave out what was accepted long ago: others vote after it, and it has room. */
    private boolean isToBeWhole(final Ticket ticket)
    {
        return ticket.isFresh && ticket.round < OMISSION_ROUNDS && electorate.isBoundary(ticket.height) &&
            ticket.count < maxTransactions - maxTransactions / CONTESTED_SHARE;
    }

    /** Goes through what is accepted and in no block; only a block takes anything out of that list. */
    private int compare(final Ticket ticket)
    {
        for (int i = 0; i < LIMIT; i++)
        {
            final int index = ticket.cursor;
            if (index == NONE || knowledge.nowNs - transactions.sinceNs[index] <= OMISSION_NS)
            {
                conclude(ticket, BlockVerdict.OK);
                return 1;
            }
            if (!ledger.isStamped(index, Ledger.CHECKED, stamp))
            {
                if (!ledger.isLeftOut(index) &&
                    !(ticket.hasLeftOut && ledger.hasUnlistedParentBut(index, Ledger.CHECKED, stamp)))
                {
                    conclude(ticket, BlockVerdict.OMITS_ACCEPTED);
                    return 1;
                }
                ticket.hasLeftOut = true;
            }
            ticket.cursor = ledger.next(index);
        }
        return 1;
    }

    private BlockVerdict judge(final int index, final boolean isFresh)
    {
        final BlockVerdict refusal = refusal(index, isFresh);
        if (refusal != BlockVerdict.OK)
        {
            return refusal;
        }
        if (ledger.isStamped(index, Ledger.CHECKED, stamp))
        {
            return BlockVerdict.REPEATED;
        }
        if (ledger.hasUnlistedParentBut(index, Ledger.CHECKED, stamp))
        {
            // Accepted here, and yet the state after the block would have no output for it to spend.
            return BlockVerdict.INVALID;
        }
        if (conflicts.first(index) == NONE)
        {
            return BlockVerdict.OK;
        }
        for (int edge = conflicts.first(index); edge != NONE; edge = conflicts.next(edge))
        {
            if (ledger.isStamped(conflicts.other(edge), Ledger.CHECKED, stamp))
            {
                return BlockVerdict.INVALID;
            }
        }
        // If this proposal fails, the set may be why: none of the next ones of this height from here names it.
        ledger.leaveOutSet(index);
        return BlockVerdict.OK;
    }

    private void findAgain(final Ticket ticket)
    {
        judged = null;
        for (int i = 0; i < ticket.count; i++)
        {
            ticket.missing[i] = i;
        }
        ticket.missingCount = ticket.count;
        ticket.cursor = 0;
        ticket.kept = 0;
        ticket.nextNs = knowledge.nowNs + RESCAN_NS;
        ticket.state = State.FINDING;
    }

    private void conclude(final Ticket ticket, final BlockVerdict verdict)
    {
        judged = judged == ticket ? null : judged;
        if (verdict == BlockVerdict.OK && electorate.isBoundary(ticket.height))
        {
            electorate.freeze();
        }
        ticket.verdict = verdict;
        ticket.state = State.REPORTING;
        ticket.cursor = 0;
        ticket.kept = 0;
        stats.blockVerdicts[verdict.code()]++;
        report(ticket);
    }

    private int report(final Ticket ticket)
    {
        if (!reports.checked(ticket.number, ticket.verdict))
        {
            return 0;
        }
        ticket.state = ticket.verdict == BlockVerdict.OK && ticket.missingCount > 0 ? State.WATCHING : State.FREE;
        ticket.nextNs = knowledge.nowNs;
        return 1;
    }
}
