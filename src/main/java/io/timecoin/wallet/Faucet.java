package io.timecoin.wallet;

import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.Sha256;
import io.timecoin.genesis.Genesis;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The first money of a test network: accounts whose keys all follow from one seed, each with many equal outputs in the
 * genesis, so that a load generator can spend them independently of each other. The seed of account i is
 * SHA-256("timecoin/account" ‖ seed of the faucet ‖ i as four bytes, little endian).
 */
public final class Faucet
{
    /** Most accounts of one genesis that are looked for. */
    public static final int MAX_ACCOUNTS = 65_534;

    private static final byte[] ACCOUNT_TAG = Sha256.tag("timecoin/account");

    private final byte[] seed;

    /**
     * A faucet.
     *
     * @param seed 32 bytes, secret.
     */
    public Faucet(final byte[] seed)
    {
        if (seed.length != KeyPair.SEED_LENGTH)
        {
            throw new IllegalArgumentException("a seed has " + KeyPair.SEED_LENGTH + " bytes, not " + seed.length);
        }
        this.seed = seed.clone();
    }

    /**
     * The keys of an account.
     *
     * @param index from 0.
     * @return the same for the same seed, always.
     */
    public KeyPair account(final int index)
    {
        final byte[] number = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(index).array();
        return KeyPair.fromSeed(Sha256.of(ACCOUNT_TAG, seed, number));
    }

    /**
     * Gives each account its outputs in a genesis.
     *
     * @param genesis           being built.
     * @param accounts          number of accounts.
     * @param outputsPerAccount number of outputs of each.
     * @param amount            units in each output.
     */
    public void allocate(
        final Genesis.Builder genesis, final int accounts, final long outputsPerAccount, final long amount)
    {
        for (int i = 0; i < accounts; i++)
        {
            genesis.allocation(amount, account(i).keyHash(), outputsPerAccount);
        }
    }

    /**
     * The accounts that a genesis gave money to.
     *
     * @param genesis made with {@link #allocate}; other allocations may stand between.
     * @return accounts from 0 on, none if this is another network's faucet.
     */
    public List<KeyPair> accountsOf(final Genesis genesis)
    {
        final List<KeyPair> accounts = new ArrayList<>();
        KeyPair next = account(0);
        for (final Genesis.Allocation allocation : genesis.allocations())
        {
            if (Arrays.equals(allocation.keyHash(), next.keyHash()) && accounts.size() < MAX_ACCOUNTS)
            {
                accounts.add(next);
                next = account(accounts.size());
            }
        }
        return accounts;
    }
}
