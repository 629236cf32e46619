package io.timecoin.simulation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.block.BlockHeader;
import io.timecoin.block.StateElement;
import io.timecoin.crypto.KeyHash;
import io.timecoin.crypto.LtHash;
import io.timecoin.crypto.Sha256;
import io.timecoin.genesis.Genesis;
import io.timecoin.transaction.TransactionBuilder;
import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.TransactionView;
import io.timecoin.utxo.UtxoEntry;
import io.timecoin.utxo.UtxoStore;

/**
 * The chain as it should be, kept by other means than validators have: each block is applied to a plain map when the
 * first honest validator stores it, and compared whenever another one does. Coins are only ever moved, but for the
 * subsidy; nothing is spent twice; all hold the same block at one height, and the same state.
 */
final class ChainOracle
{
    /** An unspent output. */
    private record Output(long amount, ByteBuffer keyHash, int coinbaseHeight)
    {
    }

    /** What the first to store a block said it is. */
    private record Height(BlockHeader header, byte[] sums, long fingerprint, int validator)
    {
    }

    private final Genesis genesis;
    private final Violations violations;
    private final TransactionIds ids;
    private final Map<ByteBuffer, Output> unspent = new HashMap<>();
    private final Set<ByteBuffer> listed = new HashSet<>();
    private final List<Height> heights = new ArrayList<>();
    private final LtHash sums = new LtHash();
    private final UnsafeBuffer element = new UnsafeBuffer(new byte[StateElement.LENGTH]);
    private final TransactionView view = new TransactionView();
    private final UnsafeBuffer txid = new UnsafeBuffer(new byte[Txid.LENGTH]);
    private final long genesisSupply;
    private long fingerprint;
    private long fees;

    ChainOracle(final Genesis genesis, final Violations violations)
    {
        this.genesis = genesis;
        this.violations = violations;
        ids = new TransactionIds(genesis.chainId());
        genesis.forEachOutput((outpoint, offset, amount, lockType, keyHash) ->
            put(Txid.outpoint(outpoint, offset),
                new Output(amount, ByteBuffer.wrap(keyHash.clone()), UtxoEntry.NOT_COINBASE)));
        genesisSupply = supply();
        heights.add(new Height(null, null, fingerprint, -1));
    }

    /** An honest validator has stored a block: bodies in the order of its ids, and the sums over the state after it. */
    void onBlock(
        final int validator, final BlockHeader header, final DirectBuffer blockIds, final List<byte[]> bodies,
        final byte[] stateSums)
    {
        final int height = header.height();
        if (height < heights.size())
        {
            compare(validator, heights.get(height), header, stateSums);
            return;
        }
        if (height > heights.size())
        {
            violations.add("validator " + validator + " stored height " + height + " before anybody's height " +
                heights.size());
            return;
        }
        checkPlace(validator, header);
        fees = 0;
        for (int i = 0; i < bodies.size(); i++)
        {
            apply(validator, height, bodies.get(i), Txid.of(blockIds, i * Txid.LENGTH));
        }
        payProposer(header);
        heights.add(new Height(header, stateSums, fingerprint, validator));
        final long expected = genesisSupply + height * genesis.blockSubsidy();
        if (supply() != expected)
        {
            violations.add("supply after height " + height + " is " + supply() + " and not " + expected);
        }
        final byte[] own = new byte[LtHash.ENCODED_LENGTH];
        sums.encode(new UnsafeBuffer(own), 0);
        if (!Arrays.equals(own, stateSums))
        {
            violations.add("validator " + validator + " holds another state after height " + height +
                " than its blocks make");
        }
    }

    /** Whether a payment is listed in a final block of anybody. */
    boolean isFinal(final byte[] id)
    {
        return listed.contains(Txid.of(id));
    }

    int height()
    {
        return heights.size() - 1;
    }

    /** What a validator of a height holds, when it has accepted nothing beyond it. */
    void compareSet(final int validator, final int height, final UtxoStore store)
    {
        final long[] sum = new long[1];
        store.forEach((outpoint, offset, entry) -> sum[0] += mix(Txid.outpoint(outpoint, offset), new Output(
            entry.amount, ByteBuffer.wrap(entry.keyHash), entry.coinbaseHeight)));
        // Acceptance applies a block before it is stored.
        final boolean isNext = height + 1 < heights.size() && heights.get(height + 1).fingerprint == sum[0];
        if (height < heights.size() && heights.get(height).fingerprint != sum[0] && !isNext)
        {
            violations.add("validator " + validator + " holds other unspent outputs than height " + height + " has");
        }
    }

