package io.timecoin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulateCommandTest
{
    @Test
    void shouldReportWhatRan()
    {
        final CliRun run = CliRun.of("simulate", "--validators", "4", "--seeds", "1..2", "--payments", "5",
            "--spread", "200", "--faults", "loss", "--report", "json");
        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).contains("\"seeds\":2", "\"events_per_second\":", "\"failures\":[]");
    }

    @Test
    void shouldFindWhatTooManyLiarsBreakAndTellHowToSeeItAgain()
    {
        final CliRun run = CliRun.of("simulate", "--validators", "7", "--seeds", "1..6", "--payments", "10",
            "--faults", "equivocating", "--byzantine", "3");
        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(run.out()).contains("hold different blocks of height",
            "to see it again: timecoin simulate --validators 7 --seeds ",
            " --faults equivocating --byzantine 3 --payments 10");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "--validators 2", "--validators 1025", "--validators x", "--seeds 5..1", "--seeds a..b", "--seeds -1",
        "--faults rain", "--faults loss,", "--byzantine 6", "--rule luck", "--rule sampled", "--payments 0",
        "--spread 0", "--threads 0", "--no-such-option"})
    void shouldRefuseWhatMakesNoSense(final String options)
    {
        final CliRun run = CliRun.of(("simulate " + options).split(" "));
        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).isNotEmpty().doesNotContain("\tat ");
        assertThat(run.out()).isEmpty();
    }
}
