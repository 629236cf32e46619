package io.timecoin.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.timecoin.consensus.bft.LockState;
import io.timecoin.consensus.bft.Statement;
import io.timecoin.consensus.bft.Step;
import io.timecoin.consensus.bft.VoteLog;

/** What was forced is there again, whatever was being written; what cannot be trusted is refused. */
class VoteFileTest
{
    private static final byte[] CHAIN = filled(32, 7);
    private static final int SLOT = 8192;
    private static final int PAGE = SLOT / 2;

    @TempDir
    private Path folder;
    private Path file;

    @BeforeEach
    void name()
    {
        file = folder.resolve("votes");
    }

    @Test
    void shouldBeginEmpty() throws IOException
    {
        try (VoteFile votes = VoteFile.open(file, CHAIN))
        {
            assertThat(votes.last()).isNull();
            assertThat(kept(votes)).isEmpty();
        }
        assertThat(Files.size(file)).isEqualTo(VoteFile.FILE_LENGTH);
        try (VoteFile votes = VoteFile.open(file, CHAIN))
        {
            assertThat(votes.last()).isNull();
        }
    }

    @Test
    void shouldTellAllOfAStatementAgain()
    {
        final VoteLog.Entry proposal = new VoteLog.Entry(Statement.proposal(3, 9, 5, 2, filled(32, 1), filled(64, 2)),
            new LockState(2, filled(32, 3), List.of()));
        final VoteLog.Entry vote = new VoteLog.Entry(
            Statement.vote(3, 9, 5, Step.PREVOTE, null, filled(64, 5)), LockState.FREE);
        try (VoteFile votes = VoteFile.open(file, CHAIN))
        {
            votes.append(proposal.statement(), proposal.locks());
            votes.append(vote.statement(), vote.locks());
            votes.force();
        }
        try (VoteFile votes = VoteFile.open(file, CHAIN))
        {
            assertThat(kept(votes)).usingRecursiveFieldByFieldElementComparator().containsExactly(proposal, vote);
            assertThat(votes.last()).usingRecursiveComparison().isEqualTo(vote);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 12, 15, 16, 17, 40})
    void shouldKeepTheLatestStatementsInOrder(final int count)
    {
        write(count);
        try (VoteFile votes = VoteFile.open(file, CHAIN))
        {
            final List<Integer> heights = heights(votes);
            assertThat(heights).hasSize(Math.min(count, VoteFile.SLOTS)).isSorted().endsWith(count);
            assertThat(heights.size()).isGreaterThanOrEqualTo(Math.min(count, VoteLog.MIN_KEPT));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 16, 37})
    void shouldForgetOnlyWhatWasBeingWritten(final int count) throws IOException
    {
        write(count);
        final byte[] before = Files.readAllBytes(file);
        write(count, 1);
        final byte[] after = Files.readAllBytes(file);
        final int slot = (count + 1) % VoteFile.SLOTS * SLOT;
        for (final int written : new int[]{0, 1, 100, VoteRecord.LENGTH - 1, VoteRecord.LENGTH, PAGE, PAGE + 99, SLOT})
        {
            final byte[] torn = before.clone();
            System.arraycopy(after, slot, torn, slot, written);
            // The second copy may be on its way before the first is whole.
            Arrays.fill(torn, slot + PAGE + 100, slot + PAGE + 110, (byte)9);
            Files.write(file, torn);
            try (VoteFile votes = VoteFile.open(file, CHAIN))
            {
                final int expected = written >= VoteRecord.LENGTH ? count + 1 : count;
                assertThat(votes.last().statement().height()).as("%d bytes written", written).isEqualTo(expected);
                assertThat(heights(votes)).isSorted().hasSizeGreaterThanOrEqualTo(Math.min(count, VoteFile.SLOTS - 1));
                votes.append(vote(50).statement(), LockState.FREE);
                assertThat(votes.last().statement().height()).isEqualTo(50);
            }
        }
    }

    @Test
    void shouldRememberThoughOneCopyGoesBad() throws IOException
    {
        write(20);
        final byte[] whole = Files.readAllBytes(file);
        for (int page = 0; page < 2 * VoteFile.SLOTS; page++)
        {
            final byte[] bad = whole.clone();
            bad[page * PAGE + 60] ^= 4;
            Files.write(file, bad);
            try (VoteFile votes = VoteFile.open(file, CHAIN))
            {
                assertThat(heights(votes)).hasSize(VoteFile.SLOTS).endsWith(20);
            }
        }
    }

    @Test
    void shouldRefuseWhatIsDamagedElsewhere() throws IOException
    {
        write(20);
        final byte[] whole = Files.readAllBytes(file);
        final int next = 21 % VoteFile.SLOTS;
        final int last = 20 % VoteFile.SLOTS;
        for (int slot = 0; slot < VoteFile.SLOTS; slot++)
        {
            // Of the last one nothing tells whether it was ever whole: it counts as torn, which two copies make rare.
            if (slot != next && slot != last)
            {
                final byte[] bad = whole.clone();
                bad[slot * SLOT + 60] ^= 4;
                bad[slot * SLOT + PAGE + 60] ^= 4;
                refuse(bad, BlockFault.MALFORMED, "slot " + slot);
            }
        }
        refuse(Arrays.copyOf(whole, whole.length - 1), BlockFault.MALFORMED, "bytes instead of");
        refuse(new byte[0], BlockFault.MALFORMED, "0 bytes");
        final byte[] moved = whole.clone();
        System.arraycopy(whole, 3 * SLOT, moved, 7 * SLOT, SLOT);
        refuse(moved, BlockFault.MALFORMED, "slot 7");
    }

