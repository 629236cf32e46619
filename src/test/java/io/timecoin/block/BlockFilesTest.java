package io.timecoin.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.timecoin.InvariantViolation;
import io.timecoin.block.BlockStoreException.Reason;

class BlockFilesTest
{
    private static final int SMALL = 20_000;

    private final TestBlocks blocks = TestBlocks.ofEqual(4);
    @TempDir
    private Path folder;

    @Test
    void shouldBeThereAgainAfterOpening() throws IOException
    {
        append(10, BlockRetention.ALL);

        try (BlockFiles store = open(BlockRetention.ALL))
        {
            assertThat(files()).hasSizeGreaterThan(2);
            assertThat(store.firstHeight()).isEqualTo(1);
            assertThat(store.lastHeight()).isEqualTo(10);
            assertThat(store.cutBytes()).isZero();
            store.verify();
            assertAll(store, 1, 10);
            StoredBlocks.append(store, blocks, 1_000, 30, true);
        }
        try (BlockFiles store = open(BlockRetention.ALL))
        {
            assertAll(store, 1, 10);
            StoredBlocks.assertHolds(store, 11, 1_000, 30, true);
        }
    }

    /** Whatever a crash leaves of the last block: the ones before it are there, and the next follows them. */
    @Test
    void shouldCutATornTailAnywhere() throws IOException
    {
        append(3, BlockRetention.ALL, Integer.MAX_VALUE);
        final Path file = files().get(0);
        final byte[] whole = Files.readAllBytes(file);
        final int lastBlock = lengthWith(2);
        for (int length = lastBlock; length < whole.length; length += length < lastBlock + 40 ? 1 : 97)
        {
            Files.write(file, Arrays.copyOf(whole, length));
            try (BlockFiles store = open(BlockRetention.ALL))
            {
                assertThat(store.lastHeight()).as("%d bytes", length).isEqualTo(2);
                assertThat(store.cutBytes()).isEqualTo(length - lastBlock);
                assertThat(Files.size(file)).isEqualTo(lastBlock);
            }
        }
        Files.write(file, whole);
        try (BlockFiles store = open(BlockRetention.ALL))
        {
            assertAll(store, 1, 3);
        }
    }

    /** A crash may also leave pages of the last block that were never written, as zeros, with later ones there. */
    @Test
    void shouldCutALastBlockWithHoles() throws IOException
    {
        append(3, BlockRetention.ALL, Integer.MAX_VALUE);
        final Path file = files().get(0);
        final byte[] whole = Files.readAllBytes(file);
        final int lastBlock = lengthWith(2);
        for (int at = lastBlock; at < whole.length; at += 1_009)
        {
            final byte[] holed = whole.clone();
            Arrays.fill(holed, at, Math.min(at + 64, whole.length), (byte)0);
            Files.write(file, holed);
            try (BlockFiles store = open(BlockRetention.ALL))
            {
                assertThat(store.lastHeight()).as("hole at %d", at).isEqualTo(2);
                assertAll(store, 1, 2);
            }
        }
    }

    /** Any changed bit before the last block is refused, and the file and a place before it or at it are told. */
    @Test
    void shouldRefuseDamageInTheMiddle() throws IOException
    {
        append(4, BlockRetention.ALL, Integer.MAX_VALUE);
        final Path file = files().get(0);
        final byte[] whole = Files.readAllBytes(file);
        final int end = lengthWith(3);
        for (int at = 0; at < end; at += at < 600 ? 1 : 83)
        {
            final byte[] damaged = whole.clone();
            damaged[at] ^= 1 << at % 8;
            Files.write(file, damaged);
            final BlockStoreException fault =
                catchThrowableOfType(BlockStoreException.class, () -> open(BlockRetention.ALL).close());

            assertThat(fault).as("byte %d", at).isNotNull();
            assertThat(fault.reason()).as("byte %d: %s", at, fault.getMessage())
                .isIn(Reason.DAMAGED, Reason.NOT_BLOCKS);
            assertThat(fault.file()).isEqualTo(file);
            assertThat(fault.offset()).isLessThanOrEqualTo(at);
            assertThat(fault).hasMessageContaining(file.toString()).hasMessageContaining("byte " + fault.offset());
            assertThat(Files.size(file)).isEqualTo(whole.length);
        }
    }

