package io.timecoin.cli;

import io.timecoin.doctor.JavaRuntime;
import io.timecoin.doctor.Subject;
import io.timecoin.node.JvmOptions;
import io.timecoin.node.NodeMedia;
import io.timecoin.node.TuningProfile;
import picocli.CommandLine.Option;

import java.nio.file.Files;
import java.nio.file.Path;

/** What a machine is looked over for: a tuning profile, and a data folder. */
final class DoctorOptions
{
    @Option(names = "--tuning", paramLabel = "NAME|FILE",
        description = "Tuning profile that the machine is to run: a built-in one's name, or a file (default: laptop).")
    private Path tuning;

    @Option(names = "--data", paramLabel = "DIR", description = "Data folder, whose disk is measured as well.")
    private Path data;

    Subject subject(final JavaRuntime java)
    {
        if (data != null && !Files.isDirectory(data))
        {
            throw new CliException(ExitCode.CONFIGURATION, "there is no folder " + data, "",
                "name the data folder that the node has or will have; make it if need be");
        }
        final TuningProfile profile = tuning == null ? TuningProfile.builtIn() : TuningProfile.load(tuning);
        final JvmOptions options =
            tuning == null ? TuningProfile.builtInJvmOptions() : TuningProfile.jvmOptions(tuning);
        return new Subject(profile.name(), tuning != null, profile.pinnedCores(),
            new Subject.WantedJvm(options.source(), options.options(), options.missingFrom(java.arguments())),
            NodeMedia.receiveBufferBytes(options), NodeMedia.insistsOnReceiveBuffer(options), data);
    }
}
