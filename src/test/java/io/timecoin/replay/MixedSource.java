package io.timecoin.replay;

import io.timecoin.crypto.KeyPair;
import io.timecoin.genesis.Genesis;
import io.timecoin.transaction.TransactionBuilder;
import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.TransactionView;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * Everything that can happen to a payment, mixed by a seed: chains, parents that come late or never, double spends near
 * and far, invalid ones of each kind, double spends that are invalid besides, repeated bytes, and batches of peers with
 * rivals in them. Time passes fast enough for old locks and parked payments to expire.
 */
final class MixedSource
{
    static final int OUTPUTS = 1_500;

    private static final long AMOUNT = 100_000_000L;
    private static final long FEE = 2_000;
    private static final long MS = 1_000_000L;
    private static final int KEYS = 8;
    private static final int REMEMBERED = 64;

    private record Coin(byte[] outpoint, long amount, KeyPair owner)
    {
    }

    private final Random random;
    private final KeyPair[] keys = new KeyPair[KEYS];
    private final Genesis genesis;
    private final TransactionIds ids;
    private final MemorySource source;
    private final List<Coin> coins = new ArrayList<>();
    private final List<Coin> spent = new ArrayList<>();
    private final Deque<byte[]> late = new ArrayDeque<>();
    private final List<byte[]> sent = new ArrayList<>();
    private long timeNs = 5_000_000_000L;

    private MixedSource(final long seed)
    {
        random = new Random(seed);
        final Genesis.Builder builder = Genesis.builder();
        for (int i = 0; i < KEYS; i++)
        {
            final byte[] secret = new byte[32];
            secret[0] = (byte)(i + 1);
            keys[i] = KeyPair.fromSeed(secret);
        }
        builder.validator(keys[0].publicKey(), 1);
        for (final KeyPair key : keys)
        {
            builder.allocation(AMOUNT, key.keyHash(), OUTPUTS / KEYS);
        }
        genesis = builder.build();
        ids = new TransactionIds(genesis.chainId());
        source = new MemorySource(genesis);
        final int[] index = { 0 };
        genesis.forEachOutput((outpoint, offset, amount, lockType, keyHash) ->
        {
            final byte[] copy = new byte[34];
            outpoint.getBytes(offset, copy);
            coins.add(new Coin(copy, amount, keyOf(keyHash)));
            index[0]++;
        });
    }

    /** Puts a source together. */
    static MemorySource of(final long seed, final int payments, final int ticksPerPayment)
    {
        final MixedSource mixed = new MixedSource(seed);
        for (int i = 0; i < payments; i++)
        {
            mixed.step();
            // In bursts, so that some meet an empty pool and some a full one.
            if (i / 300 % 2 == 1)
            {
                for (int tick = 0; tick < 2 * ticksPerPayment; tick++)
                {
                    mixed.timeNs += MS;
                    mixed.source.tick(mixed.timeNs);
                }
            }
        }
        return mixed.source;
    }

    private void step()
    {
        switch (random.nextInt(16))
        {
            case 0 -> send(pay(spentCoin(), FEE, false));
            case 1 -> send(pay(spentCoin(), 10, false));
            case 2 -> send(stolen(spentCoin()));
            case 3 -> send(marked(pay(spentCoin(), FEE, false)));
            case 4 -> invalid();
            case 5 -> repeat();
            case 6 -> orphan();
            case 7 -> batch();
            case 8 ->
            {
                if (!late.isEmpty())
                {
                    send(late.poll());
                }
            }
            default -> send(pay(coin(), FEE + random.nextInt(3_000), true));
        }
    }

    private void send(final byte[] payment)
    {
        sent.add(payment);
        source.payment(timeNs, payment);
    }

    private void invalid()
    {
        final byte[] good = pay(coin(), FEE, false);
        switch (random.nextInt(5))
        {
            case 0 -> send(marked(good));
            case 1 -> send(Arrays.copyOf(good, good.length - 1 - random.nextInt(40)));
            case 2 -> send(pay(coin(), -FEE, false));
            case 3 -> send(pay(coin(), 10, false));
            default -> send(stolen(coin()));
        }
    }