    /** Older files are looked at when they are read. */
    @Test
    void shouldRefuseDamageInOlderFilesWhenTheyAreRead() throws IOException
    {
        append(10, BlockRetention.ALL);
        final Path file = files().get(0);
        final byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 4;
        Files.write(file, bytes);
        try (BlockFiles store = open(BlockRetention.ALL))
        {
            assertThatThrownBy(store::verify).isInstanceOf(BlockStoreException.class)
                .hasMessageContaining(file.toString());
            assertThatThrownBy(() -> assertAll(store, 1, 10)).isInstanceOf(BlockStoreException.class);
            assertThat(store.lastHeight()).isEqualTo(10);
        }
    }

    @Test
    void shouldTellWhenAFileIsGone() throws IOException
    {
        append(10, BlockRetention.ALL);
        Files.delete(files().get(1));
        try (BlockFiles store = open(BlockRetention.ALL))
        {
            final BlockStoreException fault = catchThrowableOfType(BlockStoreException.class, store::verify);

            assertThat(fault.reason()).isEqualTo(Reason.MISSING);
            assertThat(fault.file()).isEqualTo(files().get(0));
        }
    }

    @Test
    void shouldRefuseAnotherChainAndOtherFiles() throws IOException
    {
        append(1, BlockRetention.ALL);

        final BlockStoreException foreign = catchThrowableOfType(BlockStoreException.class,
            () -> BlockFiles.open(folder, TestBlocks.hash("chain", 2), BlockRetention.ALL).close());
        assertThat(foreign.reason()).isEqualTo(Reason.WRONG_CHAIN);
        Files.write(files().get(0), new byte[5_000]);
        final BlockStoreException other =
            catchThrowableOfType(BlockStoreException.class, () -> open(BlockRetention.ALL).close());
        assertThat(other.reason()).isEqualTo(Reason.NOT_BLOCKS);
    }

    @Test
    void shouldBeginAFileAgainThatGotNoBlock() throws IOException
    {
        append(10, BlockRetention.ALL);
        final List<Path> before = files();
        for (int length = 0; length <= BlockSegment.START_LENGTH; length += 7)
        {
            final Path begun = folder.resolve("0000000011.blocks");
            final FrameBuffer read = new FrameBuffer();
            BlockSegment.create(begun, 11, blocks.chainId(), read).close();
            Files.write(begun, Arrays.copyOf(Files.readAllBytes(begun), length));
            try (BlockFiles store = open(BlockRetention.ALL))
            {
                assertThat(store.lastHeight()).isEqualTo(10);
                assertThat(files()).isEqualTo(before);
            }
        }
        try (BlockFiles store = open(BlockRetention.ALL))
        {
            StoredBlocks.append(store, blocks, 1_000, 3, false);
            assertThat(store.lastHeight()).isEqualTo(11);
        }
    }

    @Test
    void shouldKeepAsMuchAsItIsTold() throws IOException
    {
        append(30, new BlockRetention(5, Long.MAX_VALUE));
        try (BlockFiles store = open(BlockRetention.ALL))
        {
            assertThat(store.firstHeight()).isBetween(20, 26);
            assertThat(store.lastHeight()).isEqualTo(30);
            assertThat(store.commit(1)).isNull();
            assertThat(store.find(TestBlocks.ids(0, 1), 0, 1)).isNull();
            assertAll(store, store.firstHeight(), 30);
        }
    }

    @Test
    void shouldKeepNoMoreBytesThanItIsTold() throws IOException
    {
        append(30, new BlockRetention(Long.MAX_VALUE, 3 * SMALL));
        try (BlockFiles store = open(BlockRetention.ALL))
        {
            assertThat(store.length()).isLessThanOrEqualTo(3 * SMALL);
            assertThat(store.firstHeight()).isGreaterThan(1);
            assertThat(store.lastHeight()).isEqualTo(30);
        }
    }

