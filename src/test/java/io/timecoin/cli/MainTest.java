package io.timecoin.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class MainTest
{
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        ''           | no command given
        tesnet       | unknown command 'tesnet'
        --verison    | did you mean '--version'
        --verbos     | unknown option '--verbos'
        hlep         | did you mean 'help'
        """)
    void shouldRefuseNonsenseWithUsageExitCode(final String line, final String message)
    {
        final CliRun run = CliRun.of("''".equals(line) ? new String[0] : line.split(" "));
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("error: ").contains(message).contains("next: ").doesNotContain("\tat ");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void shouldShowHelpAndVersionOnStdout()
    {
        assertThat(CliRun.of("--version").out()).startsWith("timecoin ");
        assertThat(CliRun.of("--help").out()).contains("Usage: timecoin").contains("help");
        assertThat(CliRun.of("help").exitCode()).isZero();
        assertThat(CliRun.of("--help").err()).isEmpty();
    }
}
