package io.timecoin.cli;

import io.timecoin.capture.CaptureExport;
import io.timecoin.node.ConfigKey;
import io.timecoin.node.DataFolder;
import io.timecoin.node.NodeConfig;
import io.timecoin.node.NodeStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;

/** {@code capture}: a file of what comes in at a running node; its subcommands look into such files. */
@Command(
    name = "capture",
    description = "Write what comes in at a running node, and what it decides, into a capture file.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "[COMMAND]",
    subcommands = {
        CaptureInfoCommand.class,
        CaptureVerifyCommand.class,
        CaptureExportCommand.class
    })
final class CaptureCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;
    @Mixin
    private ConfigOption config;

    @Option(names = "--duration", paramLabel = "TIME", defaultValue = "60s", converter = DurationConverter.class,
        description = "How long to wait before the file is written (default: ${DEFAULT-VALUE}).")
    private Duration duration = Duration.ofSeconds(60);

    @Option(names = "--out", paramLabel = "FILE", defaultValue = "capture.tcap",
        description = "The capture file (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Override
    public Integer call() throws InterruptedException
    {
        final NodeConfig node = config.read();
        final Path data = node.path(ConfigKey.DATA);
        final NodeStatus status = NodeStatus.read(data);
        if (status == null)
        {
            throw new CliException(ExitCode.UNREACHABLE, "no node runs on the data folder " + data,
                "nobody holds its lock", "start it with 'timecoin start --capture --config " + config.file() +
                "', or take an ended recording with 'timecoin capture export " + data + " --out FILE'");
        }
        if (!"recording".equals(status.capture().state()))
        {
            throw new CliException(ExitCode.CHECK_FAILED, "the node does not record what comes in",
                "its recorder is " + status.capture().state(),
                "start it with 'timecoin start --capture', or set capture.enabled in " + config.file());
        }
        final long endNs = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() < endNs && DataFolder.holder(data).isPresent())
        {
            Thread.sleep(Math.max(1, Math.min(200, (endNs - System.nanoTime()) / 1_000_000)));
        }
        print(spec, CaptureExport.write(data, out));
        return ExitCode.OK;
    }

    static void print(final CommandSpec spec, final CaptureExport.Result result)
    {
        spec.commandLine().getOut().println("wrote " + result.file() + " from " + result.recording());
        if (!result.sentence().isEmpty())
        {
            spec.commandLine().getErr().println("note: " + result.sentence());
        }
    }
}
