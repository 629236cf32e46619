package io.timecoin.workload;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Chains of payments that go on, in the order of the slots in which they do. */
final class Chains
{
    /**
     * What the next payment of a chain spends.
     *
     * @param dueSlot  in which it may come at the earliest.
     * @param number   keeps the order of those that are due at once.
     * @param position of the payment that made the coins, from 1.
     * @param shape    of the next payment, with at least as many inputs as there are coins.
     * @param coins    of one account.
     */
    record Link(long dueSlot, long number, int position, Shape shape, Coin[] coins)
    {
    }

    private final PriorityQueue<Link> links =
        new PriorityQueue<>(Comparator.comparingLong(Link::dueSlot).thenComparingLong(Link::number));
    private long added;

    void add(final long dueSlot, final Draft made, final Coin[] coins)
    {
        links.add(new Link(dueSlot, added++, made.position, made.nextShape, coins));
    }

    /** The one that waits longest, or null if none is due. */
    Link takeDue(final long slot)
    {
        return links.isEmpty() || links.peek().dueSlot() > slot ? null : links.poll();
    }
}
