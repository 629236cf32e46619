package io.timecoin.simulation;

import java.util.ArrayList;
import java.util.List;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.block.BlockHeader;
import io.timecoin.block.BlockStore;
import io.timecoin.block.Commit;
import io.timecoin.block.EvidenceList;
import io.timecoin.block.StateHash;

/** A store of blocks that tells of each block when it is whole. */
final class ObservedBlocks implements BlockStore
{
    /** Hears of blocks. */
    @FunctionalInterface
    interface Observer
    {
        /**
         * A block is stored.
         *
         * @param header    of it.
         * @param ids       all it lists.
         * @param bodies    the transactions, in that order.
         * @param stateSums as {@link StateHash#encode}.
         */
        void onBlock(BlockHeader header, DirectBuffer ids, List<byte[]> bodies, byte[] stateSums);
    }

    private final BlockStore store;
    private final Observer observer;
    private final List<byte[]> bodies = new ArrayList<>();
    private BlockHeader header;
    private byte[] ids;
    private byte[] sums;

    ObservedBlocks(final BlockStore store, final Observer observer)
    {
        this.store = store;
        this.observer = observer;
    }

    @Override
    public void beginBlock(
        final Commit commit, final EvidenceList evidence, final DirectBuffer blockIds, final int idsOffset,
        final DirectBuffer state, final int stateOffset)
    {
        store.beginBlock(commit, evidence, blockIds, idsOffset, state, stateOffset);
        bodies.clear();
        header = commit.header();
        ids = copy(blockIds, idsOffset, header.transactionCount() * Txid.LENGTH);
        sums = copy(state, stateOffset, StateHash.ENCODED_LENGTH);
    }

    @Override
    public void addBody(final DirectBuffer body, final int offset, final int length)
    {
        store.addBody(body, offset, length);
        bodies.add(copy(body, offset, length));
    }

    @Override
    public void endBlock()
    {
        store.endBlock();
        observer.onBlock(header, new UnsafeBuffer(ids), bodies, sums);
    }

    @Override
    public EvidenceList evidence(final int height)
    {
        return store.evidence(height);
    }

    @Override
    public int firstHeight()
    {
        return store.firstHeight();
    }

    @Override
    public int lastHeight()
    {
        return store.lastHeight();
    }

    @Override
    public Commit commit(final int height)
    {
        return store.commit(height);
    }

    @Override
    public int heightOf(final DirectBuffer blockId, final int offset)
    {
        return store.heightOf(blockId, offset);
    }

    @Override
    public int copyIds(
        final int height, final int first, final int count, final MutableDirectBuffer out, final int offset)
    {
        return store.copyIds(height, first, count, out, offset);
    }

    @Override
    public int forEachBody(final int height, final int first, final int count, final BodyConsumer consumer)
    {
        return store.forEachBody(height, first, count, consumer);
    }

    @Override
    public boolean copyState(final int height, final MutableDirectBuffer out, final int offset)
    {
        return store.copyState(height, out, offset);
    }

    @Override
    public Place find(final DirectBuffer txid, final int offset, final int lowestHeight)
    {
        return store.find(txid, offset, lowestHeight);
    }

    @Override
    public void close()
    {
        store.close();
    }

    private static byte[] copy(final DirectBuffer source, final int offset, final int length)
    {
        final byte[] bytes = new byte[length];
        source.getBytes(offset, bytes);
        return bytes;
    }
}
