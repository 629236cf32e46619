package io.timecoin.block;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.crypto.LtHash;
import io.timecoin.crypto.Sha256;
import io.timecoin.transaction.TransactionView;

/**
 * Finds where two nodes of one chain part: by bisection over their blocks the first block that differs, or after which
 * their states differ; then the output that one of them has too much, by trying every output that the block touches. A
 * tool: reads much, allocates freely.
 */
public final class Divergence
{
    /** What differs first. */
    public enum Kind
    {
        /** Nothing in the blocks that both keep. */
        NONE,
        /** There are two final blocks of one height: more than a third of the weight signed both. */
        BLOCK,
        /** The same block led to different states. */
        STATE
    }

    /** Which of the two nodes. */
    public enum Side
    {
        /** The first. */
        FIRST,
        /** The second. */
        SECOND,
        /** It cannot be told. */
        UNKNOWN
    }

    /**
     * What was found.
     *
     * @param kind       what differs.
     * @param height     where it does first; {@link BlockStore#NO_HEIGHT} if nothing does.
     * @param fromHeight the lowest block that both keep.
     * @param toHeight   the highest block that both keep.
     * @param wrong      the node that the next block's header contradicts.
     * @param output     34 bytes: the output that explains the difference; null if no single one does.
     * @param owner      the node that has this output, which the other has not.
     */
    public record Result(
        Kind kind, int height, int fromHeight, int toHeight, Side wrong, byte[] output, Side owner)
    {
    }

    /** Receives the outputs that a chain begins with. */
    @FunctionalInterface
    public interface OutputSink
    {
        /**
         * One output.
         *
         * @param outpoint       buffer with the outpoint.
         * @param outpointOffset of its 34 bytes.
         * @param amount         units.
         * @param lockType       of the output.
         * @param keyHash        20 bytes.
         */
        void onOutput(DirectBuffer outpoint, int outpointOffset, long amount, int lockType, byte[] keyHash);
    }

    private final BlockStore first;
    private final BlockStore second;
    private final TransactionView view = new TransactionView();

    /**
     * Two nodes' blocks.
     *
     * @param first  of one node.
     * @param second of another.
     */
    public Divergence(final BlockStore first, final BlockStore second)
    {
        this.first = first;
        this.second = second;
    }

    /**
     * Looks for the first difference.
     *
     * @param genesisOutputs shows the outputs that the chain begins with; they may be spent in the block in question.
     * @return what was found.
     * @throws IllegalArgumentException if there is no height of which both keep the block.
     */
    public Result find(final Consumer<OutputSink> genesisOutputs)
    {
        final int from = Math.max(first.firstHeight(), second.firstHeight());
        final int to = Math.min(first.lastHeight(), second.lastHeight());
        if (first.lastHeight() == BlockStore.NO_HEIGHT || second.lastHeight() == BlockStore.NO_HEIGHT || from > to)
        {
            throw new IllegalArgumentException("the two keep no block of the same height");
        }
        final int block = lowest(from, to, (height) ->
            !first.commit(height).header().equals(second.commit(height).header()));
        final int state = lowest(from, block == BlockStore.NO_HEIGHT ? to : block - 1, this::differInState);
        if (state != BlockStore.NO_HEIGHT)
        {
            return explain(state, from, to, genesisOutputs);
        }
        return new Result(block == BlockStore.NO_HEIGHT ? Kind.NONE : Kind.BLOCK, block, from, to, Side.UNKNOWN, null,
            Side.UNKNOWN);
    }

    /** What is so at a height is so at all above it: later blocks name earlier ones, and states add up. */
    private static int lowest(final int from, final int to, final IntPredicate isSo)
    {
        if (from > to || !isSo.test(to))
        {
            return BlockStore.NO_HEIGHT;
        }
        int low = from;
        int high = to;
        while (low < high)
        {
            final int middle = low + (high - low) / 2;
            if (isSo.test(middle))
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }
        return low;
    }

    private boolean differInState(final int height)
    {
        final LtHash a = state(first, height);
        final LtHash b = state(second, height);
        return a != null && b != null && !a.equals(b);
    }

    private Result explain(
        final int height, final int from, final int to, final Consumer<OutputSink> genesisOutputs)
    {
        final LtHash difference = state(first, height);
        difference.subtract(state(second, height));
        Result result = new Result(Kind.STATE, height, from, to, wrong(height), null, Side.UNKNOWN);
        for (final UnsafeBuffer element : touched(height, genesisOutputs))
        {
            final LtHash one = new LtHash();
            one.add(element, 0, StateElement.LENGTH);
            final LtHash minusOne = new LtHash();
            minusOne.subtract(one);
            if (difference.equals(one) || difference.equals(minusOne))
            {
                result = new Result(Kind.STATE, height, from, to, result.wrong(),
                    Arrays.copyOf(element.byteArray(), StateElement.OUTPOINT_LENGTH),
                    difference.equals(one) ? Side.FIRST : Side.SECOND);
            }
        }
        return result;
    }

