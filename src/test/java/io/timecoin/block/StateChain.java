package io.timecoin.block;

import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.MerkleTree;
import io.timecoin.crypto.Sha256;
import io.timecoin.transaction.TransactionBuilder;
import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.TransactionView;

/** A chain of real payments whose headers carry the true states, stored for two nodes, of which one may err. */
public final class StateChain
{
    /** Outputs that the chain begins with. */
    public static final int FIRST_OUTPUTS = 4;

    private static final long AMOUNT = 1_000_000;

    private final TestBlocks blocks = TestBlocks.ofEqual(4);
    private final KeyPair owner = KeyPair.fromSeed(TestBlocks.hash("owner", 1));
    private final TransactionIds ids = new TransactionIds(blocks.chainId());
    private final BlockEffects effects = new BlockEffects(16, 3);
    private final StateHash right = new StateHash();
    private final StateHash wrong = new StateHash();
    private final Deque<byte[]> unspent = new ArrayDeque<>();
    private final Map<UnsafeBuffer, UnsafeBuffer> values = new HashMap<>();
    private BlockHeader last;
    private byte[] skipped;

    /** A chain without blocks. */
    public StateChain()
    {
        forEachFirstOutput((outpoint, offset, amount, lockType, keyHash) ->
        {
            right.addOutput(outpoint, offset, amount, lockType, keyHash);
            wrong.addOutput(outpoint, offset, amount, lockType, keyHash);
            final byte[] bytes = new byte[StateElement.OUTPOINT_LENGTH];
            outpoint.getBytes(offset, bytes);
            created(bytes, amount);
        });
    }

    public byte[] chainId()
    {
        return blocks.chainId();
    }

    /** What the chain begins with. */
    public void forEachFirstOutput(final Divergence.OutputSink sink)
    {
        for (int i = 0; i < FIRST_OUTPUTS; i++)
        {
            final UnsafeBuffer outpoint = new UnsafeBuffer(new byte[StateElement.OUTPOINT_LENGTH]);
            outpoint.putBytes(0, TestBlocks.hash("first", 1));
            outpoint.putShort(Sha256.LENGTH, (short)i, ByteOrder.LITTLE_ENDIAN);
            sink.onOutput(outpoint, 0, AMOUNT, 0, owner.keyHash());
        }
    }

    /**
     * Appends a block of payments, each of which spends the oldest output.
     *
     * @param good      a node that does it right; null if it is not told.
     * @param bad       a node that forgets one effect, if it is said to; null if it is not told.
     * @param forgotten number of the effect, -1 for none.
     */
    public void append(final BlockStore good, final BlockStore bad, final int payments, final int forgotten)
    {
        effects.clear();
        final List<UnsafeBuffer> bodies = new ArrayList<>();
        final UnsafeBuffer listed = new UnsafeBuffer(new byte[Math.max(1, payments) * Sha256.LENGTH]);
        for (int i = 0; i < payments; i++)
        {
            bodies.add(pay(listed, i));
        }
        final byte[] root = new byte[Sha256.LENGTH];
        new MerkleTree().root(listed, 0, payments, new UnsafeBuffer(root), 0);
        last = BlockHeader.builder()
            .chainId(blocks.chainId())
            .height(last == null ? 1 : last.height() + 1)
            .previousId(last == null ? blocks.chainId() : TestBlocks.idOf(last))
            .transactions(root, payments)
            .previousStateHash(right.digest())
            .validators(blocks.roster().hash(), blocks.roster().hash())
            .proposer(0)
            .timeMs(last == null ? 1 : last.timeMs() + 1)
            .build();
        right.apply(effects);
        wrong.apply(without(forgotten));
        final Commit commit = blocks.commit(last, 0, 4);
        store(good, commit, listed, bodies, right);
        store(bad, commit, listed, bodies, wrong);
    }

    /** The outpoint of the effect that was forgotten. */
    public byte[] skipped()
    {
        return skipped;
    }

    private UnsafeBuffer pay(final UnsafeBuffer listed, final int position)
    {
        final byte[] spent = unspent.removeFirst();
        final UnsafeBuffer value = values.get(new UnsafeBuffer(spent));
        final long amount = value.getLong(0, ByteOrder.LITTLE_ENDIAN);
        final byte[] body = new TransactionBuilder(blocks.chainId()).input(spent, owner)
            .output(amount / 2, owner.keyHash()).output(amount / 2 - 1_000, owner.keyHash()).build();
        final TransactionView view = new TransactionView();
        view.wrap(new UnsafeBuffer(body), 0, body.length);
        ids.txid(view, listed, position * Sha256.LENGTH);
        effects.addTransaction(listed, position * Sha256.LENGTH, view, value, 0);
        final byte[] txid = new byte[Sha256.LENGTH];
        listed.getBytes(position * Sha256.LENGTH, txid);
        created(TransactionBuilder.outpoint(txid, 0), amount / 2);
        created(TransactionBuilder.outpoint(txid, 1), amount / 2 - 1_000);
        return new UnsafeBuffer(body);
    }

    private void created(final byte[] outpoint, final long amount)
    {
        final UnsafeBuffer value = new UnsafeBuffer(new byte[StateElement.VALUE_LENGTH]);
        StateElement.putValue(value, 0, amount, 0, new UnsafeBuffer(owner.keyHash()), 0, StateElement.NOT_COINBASE);
        values.put(new UnsafeBuffer(outpoint), value);
        unspent.addLast(outpoint);
    }

    private BlockEffects without(final int forgotten)
    {
        final BlockEffects some = new BlockEffects(16, 4);
        final int[] number = new int[1];
        effects.forEach((isCreated, buffer, outpoint, value) ->
        {
            if (number[0]++ == forgotten)
            {
                skipped = new byte[StateElement.OUTPOINT_LENGTH];
                buffer.getBytes(outpoint, skipped);
            }
            else if (isCreated)
            {
                some.created(buffer, outpoint, buffer, value);
            }
            else
            {
                some.spent(buffer, outpoint, buffer, value);
            }
        });
        return some;
    }

    private static void store(
        final BlockStore store,
        final Commit commit,
        final DirectBuffer listed,
        final List<UnsafeBuffer> bodies,
        final StateHash state)
    {
        if (store != null)
        {
            final UnsafeBuffer sums = new UnsafeBuffer(new byte[StateHash.ENCODED_LENGTH]);
            state.encode(sums, 0);
            store.beginBlock(commit, EvidenceList.NONE, listed, 0, sums, 0);
            bodies.forEach((body) -> store.addBody(body, 0, body.capacity()));
            store.endBlock();
        }
    }
}
