package io.timecoin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;

import static org.assertj.core.api.Assertions.assertThat;

class SafetyCommandTest
{
    @Test
    void shouldPrintWhatTheSampledRulePromisesAndWhatNot()
    {
        final CliRun run = CliRun.of("safety", "--validators", "100");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("sampled", "20 %", "6.8e-07", "Not promised");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void shouldCalculateWithQuorumsWhereEveryoneIsPolled()
    {
        final CliRun run = CliRun.of("safety", "--validators", "5");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("4 of 5", "liars tolerated     1", "silent tolerated    1");
    }

    @Test
    void shouldReportAsOneObject() throws IOException
    {
        final CliRun run = CliRun.of("safety", "--validators", "5", "--rule", "sampled", "--sample-size", "3",
            "--report", "json");
        assertThat(run.exitCode()).isZero();
        final JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.get("rule").asText()).isEqualTo("sampled");
        assertThat(json.get("alpha_preference").asInt()).isEqualTo(2);
        assertThat(json.get("alpha_confidence").asInt()).isEqualTo(3);
        assertThat(json.get("shares")).hasSize(3);
        assertThat(json.get("acceptable").asBoolean()).isTrue();
    }

    @Test
    void shouldRefuseTooLittleUnlessToldOtherwise()
    {
        final CliRun refused = CliRun.of("safety", "--validators", "100", "--beta", "8", "--finality-confidence", "8");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(refused.err()).contains("promise too little", "--accept-risk");
        assertThat(CliRun.of("safety", "--validators", "100", "--beta", "8", "--finality-confidence", "8",
            "--accept-risk").exitCode()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "--validators 0", "--validators 2000", "--sample-size 0 --rule sampled",
        "--validators 5 --rule sampled", "--validators 100 --alpha-preference 10", "--validators 100 --beta 0",
        "--rule majority", "--validators many" })
    void shouldSayWhatMakesNoSense(final String options)
    {
        final CliRun run = CliRun.of(("safety " + options).split(" "));
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).isNotBlank().doesNotContain("Exception");
    }
}
