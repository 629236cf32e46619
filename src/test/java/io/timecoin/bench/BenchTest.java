package io.timecoin.bench;

import io.timecoin.bench.BenchOptions.Effort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** That everything can be measured; not how fast it is. */
class BenchTest
{
    private static final Effort TINY = new Effort("tiny", 2, 1, 0, 1, 300, 1, false);

    @TempDir
    private Path scratch;

    @Test
    void shouldMeasureWhatTakesLittle() throws InterruptedException
    {
        final BenchOptions options = new BenchOptions(
            TINY, List.of("verifier.jdk", "verifier.scalar.batch8", "decode", "hash.txid", "polls"), scratch);
        final BenchReport report = Bench.run(options, (step) -> {});
        assertThat(report.results()).extracting((result) -> result.figure().name()).containsExactly(
            "verifier.bouncycastle", "verifier.jdk", "verifier.scalar.batch8.unknown", "verifier.scalar.batch8.known",
            "verifier.scalar.batch8.one", "machine.arithmetic", "decode.check", "hash.txid", "polls.quorum5",
            "polls.quorum40");
        assertThat(report.results()).allSatisfy((result) ->
        {
            assertThat(result.sample().size()).isEqualTo(2);
            assertThat(result.sample().min()).as(result.figure().name()).isPositive();
            assertThat(result.speed() != null).isEqualTo(!result.figure().reference().isEmpty());
        });
        assertThat(report.machine().cores()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(report.effort()).isEqualTo("tiny");
    }

    @Test
    void shouldMeasureAMapAndLeaveNothingBehind() throws Exception
    {
        final Group group = new Group("map", MapMeasurement.of(scratch, 10_000), 2, 1, 0);
        assertThat(group.run((step) -> {})).extracting((result) -> result.figure().name())
            .containsExactly("map.10k.get", "map.10k.absent", "map.10k.payment");
        assertNothingLeft();
    }

    @Test
    void shouldReplayWithAndWithoutVerificationAndLeaveNothingBehind() throws Exception
    {
        final Group group = new Group("replay", ReplayMeasurement.of(scratch, 300, 0), 2, 0, 0);
        final List<Result> results = group.run((step) -> {});
        assertThat(results).extracting((result) -> result.figure().name()).containsExactly("replay.verified.tps",
            "replay.verified.beyond", "replay.unverified.tps", "replay.unverified.beyond");
        assertThat(results.get(0).sample().min()).isPositive();
        assertNothingLeft();
    }

    @Test
    void shouldNameEveryFigureOnce()
    {
        assertThat(Bench.names(Effort.FULL)).doesNotHaveDuplicates().contains("map.10m.payment")
            .containsAll(Bench.names(Effort.QUICK));
        assertThat(Bench.names(Effort.QUICK)).contains("replay.verified.tps", "testnet.half.p99", "map.1m.get")
            .doesNotContain("map.10m.payment");
    }

    @Test
    void shouldRefuseANameThatNothingHas()
    {
        assertThatThrownBy(() -> Bench.run(new BenchOptions(TINY, List.of("hash", "has"), scratch), (step) -> {}))
            .isInstanceOfSatisfying(BenchException.class, (ex) ->
            {
                assertThat(ex.kind()).isEqualTo(BenchException.Kind.USAGE);
                assertThat(ex.getMessage()).contains("'has'");
                assertThat(ex.why()).contains("hash.txid");
            });
    }

    private void assertNothingLeft() throws IOException
    {
        try (Stream<Path> left = Files.list(scratch))
        {
            assertThat(left).isEmpty();
        }
    }
}
