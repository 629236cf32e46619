package io.timecoin.cli;

import io.timecoin.node.ChainFile;
import io.timecoin.node.NodeConfig;
import io.timecoin.proof.ValidatorsFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code proof validators}: the small file that proofs are verified against. */
@Command(
    name = "validators",
    description = "Write what proofs of a chain are verified against: its id and its validators.",
    mixinStandardHelpOptions = true)
final class ProofValidatorsCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE",
        description = "A node's configuration (default: " + NodeConfig.FILE_NAME + " in the working folder).")
    private Path config;

    @Option(names = "--genesis", paramLabel = "FILE", description = "The chain's genesis instead.")
    private Path genesis;

    @Option(names = "--out", paramLabel = "FILE", defaultValue = "validators.sbe",
        description = "The file (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("validators.sbe");

    @Override
    public Integer call()
    {
        if (config != null && genesis != null)
        {
            throw new CommandLine.ParameterException(spec.commandLine(), "--config and --genesis exclude each other");
        }
        final ValidatorsFile validators = genesis != null ? ValidatorsOption.read(genesis) :
            ValidatorsOption.of(ChainFile.read(
                NodeConfig.read(config == null ? Path.of(NodeConfig.FILE_NAME) : config)).genesis());
        ProofMakeCommand.write(out, validators.encode());
        spec.commandLine().getOut().println("wrote " + out + ": " + validators.roster().size() +
            " validators of chain " + Hex.format(validators.chainId()));
        return ExitCode.OK;
    }
}