    /** The same bytes again, from near or far back. */
    private void repeat()
    {
        if (!sent.isEmpty())
        {
            final int back = random.nextBoolean() ? 4 : sent.size();
            send(sent.get(sent.size() - 1 - random.nextInt(Math.min(back, sent.size()))));
        }
    }

    /** A child before its parent, which comes later or never. */
    private void orphan()
    {
        final byte[] parent = pay(coin(), FEE, false);
        final byte[] child = build(new Coin(outpoint(parent, 0), amount(parent, 0), keys[0]), FEE, keys[0]);
        send(child);
        if (random.nextInt(3) > 0)
        {
            late.add(parent);
        }
    }

    private void batch()
    {
        final List<byte[]> members = new ArrayList<>();
        final int count = 1 + random.nextInt(6);
        while (members.size() < count)
        {
            final byte[] member = switch (random.nextInt(6))
            {
                case 0 -> pay(spentCoin(), FEE, false);
                case 1 -> marked(pay(coin(), FEE, false));
                case 2 -> sent.isEmpty() ? pay(coin(), FEE, true) : sent.get(random.nextInt(sent.size()));
                default -> pay(coin(), FEE, true);
            };
            members.add(member);
        }
        source.batch(timeNs, random.nextInt(4), members);
    }

    private Coin coin()
    {
        // Often one that was made just now, so that chains grow.
        final int back = random.nextInt(3) == 0 ? Math.min(8, coins.size()) : coins.size();
        return coins.get(coins.size() - 1 - random.nextInt(back));
    }

    private Coin spentCoin()
    {
        if (spent.isEmpty())
        {
            return coin();
        }
        final int back = random.nextBoolean() ? 3 : Math.min(REMEMBERED * 20, spent.size());
        return spent.get(spent.size() - 1 - random.nextInt(Math.min(back, spent.size())));
    }

    private byte[] pay(final Coin coin, final long fee, final boolean isKept)
    {
        final KeyPair to = keys[random.nextInt(KEYS)];
        final byte[] payment = build(coin, fee, to);
        if (isKept && coin.amount > 20 * FEE)
        {
            coins.remove(coin);
            spent.add(coin);
            coins.add(new Coin(outpoint(payment, 0), amount(payment, 0), to));
            coins.add(new Coin(outpoint(payment, 1), amount(payment, 1), keys[0]));
        }
        return payment;
    }

    private byte[] build(final Coin coin, final long fee, final KeyPair to)
    {
        final long first = coin.amount / 2;
        return new TransactionBuilder(genesis.chainId())
            .input(coin.outpoint, coin.owner)
            .output(first, to.keyHash())
            .output(Math.max(1, coin.amount - first - fee), keys[0].keyHash())
            .build();
    }

    private byte[] stolen(final Coin coin)
    {
        final KeyPair thief = keys[(Arrays.asList(keys).indexOf(coin.owner) + 1) % KEYS];
        return build(new Coin(coin.outpoint, coin.amount, thief), FEE, thief);
    }

    /** With a signature that {@link MarkVerifier} calls bad. */
    private static byte[] marked(final byte[] payment)
    {
        final byte[] copy = payment.clone();
        copy[copy.length - 1] |= (byte)0x80;
        return copy;
    }

    private byte[] outpoint(final byte[] payment, final int index)
    {
        final TransactionView view = view(payment);
        final UnsafeBuffer txid = new UnsafeBuffer(new byte[32]);
        ids.txid(view, txid, 0);
        return TransactionBuilder.outpoint(txid.byteArray(), index);
    }

    private static long amount(final byte[] payment, final int output)
    {
        return view(payment).amount(output);
    }

    private static TransactionView view(final byte[] payment)
    {
        final TransactionView view = new TransactionView();
        view.wrap(new UnsafeBuffer(payment), 0, payment.length);
        return view;
    }

    private KeyPair keyOf(final byte[] keyHash)
    {
        return Arrays.stream(keys).filter(key -> Arrays.equals(key.keyHash(), keyHash)).findFirst().orElseThrow();
    }
}
