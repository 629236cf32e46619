package io.timecoin.crypto;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Merkle trees over lists of 32-byte ids (PROTOCOL, sections 1 and 5). Leaves and nodes are hashed with tags of their
 * own, so that no node passes for a leaf; at each level an odd last node goes up as it is, and is never doubled, so
 * that no two lists have one root (CVE-2012-2459).
 * <pre>
 * leaf   SHA-256("timecoin/leaf" ‖ id)
 * node   SHA-256("timecoin/node" ‖ left ‖ right)
 * empty  SHA-256("timecoin/empty")
 * </pre>
 * Reusable, for one thread; only a longer list than all before it allocates.
 */
public final class MerkleTree
{
    /** Most hashes of a path: a list has fewer than 2^31 ids. */
    public static final int MAX_PATH = 31;

    private static final int LENGTH = Sha256.LENGTH;
    private static final byte[] LEAF_TAG = Sha256.tag("timecoin/leaf");
    private static final byte[] NODE_TAG = Sha256.tag("timecoin/node");
    private static final UnsafeBuffer EMPTY_ROOT = new UnsafeBuffer(Sha256.of(Sha256.tag("timecoin/empty")));

    private final Sha256 sha256 = new Sha256();
    private final byte[] node = new byte[LENGTH];
    private byte[] level = new byte[64 * LENGTH];

    /**
     * Whether a root is that of an empty list.
     *
     * @param root   buffer with a root.
     * @param offset of its 32 bytes.
     * @return true if it is.
     */
    public static boolean isEmptyRoot(final DirectBuffer root, final int offset)
    {
        return EMPTY_ROOT.equals(new UnsafeBuffer(root, offset, LENGTH));
    }

    /**
     * The root of a list.
     *
     * @param ids       buffer with the ids, one after the other.
     * @param offset    of the first.
     * @param count     how many, 0 or more.
     * @param out       receives 32 bytes.
     * @param outOffset of the first.
     */
    public void root(
        final DirectBuffer ids, final int offset, final int count, final MutableDirectBuffer out, final int outOffset)
    {
        if (count == 0)
        {
            out.putBytes(outOffset, EMPTY_ROOT, 0, LENGTH);
            return;
        }
        hashLeaves(ids, offset, count);
        for (int nodes = count; nodes > 1; nodes = nodes + 1 >>> 1)
        {
            hashLevel(nodes);
        }
        out.putBytes(outOffset, level, 0, LENGTH);
    }

    /**
     * The siblings on the way from an id to the root, from the leaf up; where a node goes up alone there is none.
     *
     * @param ids       buffer with the ids, one after the other.
     * @param offset    of the first.
     * @param count     how many, 1 or more.
     * @param position  of the id in the list, from 0.
     * @param out       receives {@link #pathLength} times 32 bytes.
     * @param outOffset of the first.
     * @return {@link #pathLength}.
     */
    public int path(
        final DirectBuffer ids,
        final int offset,
        final int count,
        final int position,
        final MutableDirectBuffer out,
        final int outOffset)
    {
        requirePosition(position, count);
        hashLeaves(ids, offset, count);
        int length = 0;
        int index = position;
        for (int nodes = count; nodes > 1; nodes = nodes + 1 >>> 1)
        {
            if ((index ^ 1) < nodes)
            {
                out.putBytes(outOffset + length * LENGTH, level, (index ^ 1) * LENGTH, LENGTH);
                length++;
            }
            hashLevel(nodes);
            index >>>= 1;
        }
        return length;
    }

    /**
     * How many siblings are on the way from an id to the root.
     *
     * @param position of the id in the list, from 0.
     * @param count    length of the list.
     * @return 0 to {@link #MAX_PATH}.
     */
    public static int pathLength(final int position, final int count)
    {
        requirePosition(position, count);
        int length = 0;
        int index = position;
        for (int nodes = count; nodes > 1; nodes = nodes + 1 >>> 1)
        {
            length += (index ^ 1) < nodes ? 1 : 0;
            index >>>= 1;
        }
        return length;
    }

    /**
     * Whether an id is at a position of the list with a root.
     *
     * @param id         buffer with the id.
     * @param idOffset   of its 32 bytes.
     * @param position   of the id in the list; out of bounds is answered with no.
     * @param count      length of the list.
     * @param path       buffer with the siblings.
     * @param pathOffset of the first.
     * @param pathLength how many; any but {@link #pathLength} is answered with no.
     * @param root       buffer with the root.
     * @param rootOffset of its 32 bytes.
     * @return true if it is, as sure as SHA-256 has no collisions.
     */
    public boolean isMember(
        final DirectBuffer id,
        final int idOffset,
        final int position,
        final int count,
        final DirectBuffer path,
        final int pathOffset,
        final int pathLength,
        final DirectBuffer root,
        final int rootOffset)
    {
        if (position < 0 || position >= count || pathLength != pathLength(position, count))
        {
            return false;
        }
        sha256.add(LEAF_TAG).add(id, idOffset, LENGTH).finish(node, 0);
        int used = 0;
        int index = position;
        for (int nodes = count; nodes > 1; nodes = nodes + 1 >>> 1)
        {
            if ((index ^ 1) < nodes)
            {
                final int sibling = pathOffset + used * LENGTH;
                used++;
                if ((index & 1) == 0)
                {
                    sha256.add(NODE_TAG).add(node).add(path, sibling, LENGTH).finish(node, 0);
                }
                else
                {
                    sha256.add(NODE_TAG).add(path, sibling, LENGTH).add(node).finish(node, 0);
                }
            }
            index >>>= 1;
        }
        for (int i = 0; i < LENGTH; i++)
        {
            if (node[i] != root.getByte(rootOffset + i))
            {
                return false;
            }
        }
        return true;
    }

    private void hashLeaves(final DirectBuffer ids, final int offset, final int count)
    {
        if (level.length < count * LENGTH)
        {
            level = new byte[count * LENGTH];
        }
        for (int i = 0; i < count; i++)
        {
            sha256.add(LEAF_TAG).add(ids, offset + i * LENGTH, LENGTH).finish(level, i * LENGTH);
        }
    }

    /** Replaces the nodes of a level by those of the next. */
    private void hashLevel(final int nodes)
    {
        for (int i = 0; i < nodes >>> 1; i++)
        {
            sha256.add(NODE_TAG).add(level, 2 * i * LENGTH, 2 * LENGTH).finish(level, i * LENGTH);
        }
        if ((nodes & 1) == 1)
        {
            System.arraycopy(level, (nodes - 1) * LENGTH, level, (nodes >>> 1) * LENGTH, LENGTH);
        }
    }

    private static void requirePosition(final int position, final int count)
    {
        if (position < 0 || position >= count)
        {
            throw new IllegalArgumentException("position " + position + " of a list of " + count);
        }
    }
}
