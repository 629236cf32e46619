package io.timecoin.consensus.avalanche;

import io.timecoin.pending.TransactionTable;
import io.timecoin.transaction.Verdict;

import static io.timecoin.consensus.avalanche.Transactions.ACCEPTED;
import static io.timecoin.consensus.avalanche.Transactions.CONTESTED;
import static io.timecoin.consensus.avalanche.Transactions.ENDED;
import static io.timecoin.consensus.avalanche.Transactions.GONE;
import static io.timecoin.consensus.avalanche.Transactions.NONE;
import static io.timecoin.consensus.avalanche.Transactions.READY;
import static io.timecoin.consensus.avalanche.Transactions.REJECTED;
import static io.timecoin.consensus.avalanche.Transactions.RELEASED;
import static io.timecoin.consensus.avalanche.Transactions.SILENCED;
import static io.timecoin.consensus.avalanche.Transactions.UNDONE;
import static io.timecoin.consensus.avalanche.Transactions.UNPREFERABLE;

/**
 * What this node prefers, is strong for, and has decided. Members without conflicts and in one batch, the usual ones,
 * are treated by the word; the others one by one.
 */
final class Opinions
{
    private final Knowledge knowledge;
    private final Transactions transactions;
    private final Batches batches;
    private final Conflicts conflicts;
    private final Ledger ledger;
    private final Custody custody;
    private final Marks marks;
    private final AvalancheStats stats;
    private final Successes successes;
    private final int[] rivals = new int[AvalancheLimits.MAX_RIVALS];
    private final int[] rivalsOfRival = new int[AvalancheLimits.MAX_RIVALS];

    Opinions(final Knowledge knowledge)
    {
        this.knowledge = knowledge;
        transactions = knowledge.transactions;
        batches = knowledge.batches;
        conflicts = knowledge.conflicts;
        ledger = knowledge.ledger;
        custody = new Custody(knowledge);
        marks = new Marks(knowledge);
        stats = knowledge.stats;
        successes = new Successes(knowledge);
    }

    Custody custody()
    {
        return custody;
    }

    Marks marks()
    {
        return marks;
    }

    Successes successes()
    {
        return successes;
    }

    /** Two or more transactions spend the same output. */
    void onConflict(final int handle, final int[] rivalHandles, final int count)
    {
        final int index = touch(handle);
        for (int i = 0; i < count && !transactions.is(index, ENDED); i++)
        {
            final int rival = touch(rivalHandles[i]);
            if (transactions.is(rival, ACCEPTED))
            {
                // Validation had not yet heard of the decision when it saw the conflict.
                reject(index, rival);
            }
            else if (rival != index && !transactions.is(rival, ENDED) && !conflicts.areInConflict(index, rival))
            {
                addConflict(index, rival);
            }
        }
    }

    /** Valid, and all parents accepted here. */
    void onReady(final int index)
    {
        if (transactions.is(index, ENDED))
        {
            return;
        }
        if (!transactions.is(index, READY))
        {
            transactions.set(index, READY);
            transactions.sinceNs[index] = knowledge.nowNs;
        }
        if (!transactions.is(index, UNPREFERABLE))
        {
            batches.set(batches.ready, index, transactions);
            considerFirst(index);
        }
    }

    /** Columns of a handle, fresh if it was not seen before. */
    int touch(final int handle)
    {
        final boolean isNew = !transactions.isSeen(handle);
        final int index = transactions.touch(handle);
        if (isNew)
        {
            ledger.onSeen(index);
        }
        if (knowledge.silence.isSilent())
        {
            transactions.set(index, SILENCED);
        }
        return index;
    }

    /** Words of a new membership that come from what is known about the transaction itself. */
    void onJoined(final int index, final boolean isOnly)
    {
        if (isOnly && transactions.is(index, ENDED))
        {
            // Kept for a block, after its batches had to go.
            batches.set(transactions.is(index, ACCEPTED) ? batches.accepted : batches.rejected, index, transactions);
            if (transactions.is(index, ACCEPTED))
            {
                batches.set(batches.prefer, index, transactions);
            }
        }
        if (conflicts.first(index) != NONE)
        {
            batches.set(batches.conflicted, index, transactions);
        }
    }

