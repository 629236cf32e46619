package io.timecoin.consensus.avalanche;

import io.timecoin.InvariantViolation;

/**
 * How long decided transactions are kept. Their bytes: until all validators have shown to know the batch, or for the
 * time of retention, or less if they fill the table. Their words: until the slot is needed.
 */
final class Retention
{
    private static final int NONE = Batches.NONE;
    /** Batches looked at in one duty cycle. */
    private static final int SWEEP_LIMIT = 64;
    /** Batches of an origin looked at to find one that can be given up. */
    private static final int SEARCH_LIMIT = 256;
    private static final int MIN_SHARE = 8;

    private final Knowledge knowledge;
    private final Batches batches;
    private final Transactions transactions;
    private final Opinions opinions;
    /** Above this many blocks of decided transactions, what connected validators know goes. */
    private final long pressureBlocks;
    /** Above this many, the oldest goes in any case. */
    private final long distressBlocks;

    /** Batches of which decided members' bytes are kept, the first decided first. */
    private final int[] next;
    private final int[] before;
    private final boolean[] isListed;
    /** Decided members whose bytes a batch needs no more. */
    private final long[] done;
    private final long[] decidedNs;
    private final boolean[] isSettled;
    private final int[] settledOf;
    private int head = NONE;
    private int tail = NONE;

    Retention(final Knowledge knowledge, final Opinions opinions)
    {
        this.knowledge = knowledge;
        this.opinions = opinions;
        batches = knowledge.batches;
        transactions = knowledge.transactions;
        pressureBlocks = knowledge.table.capacity() / 4;
        distressBlocks = knowledge.table.capacity() / 8 * 3L;
        next = new int[batches.capacity];
        before = new int[batches.capacity];
        isListed = new boolean[batches.capacity];
        done = new long[batches.capacity];
        decidedNs = new long[batches.capacity];
        isSettled = new boolean[batches.capacity];
        settledOf = new int[knowledge.electorate.size()];
    }

    /** A slot for a batch of an origin, taken from a settled batch if need be; NONE if there is none to take. */
    int allocate(final int origin, final byte state)
    {
        final boolean isOverShare = origin != knowledge.self && batches.originCount(origin) >= share(origin);
        if ((isOverShare || !batches.hasFree()) && !giveUpOneOf(isOverShare ? origin : mostSettledOrigin()))
        {
            return NONE;
        }
        final int batch = batches.allocate(origin, state, knowledge.nowNs);
        done[batch] = 0;
        opinions.successes().onAllocated(batch);
        return batch;
    }

    /**
     * However many of those who vote lie, they cannot fill all slots with batches that stay undecided; and who does not
     * vote, of whom any number may lie, can fill few.
     */
    private int share(final int origin)
    {
        return knowledge.electorate.weight(origin) == 0 ? MIN_SHARE :
            Math.max(MIN_SHARE, batches.capacity / (knowledge.electorate.mostLiars() + 1));
    }

    /** Members were decided or came, or a validator has shown to know a batch. */
    void onChanged(final int batch)
    {
        settled(batch, batches.isSettled(batch));
        // A batch does not wait for its last member: one that is contested would keep the others for as long as it is.
        if ((batches.decided(batch) & ~done[batch]) == 0)
        {
            remove(batch);
            return;
        }
        if (!isListed[batch])
        {
            decidedNs[batch] = knowledge.nowNs;
            add(batch);
        }
        if (batches.isShownByAll(batch))
        {
            letGo(batch);
        }
    }

    /** Lets go what is old, and under pressure what is known elsewhere, or what is oldest. */
    int sweep()
    {
        int count = 0;
        while (head != NONE && count < SWEEP_LIMIT &&
            (knowledge.nowNs - decidedNs[head] >= knowledge.parameters.retentionNs() ||
            knowledge.stats.retainedBlocks > distressBlocks))
        {
            letGo(head);
            count++;
        }
        int batch = head;
        for (int i = 0; i < SWEEP_LIMIT && batch != NONE && knowledge.stats.retainedBlocks > pressureBlocks; i++)
        {
            final int following = next[batch];
            if (batches.isShownBy(batch, knowledge.peers.connected()))
            {
                letGo(batch);
                count++;
            }
            batch = following;
        }
        return count;
    }

    private void letGo(final int batch)
    {
        remove(batch);
        final long decided = batches.decided(batch);
        done[batch] |= decided;
        // A transaction that is twice in this batch leaves at once, so what is held is looked at anew each time.
        for (long bits = decided; bits != 0; bits = bits & bits - 1 & batches.held[batch])
        {
            final int index = opinions.index(batch, bits);
            if (isDoneEverywhere(index))
            {
                opinions.custody().release(index);
            }
        }
    }

    private boolean isDoneEverywhere(final int index)
    {
        for (int m = transactions.memberships[index]; m != NONE; m = batches.nextMembership[m])
        {
            if ((done[Batches.batch(m)] & Batches.bit(m)) == 0)
            {
                return false;
            }
        }
        return true;
    }

    private int mostSettledOrigin()
    {
        int most = 0;
        for (int origin = 1; origin < settledOf.length; origin++)
        {
            if (settledOf[origin] > settledOf[most])
            {
                most = origin;
            }
        }
        return most;
    }

    private boolean giveUpOneOf(final int origin)
    {
        for (int i = 0; i < SEARCH_LIMIT && settledOf[origin] > 0; i++)
        {
            final int batch = batches.firstOf(origin);
            if (batches.isSettled(batch))
            {
                giveUp(batch);
                return true;
            }
            // Contested ones stay for long. Left in front, they would soon be all that a search comes to.
            batches.putLast(batch);
        }
        return false;
    }

    private void settled(final int batch, final boolean is)
    {
        if (isSettled[batch] != is)
        {
            isSettled[batch] = is;
            settledOf[batches.origins[batch]] += is ? 1 : -1;
        }
    }

    private void giveUp(final int batch)
    {
        remove(batch);
        settled(batch, false);
        // Members leave one by one, and a transaction twice in this batch leaves at once.
        while (batches.held[batch] != 0)
        {
            final long held = batches.held[batch];
            opinions.custody().moveOut(opinions.index(batch, held), batch);
            if (batches.held[batch] == held)
            {
                throw new InvariantViolation("a released transaction stays in its batch", batch);
            }
        }
        batches.free(batch);
    }

    private void add(final int batch)
    {
        isListed[batch] = true;
        next[batch] = NONE;
        before[batch] = tail;
        if (tail == NONE)
        {
            head = batch;
        }
        else
        {
            next[tail] = batch;
        }
        tail = batch;
    }

    private void remove(final int batch)
    {
        if (!isListed[batch])
        {
            return;
        }
        isListed[batch] = false;
        if (before[batch] == NONE)
        {
            head = next[batch];
        }
        else
        {
            next[before[batch]] = next[batch];
        }
        if (next[batch] == NONE)
        {
            tail = before[batch];
        }
        else
        {
            before[next[batch]] = before[batch];
        }
    }
}
