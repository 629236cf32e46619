package io.timecoin.consensus.avalanche;

import io.timecoin.pending.TransactionTable;
import org.agrona.concurrent.UnsafeBuffer;

/** Takes in batches of others, when validation has looked at them; once more if members were missing the first time. */
final class BatchIntake
{
    /**
     * Batches of one validator that a transaction can be in: an honest one batches it once, or again after a restart.
     */
    private static final int MAX_MEMBERSHIPS_PER_ORIGIN = 2;
    private static final int NONE = Batches.NONE;

    private final Knowledge knowledge;
    private final Batches batches;
    private final Transactions transactions;
    private final Opinions opinions;
    private final Retention retention;
    private final Schedule schedule;
    private final Fetching fetching;
    private final Answers answers;
    private final UnsafeBuffer name = new UnsafeBuffer(new byte[NameIndex.NAME_LENGTH]);

    BatchIntake(final Knowledge knowledge, final Opinions opinions, final Retention retention, final Schedule schedule,
        final Fetching fetching, final Answers answers)
    {
        this.knowledge = knowledge;
        this.opinions = opinions;
        this.retention = retention;
        this.schedule = schedule;
        this.fetching = fetching;
        this.answers = answers;
        batches = knowledge.batches;
        transactions = knowledge.transactions;
    }

    void onBatch(final int peer, final byte[] batchName, final int count, final int[] members, final long ready,
        final long invalid)
    {
        knowledge.stats.batchesReceived++;
        name.putBytes(0, batchName);
        int batch = batches.index.find(name, 0);
        if (batch == NONE)
        {
            batch = retention.allocate(peer, Batches.LIVE);
            if (batch == NONE)
            {
                // Its members are known by their handles, and end by age if no other batch brings them; but a block
                // that lists them waits for nothing else.
                knowledge.stats.batchesDropped++;
                touchAll(count, members, ready);
                return;
            }
            batches.counts[batch] = (byte)count;
            batches.index.put(batch, name, 0);
            schedule.onAllocated(batch, knowledge.nowNs);
            fetching.onAllocated(batch);
        }
        batches.show(batch, peer);
        batches.invalid[batch] |= invalid;
        batches.known[batch] |= invalid;
        for (int position = 0; position < count; position++)
        {
            if (members[position] != TransactionTable.NULL_HANDLE && (invalid >>> position & 1) == 0)
            {
                join(batch, position, members[position], peer, (ready >>> position & 1) != 0);
            }
        }
        batches.change(batch);
        answers.onArrived(fetching.onArrived(name, 0));
    }

    private void join(final int batch, final int position, final int handle, final int peer, final boolean isReady)
    {
        final int index = opinions.touch(handle);
        final long bit = 1L << position;
        if (transactions.is(index, Transactions.RELEASED))
        {
            // Decided while validation still saw it undecided: its words are all that is left.
            batches.known[batch] |= bit;
            batches.accepted[batch] |= transactions.is(index, Transactions.ACCEPTED) ? bit : 0;
            batches.prefer[batch] |= transactions.is(index, Transactions.ACCEPTED) ? bit : 0;
            batches.rejected[batch] |= transactions.is(index, Transactions.REJECTED) ? bit : 0;
            return;
        }
        if (transactions.is(index, Transactions.GONE))
        {
            return;
        }
        final int held = batches.members[batch << 6 | position];
        if (held == TransactionTable.NULL_HANDLE && mayJoin(index, peer))
        {
            final int first = transactions.memberships[index];
            batches.link(batch, position, handle, first, transactions);
            opinions.onJoined(index, first == NONE);
            // What waited here for long is due at once when it gets a member.
            schedule.hurry(batch, knowledge.nowNs);
        }
        if (isReady)
        {
            opinions.onReady(index);
        }
    }

    /** A liar could name one transaction in any number of batches. */
    private boolean mayJoin(final int index, final int peer)
    {
        int ofOrigin = 0;
        for (int m = transactions.memberships[index]; m != NONE; m = batches.nextMembership[m])
        {
            ofOrigin += batches.origins[Batches.batch(m)] == peer ? 1 : 0;
        }
        return ofOrigin < MAX_MEMBERSHIPS_PER_ORIGIN;
    }

    private void touchAll(final int count, final int[] members, final long ready)
    {
        for (int position = 0; position < count; position++)
        {
            if (members[position] != TransactionTable.NULL_HANDLE)
            {
                final int index = opinions.touch(members[position]);
                if ((ready >>> position & 1) != 0)
                {
                    opinions.onReady(index);
                }
            }
        }
    }
}
