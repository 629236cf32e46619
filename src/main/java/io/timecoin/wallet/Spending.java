package io.timecoin.wallet;

import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.Sha256;
import io.timecoin.transaction.TransactionBuilder;
import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.TransactionLayout;
import io.timecoin.transaction.TransactionView;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A payment in the making: what it must spend, what it pays, and from what the rest comes. */
public final class Spending
{
    /** The least fee, of short payments; longer ones pay a unit a byte. */
    public static final long MIN_FEE = 1_000;

    /**
     * A signed payment.
     *
     * @param bytes its encoding.
     * @param txid  32 bytes.
     * @param spent what it spends.
     */
    public record Signed(byte[] bytes, byte[] txid, List<OwnOutput> spent)
    {
    }

    private record Output(long amount, int lockType, byte[] keyHash)
    {
    }

    private final byte[] chainId;
    private final List<OwnOutput> inputs = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();

    /**
     * Nothing yet.
     *
     * @param chainId of the chain.
     */
    public Spending(final byte[] chainId)
    {
        this.chainId = chainId.clone();
    }

    /**
     * Spends outputs in any case.
     *
     * @param all of them.
     * @return this.
     */
    public Spending spend(final List<OwnOutput> all)
    {
        inputs.addAll(all);
        return this;
    }

    /**
     * Pays.
     *
     * @param amount   units.
     * @param lockType of {@link TransactionLayout}.
     * @param keyHash  20 bytes.
     * @return this.
     */
    public Spending pay(final long amount, final int lockType, final byte[] keyHash)
    {
        outputs.add(new Output(amount, lockType, keyHash));
        return this;
    }

    /**
     * Takes what lacks from the candidates, in their order, as many as it takes; what is left over goes back to the
     * owner of the last input, or to the fee if it is too little for an output.
     *
     * @param candidates unspent.
     * @return the signed payment, or null if they do not suffice.
     */
    public Signed sign(final List<OwnOutput> candidates)
    {
        int next = 0;
        while (sum() < paid() + fee(outputs.size()) && next < candidates.size() &&
            inputs.size() < TransactionLayout.MAX_INPUTS)
        {
            inputs.add(candidates.get(next));
            next++;
        }
        if (inputs.isEmpty() || sum() < paid() + fee(outputs.size()))
        {
            return null;
        }
        final long rest = sum() - paid() - fee(outputs.size() + 1);
        if (rest >= TransactionLayout.DUST_AMOUNT)
        {
            pay(rest, TransactionLayout.LOCK_KEY_HASH, inputs.get(inputs.size() - 1).owner().keyHash());
        }
        return build();
    }

    /**
     * Gives all that is spent, but for the fee, to one output.
     *
     * @param lockType of {@link TransactionLayout}.
     * @param keyHash  20 bytes.
     * @return the signed payment, or null if nothing would be left.
     */
    public Signed signAll(final int lockType, final byte[] keyHash)
    {
        final long rest = sum() - fee(1);
        return rest < TransactionLayout.DUST_AMOUNT ? null : pay(rest, lockType, keyHash).build();
    }

    private Signed build()
    {
        final TransactionBuilder builder = new TransactionBuilder(chainId);
        for (final OwnOutput input : inputs)
        {
            builder.input(input.outpoint(), input.owner());
        }
        for (final Output output : outputs)
        {
            switch (output.lockType)
            {
                case TransactionLayout.LOCK_BOND -> builder.bond(output.amount, output.keyHash);
                case TransactionLayout.LOCK_LEAVE -> builder.leave(output.amount, output.keyHash);
                default -> builder.output(output.amount, output.keyHash);
            }
        }
        final byte[] bytes = builder.build();
        final TransactionView view = new TransactionView();
        view.wrap(new UnsafeBuffer(bytes), 0, bytes.length);
        final UnsafeBuffer txid = new UnsafeBuffer(new byte[Sha256.LENGTH]);
        new TransactionIds(chainId).txid(view, txid, 0);
        return new Signed(bytes, txid.byteArray(), List.copyOf(inputs));
    }

    private long sum()
    {
        return inputs.stream().mapToLong(OwnOutput::amount).sum();
    }

    private long paid()
    {
        return outputs.stream().mapToLong(Output::amount).sum();
    }

    private long fee(final int outputCount)
    {
        final Set<KeyPair> signers = new HashSet<>();
        inputs.forEach((input) -> signers.add(input.owner()));
        return Math.max(MIN_FEE, TransactionLayout.encodedLength(inputs.size(), outputCount, signers.size()));
    }
}
