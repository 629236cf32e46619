package io.timecoin.consensus.avalanche;

import io.timecoin.pending.TransactionTable;

import java.util.Arrays;

/**
 * The batches known here, as columns by slot: members, and what this node thinks of them as words with a bit a
 * member. Answers to polls come from the words alone, so they outlive the members' bytes.
 */
final class Batches
{
    static final int NONE = -1;
    static final int MAX_MEMBERS = 64;

    static final byte FREE = 0;
    /** Taking own members. */
    static final byte OPEN = 1;
    /** Named, and not yet left to the outbox. */
    static final byte UNSENT = 2;
    static final byte LIVE = 3;

    final int capacity;
    final NameIndex index;
    final byte[] states;
    /** Counts the batches that a slot has held: a poll tells by it that its batch has left. */
    final int[] epochs;
    final byte[] counts;
    final int[] origins;
    /** Handles by membership: slot × 64 + position. NULL_HANDLE if the bytes are not here. */
    final int[] members;
    /** Next membership of the same transaction in another batch. */
    final int[] nextMembership;

    /** The bytes are here, under the handle in {@link #members}. */
    final long[] held;
    /** The bytes are or were here. */
    final long[] known;
    final long[] invalid;
    /** Valid, all parents accepted: may be preferred and polled. */
    final long[] ready;
    final long[] prefer;
    final long[] strong;
    final long[] accepted;
    final long[] rejected;
    final long[] conflicted;
    final long[] contested;
    /** In several batches. */
    final long[] shared;
    /** This is the batch in which it is polled. */
    final long[] primary;
    /** Polled, or answered for with preference: others may count on what was said. */
    final long[] engaged;

    /** First entry of a poll in flight about this batch. */
    final int[] pollHead;
    /** Polls in flight about it. */
    final byte[] inFlight;
    final int[] polls;
    final long[] bornNs;

    private final Electorate electorate;
    private final int words;
    /** Validators that have shown to know a batch, {@link #words} a slot. */
    private final long[] shown;
    /** Live batches that a validator has not shown to know. */
    private final int[] notShownBy;

    private final int[] freeNext;
    private int free;
    private final int[] originHead;
    private final int[] originTail;
    private final int[] originCount;
    private final int[] originNext;
    private final int[] originBefore;

    private final boolean[] isChanged;
    private final IntRing changed;

    Batches(final int capacity, final Electorate electorate, final long secret)
    {
        this.capacity = capacity;
        this.electorate = electorate;
        index = new NameIndex(capacity, secret);
        states = new byte[capacity];
        epochs = new int[capacity];
        counts = new byte[capacity];
        origins = new int[capacity];
        members = new int[capacity * MAX_MEMBERS];
        nextMembership = new int[capacity * MAX_MEMBERS];
        held = new long[capacity];
        known = new long[capacity];
        invalid = new long[capacity];
        ready = new long[capacity];
        prefer = new long[capacity];
        strong = new long[capacity];
        accepted = new long[capacity];
        rejected = new long[capacity];
        conflicted = new long[capacity];
        contested = new long[capacity];
        shared = new long[capacity];
        primary = new long[capacity];
        engaged = new long[capacity];
        pollHead = new int[capacity];
        inFlight = new byte[capacity];
        polls = new int[capacity];
        bornNs = new long[capacity];
        words = electorate.words();
        shown = new long[capacity * words];
        notShownBy = new int[electorate.size()];
        freeNext = new int[capacity];
        for (int i = 0; i < capacity; i++)
        {
            freeNext[i] = i + 1 < capacity ? i + 1 : NONE;
        }
        originHead = new int[electorate.size()];
        originTail = new int[electorate.size()];
        originCount = new int[electorate.size()];
        originNext = new int[capacity];
        originBefore = new int[capacity];
        Arrays.fill(originHead, NONE);
        Arrays.fill(originTail, NONE);
        isChanged = new boolean[capacity];
        changed = new IntRing(capacity);
    }

    static int batch(final int membership)
    {
        return membership >> 6;
    }

    static long bit(final int membership)
    {
        return 1L << membership;
    }

    static long mask(final int count)
    {
        return count == MAX_MEMBERS ? ~0L : (1L << count) - 1;
    }

