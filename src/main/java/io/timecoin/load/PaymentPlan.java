package io.timecoin.load;

import io.timecoin.crypto.KeyPair;
import io.timecoin.transaction.TransactionLayout;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Decides payments, one after the other: kind, coin, payee, amounts. The same seed over the same coins gives the same
 * payments. One thread at a time.
 */
public final class PaymentPlan
{
    /** The smallest fee that a node takes for a payment of one input and two outputs. */
    public static final long FEE = 1000;
    /** A smaller coin is left alone: its change could not be spent again. */
    private static final long MIN_COIN = 4 * (FEE + 2 * TransactionLayout.DUST_AMOUNT);

    private final byte[] chainId;
    private final List<KeyPair> accounts;
    private final byte[][] keyHashes;
    private final Coins coins;
    private final Mix mix;
    private final SplittableRandom random;
    /** Never spent: what invalid payments pretend to spend, so that they stand in no correct one's way. */
    private final Coin decoy;
    private PaymentKind pending;

    /**
     * A plan.
     *
     * @param chainId  32 bytes.
     * @param accounts keys of the coins' owners, who also pay each other.
     * @param coins    what to spend; one is set aside.
     * @param profile  the mix and the seed.
     */
    public PaymentPlan(
        final byte[] chainId, final List<KeyPair> accounts, final Coins coins, final LoadProfile profile)
    {
        this.chainId = chainId.clone();
        this.accounts = List.copyOf(accounts);
        this.coins = coins;
        keyHashes = accounts.stream().map(KeyPair::keyHash).toArray(byte[][]::new);
        mix = new Mix(profile.doubleSpendPercent(), profile.invalidPercent());
        random = new SplittableRandom(profile.seed());
        decoy = coins.take(0);
        if (decoy == null)
        {
            throw new IllegalArgumentException("a load needs outputs to spend");
        }
    }

    /**
     * The chain that payments are for.
     *
     * @return 32 bytes.
     */
    byte[] chainId()
    {
        return chainId.clone();
    }

    /**
     * Decides the next payment.
     *
     * @param nowNs the time, for coins that must rest before they are spent.
     * @return null if no coin can be spent now.
     */
    Draft next(final long nowNs)
    {
        pending = pending == null ? mix.next() : pending;
        final boolean isInvalid = pending.isInvalid();
        final Coin coin = isInvalid ? decoy : takeCoin(nowNs);
        if (coin == null)
        {
            return null;
        }
        final PaymentKind kind = pending;
        pending = null;
        return draft(kind, coin);
    }

    /** Lets a coin be spent at any time from now on. */
    void giveBack(final Coin coin)
    {
        coins.give(new Coin(
            coin.transactionId(), coin.index(), coin.amount(), coin.account(), coin.home(), Long.MIN_VALUE));
    }

    private Coin takeCoin(final long nowNs)
    {
        Coin coin = coins.take(nowNs);
        while (coin != null && coin.amount() < MIN_COIN)
        {
            coin = coins.take(nowNs);
        }
        return coin;
    }

    private Draft draft(final PaymentKind kind, final Coin coin)
    {
        final long total = coin.amount() - FEE;
        final long paid = total / 4 + random.nextLong(total / 2);
        final int payee = random.nextInt(accounts.size());
        final Draft.Payee payees = new Draft.Payee(
            payee, keyHashes[payee], keyHashes[(payee + 1 + random.nextInt(accounts.size() - 1)) % accounts.size()]);
        final long variant = random.nextLong(Long.MAX_VALUE);
        final long excess = kind == PaymentKind.OVERDRAFT ? FEE + 1 + variant % FEE : 0;
        return new Draft(kind, kind == PaymentKind.UNKNOWN_INPUT ? unknown(coin) : coin, accounts.get(coin.account()),
            payees, paid, total - paid + excess, variant);
    }

    private Coin unknown(final Coin coin)
    {
        final byte[] id = new byte[coin.transactionId().length];
        random.nextBytes(id);
        return new Coin(id, 0, coin.amount(), coin.account(), Coin.EVERYWHERE, 0);
    }
}
