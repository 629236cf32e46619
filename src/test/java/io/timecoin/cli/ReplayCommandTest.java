package io.timecoin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** The command {@code replay}: reports, refusals, and outcomes as a workload's maker planned them. */
class ReplayCommandTest
{
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    private static Path folder;
    private static Path mixed;

    @BeforeAll
    static void write()
    {
        mixed = folder.resolve("<mixed> & more.tcap");
        final CliRun run = CliRun.of("workload", "--transactions", "6000", "--depth", "3", "--invalid", "10",
            "--double-spends", "10", "--repeats", "5", "--seed", "3", "--out", mixed.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    @Test
    void shouldEndAsPlannedWhateverTheProfile() throws Exception
    {
        final Path html = folder.resolve("report.html");
        final Path hlog = folder.resolve("report.hlog");
        final JsonNode first = json(replay(mixed, "--verify-workers", "1", "--html", html.toString(), "--hlog",
            hlog.toString()));
        final JsonNode second = json(replay(mixed, "--tuning", "laptop", "--warm-up", "1000", "--cache-size-mb", "0"));
        for (final JsonNode report : List.of(first, second))
        {
            assertThat(report.get("plan").get("compared").asBoolean()).isTrue();
            assertThat(report.get("transactions").asLong()).isEqualTo(6_000);
            assertThat(report.get("rejected").get("conflict").asLong()).isPositive();
            assertThat(report.get("elapsed_s").asDouble()).isPositive();
            assertThat(report.get("tps").asDouble()).isPositive();
            assertThat(report.get("verify_us_per_signature").asDouble()).isPositive();
            assertThat(report.get("bottleneck").get("stage").asText()).isNotEmpty();
            assertThat(report.get("inputs").asLong()).isPositive();
            assertThat(report.get("utxos").asLong()).isPositive();
            assertThat(report.get("validated_us").get("count").asLong()).isEqualTo(6_000);
            assertThat(report.get("applied_us").get("count")).isEqualTo(report.get("accepted"));
            assertThat(report.has("cores_busy") && report.has("allocated_bytes_per_transaction")).isTrue();
            assertThat(report.get("stages").findValuesAsText("name"))
                .contains("reader", "verify-0", "validation", "decider", "utxo", "drain");
        }
        assertThat(second.get("state_hash")).isEqualTo(first.get("state_hash"));
        assertThat(second.get("verdicts_hash")).isEqualTo(first.get("verdicts_hash"));
        shouldBeAPageThatNeedsNothing(html);
        assertThat(latencies(hlog, "validated")).isEqualTo(6_000);
        assertThat(latencies(hlog, "applied")).isEqualTo(first.get("accepted").asLong());
    }

    @Test
    void shouldFailIfOutcomesAreNotAsPlanned() throws IOException
    {
        // With so little room for what is pending, a node must refuse some.
        final CliRun text = CliRun.of(arguments(mixed, "--pool-size-mb", "1"));
        assertThat(text.exitCode()).as(text.err() + text.out()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(text.out()).contains("FAILED:").containsPattern("rejected as pool_full: \\d+, but 0 were planned")
            .contains("the state hash is another than planned");
    }

    @Test
    void shouldSayLoudlyThatNothingWasVerified() throws IOException
    {
        final CliRun text = CliRun.of(arguments(mixed, "--no-verify", "--limit", "500", "--repeat", "2"));
        assertThat(text.exitCode()).as(text.err() + text.out()).isZero();
        assertThat(text.out()).contains("WITHOUT VERIFICATION").contains("500 transactions")
            .contains("the middle of 2 passes").contains("not compared with the plan");
        assertThat(text.err()).contains("without verification");
    }

    @Test
    void shouldLeaveNothingBehind() throws IOException
    {
        final Path scratch = folder.resolve("scratch");
        final CliRun run = CliRun.of(arguments(mixed, "--limit", "100", "--scratch", scratch.toString()));
        assertThat(run.exitCode()).as(run.err()).isZero();
        try (Stream<Path> left = Files.list(scratch))
        {
            assertThat(left).isEmpty();
        }
    }

    /** Each row: what is done to the file, more options, exit code and message. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        none     |                            | 3 | there is no such file
        cut      |                            | 6 | reason torn at byte
        changed  |                            | 6 | reason checksum at byte
        foreign  |                            | 6 | reason not_a_capture at byte 0
        whole    | --decide recorded          | 2 | holds no decisions
        whole    | --tuning nowhere           | 3 | there is no tuning profile nowhere
        whole    | --tuning ABSENT_CORE       | 3 | this machine lacks core 4000
        whole    | --html CAPTURE             | 2 | --html names the capture itself
        whole    | --speed -1                 | 2 | --speed must be from 0 to 1000
        whole    | --repeat 0                 | 2 | --repeat must be from 1 to 1000
        whole    | --verify-workers 65        | 2 | --verify-workers must be from 1 to 64
        whole    | --limit 0                  | 2 | --limit must be at least 1
        whole    | --html /proc/none/x.html   | 3 | the replay is done, but a report could not be written
        whole    | --scratch /proc/none       | 3 | cannot write to /proc/none
        """)
    void shouldRefuseInOneMessage(
        final String file, final String options, final int exitCode, final String message) throws IOException
    {
        final Path path = folder.resolve(file + ".tcap");
        final byte[] whole = Files.readAllBytes(mixed);
        switch (file)
        {
            case "whole" -> Files.write(path, whole);
            case "cut" -> Files.write(path, Arrays.copyOf(whole, whole.length - 300_000));
            case "changed" ->
            {
                whole[whole.length - 300_000] ^= 1;
                Files.write(path, whole);
            }
            case "foreign" -> Files.write(path, "a text of another kind, long enough".repeat(9).getBytes(
                StandardCharsets.US_ASCII));
            default -> assertThat(path).doesNotExist();
        }
        final List<String> more = new ArrayList<>();
        if (options != null)
        {
            more.addAll(List.of(options.replace("ABSENT_CORE", absentCore().toString())
                .replace("CAPTURE", path.toString()).split(" ")));
        }
        final CliRun run = CliRun.of(arguments(path, more.toArray(String[]::new)));
        assertThat(run.err()).contains(message).contains("next:").doesNotContain("Exception:").doesNotContain("\tat ");
        assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
        // What was measured is not lost with a file beside it.
        assertThat(run.out().isEmpty()).isEqualTo(!message.contains("is done"));
    }

    /** What comes before the damage can still be replayed. */
    @Test
    void shouldReplayAsFarAsATornFileIsGood() throws IOException
    {
        final Path torn = folder.resolve("torn.tcap");
        final byte[] whole = Files.readAllBytes(mixed);
        Files.write(torn, Arrays.copyOf(whole, whole.length - 10_000));
        final JsonNode report = json(CliRun.of(arguments(torn, "--limit", "300", "--report", "json")));
        assertThat(report.get("transactions").asLong()).isEqualTo(300);
        assertThat(report.get("capture").get("whole").asBoolean()).isFalse();
    }

    private static CliRun replay(final Path file, final String... options)
    {
        final List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--report", "json"));
        return CliRun.of(arguments(file, all.toArray(String[]::new)));
    }

    private static String[] arguments(final Path file, final String... options)
    {
        final List<String> all = new ArrayList<>(List.of("replay", file.toString()));
        if (!List.of(options).contains("--pool-size-mb"))
        {
            all.addAll(List.of("--pool-size-mb", "8"));
        }
        if (!List.of(options).contains("--warm-up"))
        {
            all.addAll(List.of("--warm-up", "0"));
        }
        if (!List.of(options).contains("--scratch"))
        {
            all.addAll(List.of("--scratch", folder.toString()));
        }
        all.addAll(List.of(options));
        return all.toArray(String[]::new);
    }

    private static JsonNode json(final CliRun run) throws IOException
    {
        assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
        return MAPPER.readTree(run.out());
    }

    private static void shouldBeAPageThatNeedsNothing(final Path html) throws Exception
    {
        final String page = Files.readString(html);
        assertThat(page).contains("&lt;mixed&gt; &amp; more.tcap").doesNotContain("<mixed>").contains("<svg")
            .doesNotContain("http").doesNotContain("<script").doesNotContain("<link").doesNotContain("src=");
        // It is written so that any parser can read it.
        final String body = page.substring(page.indexOf("<html"));
        assertThat(DocumentBuilderFactory.newInstance().newDocumentBuilder()
            .parse(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)))
            .getElementsByTagName("svg").getLength()).isEqualTo(4);
    }

    private static long latencies(final Path hlog, final String tag) throws IOException
    {
        long count = 0;
        try (HistogramLogReader reader = new HistogramLogReader(hlog.toFile()))
        {
            EncodableHistogram each = reader.nextIntervalHistogram();
            while (each != null)
            {
                count += tag.equals(each.getTag()) ? ((Histogram)each).getTotalCount() : 0;
                each = reader.nextIntervalHistogram();
            }
        }
        return count;
    }

    private static Path absentCore() throws IOException
    {
        final Path profile = folder.resolve("absent.toml");
        final String text = Files.readString(Path.of("tuning", "replay-2.toml"));
        Files.writeString(profile, text.replaceFirst("name = \"verify\"", "name = \"verify\"\ncore = 4000"));
        return profile;
    }
}