    /** A quorum signed the next block, which names the state after this one. */
    private Side wrong(final int height)
    {
        final BlockStore longer = first.lastHeight() > height ? first : second;
        final Commit next = longer.commit(height + 1);
        if (next == null)
        {
            return Side.UNKNOWN;
        }
        final boolean isFirstRight = Arrays.equals(next.header().previousStateHash(), digest(state(first, height)));
        final boolean isSecondRight = Arrays.equals(next.header().previousStateHash(), digest(state(second, height)));
        return isFirstRight ? Side.SECOND : isSecondRight ? Side.FIRST : Side.UNKNOWN;
    }

    /** The outputs that a block creates, and those that it spends, as far as they can be found. */
    private List<UnsafeBuffer> touched(final int height, final Consumer<OutputSink> genesisOutputs)
    {
        final int count = first.commit(height).header().transactionCount();
        final UnsafeBuffer ids = ids(height, count);
        final List<UnsafeBuffer> elements = new ArrayList<>();
        final Map<UnsafeBuffer, List<Integer>> spent = new HashMap<>();
        first.forEachBody(height, 0, count, (position, buffer, offset, length) ->
        {
            view.wrap(buffer, offset, length);
            for (int i = 0; i < view.outputCount(); i++)
            {
                elements.add(element(ids, position, i));
            }
            for (int i = 0; i < view.inputCount(); i++)
            {
                spent.computeIfAbsent(copy(buffer, view.outpointOffset(i), Sha256.LENGTH),
                    (txid) -> new ArrayList<>()).add(view.outputIndex(i));
            }
            return true;
        });
        addSpent(height, spent, elements);
        genesisOutputs.accept((outpoint, offset, amount, lockType, keyHash) ->
        {
            final UnsafeBuffer txid = copy(outpoint, offset, Sha256.LENGTH);
            final int index = outpoint.getShort(offset + Sha256.LENGTH, LITTLE_ENDIAN) & 0xFFFF;
            if (spent.getOrDefault(txid, List.of()).contains(index))
            {
                final UnsafeBuffer element = new UnsafeBuffer(new byte[StateElement.LENGTH]);
                StateElement.put(element, 0, outpoint, offset, amount, lockType, keyHash, StateElement.NOT_COINBASE);
                elements.add(element);
            }
        });
        return elements;
    }

    /** Looks in all earlier blocks for the transactions whose outputs are spent, once. */
    private void addSpent(
        final int height, final Map<UnsafeBuffer, List<Integer>> spent, final List<UnsafeBuffer> elements)
    {
        for (int earlier = height; earlier >= Math.max(1, first.firstHeight()); earlier--)
        {
            final int count = first.commit(earlier).header().transactionCount();
            final UnsafeBuffer ids = ids(earlier, count);
            for (int position = 0; position < count; position++)
            {
                final List<Integer> indexes = spent.get(copy(ids, position * Sha256.LENGTH, Sha256.LENGTH));
                if (indexes != null)
                {
                    final int at = position;
                    first.forEachBody(earlier, position, 1, (same, buffer, offset, length) ->
                    {
                        view.wrap(buffer, offset, length);
                        indexes.stream().filter((index) -> index < view.outputCount())
                            .forEach((index) -> elements.add(element(ids, at, index)));
                        return false;
                    });
                }
            }
        }
    }

    /** An output of the transaction in view. */
    private UnsafeBuffer element(final UnsafeBuffer ids, final int position, final int index)
    {
        final UnsafeBuffer element = new UnsafeBuffer(new byte[StateElement.LENGTH]);
        element.putBytes(0, ids, position * Sha256.LENGTH, Sha256.LENGTH);
        element.putShort(Sha256.LENGTH, (short)index, LITTLE_ENDIAN);
        StateElement.putValue(element, StateElement.OUTPOINT_LENGTH, view.amount(index), view.lockType(index),
            view.buffer(), view.keyHashOffset(index), StateElement.NOT_COINBASE);
        return element;
    }

    private UnsafeBuffer ids(final int height, final int count)
    {
        final UnsafeBuffer ids = new UnsafeBuffer(new byte[Math.max(1, count) * Sha256.LENGTH]);
        first.copyIds(height, 0, count, ids, 0);
        return ids;
    }

    private static LtHash state(final BlockStore store, final int height)
    {
        final UnsafeBuffer sums = new UnsafeBuffer(new byte[StateHash.ENCODED_LENGTH]);
        if (!store.copyState(height, sums, 0))
        {
            return null;
        }
        final LtHash state = new LtHash();
        state.decode(sums, 0);
        return state;
    }

    private static byte[] digest(final LtHash state)
    {
        final byte[] digest = new byte[Sha256.LENGTH];
        state.digest(new UnsafeBuffer(digest), 0);
        return digest;
    }

    private static UnsafeBuffer copy(final DirectBuffer buffer, final int offset, final int length)
    {
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return new UnsafeBuffer(bytes);
    }
}
