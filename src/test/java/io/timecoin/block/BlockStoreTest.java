package io.timecoin.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.timecoin.InvariantViolation;
import io.timecoin.crypto.Sha256;

/** What every store does. */
class BlockStoreTest
{
    private final TestBlocks blocks = TestBlocks.ofEqual(4);
    @TempDir
    private Path folder;
    private BlockStore store;

    @AfterEach
    void close()
    {
        store.close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "memory", "files" })
    void shouldBeEmptyAtFirst(final String kind)
    {
        open(kind);

        assertThat(store.firstHeight()).isEqualTo(BlockStore.NO_HEIGHT);
        assertThat(store.lastHeight()).isEqualTo(BlockStore.NO_HEIGHT);
        assertThat(store.commit(1)).isNull();
        assertThat(store.find(TestBlocks.ids(1, 1), 0, 1)).isNull();
        assertThat(store.copyIds(1, 0, 1, new UnsafeBuffer(new byte[32]), 0)).isZero();
        assertThat(store.copyState(1, new UnsafeBuffer(new byte[StateHash.ENCODED_LENGTH]), 0)).isFalse();
        assertThat(store.heightOf(TestBlocks.ids(1, 1), 0)).isEqualTo(BlockStore.NO_HEIGHT);
    }

    @ParameterizedTest
    @ValueSource(strings = { "memory", "files" })
    void shouldKeepItsEvidence(final String kind)
    {
        open(kind);
        StoredBlocks.append(store, blocks, 0, 3, true);
        final EvidenceList evidence = EvidenceList.of(List.of(
            blocks.evidence(1, 1, 0, SignedStatements.PREVOTE), blocks.evidence(3, 2, 1, Evidence.PROPOSAL)));
        final Commit commit = blocks.next(TestBlocks.ids(5, 1), 1, evidence);
        assertThatThrownBy(() -> store.beginBlock(commit, EvidenceList.NONE, TestBlocks.ids(5, 1), 0, null, 0))
            .isInstanceOf(InvariantViolation.class).hasMessageContaining("evidence");
        store.beginBlock(commit, evidence, TestBlocks.ids(5, 1), 0, null, 0);
        store.addBody(StoredBlocks.body(5), 0, StoredBlocks.body(5).capacity());
        store.endBlock();
        StoredBlocks.append(store, blocks, 10, 2, true);

        assertThat(store.evidence(1)).isEqualTo(EvidenceList.NONE);
        assertThat(store.evidence(2)).isEqualTo(evidence);
        assertThat(store.commit(2)).isEqualTo(commit);
        assertThat(store.evidence(3)).isEqualTo(EvidenceList.NONE);
        assertThat(store.evidence(4)).isNull();
        StoredBlocks.assertHolds(store, 3, 10, 2, true);
    }

    @ParameterizedTest
    @ValueSource(strings = { "memory", "files" })
    void shouldGiveBackWhatWasAppended(final String kind)
    {
        open(kind);
        final int[] counts = { 3, 0, 1, 64, 65, 200, 0 };
        final List<Commit> commits = new ArrayList<>();
        for (int i = 0; i < counts.length; i++)
        {
            commits.add(StoredBlocks.append(store, blocks, 1_000 * i, counts[i], i % 2 == 0));
        }

        assertThat(store.firstHeight()).isEqualTo(1);
        assertThat(store.lastHeight()).isEqualTo(counts.length);
        for (int i = 0; i < counts.length; i++)
        {
            final int height = i + 1;
            assertThat(store.commit(height)).isEqualTo(commits.get(i));
            assertThat(store.heightOf(commits.get(i).header().id(), 0)).isEqualTo(height);
            StoredBlocks.assertHolds(store, height, 1_000 * i, counts[i], i % 2 == 0);
        }
        assertThat(store.commit(0)).isNull();
        assertThat(store.commit(counts.length + 1)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = { "memory", "files" })
    void shouldShowAnyPartOfABlock(final String kind)
    {
        open(kind);
        final int count = 150;
        StoredBlocks.append(store, blocks, 0, count, true);
        final UnsafeBuffer ids = new UnsafeBuffer(new byte[count * Sha256.LENGTH]);
        for (final int first : new int[] { -1, 0, 1, 63, 64, 65, 127, 128, 149, 150, 151, 1_000 })
        {
            for (final int wanted : new int[] { 0, 1, 2, 64, 65, 500 })
            {
                final int expected = first < 0 ? 0 : Math.max(0, Math.min(wanted, count - first));
                final List<Integer> positions = new ArrayList<>();
                assertThat(store.forEachBody(1, first, wanted, (position, buffer, offset, length) ->
                {
                    positions.add(position);
                    return true;
                })).as("%d from %d", wanted, first).isEqualTo(expected);
                assertThat(positions).hasSize(expected);
                assertThat(store.copyIds(1, first, wanted, ids, 0)).isEqualTo(expected);
            }
        }
        final List<Integer> positions = new ArrayList<>();
        assertThat(store.forEachBody(1, 60, 50, (position, buffer, offset, length) ->
        {
            positions.add(position);
            return position < 66;
        })).isEqualTo(7);
        assertThat(positions).containsExactly(60, 61, 62, 63, 64, 65, 66);
    }

    @ParameterizedTest
    @ValueSource(strings = { "memory", "files" })
    void shouldFindTransactions(final String kind)
    {
        open(kind);
        StoredBlocks.append(store, blocks, 0, 5, false);
        StoredBlocks.append(store, blocks, 5, 7, false);

        assertThat(store.find(TestBlocks.ids(3, 1), 0, 1)).isEqualTo(new BlockStore.Place(1, 3));
        assertThat(store.find(TestBlocks.ids(11, 1), 0, 1)).isEqualTo(new BlockStore.Place(2, 6));
        assertThat(store.find(TestBlocks.ids(12, 1), 0, 1)).isNull();
        assertThat(store.find(TestBlocks.ids(3, 1), 0, 2)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = { "memory", "files" })
    void shouldNotShowABlockBeforeItsEnd(final String kind)
    {
        open(kind);
        StoredBlocks.append(store, blocks, 0, 5, false);
        final Commit commit = blocks.next(TestBlocks.ids(9, 1), 1);
        store.beginBlock(commit, EvidenceList.NONE, TestBlocks.ids(9, 1), 0, null, 0);

        assertThat(store.lastHeight()).isEqualTo(1);
        assertThat(store.commit(2)).isNull();
        StoredBlocks.assertHolds(store, 1, 0, 5, false);
        store.addBody(StoredBlocks.body(9), 0, StoredBlocks.body(9).capacity());
        store.endBlock();
        StoredBlocks.assertHolds(store, 2, 9, 1, false);
    }

    @ParameterizedTest
    @ValueSource(strings = { "memory", "files" })
    void shouldRefuseWhatIsNoNextBlock(final String kind)
    {
        open(kind);
        final Commit first = StoredBlocks.append(store, blocks, 0, 1, false);

        assertThatThrownBy(() -> store.beginBlock(first, EvidenceList.NONE, TestBlocks.ids(0, 1), 0, null, 0))
            .isInstanceOf(InvariantViolation.class);
        final Commit second = blocks.next(TestBlocks.ids(1, 2), 2);
        store.beginBlock(second, EvidenceList.NONE, TestBlocks.ids(1, 2), 0, null, 0);
        assertThatThrownBy(store::endBlock).isInstanceOf(InvariantViolation.class);
    }

    /** After a snapshot a store begins high. */
    @ParameterizedTest
    @ValueSource(strings = { "memory", "files" })
    void shouldBeginAtAnyHeight(final String kind)
    {
        open(kind);
        for (int i = 0; i < 41; i++)
        {
            blocks.next(TestBlocks.ids(0, 0), 0);
        }
        StoredBlocks.append(store, blocks, 7, 2, false);

        assertThat(store.firstHeight()).isEqualTo(42);
        assertThat(store.lastHeight()).isEqualTo(42);
        assertThat(store.commit(41)).isNull();
        StoredBlocks.assertHolds(store, 42, 7, 2, false);
    }

    @ParameterizedTest
    @ValueSource(strings = { "memory", "files" })
    void shouldKeepTheLargestBodies(final String kind)
    {
        open(kind);
        final int count = 66;
        final Commit commit = blocks.next(TestBlocks.ids(0, count), count);
        final byte[] body = new byte[64 * 1024];
        store.beginBlock(commit, EvidenceList.NONE, TestBlocks.ids(0, count), 0, null, 0);
        for (int i = 0; i < count; i++)
        {
            Arrays.fill(body, (byte)i);
            store.addBody(new UnsafeBuffer(body), 0, body.length);
        }
        store.endBlock();

        assertThat(store.forEachBody(1, 0, count, (position, buffer, offset, length) ->
            length == body.length && buffer.getByte(offset) == position &&
                buffer.getByte(offset + length - 1) == position)).isEqualTo(count);
    }

    private void open(final String kind)
    {
        store = kind.equals("memory") ? new MemoryBlockStore() :
            BlockFiles.open(folder.resolve("blocks"), blocks.chainId(), BlockRetention.ALL);
    }
}
