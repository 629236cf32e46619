package io.timecoin.block;

import java.util.ArrayList;
import java.util.List;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.InvariantViolation;
import io.timecoin.crypto.Sha256;

/** Blocks in memory: for simulations and tests. For one thread. */
public final class MemoryBlockStore implements BlockStore
{
    private final List<Stored> blocks = new ArrayList<>();
    private Stored open;

    @Override
    public int firstHeight()
    {
        return blocks.isEmpty() ? NO_HEIGHT : blocks.get(0).commit.header().height();
    }

    @Override
    public int lastHeight()
    {
        return blocks.isEmpty() ? NO_HEIGHT : blocks.get(blocks.size() - 1).commit.header().height();
    }

    @Override
    public void beginBlock(
        final Commit commit,
        final EvidenceList evidence,
        final DirectBuffer ids,
        final int idsOffset,
        final DirectBuffer state,
        final int stateOffset)
    {
        requireNext(commit, evidence, this);
        open = new Stored(commit, evidence, copy(ids, idsOffset, commit.header().transactionCount() * Sha256.LENGTH),
            state == null ? null : copy(state, stateOffset, StateHash.ENCODED_LENGTH), new ArrayList<>());
    }

    @Override
    public void addBody(final DirectBuffer body, final int offset, final int length)
    {
        open.bodies.add(copy(body, offset, length));
    }

    @Override
    public void endBlock()
    {
        requireBodies(open.commit, open.bodies.size());
        blocks.add(open);
        open = null;
    }

    @Override
    public Commit commit(final int height)
    {
        final Stored block = block(height);
        return block == null ? null : block.commit;
    }

    @Override
    public EvidenceList evidence(final int height)
    {
        final Stored block = block(height);
        return block == null ? null : block.evidence;
    }

    @Override
    public int heightOf(final DirectBuffer blockId, final int offset)
    {
        for (final Stored block : blocks)
        {
            if (block.commit.header().hasId(blockId, offset))
            {
                return block.commit.header().height();
            }
        }
        return NO_HEIGHT;
    }

    @Override
    public int copyIds(
        final int height, final int first, final int count, final MutableDirectBuffer out, final int offset)
    {
        final Stored block = block(height);
        if (block == null)
        {
            return 0;
        }
        final int copied = clamp(first, count, block.commit.header().transactionCount());
        if (copied > 0)
        {
            out.putBytes(offset, block.ids, first * Sha256.LENGTH, copied * Sha256.LENGTH);
        }
        return copied;
    }

    @Override
    public int forEachBody(final int height, final int first, final int count, final BodyConsumer consumer)
    {
        final Stored block = block(height);
        if (block == null)
        {
            return 0;
        }
        final int shown = clamp(first, count, block.bodies.size());
        for (int i = 0; i < shown; i++)
        {
            final DirectBuffer body = block.bodies.get(first + i);
            if (!consumer.onBody(first + i, body, 0, body.capacity()))
            {
                return i + 1;
            }
        }
        return shown;
    }

    @Override
    public boolean copyState(final int height, final MutableDirectBuffer out, final int offset)
    {
        final Stored block = block(height);
        if (block == null || block.state == null)
        {
            return false;
        }
        out.putBytes(offset, block.state, 0, StateHash.ENCODED_LENGTH);
        return true;
    }

    @Override
    public Place find(final DirectBuffer txid, final int offset, final int lowestHeight)
    {
        for (int height = lastHeight(); height >= Math.max(lowestHeight, 1); height--)
        {
            final Stored block = block(height);
            if (block == null)
            {
                return null;
            }
            final int position = position(block.ids, block.ids.capacity() / Sha256.LENGTH, txid, offset);
            if (position >= 0)
            {
                return new Place(height, position);
            }
        }
        return null;
    }

    @Override
    public void close()
    {
        open = null;
    }

    static int clamp(final int first, final int count, final int size)
    {
        return first < 0 ? 0 : Math.max(0, Math.min(count, size - first));
    }

    static int position(final DirectBuffer ids, final int count, final DirectBuffer txid, final int offset)
    {
        for (int i = 0; i < count; i++)
        {
            if (BlockHeader.equal(ids, i * Sha256.LENGTH, txid, offset))
            {
                return i;
            }
        }
        return -1;
    }

    static void requireNext(final Commit commit, final EvidenceList evidence, final BlockStore store)
    {
        if (!evidence.isOf(commit.header()))
        {
            throw new InvariantViolation("a block is stored with its evidence", evidence.size());
        }
        if (store.lastHeight() != NO_HEIGHT && commit.header().height() != store.lastHeight() + 1)
        {
            throw new InvariantViolation("blocks are stored in order of height", commit.header().height());
        }
    }

    static void requireBodies(final Commit commit, final int count)
    {
        if (commit.header().transactionCount() != count)
        {
            throw new InvariantViolation("a block is stored with all its transactions", count);
        }
    }

    private Stored block(final int height)
    {
        final int index = height - firstHeight();
        return height < 1 || index < 0 || index >= blocks.size() ? null : blocks.get(index);
    }

    private static UnsafeBuffer copy(final DirectBuffer source, final int offset, final int length)
    {
        final byte[] bytes = new byte[length];
        source.getBytes(offset, bytes);
        return new UnsafeBuffer(bytes);
    }

    private record Stored(
        Commit commit, EvidenceList evidence, UnsafeBuffer ids, UnsafeBuffer state, List<UnsafeBuffer> bodies)
    {
    }
}