    /** Silence is over: what has no known conflict may be preferred now. */
    void onSilenceEnded()
    {
        for (int batch = 0; batch < batches.capacity; batch++)
        {
            if (batches.states[batch] != Batches.FREE)
            {
                for (long bits = batches.pollable(batch) & ~batches.prefer[batch]; bits != 0; bits &= bits - 1)
                {
                    considerFirst(index(batch, bits));
                }
            }
        }
    }

    /** Polls a transaction in another of its batches from now on. Successes in a row do not come along. */
    void movePrimary(final int index)
    {
        successes.end(index);
        batches.movePrimary(index, transactions);
        successes.end(index);
    }

    /** The preference may move to these members. Returns those to which it did. */
    long lead(final int batch, final long bits)
    {
        final long single = batches.conflicted[batch] | batches.shared[batch];
        long moved = bits & ~single;
        batches.prefer[batch] |= moved;
        for (long rest = bits & single; rest != 0; rest &= rest - 1)
        {
            if (moveTo(index(batch, rest)))
            {
                moved |= Long.lowestOneBit(rest);
            }
        }
        return moved;
    }

    /** A quorum prefers these members: what is preferred here as well becomes strong. Returns those that did. */
    long mark(final int batch, final long bits)
    {
        final long preferred = bits & batches.prefer[batch] & ~batches.strong[batch];
        final long marked = preferred & ~againstPledge(batch, preferred);
        batches.strong[batch] |= marked;
        for (long rest = marked & batches.shared[batch]; rest != 0; rest &= rest - 1)
        {
            batches.set(batches.strong, index(batch, rest), transactions);
        }
        return marked;
    }

    /** One applied poll of a rule that counts in a row: which members it is about, and which it was a success for. */
    void count(final int batch, final long applied, final long leads, final long succeeds)
    {
        final long moved = lead(batch, leads & applied & ~batches.prefer[batch]);
        accept(batch, successes.count(batch, applied, applied & succeeds & batches.prefer[batch] & ~moved));
    }

    /** These members are accepted, and their rivals rejected. */
    void accept(final int batch, final long bits)
    {
        for (long rest = bits; rest != 0; rest &= rest - 1)
        {
            // An acceptance may have rejected a later one of the same word, if more lie than may.
            if ((batches.pollable(batch) & Long.lowestOneBit(rest)) != 0)
            {
                final int index = index(batch, rest);
                if (!isHeldUp() && !ledger.isHeldBack(index))
                {
                    accept(index);
                }
            }
        }
        if (bits != 0)
        {
            batches.change(batch);
        }
    }

    /** A poll ended in which enough of the network knew these members in conflict. */
    void countRound(final int batch, final long bits)
    {
        for (long rest = bits & batches.conflicted[batch] & ~batches.contested[batch]; rest != 0; rest &= rest - 1)
        {
            final int index = index(batch, rest);
            if (transactions.rounds[index] < Short.MAX_VALUE)
            {
                transactions.rounds[index]++;
            }
            if (transactions.rounds[index] >= knowledge.parameters.maxRounds() &&
                knowledge.nowNs - transactions.conflictedNs[index] >= Schedule.CONTESTED_AFTER_NS)
            {
                transactions.set(index, CONTESTED);
                batches.set(batches.contested, index, transactions);
                ledger.onContested(index);
                stats.contested++;
                stats.contestedNow++;
            }
        }
    }

    /** Grants or ignores the end of a lock by age. */
    void onExpire(final int handle)
    {
        final int index = touch(handle);
        if (isForgettable(index))
        {
            leave(index);
            stats.expired++;
            knowledge.decisions.expired(handle);
        }
    }

    /** Grants or ignores the end of a transaction for want of space. */
    void onEvict(final int handle)
    {
        final int index = touch(handle);
        if (isForgettable(index))
        {
            leave(index);
            stats.evicted++;
            knowledge.decisions.evicted(handle);
        }
    }

    /** An ancestor is gone, so no opinion can have been given: forgotten. */
    void onAbandon(final int handle)
    {
        final int index = touch(handle);
        if (transactions.is(index, UNDONE))
        {
            // It goes when nothing can be in the way any more that was said before validation knew.
            return;
        }
        if (transactions.is(index, ACCEPTED | REJECTED))
        {
            if (!transactions.is(index, RELEASED))
            {
                custody.release(index);
            }
        }
        else if (!transactions.is(index, GONE))
        {
            leave(index);
            transactions.set(index, RELEASED);
            stats.released++;
            knowledge.decisions.released(handle);
        }
    }

