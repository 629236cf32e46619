package io.timecoin.replay;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a replay leaves behind, and what it removes of others. */
class ScratchTest
{
    @TempDir
    private Path parent;

    @Test
    void shouldRemoveWhatAKilledProcessLeft() throws IOException
    {
        final Path left = leave("timecoin-replay-1", true);
        try (Scratch scratch = Scratch.in(parent, 1))
        {
            assertThat(left).doesNotExist();
            assertThat(scratch.folder()).isDirectory();
        }
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void shouldLeaveWhatIsInUseOrNotItsOwn() throws IOException
    {
        final Path used = leave("timecoin-replay-2", true);
        final Path beingMade = leave("timecoin-replay-3", false);
        final Path foreign = leave("timecoin-bench-4", true);
        try (FileChannel holder = FileChannel.open(used.resolve("lock"), StandardOpenOption.WRITE))
        {
            assertThat(holder.tryLock()).isNotNull();
            try (Scratch first = Scratch.in(parent, 1); Scratch second = Scratch.in(parent, 1))
            {
                assertThat(first.folder()).as("while another replay begins").isDirectory();
                assertThat(second.folder()).isDirectory().isNotEqualTo(first.folder());
            }
        }
        assertThat(parent).isDirectoryNotContaining((path) ->
            !path.equals(used) && !path.equals(beingMade) && !path.equals(foreign));
        assertThat(used).isDirectory();
        assertThat(beingMade).isDirectory();
        assertThat(foreign).isDirectory();
    }

    @Test
    void shouldRefuseADiskWithoutRoom()
    {
        assertThatThrownBy(() -> Scratch.in(parent, Long.MAX_VALUE)).isInstanceOfSatisfying(ReplayException.class,
            (ex) ->
            {
                assertThat(ex.kind()).isEqualTo(ReplayException.Kind.CONFIGURATION);
                assertThat(ex).hasMessageContaining("not enough space in " + parent);
                assertThat(ex.why()).contains("a set of up to 9223372036854775807 outputs takes", "MB are free");
                assertThat(ex.next()).contains("--scratch");
            });
        assertThat(parent).isEmptyDirectory();
    }

    private Path leave(final String name, final boolean hasLock) throws IOException
    {
        final Path left = Files.createDirectories(parent.resolve(name).resolve("set-0")).getParent();
        Files.writeString(left.resolve("set-0").resolve("utxo.map"), "bytes");
        if (hasLock)
        {
            Files.createFile(left.resolve("lock"));
        }
        return left;
    }
}