    private void compare(
        final int validator, final Height first, final BlockHeader header, final byte[] stateSums)
    {
        if (!first.header.equals(header))
        {
            violations.add("validators " + first.validator + " and " + validator +
                " hold different blocks of height " + header.height());
        }
        else if (!Arrays.equals(first.sums, stateSums))
        {
            violations.add("validators " + first.validator + " and " + validator +
                " hold different states after height " + header.height());
        }
    }

    private void checkPlace(final int validator, final BlockHeader header)
    {
        final Height before = heights.get(heights.size() - 1);
        final byte[] previousId = new byte[Sha256.LENGTH];
        if (before.header == null)
        {
            System.arraycopy(genesis.chainId(), 0, previousId, 0, previousId.length);
        }
        else
        {
            before.header.id().getBytes(0, previousId);
        }
        final byte[] state = new byte[Sha256.LENGTH];
        sums.digest(new UnsafeBuffer(state), 0);
        if (!Arrays.equals(previousId, header.previousId()) || !Arrays.equals(state, header.previousStateHash()))
        {
            violations.add("height " + header.height() + " of validator " + validator +
                " does not follow from the height before");
        }
    }

    private void apply(final int validator, final int height, final byte[] body, final ByteBuffer id)
    {
        view.wrap(new UnsafeBuffer(body), 0, body.length);
        ids.txid(view, txid, 0);
        final String which = " (height " + height + ", validator " + validator + ")";
        if (!Txid.of(txid, 0).equals(id))
        {
            violations.add("a body is not what its block lists" + which);
            return;
        }
        if (!listed.add(id))
        {
            violations.add("a payment is listed twice" + which);
            return;
        }
        long in = 0;
        for (int i = 0; i < view.inputCount(); i++)
        {
            final ByteBuffer outpoint = Txid.outpoint(view.buffer(), view.outpointOffset(i));
            final Output spent = unspent.remove(outpoint);
            if (spent == null)
            {
                violations.add("a final payment spends what is spent or was never there" + which);
                return;
            }
            fingerprint -= mix(outpoint, spent);
            sums.remove(element(outpoint, spent), 0, StateElement.LENGTH);
            in += spent.amount;
        }
        long out = 0;
        for (int i = 0; i < view.outputCount(); i++)
        {
            final byte[] keyHash = new byte[KeyHash.LENGTH];
            view.buffer().getBytes(view.keyHashOffset(i), keyHash);
            put(ByteBuffer.wrap(TransactionBuilder.outpoint(id.array(), i)),
                new Output(view.amount(i), ByteBuffer.wrap(keyHash), UtxoEntry.NOT_COINBASE));
            out += view.amount(i);
        }
        fees += in - out;
        if (out > in)
        {
            violations.add("a final payment makes " + (out - in) + " units" + which);
        }
    }

    private void payProposer(final BlockHeader header)
    {
        final long amount = genesis.blockSubsidy() + fees;
        if (amount > 0)
        {
            final byte[] id = new byte[Txid.LENGTH];
            ids.coinbaseId(header.height(), new UnsafeBuffer(id), 0);
            put(ByteBuffer.wrap(TransactionBuilder.outpoint(id, 0)), new Output(amount,
                ByteBuffer.wrap(KeyHash.of(genesis.validators().get(header.proposer()).identity())),
                header.height()));
        }
    }

    private void put(final ByteBuffer outpoint, final Output output)
    {
        unspent.put(outpoint, output);
        fingerprint += mix(outpoint, output);
        sums.add(element(outpoint, output), 0, StateElement.LENGTH);
    }

    private UnsafeBuffer element(final ByteBuffer outpoint, final Output output)
    {
        element.putBytes(0, outpoint.array());
        StateElement.putValue(element, StateElement.OUTPOINT_LENGTH, output.amount, 0,
            new UnsafeBuffer(output.keyHash.array()), 0, output.coinbaseHeight);
        return element;
    }

    private long supply()
    {
        return unspent.values().stream().mapToLong(Output::amount).sum();
    }

    /** Differs for different outputs, nearly always; a sum of them does not depend on their order. */
    private static long mix(final ByteBuffer outpoint, final Output output)
    {
        final long place = new SplitMix(outpoint.hashCode() ^ (long)output.hashCode() << 32).next();
        return new SplitMix(place ^ outpoint.getLong(0)).next();
    }
}
