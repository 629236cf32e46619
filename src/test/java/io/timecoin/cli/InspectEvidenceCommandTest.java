package io.timecoin.cli;

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

class InspectEvidenceCommandTest
{
    private final TestBlocks blocks = new TestBlocks(10, 10, 10, 10);
    @TempDir
    private Path data;

    private Path keep(final int validator, final int step) throws IOException
    {
        final byte[] bytes = new byte[Evidence.LENGTH];
        blocks.evidence(validator, 7, 0, step).encoded().getBytes(0, bytes);
        Files.createDirectories(data.resolve("evidence"));
        return Files.write(data.resolve("evidence").resolve("validator-" + validator + ".evidence"), bytes);
    }

    @Test
    void shouldShowAllThatANodeHas() throws IOException
    {
        keep(1, SignedStatements.PREVOTE);
        keep(3, SignedStatements.PRECOMMIT);

        final CliRun all = CliRun.of("inspect", "evidence", "--data", data.toString());
        assertThat(all.exitCode()).as(all.err()).isZero();
        assertThat(all.out()).contains("validator  1", "validator  3", "prevote", "precommit", "true       true");
        final CliRun json = CliRun.of("inspect", "evidence", "--report", "json", "--data", data.toString());
        assertThat(json.out()).contains("\"validator\":1", "\"true\":true", "\"height\":7");
    }

    @Test
    void shouldTellWhatIsNotTrue() throws IOException
    {
        final Path file = keep(1, SignedStatements.PREVOTE);
        final byte[] bytes = Files.readAllBytes(file);
        // The last byte is of the second signature.
        bytes[Evidence.LENGTH - 1] ^= 1;
        Files.write(file, bytes);

        final CliRun run = CliRun.of("inspect", "evidence", file.toString());

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.out()).contains("bad_signature");
    }

    @Test
    void shouldRefuseWhatIsNoEvidence() throws IOException
    {
        final Path file = keep(1, SignedStatements.PREVOTE);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), Evidence.LENGTH - 1));

        final CliRun run = CliRun.of("inspect", "evidence", "--data", data.toString());

        assertThat(run.exitCode()).isEqualTo(6);
        assertThat(run.err()).contains("malformed").doesNotContain("\tat ");
    }

    @Test
    void shouldSayWhatIsMissing()
    {
        assertThat(CliRun.of("inspect", "evidence").exitCode()).isEqualTo(2);
        assertThat(CliRun.of("inspect", "evidence", "--data", data.toString()).exitCode()).isEqualTo(5);
        assertThat(CliRun.of("inspect", "evidence", "--data", data.resolve("no").toString()).exitCode()).isEqualTo(3);
        assertThat(CliRun.of("inspect", "evidence", data.resolve("no").toString()).exitCode()).isEqualTo(3);
    }
}
