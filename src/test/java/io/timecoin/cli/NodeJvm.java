package io.timecoin.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A command in a JVM of its own, with this one's Java, options and classes. Closing kills it and waits for its end; so
 * does the end of this JVM.
 */
final class NodeJvm implements AutoCloseable
{
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static
    {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final Process process;
    private final Path out;
    private final Path err;
    private boolean isEnded;

    private NodeJvm(final Process process, final Path out, final Path err)
    {
        this.process = process;
        this.out = out;
        this.err = err;
        RUNNING.add(process);
        process.onExit().thenAccept(RUNNING::remove);
    }

    static NodeJvm run(final Path folder, final String... args) throws IOException
    {
        final Path out = Files.createTempFile(folder, "jvm", ".out");
        final Path err = Files.createTempFile(folder, "jvm", ".err");
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter((option) -> option.startsWith("--")).forEach(command::add);
        command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp", classPath(), Main.class.getName()));
        command.addAll(List.of(args));
        return new NodeJvm(new ProcessBuilder(command)
            .redirectOutput(out.toFile()).redirectError(err.toFile()).start(), out, err);
    }

    long pid()
    {
        return process.pid();
    }

    /** Sends SIGTERM. */
    void terminate()
    {
        isEnded = true;
        process.destroy();
    }

    /** Sends SIGKILL and waits for the end. */
    void kill()
    {
        isEnded = true;
        process.destroyForcibly().onExit().join();
    }

    /** Whether it has ended, and nobody here wanted it to. */
    boolean hasEndedByItself()
    {
        return !isEnded && !process.isAlive();
    }

    /** The exit code, or -1 if the process does not end in time. */
    int exitCode(final long timeoutMs) throws InterruptedException
    {
        return process.waitFor(timeoutMs, TimeUnit.MILLISECONDS) ? process.exitValue() : -1;
    }

    String out() throws IOException
    {
        return Files.readString(out);
    }

    String err() throws IOException
    {
        return Files.readString(err);
    }

    @Override
    public void close()
    {
        kill();
    }

    private static String classPath()
    {
        if (NodeJvm.class.getClassLoader() instanceof URLClassLoader loader)
        {
            return Arrays.stream(loader.getURLs()).map((url) -> Path.of(url.getPath()).toString())
                .collect(Collectors.joining(System.getProperty("path.separator")));
        }
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
