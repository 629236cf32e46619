package io.timecoin.cli;

import io.timecoin.capture.CaptureExport;
import io.timecoin.capture.CaptureRequest;
import io.timecoin.node.ConfigKey;
import io.timecoin.node.DataFolder;
import io.timecoin.node.NodeConfig;
import io.timecoin.node.NodeStatus;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** {@code capture}: a file of what comes in at a running node; its subcommands look into such files. */
@Command(
    name = "capture",
    description = "Write what comes in at a running node, and what it decides, into a capture file.",
    mixinStandardHelpOptions = true,
    footer = {
        "",
        "The file begins with the unspent outputs at its first record, so that 'timecoin replay' can run it anywhere.",
        "They are copied while the node goes on; for up to 30 s, what is accepted is recorded twice for that.",
        "A node that records since its start (capture.enabled) goes on; the file then holds all from there.",
    },
    synopsisSubcommandLabel = "[COMMAND]",
    subcommands = {
        CaptureInfoCommand.class,
        CaptureVerifyCommand.class,
        CaptureExportCommand.class
    })
final class CaptureCommand implements Callable<Integer>
{
    private static final long POLL_MS = 50;
    /** A large set takes its time to be copied. */
    private static final long REPLY_PATIENCE_NS = TimeUnit.MINUTES.toNanos(5);
    private static final long END_PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

    @Spec
    private CommandSpec spec;
    @Mixin
    private ConfigOption config;

    @Option(names = "--duration", paramLabel = "TIME", defaultValue = "60s", converter = DurationConverter.class,
        description = "How long to record, at most 24h (default: ${DEFAULT-VALUE}).")
    private Duration duration = Duration.ofSeconds(60);

    @Option(names = "--out", paramLabel = "FILE", defaultValue = "capture.tcap",
        description = "The capture file (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Override
    public Integer call() throws InterruptedException
    {
        if (duration.toMillis() > CaptureRequest.MAX_DURATION_MS)
        {
            throw new CommandLine.ParameterException(spec.commandLine(), "--duration must be 24h at most");
        }
        final NodeConfig node = config.read();
        final Path data = node.path(ConfigKey.DATA);
        if (NodeStatus.read(data) == null)
        {
            throw new CliException(ExitCode.UNREACHABLE, "no node runs on the data folder " + data,
                "nobody holds its lock", "start it with 'timecoin start --config " + config.file() +
                "', or take an ended recording with 'timecoin capture export " + data + " --out FILE'");
        }
        final Path captures = DataFolder.captures(data);
        final CaptureRequest request = new CaptureRequest(UUID.randomUUID().toString(), duration.toMillis());
        request.send(captures);
        final CaptureRequest.Reply reply = awaitReply(request, captures, data);
        if (reply.recording() == null)
        {
            throw new CliException(ExitCode.CHECK_FAILED, "the node cannot record what comes in", reply.refusal(),
                "look into the node's log, and at the room on its disk");
        }
        final long endNs = System.nanoTime() + duration.toNanos();
        // A recording that was there before goes on; one that was begun for this ends by itself.
        while (isAlive(data) && !CaptureRequest.hasEnded(reply.recording()) &&
            (CaptureRequest.isTimed(reply.recording()) || System.nanoTime() < endNs) &&
            System.nanoTime() - endNs < END_PATIENCE_NS)
        {
            Thread.sleep(POLL_MS);
        }
        print(spec, CaptureExport.write(reply.recording(), out));
        return ExitCode.OK;
    }

    private CaptureRequest.Reply awaitReply(final CaptureRequest request, final Path captures, final Path data)
        throws InterruptedException
    {
        final long startNs = System.nanoTime();
        CaptureRequest.Reply reply = request.reply(captures);
        while (reply == null)
        {
            if (!isAlive(data))
            {
                throw new CliException(ExitCode.UNREACHABLE, "the node has ended", "nobody holds the lock of " + data,
                    "start it again");
            }
            if (System.nanoTime() - startNs > REPLY_PATIENCE_NS)
            {
                throw new CliException(ExitCode.TIMEOUT, "the node does not answer",
                    "it looks for requests ten times a second", "look into its log; an older version cannot record");
            }
            Thread.sleep(POLL_MS);
            reply = request.reply(captures);
        }
        return reply;
    }

    private static boolean isAlive(final Path data)
    {
        return DataFolder.holder(data).isPresent();
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
