package io.timecoin.load;

import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.Sha256;
import io.timecoin.genesis.Genesis;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
     * The genesis outputs of accounts, one account after the other in turn.
     *
     * @param genesis  of the chain.
     * @param accounts whose outputs to take.
     * @return coins to start with.
     */
    public static Coins ofGenesis(final Genesis genesis, final List<KeyPair> accounts)
    {
        final Map<ByteBuffer, Integer> accountByKeyHash = new HashMap<>();
        for (int i = 0; i < accounts.size(); i++)
        {
            accountByKeyHash.put(ByteBuffer.wrap(accounts.get(i).keyHash()), i);
        }
        final List<Coin> initial = new ArrayList<>();
        final byte[][] lastId = {new byte[0]};
        genesis.forEachOutput((outpoint, offset, amount, lockType, keyHash) ->
        {
            final Integer account = accountByKeyHash.get(ByteBuffer.wrap(keyHash));
            if (account != null)
            {
                final byte[] id = new byte[Sha256.LENGTH];
                outpoint.getBytes(offset, id);
                lastId[0] = Arrays.equals(id, lastId[0]) ? lastId[0] : id;
                final int index = outpoint.getShort(offset + Sha256.LENGTH, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
                initial.add(new Coin(lastId[0], index, amount, account, Coin.EVERYWHERE, 0));
            }
        });
        return new Coins(initial);
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
     * Leaves out coins that an earlier load has spent.
     *
     * @param count of the first coins.
     * @return this.
     */
    public Coins skip(final int count)
    {
        next = Math.min(initial.size(), next + count);
        return this;
    }

    /**
     * Leaves out coins that others have taken from the end.
     *
     * @param count of the last coins.
     * @return this.
     */
    public Coins withoutLast(final int count)
    {
        final int left = Math.max(next, initial.size() - count);
        initial.subList(left, initial.size()).clear();
        return this;
    }

    /**
     * Coins of the start that are left.
     *
     * @return a count.
     */
    public int initialLeft()
    {
        return initial.size() - next;
    }
}
