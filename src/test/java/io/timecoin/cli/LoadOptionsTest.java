package io.timecoin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.api.Test;

class LoadOptionsTest
{
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--rate 0                            | neither 'max' nor a number",
        "--rate -5                           | neither 'max' nor a number",
        "--rate fast                         | neither 'max' nor a number",
        "--rate 1e300                        | neither 'max' nor a number",
        "--rate NaN                          | neither 'max' nor a number",
        "--duration 15                       | not a time from 1ms to 24h",
        "--duration 0s                       | not a time from 1ms to 24h",
        "--duration 99h                      | not a time from 1ms to 24h",
        "--duration 99999999999s             | not a time from 1ms to 24h",
        "--warm-up 4                         | not a time from 1ms to 24h",
        "--warm-up soon                      | not a time from 1ms to 24h",
        "--warm-up 25h                       | not a time from 1ms to 24h",
        "--double-spends 101                 | --double-spends must be from 0 to 100",
        "--double-spends NaN                 | --double-spends must be from 0 to 100",
        "--invalid -1                        | --invalid must be from 0 to 100",
        "--double-spends 60 --invalid 41     | more than 100 percent together",
        "--clients 0                         | --clients must be from 1 to 64",
        "--clients many                      | many",
        "--seed blue                         | blue",
        "--validators 0                      | --validators must be from 1 to 64",
        "--validators 65                     | --validators must be from 1 to 64",
        "--rule majority                     | majority",
        "--sample-size 0                     | --sample-size must be from",
        "--report xml                        | xml",
        "--speed 3                           | unknown option '--speed'",
    })
    void shouldRefuseWhatMakesNoSense(final String options, final String message)
    {
        final CliRun run = CliRun.of(("testnet " + options).split(" "));

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(message).doesNotContain("\tat ");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void shouldSayThatAConfigurationIsMissing()
    {
        final CliRun run = CliRun.of("load", "--config", "no-such-folder/timecoin.toml");

        assertThat(run.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(run.err()).contains("no-such-folder").doesNotContain("\tat ");
    }
}
