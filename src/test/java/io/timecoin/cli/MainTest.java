package io.timecoin.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import static org.assertj.core.api.Assertions.assertThat;

class MainTest
{
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        ''           | no command given
        tesnet       | unknown command 'tesnet'
        --verison    | did you mean '--version'
        help tesnet  | tesnet
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

    @Test
    void shouldKeepStackTracesInAFile() throws IOException
    {
        for (final Throwable cause : new Throwable[] {new IllegalStateException("broken\nin two lines"),
            new StackOverflowError()})
        {
            final StringWriter out = new StringWriter();
            final StringWriter err = new StringWriter();
            final int exitCode = Main.execute(Main.commandLine().addSubcommand("fail", new Failing(cause)),
                new PrintWriter(out), new PrintWriter(err), "fail");
            assertThat(exitCode).isEqualTo(ExitCode.INTERNAL);
            assertThat(out.toString()).isEmpty();
            assertThat(err.toString()).startsWith("error: an internal error: " + cause.getClass().getSimpleName())
                .doesNotContain("\tat ");
            final Path details = Path.of(err.toString().replaceAll("(?s).*details for a report are in ", "").trim());
            assertThat(Files.readString(details)).contains("\tat ");
            Files.delete(details);
        }
    }

    @CommandLine.Command(name = "fail")
    private record Failing(Throwable cause) implements Callable<Integer>
    {
        @Override
        public Integer call() throws Exception
        {
            if (cause instanceof Error error)
            {
                throw error;
            }
            throw (Exception)cause;
        }
    }
}
