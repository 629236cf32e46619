package io.timecoin.testnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.timecoin.genesis.Genesis;
import io.timecoin.load.LoadProfile;
import io.timecoin.load.LoadRun;
import io.timecoin.load.LoadStats;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Whole networks over real sockets, small and short. */
class TestnetRunTest
{
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    @Test
    void shouldAcceptEveryCorrectPaymentOnEveryValidatorBesideDoubleSpendsAndInvalidOnes() throws Exception
    {
        final Heard heard = new Heard((stats) -> {});
        final LoadProfile load = new LoadProfile(200, 3 * SECOND_NS, 10, 8, 7).withWarmUpNs(SECOND_NS);
        final TestnetReport report = new Testnet(options(4, false, load), System.nanoTime(), heard).run();

        assertThat(report.faults()).as(report.toText()).isEmpty();
        assertThat(report.rule()).isEqualTo("quorum");
        assertThat(report.stats().offered()).isEqualTo(600);
        assertThat(report.stats().submitted()).isBetween(490L, 494L).isEqualTo(report.stats().accepted());
        assertThat(report.stats().doubleSpendsAttempted()).isEqualTo(60);
        assertThat(report.contested()).as("pairs that neither polls nor blocks decided").isZero();
        assertThat(report.doubleSpendsAccepted()).isZero();
        assertThat(report.stats().invalidSent()).isBetween(46L, 48L);
        assertThat(report.stats().invalidAdmitted()).isZero();
        assertThat(report.stats().rejected().keySet())
            .containsExactlyInAnyOrder("bad_signature", "conflict", "missing_parent", "outputs_exceed_inputs");
        assertThat(report.stats().rejectedValid()).isEmpty();
        assertThat(report.nodes()).hasSize(4).allMatch(NodeState::alive);
        assertThat(report.isConsistent()).isTrue();
        assertThat(report.stats().confirmed()).isEqualTo(report.stats().accepted());
        assertThat(report.unconfirmed()).isZero();
        assertThat(report.nodes()).allMatch((node) -> node.height() > 0 && node.confirmed() == node.accepted());
        final LoadStats warmUp = report.warmUp();
        assertThat(warmUp.offered()).isEqualTo(200);
        assertThat(warmUp.submitted()).isEqualTo(warmUp.accepted());
        assertThat(warmUp.doubleSpendsAttempted()).isEqualTo(20);
        assertThat(report.nodes().get(0).accepted()).isEqualTo(report.stats().accepted() +
            report.stats().decidedPairs() + warmUp.accepted() + warmUp.decidedPairs());
        assertThat(heard.phases).contains(LoadRun.Phase.WARM_UP, LoadRun.Phase.LOAD);
        assertThat(report.bottleneck().stage()).isNotEmpty();
        assertThat(report.bottleneck().busy()).isBetween(0.0, 1.0);
        assertThat(heard.steps).anyMatch((step) -> step.startsWith("starting"));
    }

    @Test
    void shouldGoOnWithoutAValidatorWhoseProcessWasKilled() throws Exception
    {
        final boolean[] isKilled = {false};
        final Heard heard = new Heard((stats) ->
        {
            if (!isKilled[0] && stats.accepted() >= 100)
            {
                isKilled[0] = true;
                ProcessHandle.current().children().min(ProcessHandle::compareTo).orElseThrow().destroyForcibly();
            }
        });
        final LoadProfile load = new LoadProfile(100, 5 * SECOND_NS, 5, 0, 7);
        final TestnetReport report = new Testnet(options(4, true, load), System.nanoTime(), heard).run();

        final LoadStats stats = report.stats();
        assertThat(report.faults()).as(report.toText()).isNotEmpty().first().asString().contains("killed by signal 9");
        assertThat(heard.notices).singleElement().asString().contains("killed by signal 9");
        assertThat(report.nodes().stream().filter(NodeState::alive)).hasSize(3);
        assertThat(report.isConsistent()).isTrue();
        assertThat(stats.submitted()).isEqualTo(475);
        assertThat(stats.open()).isZero();
        assertThat(stats.rejectedValid()).isEmpty();
        assertThat(stats.accepted() + stats.lostWithValidator()).isEqualTo(stats.submitted());
        assertThat(report.doubleSpendsAccepted()).isZero();
    }

    @Test
    void shouldLeaveNothingBehind() throws Exception
    {
        final Path folder;
        try (Workspace workspace = Workspace.open(null))
        {
            folder = workspace.folder();
            Files.createDirectories(folder.resolve("node0").resolve("data"));
            Files.writeString(folder.resolve("node0").resolve("data").resolve("file"), "text");
        }
        assertThat(folder).doesNotExist();
    }

    @Test
    void shouldKeepAFolderThatWasNamed(@org.junit.jupiter.api.io.TempDir final Path named) throws Exception
    {
        try (Workspace workspace = Workspace.open(named.resolve("deep")))
        {
            Files.writeString(workspace.folder().resolve("file"), "text");
        }
        assertThat(named.resolve("deep").resolve("file")).exists();
    }

    private static TestnetOptions options(final int validators, final boolean isProcesses, final LoadProfile load)
    {
        return new TestnetOptions(validators, isProcesses, load, 1, Genesis.RULE_BY_SIZE, 0, 0, null, null, null);
    }

    /** What a run said. */
    private static final class Heard implements Testnet.Listener
    {
        final List<String> steps = new ArrayList<>();
        final List<String> notices = new ArrayList<>();
        final Set<LoadRun.Phase> phases = EnumSet.noneOf(LoadRun.Phase.class);
        private final Consumer<LoadStats> onProgress;

        Heard(final Consumer<LoadStats> onProgress)
        {
            this.onProgress = onProgress;
        }

        @Override
        public void onStep(final String what)
        {
            steps.add(what);
        }

        @Override
        public void onNotice(final String sentence)
        {
            notices.add(sentence);
        }

        @Override
        public void onProgress(
            final LoadRun.Phase phase, final long elapsedNs, final double rate, final LoadStats stats)
        {
            phases.add(phase);
            onProgress.accept(stats);
        }
    }
}
