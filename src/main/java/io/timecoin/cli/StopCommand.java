package io.timecoin.cli;

import io.timecoin.node.ConfigKey;
import io.timecoin.node.DataFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Callable;

/** {@code stop}: asks the process that holds a node's data folder to end, and waits until it has. */
@Command(
    name = "stop",
    description = "Stop a running node and wait until its data folder is free.",
    mixinStandardHelpOptions = true)
final class StopCommand implements Callable<Integer>
{
    private static final long POLL_MS = 20;

    @Spec
    private CommandSpec spec;
    @Mixin
    private ConfigOption config;

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "10s", converter = DurationConverter.class,
        description = "Longest wait for the end of the node (default: ${DEFAULT-VALUE}).")
    private Duration timeout = Duration.ofSeconds(10);

    @Override
    public Integer call() throws InterruptedException
    {
        final Path data = config.read().path(ConfigKey.DATA);
        final OptionalLong holder = DataFolder.holder(data);
        if (holder.isEmpty())
        {
            throw new CliException(ExitCode.UNREACHABLE, "no node runs on the data folder " + data,
                "nobody holds its lock", "nothing is left to do, if it was this node that should end");
        }
        signal(data, holder.getAsLong());
        final long startNs = System.nanoTime();
        while (DataFolder.holder(data).isPresent())
        {
            if (System.nanoTime() - startNs > timeout.toNanos())
            {
                throw new CliException(ExitCode.TIMEOUT, "process " + holder.getAsLong() + " has not ended within " +
                    timeout.toMillis() + " ms", "it still holds the lock of " + data,
                    "look into its log; wait with --timeout, or end it with 'kill -9 " + holder.getAsLong() + "'");
            }
            Thread.sleep(POLL_MS);
        }
        spec.commandLine().getOut().println("stopped process " + holder.getAsLong());
        return ExitCode.OK;
    }

    private static void signal(final Path data, final long pid)
    {
        final ProcessHandle process = DataFolder.process(data).orElse(null);
        if (process == null || pid == ProcessHandle.current().pid() || !process.destroy())
        {
            throw new CliException(ExitCode.UNREACHABLE, "cannot stop process " + pid + ", which holds " + data,
                process == null ? "this user or container does not see it under that number" :
                    "it does not take the signal",
                "stop it where it was started");
        }
    }
}
