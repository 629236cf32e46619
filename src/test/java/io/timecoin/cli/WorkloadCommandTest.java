package io.timecoin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.timecoin.capture.CaptureReader;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The command {@code workload}: files, reports and refusals. */
class WorkloadCommandTest
{
    @TempDir
    private Path folder;

    @Test
    void shouldWriteTheSameFileTwice() throws IOException
    {
        final Path first = folder.resolve("first.tcap");
        final Path second = folder.resolve("second.tcap");
        final JsonNode report = json(run(first, "--shape mixed --depth 3 --invalid 10 --double-spends 10 --repeats 5"));
        run(second, "--shape mixed --depth 3 --invalid 10 --double-spends 10 --repeats 5 --threads 1");
        assertThat(Files.mismatch(first, second)).isEqualTo(-1);
        assertThat(report.get("transactions").asLong()).isEqualTo(500);
        assertThat(report.get("rejected").get("conflict").asLong()).isPositive();
        assertThat(report.get("file_bytes").asLong()).isEqualTo(Files.size(first));
        try (CaptureReader reader = CaptureReader.open(first))
        {
            assertThat(reader.verify().transactions()).isEqualTo(500);
            assertThat(report.get("accepted").asLong()).isEqualTo(reader.header().planned().accepted());
            assertThat(report.get("max_utxos").asLong()).isEqualTo(reader.header().maxOutputs());
        }
    }

    @Test
    void shouldReportInWords()
    {
        final CliRun run = CliRun.of("workload", "--transactions", "10", "--out", folder.resolve("a").toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("to be accepted       10").contains("state at the end");
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        --transactions 0                        | --transactions must be from 1 to
        --transactions x                        | 'x' is not an int
        --inputs 0                              | --inputs must be from 1 to 256, not 0
        --outputs 257                           | --outputs must be from 1 to 256, not 257
        --shape mixed --inputs 1                | --shape mixed leaves no choice
        --shape round                           | round
        --accounts 0                            | --accounts must be from 1 to
        --depth 0                               | --depth must be from 1 to
        --invalid -1                            | --invalid must be from 0 to 100
        --double-spends 101                     | --double-spends must be from 0 to 100
        --repeats NaN                           | --repeats must be from 0 to 100
        --invalid 50 --double-spends 51         | more than 100 percent together
        --rate 0                                | --rate must be from 1 to
        --threads 0                             | --threads must be from 1 to
        --initial-outputs 0                     | --initial-outputs must be at least 1
        --initial-outputs 1499 --inputs 1       | need 1500 outputs to begin with, but there are only 1499
        """)
    void shouldRefuseWhatNobodyCanMake(final String options, final String message) throws IOException
    {
        final List<String> args = new ArrayList<>(List.of("workload", "--out", folder.resolve("a.tcap").toString()));
        if (!options.contains("--transactions"))
        {
            args.addAll(List.of("--transactions", "500"));
        }
        args.addAll(List.of(options.split(" ")));
        final CliRun run = CliRun.of(args.toArray(new String[0]));
        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("error: ").contains(message).contains("next: ").doesNotContain("\tat ");
        requireEmptyFolder();
    }

    @Test
    void shouldNeedAFile()
    {
        assertThat(CliRun.of("workload", "--transactions", "5").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void shouldSayWhyAFileCannotBeWritten() throws IOException
    {
        for (final Path path : List.of(folder.resolve("absent").resolve("a.tcap"), folder))
        {
            final CliRun run = CliRun.of("workload", "--transactions", "5", "--out", path.toString());
            assertThat(run.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
            assertThat(run.err()).contains("why:  cannot write").contains("folder").contains("next: ")
                .doesNotContain("\tat ");
        }
        requireEmptyFolder();
    }

    @Test
    void shouldNotTellOfWhatAFileHasNot()
    {
        final Path file = folder.resolve("a.tcap");
        run(file, "--seed 3");
        final CliRun info = CliRun.of("capture", "info", file.toString());
        assertThat(info.out().lines()).allMatch((line) -> line.matches("\\S+ +\\S.*"))
            .noneMatch((line) -> line.startsWith("created") || line.startsWith("fault"))
            .anyMatch((line) -> line.matches("whole +true"));
    }

    @Test
    void shouldLeaveNothingBehindOnAFullDisk() throws IOException
    {
        final Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.exists(full));
        final Path file = folder.resolve("a.tcap");
        Files.createSymbolicLink(folder.resolve("a.tcap.part"), full);
        final CliRun run = CliRun.of("workload", "--transactions", "5000", "--out", file.toString());
        assertThat(run.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(run.err()).contains("No space left").contains("next: ").doesNotContain("\tat ");
        requireEmptyFolder();
    }

    private void requireEmptyFolder() throws IOException
    {
        try (Stream<Path> files = Files.list(folder))
        {
            assertThat(files).isEmpty();
        }
    }

    private static CliRun run(final Path file, final String options)
    {
        final List<String> args = new ArrayList<>(
            List.of("workload", "--transactions", "500", "--report", "json", "--out", file.toString()));
        args.addAll(List.of(options.split(" ")));
        final CliRun run = CliRun.of(args.toArray(new String[0]));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run;
    }

    private static JsonNode json(final CliRun run) throws IOException
    {
        return new ObjectMapper().readTree(run.out());
    }
}
