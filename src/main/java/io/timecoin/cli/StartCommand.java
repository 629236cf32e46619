package io.timecoin.cli;

import io.timecoin.node.ChainFile;
import io.timecoin.node.ConfigKey;
import io.timecoin.node.HaltReport;
import io.timecoin.node.JvmOptions;
import io.timecoin.node.NodeConfig;
import io.timecoin.node.NodeProcess;
import io.timecoin.node.TuningProfile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code start}: runs a validator until a signal ends it. */
@Command(
    name = "start",
    description = "Run a validator until SIGTERM, SIGINT or 'stop' ends it.",
    mixinStandardHelpOptions = true)
final class StartCommand implements Callable<Integer>
{
    @Mixin
    private ConfigOption config;

    @Option(names = "--tuning", paramLabel = "NAME|FILE",
        description = "Tuning profile: a built-in one's name, or a file (default: laptop).")
    private Path tuning;

    @Option(names = "--capture", description = "Record what comes in from the start on, as capture.enabled does.")
    private boolean isCapturing;

    @Override
    public Integer call() throws InterruptedException
    {
        final NodeConfig read = isCapturing ? config.read().with(ConfigKey.CAPTURE_ENABLED, true) : config.read();
        final TuningProfile profile = tuning == null ? TuningProfile.builtIn() : TuningProfile.read(tuning);
        final JvmOptions options =
            tuning == null ? TuningProfile.builtInJvmOptions() : TuningProfile.jvmOptions(tuning);
        final ChainFile chain = ChainFile.read(read);
        Logging.level(chain.config().text(ConfigKey.LOG_LEVEL));
        final HaltReport halt = new NodeProcess(chain, profile, options, tuning != null).run();
        if (halt == null)
        {
            return ExitCode.OK;
        }
        throw new CliException(halt.kind() == null ? ExitCode.INTERNAL : Failures.exitCode(halt.kind()),
            "the node halted: " + halt.what(), "agent " + halt.agent() + " failed", halt.next());
    }
}
