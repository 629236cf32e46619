package io.timecoin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

class BenchCommandTest
{
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void shouldMakeABaselineAndCompareWithIt() throws IOException
    {
        final CliRun first = CliRun.of("bench", "--quick", "--only", "hash.txid", "--report", "json");
        assertThat(first).returns(ExitCode.OK, CliRun::exitCode).returns("", CliRun::err);
        final ObjectNode report = (ObjectNode)JSON.readTree(first.out());
        assertThat(report.at("/results/1/name").asText()).isEqualTo("hash.txid");
        assertThat(report.at("/results/1/values")).hasSize(5);

        // As if it had been a thousand times slower, then as much faster.
        final Path slow = baseline("slow", report, 1000, "the same");
        final CliRun faster = CliRun.of("bench", "--quick", "--only", "hash.txid", "--baseline", slow.toString());
        assertThat(faster.exitCode()).as(faster.err()).isEqualTo(ExitCode.OK);
        assertThat(faster.out()).contains("faster");
        assertThat(faster.err()).isEmpty();

        final Path fast = baseline("fast", report, 0.001, "Another processor");
        final CliRun slower = CliRun.of(
            "bench", "--quick", "--only", "hash.txid", "--baseline", fast.toString(), "--report", "json");
        assertThat(slower.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(slower.err()).contains("slower than", "hash.txid", "WARNING", "the processor was Another processor");
        final JsonNode compared = JSON.readTree(slower.out());
        assertThat(compared.at("/changes/1/change").asText()).isEqualTo("slower");
        assertThat(compared.at("/baseline_differences")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--only bogus                | 2 | nothing to measure is called 'bogus'",
        "--only hash,has             | 2 | nothing to measure is called 'has'",
        "--quick --full              | 2 | mutually exclusive",
        "--threshold -1              | 2 | --threshold must be from 0",
        "--threshold NaN             | 2 | --threshold must be from 0",
        "--threshold x               | 2 | --threshold",
        "--scratch /does/not/exist   | 2 | must be a folder",
        "--baseline /does/not/exist  | 2 | there is no file",
        "--baseline /                | 2 | cannot read",
        "--fast                      | 2 | unknown option",
    })
    void shouldRefuseWhatMakesNoSense(final String options, final int exitCode, final String message)
    {
        assertFailed(CliRun.of(("bench " + options).split(" ")), exitCode, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "no JSON|it is no JSON", "[]|it is no JSON", "null|an object must be", "{}|no report" })
    void shouldRefuseABaselineThatIsNone(final String content, final String message) throws IOException
    {
        final Path file = Files.writeString(folder.resolve("baseline"), content);
        assertFailed(CliRun.of("bench", "--baseline", file.toString()), ExitCode.CORRUPT, message);
    }

    @Test
    void shouldListWhatItCanMeasure()
    {
        final CliRun run = CliRun.of("bench", "--list");
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out().lines()).contains("verifier.bouncycastle", "map.1m.get", "testnet.half.p99");
    }

    private Path baseline(final String name, final ObjectNode report, final double factor, final String cpu)
        throws IOException
    {
        final ObjectNode changed = report.deepCopy();
        final ArrayNode values = (ArrayNode)changed.at("/results/1/values");
        final ArrayNode ratios = (ArrayNode)changed.at("/results/1/times_reference_values");
        for (int i = 0; i < values.size(); i++)
        {
            values.set(i, JSON.getNodeFactory().numberNode(report.at("/results/1/median").asDouble() * factor));
            ratios.set(i, JSON.getNodeFactory().numberNode(
                report.at("/results/1/times_reference").asDouble() / factor));
        }
        if (!"the same".equals(cpu))
        {
            ((ObjectNode)changed.get("machine")).put("cpu", cpu);
        }
        return Files.writeString(folder.resolve(name), changed.toString());
    }

    private static void assertFailed(final CliRun run, final int exitCode, final String message)
    {
        assertThat(run.err()).contains("error: ").contains(message).doesNotContain("\tat ");
        assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
        assertThat(run.out()).isEmpty();
    }
}
