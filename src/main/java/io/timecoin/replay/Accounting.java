package io.timecoin.replay;

import io.timecoin.pipeline.TransactionSlot;
import io.timecoin.transaction.TransactionCheck;
import io.timecoin.transaction.TransactionView;
import io.timecoin.transaction.Verdict;
import io.timecoin.validation.ValidationStats;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;

import java.util.EnumMap;
import java.util.Map;

/**
 * Counts the final outcome of each distinct transaction after a pass, by reading the source again. Bytes that came
 * before have no outcome of their own: together they have the one that lasts, application before any other end, an end
 * before an answer, and a later answer before an earlier one; that they were known already is none.
 */
final class Accounting
{
    private static final long MIX_1 = 0x9E37_79B9_7F4A_7C15L;
    private static final long MIX_2 = 0xC2B2_AE3D_27D4_EB4FL;
    private static final int MIN_PLACES = 1 << 10;
    private static final byte NOTHING = -1;
    private static final byte KNOWN = (byte)Verdict.KNOWN.code();
    private static final byte APPLIED = 100;
    private static final byte WAITING = 101;

    final Map<Verdict, Long> rejected = new EnumMap<>(Verdict.class);
    long transactions;
    long inputs;
    long accepted;
    long repeats;
    long undecided;
    /** Transactions that came in batches of validators, who are told nothing. */
    long members;
    long ticks;

    private final TransactionCheck check;
    private final TransactionView view = new TransactionView();
    private long[] hashes = new long[MIN_PLACES];
    private byte[] states = new byte[MIN_PLACES];
    private int distinct;

    private Accounting(final ReplaySource source)
    {
        check = new TransactionCheck(source.chainId(), source.maxSupply());
    }

    /** Counts what became of the first so many transactions. */
    static Accounting of(
        final ReplaySource source, final long limit, final Outcomes outcomes, final ValidationStats stats,
        final long acceptedInAll)
    {
        final Accounting accounting = new Accounting(source);
        final ReplaySource.Cursor cursor = source.cursor();
        while (accounting.transactions < limit && cursor.next())
        {
            if (cursor.kind() == ReplaySource.Kind.TRANSACTION)
            {
                accounting.count(cursor, outcomes);
            }
            else if (cursor.kind() == ReplaySource.Kind.TICK)
            {
                accounting.ticks++;
            }
        }
        accounting.sum(outcomes, stats, acceptedInAll);
        return accounting;
    }

    private void count(final ReplaySource.Cursor cursor, final Outcomes outcomes)
    {
        final int transaction = Outcomes.require(transactions++);
        if (check.check(cursor.buffer(), cursor.offset(), cursor.length(), view) == Verdict.ADMITTED)
        {
            inputs += view.inputCount();
        }
        if (cursor.batch() != TransactionSlot.NULL_BATCH)
        {
            members++;
            return;
        }
        final int place = place(hash(cursor.buffer(), cursor.offset(), cursor.length()));
        if (states[place] != NOTHING)
        {
            repeats++;
        }
        final Verdict end = outcomes.end(transaction);
        final Verdict verdict = outcomes.verdict(transaction);
        if (end == Verdict.ADMITTED)
        {
            states[place] = APPLIED;
        }
        else if (states[place] != APPLIED && end != null)
        {
            states[place] = (byte)end.code();
        }
        else if (states[place] != APPLIED && verdict != null && (verdict != Verdict.KNOWN || states[place] == NOTHING))
        {
            states[place] = verdict == Verdict.ADMITTED ? WAITING : (byte)verdict.code();
        }
    }

    private void sum(final Outcomes outcomes, final ValidationStats stats, final long acceptedInAll)
    {
        for (int place = 0; place < hashes.length; place++)
        {
            if (hashes[place] == 0)
            {
                continue;
            }
            if (states[place] == APPLIED)
            {
                accepted++;
            }
            else if (states[place] == WAITING || states[place] == NOTHING)
            {
                undecided++;
            }
            else
            {
                rejected.merge(Verdict.ofCode(states[place]), 1L, Long::sum);
            }
        }
        if (members > 0)
        {
            accepted = acceptedInAll;
            addMembers(outcomes, stats);
        }
    }

    /** Members are told nothing: what validation found of all transactions, less what clients were told. */
    private void addMembers(final Outcomes outcomes, final ValidationStats stats)
    {
        final long[] told = new long[stats.verdicts.length];
        for (int i = 0; i < transactions; i++)
        {
            final Verdict verdict = outcomes.verdict(i);
            if (verdict != null)
            {
                told[verdict.code()]++;
            }
        }
        for (final Verdict verdict : Verdict.values())
        {
            final long count = stats.verdicts[verdict.code()] - told[verdict.code()];
            if (count > 0 && verdict != Verdict.ADMITTED && verdict != Verdict.KNOWN)
            {
                rejected.merge(verdict, count, Long::sum);
            }
        }
    }

    private int place(final long hash)
    {
        if (4L * distinct >= 3L * hashes.length)
        {
            grow();
        }
        final int place = find(hash);
        if (hashes[place] == 0)
        {
            hashes[place] = hash;
            states[place] = NOTHING;
            distinct++;
        }
        return place;
    }

    private int find(final long hash)
    {
        int place = (int)hash & hashes.length - 1;
        while (hashes[place] != 0 && hashes[place] != hash)
        {
            place = place + 1 & hashes.length - 1;
        }
        return place;
    }

    private void grow()
    {
        final long[] oldHashes = hashes;
        final byte[] oldStates = states;
        hashes = new long[BitUtil.findNextPositivePowerOfTwo(2 * oldHashes.length)];
        states = new byte[hashes.length];
        for (int i = 0; i < oldHashes.length; i++)
        {
            if (oldHashes[i] != 0)
            {
                final int place = find(oldHashes[i]);
                hashes[place] = oldHashes[i];
                states[place] = oldStates[i];
            }
        }
    }

    /** Of 64 bits, never 0: ten million transactions collide once in half a million replays. */
    private static long hash(final DirectBuffer buffer, final int offset, final int length)
    {
        long hash = length * MIX_1;
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES)
        {
            hash = Long.rotateLeft((hash ^ buffer.getLong(offset + i)) * MIX_2, 29) * MIX_1;
        }
        for (; i < length; i++)
        {
            hash = Long.rotateLeft((hash ^ buffer.getByte(offset + i)) * MIX_2, 29) * MIX_1;
        }
        hash = (hash ^ hash >>> 32) * MIX_2;
        hash ^= hash >>> 29;
        return hash == 0 ? 1 : hash;
    }
}