    /** A final block lists a rival of this undecided transaction, which is not here. */
    void rejectForBlock(final int index)
    {
        decide(index, REJECTED);
        finishRejection(index);
    }

    /** A final block has chosen a rival of this accepted transaction, or of an ancestor. */
    void undo(final int index)
    {
        ledger.onUndone(index);
        transactions.clear(index, ACCEPTED);
        transactions.set(index, REJECTED);
        batches.clear(batches.accepted, index, transactions);
        batches.clear(batches.prefer, index, transactions);
        batches.clear(batches.strong, index, transactions);
        batches.set(batches.rejected, index, transactions);
        stats.undone++;
        knowledge.decisions.undone(transactions.handles[index]);
    }

    /** Valid, undecided and preferred here. */
    boolean isPreferred(final int index)
    {
        return transactions.is(index, READY) && !transactions.is(index, ENDED | UNPREFERABLE) &&
            has(batches.prefer, index);
    }

    /** Others vote now: what was got by other weights ends, unless it has led to an acceptance. Preferences stay. */
    void onElectorate()
    {
        successes.begin();
        marks.endAll();
    }

    /** Index of the transaction at the lowest of these bits. */
    int index(final int batch, final long bits)
    {
        return TransactionTable.index(batches.members[batch << 6 | Long.numberOfTrailingZeros(bits)]);
    }

    private void addConflict(final int index, final int rival)
    {
        if (!conflicts.add(index, rival))
        {
            // It may not be preferred beside a rival that it is not known to have.
            stats.conflictsOverLimit++;
            transactions.set(index, UNPREFERABLE);
            batches.clear(batches.ready, index, transactions);
            return;
        }
        onNewConflict(index);
        onNewConflict(rival);
    }

    private void onNewConflict(final int index)
    {
        if (transactions.conflictedNs[index] == 0)
        {
            transactions.conflictedNs[index] = knowledge.nowNs;
            stats.conflicted++;
        }
        batches.set(batches.conflicted, index, transactions);
        successes.end(index);
    }

    /** First sight: preferred if none of its conflicts is, and no vote from before a restart can be contradicted. */
    private void considerFirst(final int index)
    {
        if (!transactions.is(index, READY) || transactions.is(index, ENDED | UNPREFERABLE) ||
            transactions.memberships[index] == NONE || has(batches.prefer, index) || knowledge.silence.isSilent())
        {
            return;
        }
        final int first = conflicts.first(index);
        if (first != NONE && transactions.is(index, SILENCED))
        {
            return;
        }
        for (int edge = first; edge != NONE; edge = conflicts.next(edge))
        {
            final int rival = conflicts.other(edge);
            if (has(batches.prefer, rival) || transactions.is(rival, SILENCED))
            {
                return;
            }
        }
        batches.set(batches.prefer, index, transactions);
    }

    private boolean moveTo(final int index)
    {
        if (transactions.is(index, UNPREFERABLE))
        {
            return false;
        }
        for (int edge = conflicts.first(index); edge != NONE; edge = conflicts.next(edge))
        {
            if (has(batches.strong, conflicts.other(edge)))
            {
                return false;
            }
        }
        final int count = conflicts.copy(index, rivals);
        int left = 0;
        for (int i = 0; i < count; i++)
        {
            final int rival = rivals[i];
            successes.end(rival);
            if (has(batches.prefer, rival))
            {
                batches.clear(batches.prefer, rival, transactions);
                stats.preferenceFlips++;
                rivals[left++] = rival;
            }
        }
        batches.set(batches.prefer, index, transactions);
        successes.end(index);
        for (int i = 0; i < left; i++)
        {
            considerRivalsOf(rivals[i]);
        }
        return true;
    }

    private void considerRivalsOf(final int index)
    {
        for (int edge = conflicts.first(index); edge != NONE; edge = conflicts.next(edge))
        {
            considerFirst(conflicts.other(edge));
        }
    }

    /**
     * Whether nothing becomes strong or accepted by polls: this node may have prevoted for a block before a restart,
     * for a height that is still open, or has prevoted for the last block of those who vote now.
     */
    private boolean isHeldUp()
    {
        return knowledge.electorate.isFrozen() || ledger.isOn() && knowledge.silence.isSilent();
    }

