package io.timecoin.node;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DataFolderTest
{
    @TempDir
    private Path folder;

    @Test
    void shouldBelongToOneNodeAtATime()
    {
        assertThat(DataFolder.holder(folder)).isEmpty();
        try (DataFolder first = DataFolder.open(folder))
        {
            assertThat(first.utxo()).hasFileName("utxo");
            assertThat(DataFolder.holder(folder)).hasValue(ProcessHandle.current().pid());
            assertThatThrownBy(() -> DataFolder.open(folder))
                .isInstanceOf(NodeException.class)
                .hasMessageContaining("in use by process " + ProcessHandle.current().pid())
                .extracting("kind").isEqualTo(NodeException.Kind.LOCKED);
            // A refusal must not free the folder.
            assertThat(DataFolder.holder(folder)).isPresent();
        }
        assertThat(DataFolder.holder(folder)).isEmpty();
        DataFolder.open(folder).close();
    }

    @Test
    void shouldLeaveAnOldReaderItsCounters() throws IOException
    {
        try (DataFolder data = DataFolder.open(folder))
        {
            final UnsafeBuffer first = data.createCounters(4096);
            first.putLong(8, 42);
        }
        final byte[] old = Files.readAllBytes(DataFolder.countersFile(folder));
        assertThat(old[8]).isEqualTo((byte)42);
        try (DataFolder data = DataFolder.open(folder))
        {
            assertThat(data.createCounters(8192).getLong(8)).isZero();
        }
        assertThat(Files.size(DataFolder.countersFile(folder))).isEqualTo(8192);
    }

    @Test
    void shouldSayWhyAFolderCannotBeUsed() throws IOException
    {
        final Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> DataFolder.open(file.resolve("data")))
            .isInstanceOf(NodeException.class)
            .hasMessageContaining("cannot use the data folder")
            .extracting("kind").isEqualTo(NodeException.Kind.CONFIGURATION);
        assertThat(DataFolder.holder(file.resolve("data"))).isEmpty();
    }
}