    @Test
    void shouldBeReadWhileItGrows() throws IOException
    {
        try (BlockFiles store = open(BlockRetention.ALL))
        {
            StoredBlocks.append(store, blocks, 0, 40, true);
            final UnsafeBuffer ids = TestBlocks.ids(500, 2);
            store.beginBlock(blocks.next(ids, 2), EvidenceList.NONE, ids, 0, null, 0);
            final long length = Files.size(files().get(0));
            try (BlockFiles reader = BlockFiles.openReadOnly(folder, null))
            {
                assertThat(reader.lastHeight()).isEqualTo(1);
                assertThat(reader.chainId()).isEqualTo(blocks.chainId());
                StoredBlocks.assertHolds(reader, 1, 0, 40, true);
                assertThatThrownBy(() ->
                    reader.beginBlock(blocks.next(ids, 2), EvidenceList.NONE, ids, 0, null, 0))
                    .isInstanceOf(InvariantViolation.class);
            }
            assertThat(Files.size(files().get(0))).isEqualTo(length);
            store.addBody(StoredBlocks.body(500), 0, StoredBlocks.body(500).capacity());
            store.addBody(StoredBlocks.body(501), 0, StoredBlocks.body(501).capacity());
            store.endBlock();
            StoredBlocks.assertHolds(store, 2, 500, 2, false);
        }
        try (BlockFiles absent = BlockFiles.openReadOnly(folder.resolve("absent"), null))
        {
            assertThat(absent.lastHeight()).isEqualTo(BlockStore.NO_HEIGHT);
            assertThat(absent.chainId()).isNull();
        }
        assertThat(folder.resolve("absent")).doesNotExist();
    }

    @Test
    void shouldForgetABlockThatWasNotEndedWhenClosed() throws IOException
    {
        try (BlockFiles store = open(BlockRetention.ALL))
        {
            StoredBlocks.append(store, blocks, 0, 4, true);
            final UnsafeBuffer ids = TestBlocks.ids(500, 2);
            store.beginBlock(blocks.next(ids, 2), EvidenceList.NONE, ids, 0, null, 0);
        }
        try (BlockFiles store = open(BlockRetention.ALL))
        {
            assertThat(store.cutBytes()).isZero();
            assertThat(store.lastHeight()).isEqualTo(1);
        }
    }

    private void append(final int count, final BlockRetention retention) throws IOException
    {
        append(count, retention, SMALL);
    }

    private void append(final int count, final BlockRetention retention, final long segmentLength) throws IOException
    {
        try (BlockFiles store = BlockFiles.open(folder, blocks.chainId(), retention, segmentLength))
        {
            for (int i = 0; i < count; i++)
            {
                StoredBlocks.append(store, blocks, 100 * i, 10 * (i % 3) + 5, i % 2 == 0);
            }
        }
    }

    private static void assertAll(final BlockStore store, final int from, final int to)
    {
        for (int height = from; height <= to; height++)
        {
            assertThat(store.commit(height).header().height()).isEqualTo(height);
            StoredBlocks.assertHolds(
                store, height, 100 * (height - 1), 10 * ((height - 1) % 3) + 5, (height - 1) % 2 == 0);
        }
    }

    /** Bytes of a file with the first of these blocks. */
    private int lengthWith(final int count) throws IOException
    {
        final Path other = folder.resolveSibling(folder.getFileName() + "-" + count);
        final TestBlocks same = TestBlocks.ofEqual(4);
        try (BlockFiles store = BlockFiles.open(other, same.chainId(), BlockRetention.ALL, Integer.MAX_VALUE))
        {
            for (int i = 0; i < count; i++)
            {
                StoredBlocks.append(store, same, 100 * i, 10 * (i % 3) + 5, i % 2 == 0);
            }
            return (int)store.length();
        }
    }

    private BlockFiles open(final BlockRetention retention)
    {
        return BlockFiles.open(folder, blocks.chainId(), retention, SMALL);
    }

    private List<Path> files() throws IOException
    {
        try (Stream<Path> entries = Files.list(folder))
        {
            return entries.sorted().toList();
        }
    }
}
