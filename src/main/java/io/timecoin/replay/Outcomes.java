package io.timecoin.replay;

import io.timecoin.transaction.Verdict;

import java.util.Arrays;

/** What each transaction of a replay was told: its verdict, and what became of it afterwards. Grows if it must. */
final class Outcomes
{
    private static final byte NOTHING = -1;
    /** Marks what was decided: it stands, whichever of the two rings was read first. */
    private static final byte DECIDED = 0x40;
    private static final int FIRST_CAPACITY = 1 << 16;
    /** As many as the tables of a replay have room for, the one of distinct transactions three quarters full. */
    static final int MAX_TRANSACTIONS = 1 << 29;

    private byte[] verdicts;
    private byte[] ends;

    /** Room for so many; a negative number is unknown. */
    Outcomes(final long transactions)
    {
        final int capacity = transactions < 0 ? FIRST_CAPACITY : Math.max(1, require(transactions));
        verdicts = new byte[capacity];
        ends = new byte[capacity];
        Arrays.fill(verdicts, NOTHING);
        Arrays.fill(ends, NOTHING);
    }

    /**
     * A number of transactions as an index has it.
     *
     * @throws ReplayException if there are more than can be told apart.
     */
    static int require(final long transactions)
    {
        if (transactions > MAX_TRANSACTIONS)
        {
            throw new ReplayException(ReplayException.Kind.USAGE, "the capture is too long for one replay",
                "too_many_transactions: a replay tells the outcomes of up to " + MAX_TRANSACTIONS + " apart",
                "replay the first of them: --limit N", null);
        }
        return (int)transactions;
    }

    /** What validation answered at once, or later of one that it had admitted. */
    void verdict(final long transaction, final int code)
    {
        final int index = index(transaction);
        if (verdicts[index] == NOTHING)
        {
            verdicts[index] = (byte)code;
        }
        else if (ends[index] < DECIDED)
        {
            ends[index] = (byte)code;
        }
    }

    /** What was decided. */
    void end(final long transaction, final int code)
    {
        // Before the array is named: it may be another one afterwards.
        final int index = index(transaction);
        ends[index] = (byte)(DECIDED | code);
    }

    /** What was answered first, or null. */
    Verdict verdict(final int transaction)
    {
        return transaction < verdicts.length ? Verdict.ofCode(verdicts[transaction]) : null;
    }

    /** What became of it in the end; ADMITTED if it was applied, or null. */
    Verdict end(final int transaction)
    {
        return transaction < ends.length && ends[transaction] != NOTHING ?
            Verdict.ofCode(ends[transaction] & ~DECIDED) : null;
    }

    private int index(final long transaction)
    {
        if (transaction >= verdicts.length)
        {
            final int before = verdicts.length;
            final int capacity = (int)Math.min(MAX_TRANSACTIONS, Math.max(2L * before, require(transaction + 1)));
            verdicts = Arrays.copyOf(verdicts, capacity);
            ends = Arrays.copyOf(ends, capacity);
            Arrays.fill(verdicts, before, capacity, NOTHING);
            Arrays.fill(ends, before, capacity, NOTHING);
        }
        return (int)transaction;
    }
}
