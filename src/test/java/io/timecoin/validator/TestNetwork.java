package io.timecoin.validator;

import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.SignatureVerifier;
import io.timecoin.genesis.Genesis;
import io.timecoin.metrics.Counters;
import io.timecoin.metrics.CountersView;
import io.timecoin.network.NetworkLimits;
import io.timecoin.pipeline.RingSizes;
import io.timecoin.transaction.TransactionBuilder;
import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.TransactionView;
import io.timecoin.utxo.InMemoryUtxoStore;
import io.timecoin.utxo.UtxoEntry;
import io.timecoin.utxo.UtxoStore;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;

/** Several validators in memory, with one client each, all owned keys and outputs known. */
final class TestNetwork
{
    static final long MS = 1_000_000;
    static final long AMOUNT = 1_000_000;
    static final long FEE = 1_000;

    final MemoryNetwork network;
    final Genesis genesis;
    final List<byte[]> outputs = new ArrayList<>();
    final List<Validator> validators = new ArrayList<>();
    final List<UtxoStore> stores = new ArrayList<>();
    final List<CountersView> views = new ArrayList<>();
    final List<TestClient> clients = new ArrayList<>();
    long nowNs = MS;

    private final TransactionIds ids;

    TestNetwork(
        final int validatorCount,
        final long outputCount,
        final ValidatorLimits limits,
        final int queueFrames,
        final Supplier<SignatureVerifier> verifiers)
    {
        network = new MemoryNetwork(queueFrames);
        final Genesis.Builder builder = Genesis.builder();
        for (int i = 0; i < validatorCount; i++)
        {
            builder.validator(key(200 + i).publicKey(), 1);
        }
        genesis = builder.allocation(AMOUNT, key(0).keyHash(), outputCount).build();
        ids = new TransactionIds(genesis.chainId());
        genesis.forEachOutput((outpoint, offset, amount, lockType, keyHash) ->
        {
            final byte[] bytes = new byte[34];
            outpoint.getBytes(offset, bytes);
            outputs.add(bytes);
        });
        for (int i = 0; i < validatorCount; i++)
        {
            addValidator(i, validatorCount, limits, verifiers);
        }
        for (int i = 0; i < validatorCount; i++)
        {
            clients.add(new TestClient(network, "127.0.0.2:" + (1_000 + i), endpoint(i), genesis.chainId()));
        }
    }

    static ValidatorLimits limits(final RingSizes rings)
    {
        return ValidatorLimits.simulated().withRings(rings)
            .withNetwork(NetworkLimits.testnet().withTransactionsPerSecond(0));
    }

    static KeyPair key(final int number)
    {
        final byte[] seed = new byte[32];
        Arrays.fill(seed, (byte)number);
        return KeyPair.fromSeed(seed);
    }

    /** Spends outputs of key 0, and pays all but the fee to key 0 in equal parts. */
    byte[] payment(final int parts, final long amount, final byte[]... outpoints)
    {
        return payment(parts, amount, 0, outpoints);
    }

    /** The same with something in it that makes another transaction of it. */
    byte[] payment(final int parts, final long amount, final long variation, final byte[]... outpoints)
    {
        final TransactionBuilder builder = new TransactionBuilder(genesis.chainId());
        for (final byte[] outpoint : outpoints)
        {
            builder.input(outpoint, key(0));
        }
        final long each = (amount - FEE - variation) / parts;
        for (int i = 0; i < parts; i++)
        {
            builder.output(each, key(0).keyHash());
        }
        return builder.build();
    }

    byte[] output(final byte[] payment, final int index)
    {
        return TransactionBuilder.outpoint(txid(payment), index);
    }

    byte[] txid(final byte[] payment)
    {
        final TransactionView view = new TransactionView();
        view.wrap(new UnsafeBuffer(payment), 0, payment.length);
        final byte[] txid = new byte[32];
        ids.txid(view, new UnsafeBuffer(txid), 0);
        return txid;
    }

    boolean isUnspent(final int validator, final byte[] outpoint)
    {
        return stores.get(validator).get(new UnsafeBuffer(outpoint), 0, new UtxoEntry());
    }

    /** Runs everything on this thread until a condition holds. */
    void runUntil(final BooleanSupplier condition, final int maxRounds)
    {
        for (int i = 0; i < maxRounds && !condition.getAsBoolean(); i++)
        {
            round();
        }
        assertThat(condition.getAsBoolean()).as("after %d rounds", maxRounds).isTrue();
    }

    void round()
    {
        nowNs += MS / 4;
        for (int i = 0; i < validators.size(); i++)
        {
            validators.get(i).doWork(nowNs);
            clients.get(i).doWork();
        }
    }

    private void addValidator(
        final int index,
        final int validatorCount,
        final ValidatorLimits limits,
        final Supplier<SignatureVerifier> verifiers)
    {
        final UtxoStore store = new InMemoryUtxoStore(10_000);
        Validator.loadGenesis(genesis, store);
        final UnsafeBuffer counterBytes = new UnsafeBuffer(ByteBuffer.allocateDirect(
            Counters.requiredLength(Validator.counterNames(limits.verifyWorkers()))));
        final List<String> peers = new ArrayList<>();
        for (int i = 0; i < validatorCount; i++)
        {
            peers.add(endpoint(i));
        }
        validators.add(Validator.builder()
            .genesis(genesis)
            .self(index)
            .limits(limits)
            .store(store)
            .transport(network.transport(endpoint(index)), endpoint(index), peers)
            .verifiers(verifiers)
            .counters(new Counters(counterBytes, Validator.counterNames(limits.verifyWorkers())))
            .capture(null)
            .secrets(index * 7919L + 1, index)
            .build());
        stores.add(store);
        views.add(new CountersView(counterBytes));
    }

    private static String endpoint(final int index)
    {
        return "127.0.0.1:" + (1_000 + index);
    }
}
