package io.timecoin.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The one executable: finds the command, runs it and turns every failure into a message and an exit code. */
@Command(
    name = "timecoin",
    description = "A validator of the TimeCoin payment network, and the tools around it.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable
{
    // One line a command, in the order of the help.
    private static final List<Class<?>> COMMANDS = List.of(
        InitCommand.class,
        StartCommand.class,
        StopCommand.class,
        StatusCommand.class,
        KeysCommand.class,
        AddressCommand.class,
        ValidatorCommand.class,
        TestnetCommand.class,
        LoadCommand.class,
        CaptureCommand.class,
        WorkloadCommand.class,
        ReplayCommand.class,
        InspectCommand.class,
        ProofCommand.class,
        BenchCommand.class,
        ConfigCommand.class,
        SafetyCommand.class,
        SimulateCommand.class,
        DoctorCommand.class,
        HelpCommand.class);

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
            return execute(commandLine(args), outWriter, errWriter, args);
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

    /** With all commands. */
    static CommandLine commandLine()
    {
        return commandLine(COMMANDS);
    }

    /** With the command that is asked for only, if there is one: making the others takes longer than many run. */
    private static CommandLine commandLine(final String[] args)
    {
        final List<Class<?>> named = args.length == 0 ? List.of() :
            COMMANDS.stream().filter((command) -> args[0].equals(nameOf(command))).toList();
        return commandLine(named.isEmpty() || named.contains(HelpCommand.class) ? COMMANDS : named);
    }

    private static String nameOf(final Class<?> command)
    {
        return command.getAnnotation(Command.class).name();
    }

    private static CommandLine commandLine(final List<Class<?>> commands)
    {
        final CommandLine commandLine = new CommandLine(new Main());
        commands.forEach((command) -> commandLine.addSubcommand(command));
        return commandLine
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
