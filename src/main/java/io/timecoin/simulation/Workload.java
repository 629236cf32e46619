package io.timecoin.simulation;

import io.timecoin.crypto.KeyPair;
import io.timecoin.genesis.Genesis;
import io.timecoin.transaction.TransactionBuilder;
import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.TransactionView;
import io.timecoin.utxo.UtxoView;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The payments of a simulation: of coins of the genesis, of change of earlier ones, and pairs that spend one coin
 * twice.
 */
final class Workload
{
    private static final long COIN = 10_000_000;
    private static final long FEE = 1_000;
    private static final long MIN_CHAINED = 100_000;
    private static final long SUBSIDY = 5_000;
    private static final int ACCOUNTS = 4;

    /** An output that nobody has planned to spend. */
    private record Coin(byte[] outpoint, long amount, KeyPair owner, long madeNs)
    {
    }

    private final SimulationSettings settings;
    private final SplitMix random;
    private final KeyPair[] accounts = new KeyPair[ACCOUNTS];
    private final KeyPair[] identities;
    private final Genesis genesis;
    private final List<Coin> coins = new ArrayList<>();
    private final List<Coin> change = new ArrayList<>();
    private final List<SimulatedPayment> payments = new ArrayList<>();

    Workload(final SimulationSettings settings, final SplitMix random, final long startNs)
    {
        this.settings = settings;
        this.random = random;
        for (int i = 0; i < ACCOUNTS; i++)
        {
            accounts[i] = keyPair(random);
        }
        identities = new KeyPair[settings.validators()];
        for (int i = 0; i < identities.length; i++)
        {
            identities[i] = keyPair(random);
        }
        genesis = makeGenesis();
        genesis.forEachOutput(
            (outpoint, offset, amount, lockType, keyHash) ->
            {
                final byte[] copy = new byte[UtxoView.OUTPOINT_LENGTH];
                outpoint.getBytes(offset, copy);
                coins.add(new Coin(copy, amount, accounts[0], startNs));
            });
        for (int i = 0; i < settings.payments(); i++)
        {
            plan(startNs + (settings.spreadNs() > 0 ? random.next(settings.spreadNs()) : 0));
        }
        payments.sort(Comparator.comparingLong(SimulatedPayment::submitNs));
    }

    Genesis genesis()
    {
        return genesis;
    }

    /** Signs as a validator. */
    KeyPair identity(final int validator)
    {
        return identities[validator];
    }

    /** All payments, by the time of their submission. */
    List<SimulatedPayment> payments()
    {
        return payments;
    }

    private Genesis makeGenesis()
    {
        final Genesis.Builder builder = Genesis.builder()
            .rule(settings.rule()).parameters(settings.parameters()).seed(settings.seed())
            .blockSubsidy(settings.blocks() ? SUBSIDY : 0);
        for (int i = 0; i < settings.validators(); i++)
        {
            builder.validator(identities[i].publicKey(), settings.weight(i));
        }
        return builder.allocation(COIN, accounts[0].keyHash(), settings.payments()).build();
    }

    private void plan(final long submitNs)
    {
        final int chance = random.nextInt(100);
        if (chance < settings.doubleSpendPercent() && settings.honest() > 1)
        {
            final Coin coin = coins.remove(coins.size() - 1);
            final int one = random.nextInt(settings.honest());
            final int other = (one + 1 + random.nextInt(settings.honest() - 1)) % settings.honest();
            pay(coin, accounts[1], one, submitNs, true).rival(pay(coin, accounts[2], other, submitNs, true));
        }
        else if (chance < settings.doubleSpendPercent() + settings.chainPercent() && !change.isEmpty())
        {
            final Coin coin = change.remove(random.nextInt(change.size()));
            pay(coin, accounts[random.nextInt(ACCOUNTS)], random.nextInt(settings.honest()),
                Math.max(submitNs, coin.madeNs), false);
        }
        else
        {
            pay(coins.remove(coins.size() - 1), accounts[random.nextInt(ACCOUNTS)],
                random.nextInt(settings.honest()), submitNs, false);
        }
    }

    private SimulatedPayment pay(
        final Coin coin, final KeyPair payee, final int validator, final long submitNs, final boolean contested)
    {
        final long paid = coin.amount / 3;
        final long rest = coin.amount - paid - FEE;
        final byte[] bytes = new TransactionBuilder(genesis.chainId())
            .input(coin.outpoint, coin.owner)
            .output(paid, payee.keyHash())
            .output(rest, coin.owner.keyHash())
            .build();
        final TransactionView view = new TransactionView();
        view.wrap(new UnsafeBuffer(bytes), 0, bytes.length);
        final byte[] txid = new byte[Txid.LENGTH];
        new TransactionIds(genesis.chainId()).txid(view, new UnsafeBuffer(txid), 0);
        final SimulatedPayment payment =
            new SimulatedPayment(payments.size() + 1, bytes, txid, validator, submitNs, contested);
        payments.add(payment);
        if (!contested && paid > MIN_CHAINED)
        {
            change.add(new Coin(TransactionBuilder.outpoint(txid, 0), paid, payee, submitNs));
            change.add(new Coin(TransactionBuilder.outpoint(txid, 1), rest, coin.owner, submitNs));
        }
        return payment;
    }

    private static KeyPair keyPair(final SplitMix random)
    {
        final byte[] seed = new byte[KeyPair.SEED_LENGTH];
        random.fill(seed);
        return KeyPair.fromSeed(seed);
    }
}
