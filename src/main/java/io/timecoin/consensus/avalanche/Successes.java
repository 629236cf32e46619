package io.timecoin.consensus.avalanche;

/**
 * Successful polls in a row, for a rule that counts them: a row a batch, at the primary membership of each of its
 * members. Nothing is counted for a rule that does not.
 */
final class Successes
{
    /** Polls that are sent although those in flight are enough. */
    private static final int POLLS_IN_ADVANCE = 3;

    private final AcceptanceRule rule;
    private final Transactions transactions;
    private final Batches batches;
    private final VoteCounter counts;
    private final int most;

    Successes(final Knowledge knowledge)
    {
        rule = knowledge.rule;
        transactions = knowledge.transactions;
        batches = knowledge.batches;
        most = Math.max(1, rule.mostSuccesses());
        counts = new VoteCounter(rule.countsInARow() ? batches.capacity : 0, most);
    }

    /** All are counted from zero again. */
    void begin()
    {
        if (rule.countsInARow())
        {
            counts.begin(most);
        }
    }

    /** A batch has new members. */
    void onAllocated(final int batch)
    {
        if (rule.countsInARow())
        {
            counts.clear(batch, ~0L);
        }
    }

    /** The row of a transaction ends. */
    void end(final int index)
    {
        final int membership = transactions.memberships[index];
        if (rule.countsInARow() && membership != Transactions.NONE)
        {
            counts.clear(Batches.batch(membership), Batches.bit(membership));
        }
    }

    /** A poll about these members was a success for some and ends the row of the others. Returns who has enough. */
    long count(final int batch, final long applied, final long succeeded)
    {
        counts.increment(batch, succeeded);
        counts.clear(batch, applied & ~succeeded);
        final long conflicted = batches.conflicted[batch];
        return succeeded & (counts.atLeast(batch, rule.successesNeeded(false)) & ~conflicted |
            counts.atLeast(batch, rule.successesNeeded(true)) & conflicted);
    }

    /**
     * Of these members, those that polls in flight cannot accept yet if all of them succeed; a few more polls are sent
     * in advance, since not all do.
     */
    long lackingPolls(final int batch, final long bits)
    {
        if (!rule.countsInARow())
        {
            return bits;
        }
        final int inFlight = batches.inFlight[batch] - POLLS_IN_ADVANCE;
        return bits & (batches.conflicted[batch] | ~counts.atLeast(batch, rule.successesNeeded(false) - inFlight));
    }
}
