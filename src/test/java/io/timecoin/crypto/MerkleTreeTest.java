package io.timecoin.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MerkleTreeTest
{
    private static final int LENGTH = Sha256.LENGTH;

    private final MerkleTree tree = new MerkleTree();

    @ParameterizedTest
    @ValueSource(ints = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 33, 100, 129 })
    void shouldHaveTheRootOfItsDefinition(final int count)
    {
        final UnsafeBuffer ids = ids(count);

        assertThat(root(ids, count)).isEqualTo(rootByDefinition(ids, count));
    }

    @Test
    void shouldHaveARootOfItsOwnForNothing()
    {
        final byte[] empty = root(ids(0), 0);

        assertThat(empty).isEqualTo(Sha256.of(Sha256.tag("timecoin/empty")));
        assertThat(MerkleTree.isEmptyRoot(new UnsafeBuffer(empty), 0)).isTrue();
        assertThat(MerkleTree.isEmptyRoot(new UnsafeBuffer(root(ids(1), 1)), 0)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 2, 3, 5, 8, 11, 64, 65, 127 })
    void shouldProveEveryMember(final int count)
    {
        final UnsafeBuffer ids = ids(count);
        final UnsafeBuffer root = new UnsafeBuffer(root(ids, count));
        final UnsafeBuffer path = new UnsafeBuffer(new byte[MerkleTree.MAX_PATH * LENGTH]);
        for (int position = 0; position < count; position++)
        {
            final int length = tree.path(ids, 0, count, position, path, 0);

            assertThat(length).isEqualTo(MerkleTree.pathLength(position, count));
            assertThat(isMember(ids, position, position, count, path, length, root)).isTrue();
        }
    }

    @Test
    void shouldNotProveAnythingElse()
    {
        final int count = 11;
        final UnsafeBuffer ids = ids(count);
        final UnsafeBuffer root = new UnsafeBuffer(root(ids, count));
        final UnsafeBuffer path = new UnsafeBuffer(new byte[MerkleTree.MAX_PATH * LENGTH]);
        for (int position = 0; position < count; position++)
        {
            final int length = tree.path(ids, 0, count, position, path, 0);
            for (int other = 0; other < count; other++)
            {
                assertThat(isMember(ids, other, position, count, path, length, root)).isEqualTo(other == position);
                assertThat(isMember(ids, position, other, count, path, length, root)).isEqualTo(other == position);
            }
            assertThat(isMember(ids, position, -1, count, path, length, root)).isFalse();
            assertThat(isMember(ids, position, count, count, path, length, root)).isFalse();
            assertThat(isMember(ids, position, position, count, path, length - 1, root)).isFalse();
            assertThat(isMember(ids, position, position, count, path, length + 1, root)).isFalse();
            assertThat(isMember(ids, position, position, 0, path, length, root)).isFalse();
        }
    }

    /** A list whose last ids are doubled has a root of its own (CVE-2012-2459). */
    @Test
    void shouldTellListsWithDoubledTailsApart()
    {
        final Set<String> roots = new HashSet<>();
        for (int count = 1; count <= 40; count++)
        {
            final UnsafeBuffer ids = ids(2 * count);
            for (int tail = 0; tail <= count; tail++)
            {
                ids.putBytes(count * LENGTH, ids, (count - tail) * LENGTH, tail * LENGTH);
                assertThat(roots.add(HexFormat.of().formatHex(root(ids, count + tail))))
                    .as("%d ids, the last %d doubled", count, tail)
                    .isTrue();
            }
        }
    }

    /** The two nodes below a root, given out as ids, do not have its root. */
    @Test
    void shouldNotTakeNodesForLeaves()
    {
        final UnsafeBuffer ids = ids(4);
        final UnsafeBuffer nodes = new UnsafeBuffer(new byte[2 * LENGTH]);
        tree.path(ids, 0, 4, 2, nodes, 0);
        final UnsafeBuffer left = new UnsafeBuffer(new byte[2 * LENGTH]);
        left.putBytes(0, nodes, LENGTH, LENGTH);
        tree.path(ids, 0, 4, 0, nodes, 0);
        left.putBytes(LENGTH, nodes, LENGTH, LENGTH);

        assertThat(root(left, 2)).isNotEqualTo(root(ids, 4));
    }

    @Test
    void shouldRefusePositionsOutsideOfTheList()
    {
        assertThatThrownBy(() -> MerkleTree.pathLength(3, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MerkleTree.pathLength(-1, 3)).isInstanceOf(IllegalArgumentException.class);
    }

    private boolean isMember(
        final UnsafeBuffer ids,
        final int id,
        final int position,
        final int count,
        final UnsafeBuffer path,
        final int pathLength,
        final UnsafeBuffer root)
    {
        return tree.isMember(ids, id * LENGTH, position, count, path, 0, pathLength, root, 0);
    }

    private byte[] root(final UnsafeBuffer ids, final int count)
    {
        final byte[] root = new byte[LENGTH];
        tree.root(ids, 0, count, new UnsafeBuffer(root), 0);
        return root;
    }

    private static UnsafeBuffer ids(final int count)
    {
        final UnsafeBuffer ids = new UnsafeBuffer(new byte[Math.max(count, 1) * LENGTH]);
        for (int i = 0; i < count; i++)
        {
            ids.putBytes(i * LENGTH, Sha256.of(new byte[] { (byte)i, (byte)(i >> 8) }));
        }
        return ids;
    }

    private static byte[] rootByDefinition(final UnsafeBuffer ids, final int count)
    {
        List<byte[]> level = new ArrayList<>();
        for (int i = 0; i < count; i++)
        {
            final byte[] id = new byte[LENGTH];
            ids.getBytes(i * LENGTH, id);
            level.add(Sha256.of(Sha256.tag("timecoin/leaf"), id));
        }
        while (level.size() > 1)
        {
            final List<byte[]> next = new ArrayList<>();
            for (int i = 0; i + 1 < level.size(); i += 2)
            {
                next.add(Sha256.of(Sha256.tag("timecoin/node"), level.get(i), level.get(i + 1)));
            }
            if (level.size() % 2 == 1)
            {
                next.add(level.get(level.size() - 1));
            }
            level = next;
        }
        return level.get(0);
    }
}
