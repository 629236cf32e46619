package io.timecoin.cli;

import io.timecoin.node.ChainFile;
import io.timecoin.node.ConfigKey;
import io.timecoin.node.NodeConfig;
import io.timecoin.node.TuningProfile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code config validate}: everything that {@code start} would check, without starting. */
@Command(
    name = "validate",
    description = "Check a configuration, its genesis and its key, and a tuning profile, as start would.",
    mixinStandardHelpOptions = true)
final class ConfigValidateCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;
    @Mixin
    private ConfigOption config;

    @Option(names = "--tuning", paramLabel = "NAME|FILE",
        description = "A tuning profile to check as well: a built-in one's name, or a file.")
    private Path tuning;

    @Override
    public Integer call()
    {
        final NodeConfig read = config.read();
        final ChainFile chain = ChainFile.read(read);
        final int self = chain.selfIndex();
        chain.requirePromise();
        KeyAccess.warnIfExposed(spec, read.path(ConfigKey.KEY), false);
        if (tuning != null)
        {
            TuningProfile.read(tuning);
        }
        final int first = chain.genesis().validators().size();
        spec.commandLine().getOut().printf("%s is valid: %s, chain %s%n", config.file(),
            self < 0 ? "a node beside the " + first + " first validators" : "validator " + self + " of " + first,
            chain.chainIdHex());
        return ExitCode.OK;
    }
}