    @Test
    void shouldRefuseRubbishInANewFile() throws IOException
    {
        write(2);
        final byte[] bad = Files.readAllBytes(file);
        bad[9 * SLOT] = 1;
        refuse(bad, BlockFault.MALFORMED, "slot 9");
    }

    @Test
    void shouldTellThePrevotesBehindTheLatestLockAgain()
    {
        final LockState first = lock(3, 4, 7);
        final LockState second = lock(5, 6, 1024);
        try (VoteFile votes = VoteFile.open(file, CHAIN))
        {
            append(votes, 3, 4, first);
            append(votes, 3, 5, first);
        }
        try (VoteFile votes = VoteFile.open(file, CHAIN))
        {
            assertThat(votes.last().locks()).usingRecursiveComparison().isEqualTo(first);
            append(votes, 5, 6, second);
        }
        try (VoteFile votes = VoteFile.open(file, CHAIN))
        {
            assertThat(votes.last().locks()).usingRecursiveComparison().isEqualTo(second);
            append(votes, 5, 7, second);
            append(votes, 6, 0, LockState.FREE);
        }
        try (VoteFile votes = VoteFile.open(file, CHAIN))
        {
            assertThat(votes.last().locks()).isEqualTo(LockState.FREE);
        }
    }

    @Test
    void shouldKeepALockWhosePrevotesWentBad() throws IOException
    {
        final LockState lock = lock(3, 4, 7);
        try (VoteFile votes = VoteFile.open(file, CHAIN))
        {
            append(votes, 3, 4, lock);
        }
        final byte[] whole = Files.readAllBytes(file);
        final int start = VoteFile.SLOTS * SLOT + (whole[VoteFile.SLOTS * SLOT] == 0 ? VoteFile.LOCK_LENGTH : 0);
        for (int i = 0; i < 88 + 7 * 66; i += 37)
        {
            final byte[] bad = whole.clone();
            bad[start + i] ^= 16;
            Files.write(file, bad);
            try (VoteFile votes = VoteFile.open(file, CHAIN))
            {
                assertThat(votes.last().locks()).as("byte %d", i).usingRecursiveComparison()
                    .isEqualTo(new LockState(4, lock.lockedId(), List.of()));
            }
        }
    }

    @Test
    void shouldRefuseVotesOfAnotherChain()
    {
        write(2);
        assertThatThrownBy(() -> VoteFile.open(file, filled(32, 8)))
            .isInstanceOfSatisfying(BlockException.class,
                ex -> assertThat(ex.fault()).isEqualTo(BlockFault.WRONG_CHAIN))
            .hasMessageContaining("another chain");
    }

    private void refuse(final byte[] bytes, final BlockFault fault, final String how) throws IOException
    {
        Files.write(file, bytes);
        assertThatThrownBy(() -> VoteFile.open(file, CHAIN))
            .isInstanceOfSatisfying(BlockException.class, ex -> assertThat(ex.fault()).isEqualTo(fault))
            .hasMessageContaining(how);
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }

    /** Statements of heights 1 to count. */
    private void write(final int count)
    {
        write(0, count);
    }

    private void write(final int from, final int count)
    {
        try (VoteFile votes = VoteFile.open(file, CHAIN))
        {
            for (int i = 1; i <= count; i++)
            {
                final VoteLog.Entry entry = vote(from + i);
                votes.append(entry.statement(), entry.locks());
                votes.force();
            }
        }
    }

    private static void append(final VoteFile votes, final int height, final int round, final LockState lock)
    {
        votes.append(Statement.vote(1, height, round, Step.PRECOMMIT, lock.lockedId(), filled(64, height)), lock);
        votes.force();
    }

    private static LockState lock(final int height, final int round, final int count)
    {
        final List<Statement> prevotes = new ArrayList<>();
        for (int i = 0; i < count; i++)
        {
            prevotes.add(Statement.vote(i, height, round, Step.PREVOTE, filled(32, height), filled(64, i)));
        }
        return new LockState(round, filled(32, height), prevotes);
    }

    private static VoteLog.Entry vote(final int height)
    {
        return new VoteLog.Entry(
            Statement.vote(1, height, 0, Step.PRECOMMIT, filled(32, height), filled(64, height)), LockState.FREE);
    }

    private static List<VoteLog.Entry> kept(final VoteFile votes)
    {
        final List<VoteLog.Entry> kept = new ArrayList<>();
        votes.forEach(kept::add);
        return kept;
    }

    private static List<Integer> heights(final VoteFile votes)
    {
        return kept(votes).stream().map(entry -> entry.statement().height()).toList();
    }

    private static byte[] filled(final int length, final int value)
    {
        final byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte)value);
        return bytes;
    }
}
