package io.timecoin.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Outputs to spend: those of the genesis first, in order, then those that accepted payments made, oldest first. One
 * thread takes, another gives back.
 */
public final class Coins
{
    private final List<Coin> initial;
    private final ConcurrentLinkedQueue<Coin> returned = new ConcurrentLinkedQueue<>();
    private int next;

    /**
     * Coins to start with.
     *
     * @param initial unspent outputs, all independent.
     */
    public Coins(final List<Coin> initial)
    {
        this.initial = new ArrayList<>(initial);
    }

    /**
     * Takes a coin.
     *
     * @param nowNs the time.
     * @return a coin that may be spent now, or null.
     */
    Coin take(final long nowNs)
    {
        if (next < initial.size())
        {
            return initial.get(next++);
        }
        final Coin head = returned.peek();
        return head != null && head.readyNs() <= nowNs ? returned.poll() : null;
    }

    /**
     * Gives a coin to spend later.
     *
     * @param coin an output of an accepted payment.
     */
    void give(final Coin coin)
    {
        returned.add(coin);
    }

    /**
     * Coins of the start that are left.
     *
     * @return a count.
     */
    int initialLeft()
    {
        return initial.size() - next;
    }
}
