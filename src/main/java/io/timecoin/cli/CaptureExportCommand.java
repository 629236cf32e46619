package io.timecoin.cli;

import io.timecoin.capture.CaptureExport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code capture export}: a recording as a portable file. */
@Command(
    name = "export",
    description = "Turn a node's recording into a capture file, also of a node that runs or was killed.",
    mixinStandardHelpOptions = true)
final class CaptureExportCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FOLDER",
        description = "A node's data folder, of which the newest recording is taken, or the folder of one recording.")
    private Path folder;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The capture file.")
    private Path out;

    @Override
    public Integer call()
    {
        CaptureCommand.print(spec, CaptureExport.write(folder, out));
        return ExitCode.OK;
    }
}