    /** Takes a free slot, or NONE; its words are zero. */
    int allocate(final int origin, final byte state, final long nowNs)
    {
        final int batch = free;
        if (batch == NONE)
        {
            return NONE;
        }
        free = freeNext[batch];
        states[batch] = state;
        epochs[batch]++;
        counts[batch] = 0;
        origins[batch] = origin;
        held[batch] = 0;
        known[batch] = 0;
        invalid[batch] = 0;
        ready[batch] = 0;
        prefer[batch] = 0;
        strong[batch] = 0;
        accepted[batch] = 0;
        rejected[batch] = 0;
        conflicted[batch] = 0;
        contested[batch] = 0;
        shared[batch] = 0;
        primary[batch] = 0;
        engaged[batch] = 0;
        pollHead[batch] = NONE;
        inFlight[batch] = 0;
        polls[batch] = 0;
        bornNs[batch] = nowNs;
        Arrays.fill(shown, batch * words, (batch + 1) * words, 0);
        addToOrigin(batch, origin);
        for (int validator = 0; validator < notShownBy.length; validator++)
        {
            notShownBy[validator]++;
        }
        return batch;
    }

    /** Gives a slot back; its members must have been let go. */
    void free(final int batch)
    {
        if (states[batch] == LIVE || states[batch] == UNSENT)
        {
            index.remove(batch);
        }
        states[batch] = FREE;
        removeFromOrigin(batch);
        for (int validator = 0; validator < notShownBy.length; validator++)
        {
            if (!isShown(batch, validator))
            {
                notShownBy[validator]--;
            }
        }
        freeNext[batch] = free;
        free = batch;
    }

    boolean hasFree()
    {
        return free != NONE;
    }

    /** Puts a transaction at a position. */
    void link(final int batch, final int position, final int handle, final int first, final Transactions transactions)
    {
        final int membership = batch << 6 | position;
        final long bit = bit(membership);
        members[membership] = handle;
        held[batch] |= bit;
        known[batch] |= bit;
        if (first == NONE)
        {
            primary[batch] |= bit;
            nextMembership[membership] = NONE;
            transactions.memberships[TransactionTable.index(handle)] = membership;
            return;
        }
        // What was thought of it in its other batches holds here too.
        nextMembership[membership] = nextMembership[first];
        nextMembership[first] = membership;
        copyWords(batch(first), bit(first), batch, bit);
        shared[batch(first)] |= bit(first);
        shared[batch] |= bit;
    }

    /** Takes a transaction out of all its batches; what was thought of it stays in their words. */
    void unlink(final int index, final Transactions transactions)
    {
        for (int m = transactions.memberships[index]; m != NONE; m = nextMembership[m])
        {
            members[m] = TransactionTable.NULL_HANDLE;
            final long not = ~bit(m);
            held[batch(m)] &= not;
            primary[batch(m)] &= not;
            shared[batch(m)] &= not;
            change(batch(m));
        }
        transactions.memberships[index] = NONE;
    }

    /** Takes a transaction out of one batch, which was never polled; another batch of it becomes the primary one. */
    void unlink(final int membership, final int index, final Transactions transactions)
    {
        members[membership] = TransactionTable.NULL_HANDLE;
        final long not = ~bit(membership);
        held[batch(membership)] &= not;
        primary[batch(membership)] &= not;
        shared[batch(membership)] &= not;
        final int first = transactions.memberships[index];
        if (first == membership)
        {
            transactions.memberships[index] = nextMembership[membership];
        }
        else
        {
            int before = first;
            while (nextMembership[before] != membership)
            {
                before = nextMembership[before];
            }
            nextMembership[before] = nextMembership[membership];
        }
        final int left = transactions.memberships[index];
        if (left != NONE)
        {
            primary[batch(left)] |= bit(left);
            if (nextMembership[left] == NONE)
            {
                shared[batch(left)] &= ~bit(left);
            }
            change(batch(left));
        }
    }

    /** Sets a transaction's bit of a word in all its batches. */
    void set(final long[] word, final int index, final Transactions transactions)
    {
        for (int m = transactions.memberships[index]; m != NONE; m = nextMembership[m])
        {
            word[batch(m)] |= bit(m);
            change(batch(m));
        }
    }

    /** Clears a transaction's bit of a word in all its batches. */
    void clear(final long[] word, final int index, final Transactions transactions)
    {
        for (int m = transactions.memberships[index]; m != NONE; m = nextMembership[m])
        {
            word[batch(m)] &= ~bit(m);
            change(batch(m));
        }
    }

    /** Members that may be asked about. */
    long pollable(final int batch)
    {
        return ready[batch] & held[batch] & primary[batch] & ~(accepted[batch] | rejected[batch]);
    }

    /** Members that are here and undecided. */
    long open(final int batch)
    {
        return held[batch] & ~(accepted[batch] | rejected[batch]);
    }

    /** Members that are here and decided. */
    long decided(final int batch)
    {
        return states[batch] == LIVE ? held[batch] & (accepted[batch] | rejected[batch]) : 0;
    }

