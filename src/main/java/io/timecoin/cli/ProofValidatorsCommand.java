package io.timecoin.cli;

import io.timecoin.block.BlockFiles;
import io.timecoin.block.SignedStatements;
import io.timecoin.consensus.validators.Membership;
import io.timecoin.finality.FinalitySettings;
import io.timecoin.genesis.Genesis;
import io.timecoin.node.ChainFile;
import io.timecoin.node.ConfigKey;
import io.timecoin.node.DataFolder;
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
    description = "Write what proofs of a chain are verified against: its id and its validators, as the blocks of a " +
        "node say, or a genesis.",
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

    @Option(names = "--epoch", paramLabel = "N",
        description = "Those of this epoch, where they come and go (default: of the next block).")
    private Integer epoch;

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
        if (epoch != null && genesis != null)
        {
            throw new CommandLine.ParameterException(
                spec.commandLine(), "a genesis says nothing of epochs: --epoch goes with --config");
        }
        final ValidatorsFile validators = genesis != null ? ValidatorsOption.read(genesis) :
            ofNode(NodeConfig.read(config == null ? Path.of(NodeConfig.FILE_NAME) : config));
        ProofMakeCommand.write(out, validators.encode());
        spec.commandLine().getOut().println("wrote " + out + ": " + validators.roster().size() +
            " validators of chain " + Hex.format(validators.chainId()) + " from epoch " + validators.epoch() + " on");
        return ExitCode.OK;
    }

    private ValidatorsFile ofNode(final NodeConfig node)
    {
        final Genesis ofChain = ChainFile.read(node).genesis();
        if (ofChain.bondUnit() == 0)
        {
            return ValidatorsOption.of(ofChain);
        }
        try (BlockFiles blocks =
            BlockFiles.openReadOnly(DataFolder.blocks(node.path(ConfigKey.DATA)), ofChain.chainId()))
        {
            final Membership membership = FinalitySettings.membership(ofChain, blocks);
            final int next = SignedStatements.epoch(membership.height() + 1);
            final int wanted = epoch == null ? next : epoch;
            if (wanted < 0 || wanted > next + 1)
            {
                throw new CliException(ExitCode.CHECK_FAILED, "who votes in epoch " + wanted + " is not known here",
                    "the final blocks of this node tell of the epochs 0 to " + (next + 1),
                    "leave --epoch out, or wait for its block");
            }
            return new ValidatorsFile(
                ofChain.chainId(), wanted, membership.roster(ValidatorListCommand.firstHeight(wanted)));
        }
    }
}
