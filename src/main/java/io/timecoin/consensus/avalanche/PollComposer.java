package io.timecoin.consensus.avalanche;

import io.timecoin.pending.TransactionTable;

import java.util.Arrays;

/** Fills a poll with what is due in a lane, and chooses whom to ask. */
final class PollComposer
{
    private final Knowledge knowledge;
    private final Batches batches;
    private final Conflicts conflicts;
    private final Transactions transactions;
    private final Schedule schedule;
    private final Opinions opinions;
    private final int maxEntries;
    /** Entry of a batch in the poll being filled; valid if the poll's entry agrees. */
    private final int[] entryOf;
    /** Null if everybody is asked. */
    private final PeerSampler sampler;
    private Poll poll;

    PollComposer(final Knowledge knowledge, final Opinions opinions, final Schedule schedule)
    {
        this.knowledge = knowledge;
        this.opinions = opinions;
        this.schedule = schedule;
        batches = knowledge.batches;
        conflicts = knowledge.conflicts;
        transactions = knowledge.transactions;
        maxEntries = knowledge.parameters.limits().pollEntries();
        entryOf = new int[batches.capacity];
        sampler = knowledge.rule.pollsEveryone() ? null :
            new PeerSampler(knowledge.electorate, knowledge.random);
    }

    /** Others vote now. */
    void onElectorate()
    {
        if (sampler != null)
        {
            sampler.onElectorate();
        }
    }

    /** Draws whom to ask. */
    void ask(final Poll poll)
    {
        final long[] connected = knowledge.peers.connected();
        poll.outstanding = 0;
        Arrays.fill(poll.replied, 0);
        Arrays.fill(poll.asked, 0);
        Arrays.fill(poll.units, 0);
        if (!knowledge.rule.pollsEveryone())
        {
            sampler.draw(knowledge.rule.sampleSize(), poll.units);
        }
        for (int word = 0; word < connected.length; word++)
        {
            for (long bits = connected[word]; bits != 0; bits &= bits - 1)
            {
                final int peer = word << 6 | Long.numberOfTrailingZeros(bits);
                if (knowledge.rule.pollsEveryone())
                {
                    poll.units[peer] = knowledge.electorate.weight(peer);
                }
                if (poll.units[peer] != 0)
                {
                    poll.asked[word] |= Long.lowestOneBit(bits);
                    poll.outstanding += poll.units[peer];
                }
            }
        }
        poll.total = poll.outstanding;
    }

    /** Fills an empty poll; it may stay empty. */
    void compose(final Poll empty, final int lane)
    {
        poll = empty;
        poll.lane = lane;
        poll.entries = 0;
        poll.open = 0;
        poll.pairCount = 0;
        final int count = schedule.begin(lane);
        for (int i = 0; i < count; i++)
        {
            if (poll.entries == maxEntries)
            {
                schedule.cutShort(lane);
                return;
            }
            final int batch = schedule.take(lane);
            if (schedule.bits(batch, lane) == 0)
            {
                schedule.drop(lane, batch);
                continue;
            }
            final long due = schedule.dueBits(batch, lane, knowledge.nowNs);
            final long lacking = opinions.successes().lackingPolls(batch, due);
            if (due != 0 && lacking == 0)
            {
                schedule.postpone(batch, lane);
            }
            else if (due != 0 && add(batch, lane, lacking))
            {
                schedule.onPolled(batch, lane, knowledge.nowNs);
            }
            schedule.putBack(lane, batch);
        }
    }

    /** The poll could not be sent: what is in it is due again. */
    void undo()
    {
        for (int entry = 0; entry < poll.entries; entry++)
        {
            schedule.retry(poll.batch[entry], poll.lane);
        }
    }

    /** False if not all of it fitted. */
    private boolean add(final int batch, final int lane, final long due)
    {
        if (lane == Schedule.CLEAR)
        {
            ask(batch, due);
            poll.pending[entryOf[batch]] = due;
            poll.open++;
            return true;
        }
        boolean fits = true;
        for (long bits = due; bits != 0; bits &= bits - 1)
        {
            fits &= addWithRivals(batch, Long.lowestOneBit(bits));
        }
        return fits;
    }

    private boolean addWithRivals(final int batch, final long bit)
    {
        final int index = TransactionTable.index(
            batches.members[batch << 6 | Long.numberOfTrailingZeros(bit)]);
        int rivals = 0;
        int newEntries = hasEntry(batch) ? 0 : 1;
        for (int edge = conflicts.first(index); edge != Transactions.NONE; edge = conflicts.next(edge))
        {
            final int rival = rivalBatch(edge);
            rivals++;
            // Two rivals in one new batch are counted twice: it only makes a poll less than full.
            newEntries += rival == Batches.NONE || hasEntry(rival) ? 0 : 1;
        }
        if (poll.entries + newEntries > maxEntries || poll.pairCount + rivals > poll.pairs.length)
        {
            return false;
        }
        ask(batch, bit);
        final int own = entryOf[batch];
        poll.open += poll.pending[own] == 0 ? 1 : 0;
        poll.pending[own] |= bit;
        for (int edge = conflicts.first(index); edge != Transactions.NONE; edge = conflicts.next(edge))
        {
            final int rival = rivalBatch(edge);
            if (rival != Batches.NONE)
            {
                final long rivalBit = Batches.bit(transactions.memberships[conflicts.other(edge)]);
                ask(rival, rivalBit);
                if ((poll.pending[entryOf[rival]] & rivalBit) == 0)
                {
                    // A rival whose own turn came before has recorded the pair.
                    poll.pairs[poll.pairCount++] =
                        Poll.position(own, bit) << 16 | Poll.position(entryOf[rival], rivalBit);
                }
            }
        }
        return true;
    }

    /** Batch in which others can be asked about a rival, or NONE. */
    private int rivalBatch(final int edge)
    {
        final int membership = transactions.memberships[conflicts.other(edge)];
        if (membership == Transactions.NONE || batches.states[Batches.batch(membership)] != Batches.LIVE)
        {
            return Batches.NONE;
        }
        return Batches.batch(membership);
    }

    private boolean hasEntry(final int batch)
    {
        return entryOf[batch] < poll.entries && poll.batch[entryOf[batch]] == batch;
    }

    private void ask(final int batch, final long bits)
    {
        if (!hasEntry(batch))
        {
            final int entry = poll.entries++;
            entryOf[batch] = entry;
            poll.batch[entry] = batch;
            poll.epoch[entry] = batches.epochs[batch];
            poll.askedBits[entry] = 0;
            poll.pending[entry] = 0;
        }
        poll.askedBits[entryOf[batch]] |= bits;
    }
}
