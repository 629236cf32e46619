package io.timecoin.testnet;

import io.timecoin.node.NodeConfig;
import io.timecoin.node.NodeException;
import io.timecoin.node.TuningProfile;
import io.timecoin.utxo.UtxoView;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * One JVM a validator: this one's Java, options and class path, the command {@code start}. Each writes its log to its
 * own folder.
 */
final class ProcessCluster implements Cluster
{
    static final String LOG = "node.log";
    private static final String LAUNCHER = "io.timecoin.launcher.Launcher";
    private static final long STOP_TIMEOUT_MS = 6_000;
    /** What a shell adds to the number of the signal that ended a process. */
    private static final int SIGNAL_BASE = 128;
    private static final int LOG_LINES = 5;
    /** Options that one process alone can have, or that would make the child wait for a debugger. */
    private static final List<String> NOT_INHERITED = List.of("-agentlib", "-agentpath", "-javaagent", "-Xrunjdwp");

    private final List<Path> folders;
    private final Path tuning;
    private final List<Process> processes = new ArrayList<>();
    private final Thread hook = new Thread(this::kill, "testnet-kill");
    private volatile boolean isClosing;

    /**
     * Nothing started yet.
     *
     * @param folders of the validators, with their configuration.
     * @param tuning  profile, or null.
     */
    ProcessCluster(final List<Path> folders, final Path tuning)
    {
        this.folders = folders;
        this.tuning = tuning;
    }

    @Override
    public void start()
    {
        Runtime.getRuntime().addShutdownHook(hook);
        for (final Path folder : folders)
        {
            final ProcessBuilder builder = new ProcessBuilder(command(folder.resolve(NodeConfig.FILE_NAME)))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(LOG).toFile());
            try
            {
                synchronized (processes)
                {
                    processes.add(builder.start());
                }
            }
            catch (final IOException ex)
            {
                throw new NodeException(NodeException.Kind.UNREACHABLE, "cannot start a validator's process",
                    ex.getMessage(), "run the testnet in one process: leave out --processes");
            }
        }
    }

    @Override
    public boolean isAlive(final int validator)
    {
        return processes.get(validator).isAlive();
    }

    @Override
    public String lossOf(final int validator)
    {
        final Process process = processes.get(validator);
        final String name = "validator " + validator + " (process " + process.pid() + ")";
        if (process.isAlive())
        {
            return name + " runs";
        }
        final int code = process.exitValue();
        final String how = code > SIGNAL_BASE ? "was killed by signal " + (code - SIGNAL_BASE) :
            "ended by itself with exit code " + code;
        final String said = lastLines(folders.get(validator).resolve(LOG));
        return name + " " + how + (code > SIGNAL_BASE || said.isEmpty() ? "" : "; its last words: " + said);
    }

    @Override
    public UtxoView utxo(final int validator)
    {
        return null;
    }

    @Override
    public void close()
    {
        if (isClosing)
        {
            return;
        }
        isClosing = true;
        processes.forEach(Process::destroy);
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_TIMEOUT_MS);
        for (final Process process : processes)
        {
            await(process, deadlineNs - System.nanoTime());
        }
        kill();
        removeHook();
    }

    private List<String> command(final Path config)
    {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (final String option : ManagementFactory.getRuntimeMXBean().getInputArguments())
        {
            if (NOT_INHERITED.stream().noneMatch(option::startsWith))
            {
                command.add(option);
            }
        }
        final String classPath = classPath();
        if (classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator))
        {
            // With -jar the manifest opens to Chronicle what it needs.
            command.addAll(List.of("-jar", classPath));
        }
        else
        {
            command.addAll(List.of("-cp", classPath, LAUNCHER));
        }
        command.addAll(List.of("start", "--config", config.toString()));
        if (tuning != null)
        {
            command.addAll(List.of("--tuning",
                TuningProfile.isBuiltIn(tuning) ? tuning.toString() : tuning.toAbsolutePath().toString()));
        }
        return command;
    }

    /** Where this class came from; a test's own loader does not show in the property. */
    private static String classPath()
    {
        if (ProcessCluster.class.getClassLoader() instanceof URLClassLoader loader)
        {
            return Arrays.stream(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(File.pathSeparator));
        }
        return System.getProperty("java.class.path");
    }

    private void kill()
    {
        synchronized (processes)
        {
            processes.forEach(Process::destroyForcibly);
        }
    }

    private void removeHook()
    {
        try
        {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
        catch (final IllegalStateException ex)
        {
            // The process is going down: the hook runs, and finds nobody left.
            return;
        }
    }

    private static void await(final Process process, final long timeoutNs)
    {
        try
        {
            process.waitFor(Math.max(1, timeoutNs), TimeUnit.NANOSECONDS);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }

    private static String lastLines(final Path log)
    {
        try
        {
            final List<String> lines = Files.readAllLines(log);
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        }
        catch (final IOException ex)
        {
            return "";
        }
    }
}