    boolean isSettled(final int batch)
    {
        return states[batch] == LIVE && open(batch) == 0;
    }

    /** Whether all its bytes are here, so that it can be handed on. */
    boolean isWhole(final int batch)
    {
        return held[batch] == mask(counts[batch]);
    }

    /** Whether all its members are or were here. */
    boolean isKnownWhole(final int batch)
    {
        return known[batch] == mask(counts[batch]);
    }

    /** Notes that a batch has to be looked at again: polls, schedule, retention. */
    void change(final int batch)
    {
        if (!isChanged[batch])
        {
            isChanged[batch] = true;
            changed.add(batch);
        }
    }

    /** Next batch that changed, or NONE. */
    int nextChanged()
    {
        if (changed.isEmpty())
        {
            return NONE;
        }
        final int batch = changed.remove();
        isChanged[batch] = false;
        return batch;
    }

    boolean isShown(final int batch, final int peer)
    {
        return Peers.contains(shown, batch * words, peer);
    }

    /** Notes that a validator knows a batch; false if that was known. */
    boolean show(final int batch, final int peer)
    {
        if (isShown(batch, peer))
        {
            return false;
        }
        shown[batch * words + (peer >> 6)] |= 1L << peer;
        notShownBy[peer]--;
        return true;
    }

    /** Forgets what a validator has shown: it may have restarted. */
    void forget(final int peer)
    {
        for (int batch = 0; batch < capacity; batch++)
        {
            if (states[batch] != FREE && isShown(batch, peer))
            {
                shown[batch * words + (peer >> 6)] &= ~(1L << peer);
                notShownBy[peer]++;
            }
        }
    }

    /** Whether all the others that vote have shown to know it. */
    boolean isShownByAll(final int batch)
    {
        return isShownBy(batch, electorate.others());
    }

    boolean isShownBy(final int batch, final long[] peers)
    {
        for (int i = 0; i < words; i++)
        {
            if ((peers[i] & ~shown[batch * words + i]) != 0)
            {
                return false;
            }
        }
        return true;
    }

    /** Batches that a validator has not shown to know. */
    int notShownBy(final int peer)
    {
        return notShownBy[peer];
    }

    int originCount(final int origin)
    {
        return originCount[origin];
    }

    /** First batch in an origin's order, or NONE: the oldest, but for those put last. */
    int firstOf(final int origin)
    {
        return originHead[origin];
    }

    /** Puts a batch last in its origin's order. */
    void putLast(final int batch)
    {
        removeFromOrigin(batch);
        addToOrigin(batch, origins[batch]);
    }

    /** Polls a transaction in the next of its batches from now on, if it is in several. */
    void movePrimary(final int index, final Transactions transactions)
    {
        final int first = transactions.memberships[index];
        if (first == NONE || nextMembership[first] == NONE)
        {
            return;
        }
        final int second = nextMembership[first];
        int last = second;
        while (nextMembership[last] != NONE)
        {
            last = nextMembership[last];
        }
        nextMembership[last] = first;
        nextMembership[first] = NONE;
        transactions.memberships[index] = second;
        primary[batch(first)] &= ~bit(first);
        primary[batch(second)] |= bit(second);
        change(batch(first));
        change(batch(second));
    }

    private void copyWords(final int from, final long fromBit, final int to, final long toBit)
    {
        copy(ready, from, fromBit, to, toBit);
        copy(prefer, from, fromBit, to, toBit);
        copy(strong, from, fromBit, to, toBit);
        copy(accepted, from, fromBit, to, toBit);
        copy(rejected, from, fromBit, to, toBit);
        copy(conflicted, from, fromBit, to, toBit);
        copy(contested, from, fromBit, to, toBit);
    }

    private static void copy(final long[] word, final int from, final long fromBit, final int to, final long toBit)
    {
        if ((word[from] & fromBit) != 0)
        {
            word[to] |= toBit;
        }
    }

    private void addToOrigin(final int batch, final int origin)
    {
        originNext[batch] = NONE;
        originBefore[batch] = originTail[origin];
        if (originTail[origin] == NONE)
        {
            originHead[origin] = batch;
        }
        else
        {
            originNext[originTail[origin]] = batch;
        }
        originTail[origin] = batch;
        originCount[origin]++;
    }

    private void removeFromOrigin(final int batch)
    {
        final int origin = origins[batch];
        final int before = originBefore[batch];
        final int after = originNext[batch];
        if (before == NONE)
        {
            originHead[origin] = after;
        }
        else
        {
            originNext[before] = after;
        }
        if (after == NONE)
        {
            originTail[origin] = before;
        }
        else
        {
            originBefore[after] = before;
        }
        originCount[origin]--;
    }
}