    private long againstPledge(final int batch, final long bits)
    {
        long found = isHeldUp() ? bits : 0;
        for (long rest = bits & batches.conflicted[batch]; rest != 0; rest &= rest - 1)
        {
            found |= ledger.isAgainstPledge(index(batch, rest)) ? Long.lowestOneBit(rest) : 0;
        }
        return found;
    }

    /** Accepted and its rivals rejected: polls have said so, or a final block lists it. */
    void accept(final int index)
    {
        final int handle = transactions.handles[index];
        decide(index, ACCEPTED);
        batches.set(batches.accepted, index, transactions);
        batches.set(batches.prefer, index, transactions);
        ledger.onAccepted(index);
        stats.accepted++;
        knowledge.listener.onAccepted(
            handle, transactions.polls[index], knowledge.nowNs - transactions.sinceNs[index]);
        transactions.sinceNs[index] = knowledge.nowNs;
        knowledge.decisions.accepted(handle);
        final int count = conflicts.copy(index, rivals);
        for (int i = 0; i < count; i++)
        {
            conflicts.remove(index, rivals[i]);
            // All are marked first: none of them may take the preference that another leaves.
            decide(rivals[i], REJECTED);
            ledger.onRejected(rivals[i], index);
        }
        for (int i = 0; i < count; i++)
        {
            finishRejection(rivals[i]);
        }
        releaseIfHomeless(index);
    }

    private void reject(final int index, final int winner)
    {
        decide(index, REJECTED);
        ledger.onRejected(index, winner);
        finishRejection(index);
    }

    private void finishRejection(final int index)
    {
        batches.set(batches.rejected, index, transactions);
        batches.clear(batches.prefer, index, transactions);
        batches.clear(batches.strong, index, transactions);
        stats.rejected++;
        knowledge.decisions.rejected(transactions.handles[index], Verdict.CONFLICT);
        dropConflicts(index);
        releaseIfHomeless(index);
    }

    private void decide(final int index, final int flag)
    {
        transactions.set(index, flag);
        uncontest(index);
        custody.take(index);
    }

    private void releaseIfHomeless(final int index)
    {
        if (transactions.memberships[index] == NONE)
        {
            custody.release(index);
        }
    }

    private void dropConflicts(final int index)
    {
        final int count = conflicts.copy(index, rivalsOfRival);
        for (int i = 0; i < count; i++)
        {
            final int rival = rivalsOfRival[i];
            conflicts.remove(index, rival);
            if (conflicts.first(rival) == NONE && !transactions.is(rival, ENDED))
            {
                batches.clear(batches.conflicted, rival, transactions);
                uncontest(rival);
                transactions.rounds[rival] = 0;
            }
        }
        for (int i = 0; i < count; i++)
        {
            considerFirst(rivalsOfRival[i]);
        }
    }

    private void uncontest(final int index)
    {
        if (transactions.is(index, CONTESTED))
        {
            transactions.clear(index, CONTESTED);
            batches.clear(batches.contested, index, transactions);
            ledger.onUncontested(index);
            stats.contestedNow--;
        }
    }

    private boolean isForgettable(final int index)
    {
        if (transactions.is(index, ENDED))
        {
            return false;
        }
        for (int m = transactions.memberships[index]; m != NONE; m = batches.nextMembership[m])
        {
            if ((batches.engaged[Batches.batch(m)] & Batches.bit(m)) != 0)
            {
                return false;
            }
        }
        return true;
    }

    /** Ends a transaction without a decision: as if it had never been seen. */
    private void leave(final int index)
    {
        transactions.set(index, GONE);
        ledger.onGone(index);
        uncontest(index);
        batches.clear(batches.known, index, transactions);
        batches.clear(batches.ready, index, transactions);
        batches.clear(batches.prefer, index, transactions);
        batches.clear(batches.strong, index, transactions);
        batches.clear(batches.conflicted, index, transactions);
        batches.unlink(index, transactions);
        dropConflicts(index);
    }

    private boolean has(final long[] word, final int index)
    {
        final int membership = transactions.memberships[index];
        return membership != NONE && (word[Batches.batch(membership)] & Batches.bit(membership)) != 0;
    }
}
