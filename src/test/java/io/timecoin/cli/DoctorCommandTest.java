package io.timecoin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The doctor on whatever machine this is: only what holds on all of them is asserted. */
class DoctorCommandTest
{
    @TempDir
    private Path folder;

    @Test
    void shouldLookThisMachineOverWithoutLeavingATrace() throws IOException
    {
        final CliRun run = CliRun.of(
            "doctor", "check", "--jitter", "10ms", "--data", folder.toString(), "--report", "json");
        final JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(run.out().lines()).hasSize(1);
        assertThat(run.exitCode()).as(run.err())
            .isEqualTo(json.get("troubles").asInt() == 0 ? ExitCode.OK : ExitCode.CHECK_FAILED);
        assertThat(json.get("findings").findValuesAsText("name")).doesNotHaveDuplicates()
            .contains("jdk", "clock_source", "swap", "disk_flush", "receive_buffer");
        json.get("findings").forEach((finding) ->
        {
            final boolean isTrouble = finding.get("state").asText().matches("costs|risks");
            assertThat(finding.get("remedy").asText().isEmpty()).as("%s", finding).isEqualTo(
                !isTrouble && !"note".equals(finding.get("state").asText()));
        });
        try (Stream<Path> files = Files.list(folder))
        {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void shouldSayTheSameInWords()
    {
        final CliRun run = CliRun.of("doctor", "check", "--jitter", "10ms");
        assertThat(run.exitCode()).isIn(ExitCode.OK, ExitCode.CHECK_FAILED);
        assertThat(run.out()).contains("tuning profile", "jdk ", "disk_flush         not measured");
        if (run.exitCode() == ExitCode.CHECK_FAILED)
        {
            assertThat(run.err()).contains("findings cost performance or safety", "timecoin doctor plan");
        }
    }

    @Test
    void shouldPlanWithoutDoing() throws IOException
    {
        final CliRun text = CliRun.of("doctor", "plan", "--tuning", "replay-2");
        assertThat(text.exitCode()).as(text.err()).isZero();
        assertThat(text.out()).startsWith("# For tuning profile built-in tuning/replay-2.toml.")
            .contains("# jvm_options: ", "java @tuning/replay-2.jvm");
        assertThat(text.out().lines()).allMatch((line) -> line.isEmpty() || line.matches("(#|sudo|echo|ulimit) .*"));
        final CliRun json = CliRun.of("doctor", "plan", "--tuning", "replay-2", "--report", "json");
        assertThat(new ObjectMapper().readTree(json.out()).get("findings").isArray()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
        "doctor                       | 2 | doctor needs one of check, plan",
        "doctor chekc                 | 2 | did you mean 'check'?",
        "doctor check --tuning laptob | 3 | did you mean 'laptop'?",
        "doctor check --data ~/none   | 3 | there is no folder ~/none",
        "doctor check --jitter 99h    | 2 | --jitter must be 60s at most",
        "doctor check --jitter long   | 2 | 'long' is not a time",
        "doctor plan --jitter 1s      | 2 | unknown option '--jitter'",
    })
    void shouldAnswerMisuseWithOneMessage(final String line, final int exitCode, final String message)
    {
        final CliRun run = CliRun.of(line.replace("~", folder.toString()).split(" +"));
        assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
        assertThat(run.err()).contains(message.replace("~", folder.toString())).doesNotContain("\tat ");
        assertThat(run.out()).isEmpty();
    }
}
