package io.timecoin.validation;

import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.TransactionView;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.TransactionEncoder;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A canonical payment of numbered keys. Nothing here signs: whether signatures are valid is what a slot says. */
final class TestPayment
{
    static final byte[] CHAIN_ID = new byte[32];
    static final int NOBODY = 999;

    private static final TransactionIds IDS = new TransactionIds(CHAIN_ID);

    /** An outpoint and the key that spends it. */
    record Coin(byte[] outpoint, long amount, int key)
    {
    }

    final byte[] bytes;
    final byte[] txid = new byte[32];
    final byte[] wtxid = new byte[32];
    final byte[] keyHashes;
    final boolean isStolen;
    final List<Coin> inputs;
    final List<Coin> outputs = new ArrayList<>();

    private TestPayment(final Builder builder)
    {
        inputs = List.copyOf(builder.inputs);
        isStolen = builder.thief != NOBODY;
        final List<Integer> keys = inputs.stream().map(Coin::key).distinct().toList();
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64 * 1024]);
        final TransactionEncoder encoder = new TransactionEncoder();
        encoder.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .formatVersion(1).chainPrefix(0).lockHeight(builder.lockHeight);
        final TransactionEncoder.InputsEncoder input = encoder.inputsCount(inputs.size());
        for (final Coin coin : inputs)
        {
            input.next().putTransactionId(coin.outpoint, 0, 32)
                .outputIndex(new UnsafeBuffer(coin.outpoint).getShort(32, ByteOrder.LITTLE_ENDIAN) & 0xFFFF)
                .witnessIndex((short)keys.indexOf(coin.key));
        }
        final TransactionEncoder.OutputsEncoder output = encoder.outputsCount(builder.amounts.size());
        for (int i = 0; i < builder.amounts.size(); i++)
        {
            output.next().amount(builder.amounts.get(i)).lockType(builder.lockTypes.get(i).shortValue())
                .putKeyHash(keyHash(builder.owners.get(i)), 0, 20);
        }
        final TransactionEncoder.WitnessesEncoder witness = encoder.witnessesCount(keys.size());
        keyHashes = new byte[20 * keys.size()];
        for (int i = 0; i < keys.size(); i++)
        {
            final int key = builder.thief != NOBODY ? builder.thief : keys.get(i);
            witness.next().putPublicKey(publicKey(key), 0, 32).putSignature(new byte[64], 0, 64);
            System.arraycopy(keyHash(key), 0, keyHashes, 20 * i, 20);
        }
        bytes = new byte[8 + encoder.encodedLength()];
        buffer.getBytes(0, bytes);
        bytes[bytes.length - 1] = (byte)builder.garbage;
        final TransactionView view = new TransactionView();
        view.wrap(new UnsafeBuffer(bytes), 0, bytes.length);
        IDS.txid(view, new UnsafeBuffer(txid), 0);
        IDS.wtxid(view, new UnsafeBuffer(wtxid), 0);
        for (int i = 0; i < builder.amounts.size(); i++)
        {
            outputs.add(new Coin(outpoint(txid, i), builder.amounts.get(i), builder.owners.get(i)));
        }
    }

    static Builder spend(final Coin... coins)
    {
        return new Builder(coins);
    }

    Coin output(final int index)
    {
        return outputs.get(index);
    }

    long fee()
    {
        return inputs.stream().mapToLong(Coin::amount).sum() - outputs.stream().mapToLong(Coin::amount).sum();
    }

    ByteBuffer id()
    {
        return ByteBuffer.wrap(txid);
    }

    TransactionView view()
    {
        final TransactionView view = new TransactionView();
        view.wrap(new UnsafeBuffer(bytes), 0, bytes.length);
        return view;
    }

    static byte[] outpoint(final byte[] txid, final int index)
    {
        final UnsafeBuffer outpoint = new UnsafeBuffer(new byte[34]);
        outpoint.putBytes(0, txid);
        outpoint.putShort(32, (short)index, ByteOrder.LITTLE_ENDIAN);
        return outpoint.byteArray();
    }

    static byte[] keyHash(final int key)
    {
        final byte[] hash = new byte[20];
        IDS.keyHash(new UnsafeBuffer(publicKey(key)), 0, new UnsafeBuffer(hash), 0);
        return hash;
    }

    private static byte[] publicKey(final int key)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[32]);
        buffer.putInt(0, key);
        return buffer.byteArray();
    }

    /** Says what a payment spends and makes. */
    static final class Builder
    {
        private final List<Coin> inputs = new ArrayList<>();
        private final List<Long> amounts = new ArrayList<>();
        private final List<Integer> owners = new ArrayList<>();
        private final List<Integer> lockTypes = new ArrayList<>();
        private long lockHeight;
        private int thief = NOBODY;
        private int garbage;

        private Builder(final Coin... coins)
        {
            inputs.addAll(List.of(coins));
        }

        Builder pay(final long amount, final int key)
        {
            return lock(amount, key, 0);
        }

        Builder lock(final long amount, final int key, final int lockType)
        {
            amounts.add(amount);
            owners.add(key);
            lockTypes.add(lockType);
            return this;
        }

        /** Pays all but the fee to a key. */
        TestPayment payAllBut(final long fee, final int key)
        {
            final long in = inputs.stream().mapToLong(Coin::amount).sum();
            final long out = amounts.stream().mapToLong(Long::longValue).sum();
            return pay(in - out - fee, key).build();
        }

        Builder lockHeight(final long height)
        {
            lockHeight = height;
            return this;
        }

        /** Witnesses of this key instead of the owners'. */
        Builder stolenBy(final int key)
        {
            thief = key;
            return this;
        }

        /** Other bytes in the last signature: the same transaction id, another hash of the whole. */
        Builder garbage(final int value)
        {
            garbage = value;
            return this;
        }

        TestPayment build()
        {
            return new TestPayment(this);
        }
    }
}
