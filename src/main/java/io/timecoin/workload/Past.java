package io.timecoin.workload;

import io.timecoin.transaction.TransactionLayout;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Transactions that may come again, and payments that may get a rival, as far as they are remembered. */
final class Past
{
    private static final int MEMORY_BYTES = 1 << 23;
    private static final int MIN_RECENT = 64;
    private static final int MAX_RECENT = 2048;
    private static final int OLD = 256;
    /** One in so many is kept for later. */
    private static final int KEPT_PART = 64;
    private static final int MAX_AWAITED = 64;

    /** A payment and the slot before which it takes effect. */
    private record Paid(Draft draft, long acceptedSlot)
    {
    }

    private final Draws draws;
    private final int maxRecent;
    private final List<Entry> recentEntries = new ArrayList<>();
    private final List<Entry> oldEntries = new ArrayList<>();
    private final List<Paid> recentPayments = new ArrayList<>();
    /** Payments that shall get a rival once they are accepted. */
    private final Deque<Paid> awaited = new ArrayDeque<>();
    private long entries;
    private long payments;

    Past(final Draws draws, final Shape shape)
    {
        this.draws = draws;
        final int length = TransactionLayout.encodedLength(shape.maxInputs(), shape.maxOutputs(), 2);
        maxRecent = Math.max(MIN_RECENT, Math.min(MAX_RECENT, MEMORY_BYTES / length));
    }

    /** Remembers a transaction; one that conflicts only as long as a node knows why it does. */
    void addEntry(final Entry entry, final boolean isConflict)
    {
        put(recentEntries, entries, maxRecent, entry);
        if (entries % KEPT_PART == 0 && !isConflict)
        {
            put(oldEntries, entries / KEPT_PART % OLD == 0 ? 0 : draws.below(OLD), OLD, entry);
        }
        entries++;
    }

    void addPayment(final Draft draft, final long acceptedSlot)
    {
        put(recentPayments, payments, maxRecent, new Paid(draft, acceptedSlot));
        payments++;
    }

    /** One that came before: half of them recently, half of them at any time. Null if none did. */
    Entry anyEntry()
    {
        final List<Entry> from = draws.coin() ? recentEntries : oldEntries;
        return from.isEmpty() ? null : from.get(draws.below(from.size()));
    }

    /** A payment whose inputs are known as spent or claimed: undecided, or accepted not long ago. Null if none is. */
    Draft paymentForRival(final Acceptances acceptances, final long slot)
    {
        if (recentPayments.isEmpty())
        {
            return null;
        }
        if (draws.coin() && awaited.size() < MAX_AWAITED)
        {
            awaited.add(recentPayments.get(draws.below(recentPayments.size())));
        }
        while (!awaited.isEmpty() && awaited.peek().acceptedSlot() + Acceptances.MARGIN_SLOTS < slot)
        {
            final Paid paid = awaited.poll();
            if (acceptances.isRemembered(paid.acceptedSlot()))
            {
                return paid.draft();
            }
        }
        final Paid paid = recentPayments.get(draws.below(recentPayments.size()));
        return acceptances.isRemembered(paid.acceptedSlot()) ? paid.draft() : null;
    }

    private static <T> void put(final List<T> list, final long number, final int limit, final T element)
    {
        if (list.size() < limit)
        {
            list.add(element);
        }
        else
        {
            list.set((int)(number % limit), element);
        }
    }
}
