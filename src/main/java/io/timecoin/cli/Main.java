package io.timecoin.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The one executable: finds the command, runs it and turns every failure into a message and an exit code. */
@Command(
    name = "timecoin",
    description = "A validator of the TimeCoin payment network, and the tools around it.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    // One line a command, in the order of the help.
    subcommands = {
        InitCommand.class,
        StartCommand.class,
        StopCommand.class,
        StatusCommand.class,
        KeysCommand.class,
        AddressCommand.class,
        TestnetCommand.class,
        LoadCommand.class,
        CaptureCommand.class,
        WorkloadCommand.class,
        ReplayCommand.class,
        BenchCommand.class,
        ConfigCommand.class,
        SafetyCommand.class,
        DoctorCommand.class,
        HelpCommand.class
    })
public final class Main implements Runnable
{
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    /**
     * Runs a command and exits the process.
     *
     * @param args the command line.
     */
    public static void main(final String[] args)
    {
        Thread.setDefaultUncaughtExceptionHandler((thread, ex) -> Failures.onUncaught(thread, ex, System.err));
        System.exit(run(args, System.out, System.err));
    }

    /**
     * Runs a command.
     *
     * @param args the command line.
     * @param out  for data.
     * @param err  for messages; logs go to the process's own stderr.
     * @return one of {@link ExitCode}.
     */
    public static int run(final String[] args, final PrintStream out, final PrintStream err)
    {
        final PrintWriter outWriter = writer(out);
        final PrintWriter errWriter = writer(err);
        try
        {
            return execute(commandLine(), outWriter, errWriter, args);
        }
        finally
        {
            outWriter.flush();
            errWriter.flush();
        }
    }

    static int execute(
        final CommandLine commandLine, final PrintWriter out, final PrintWriter err, final String... args)
    {
        try
        {
            return commandLine.setOut(out).setErr(err).execute(args);
        }
        catch (final Error ex)
        {
            // picocli handles exceptions only, and no stack trace may reach a user.
            return Failures.onInternal(err, ex);
        }
    }

    static CommandLine commandLine()
    {
        return new CommandLine(new Main())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(Failures::onExecutionException)
            .setParameterExceptionHandler(Failures::onParameterException);
    }

    /** Without a command: the help, as an error, because nothing was done. */
    @Override
    public void run()
    {
        throw new CommandLine.ParameterException(spec.commandLine(), "no command given");
    }

    private static PrintWriter writer(final PrintStream stream)
    {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }
}
