package io.timecoin.cli;

import io.timecoin.capture.CaptureCounts;
import io.timecoin.capture.CaptureReader;
import io.timecoin.node.ChainFile;
import io.timecoin.node.NodeConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code capture verify}: whether each byte of a capture is what was written. */
@Command(
    name = "verify",
    description = "Check every block, record and the hash over a capture file (exit 6 at the first fault).",
    mixinStandardHelpOptions = true)
final class CaptureVerifyCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The capture file.")
    private Path file;

    @Option(names = "--config", paramLabel = "FILE",
        description = "A node's configuration: a capture of another chain than its genesis's is a fault as well.")
    private Path config;

    @Override
    public Integer call()
    {
        try (CaptureReader reader = CaptureReader.open(file))
        {
            if (config != null)
            {
                reader.requireChain(ChainFile.read(NodeConfig.read(config)).genesis().chainId());
            }
            final CaptureCounts counts = reader.verify();
            spec.commandLine().getOut().println("whole: " + reader.length() + " bytes, " + counts.transactions() +
                " transactions, " + counts.decisions() + " decisions");
        }
        return ExitCode.OK;
    }
}
