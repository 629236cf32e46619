package io.timecoin.load;

import org.agrona.collections.Long2ObjectHashMap;

/**
 * Accepted payments that are in no final block yet. Bounded: where there are no blocks, or they have stopped, the later
 * ones are not followed.
 */
final class Unconfirmed
{
    private static final int MAX_FOLLOWED = 1 << 18;

    private record Accepted(long dueNs, int validator, LoadStats account)
    {
    }

    private final Long2ObjectHashMap<Accepted> accepted = new Long2ObjectHashMap<>();

    void add(final InFlight sent, final int validator)
    {
        if (accepted.size() < MAX_FOLLOWED)
        {
            accepted.put(sent.reference, new Accepted(sent.dueNs, validator, sent.account));
        }
    }

    int size()
    {
        return accepted.size();
    }

    void onConfirmed(final long reference, final long nowNs)
    {
        final Accepted payment = accepted.remove(reference);
        if (payment != null)
        {
            payment.account.onConfirmed(payment.dueNs, nowNs);
        }
    }

    void onUndone(final long reference)
    {
        final Accepted payment = accepted.remove(reference);
        if (payment != null)
        {
            payment.account.undone++;
        }
    }

    /** A validator that is lost tells nobody any more. */
    void onLost(final int validator)
    {
        accepted.values().removeIf((payment) -> payment.validator == validator);
    }
}
