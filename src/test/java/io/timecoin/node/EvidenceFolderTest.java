package io.timecoin.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.timecoin.block.Evidence;
import io.timecoin.block.SignedStatements;
import io.timecoin.block.TestBlocks;

/** What a node knows against validators outlives it. */
class EvidenceFolderTest
{
    private final TestBlocks blocks = new TestBlocks(10, 10, 10, 10);
    private final Evidence first = blocks.evidence(1, 5, 2, SignedStatements.PREVOTE);
    private final Evidence second = blocks.evidence(3, 7, 0, SignedStatements.PRECOMMIT);
    @TempDir
    private Path data;

    private EvidenceFolder folder()
    {
        return new EvidenceFolder(DataFolder.evidence(data));
    }

    @Test
    void shouldKeepOneForEachValidatorInTheNextLife() throws IOException
    {
        assertThat(folder().recall()).isEmpty();
        final Evidence later = blocks.evidence(1, 9, 0, SignedStatements.PREVOTE);
        folder().keep(first);
        folder().keep(second);
        folder().keep(later);

        assertThat(folder().recall()).containsExactlyInAnyOrder(later, second);
        assertThat(EvidenceFolder.files(DataFolder.evidence(data))).hasSize(2);
    }

    @Test
    void shouldLeaveOutWhatIsDamagedOrUnfinished() throws IOException
    {
        folder().keep(first);
        folder().keep(second);
        final Path evidence = DataFolder.evidence(data);
        final Path damaged = EvidenceFolder.files(evidence).get(0);
        Files.write(damaged, Arrays.copyOf(Files.readAllBytes(damaged), Evidence.LENGTH - 1));
        Files.write(evidence.resolve("validator-2.evidence.new"), new byte[3]);

        assertThat(folder().recall()).hasSize(1);
    }

    @Test
    void shouldGoOnWhereNothingCanBeKept() throws IOException
    {
        Files.write(DataFolder.evidence(data), new byte[0]);

        folder().keep(first);

        assertThat(folder().recall()).isEmpty();
    }
}
