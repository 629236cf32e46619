package io.timecoin.workload;

import io.timecoin.crypto.Sha256;
import io.timecoin.genesis.Genesis;

/**
 * The genesis's outputs, by account. The first of each account is never spent, so that payments which must be refused
 * for one reason have an unspent output to name. Without a genesis it only counts what is asked for.
 */
final class Treasury
{
    /** Units in each output: enough for hundreds of payments in a chain, and for 2^28 outputs within the supply. */
    static final long AMOUNT = 10_000_000;

    private final int[] taken;
    private long[] firstNumbers;
    private byte[][] chunkIds;

    /** Counts. */
    Treasury(final int accounts)
    {
        taken = new int[accounts];
    }

    /** Hands out the outputs of a genesis, which has an allocation for each account. */
    Treasury(final Genesis genesis)
    {
        taken = new int[genesis.allocations().size()];
        firstNumbers = new long[taken.length];
        long number = 0;
        for (int i = 0; i < taken.length; i++)
        {
            firstNumbers[i] = number;
            number += genesis.allocations().get(i).outputCount();
        }
        chunkIds = new byte[(int)(number / Genesis.OUTPUTS_PER_CHUNK) + 1][];
        final long[] next = new long[1];
        genesis.forEachOutput((outpoint, offset, amount, lockType, keyHash) ->
        {
            if (next[0] % Genesis.OUTPUTS_PER_CHUNK == 0)
            {
                final byte[] id = new byte[Sha256.LENGTH];
                outpoint.getBytes(offset, id);
                chunkIds[(int)(next[0] / Genesis.OUTPUTS_PER_CHUNK)] = id;
            }
            next[0]++;
        });
    }

    /** The next output of an account. */
    Coin take(final int account)
    {
        taken[account]++;
        return coin(account, taken[account]);
    }

    /** The output of an account that is never spent. */
    Coin unspent(final int account)
    {
        return coin(account, 0);
    }

    /** Outputs that an account needs. */
    long needed(final int account)
    {
        return taken[account] + 1L;
    }

    private Coin coin(final int account, final int place)
    {
        if (firstNumbers == null)
        {
            return new Coin(null, 0, AMOUNT, account, Coin.BEFORE_ALL, 0);
        }
        final long number = firstNumbers[account] + place;
        return new Coin(
            chunkIds[(int)(number / Genesis.OUTPUTS_PER_CHUNK)],
            (int)(number % Genesis.OUTPUTS_PER_CHUNK),
            AMOUNT,
            account,
            Coin.BEFORE_ALL,
            number);
    }
}
