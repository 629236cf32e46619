package io.timecoin.cli;

import io.timecoin.block.BlockFiles;
import io.timecoin.block.BlockStore;
import io.timecoin.node.ChainFile;
import io.timecoin.node.ConfigKey;
import io.timecoin.node.DataFolder;
import io.timecoin.node.NodeConfig;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

import java.nio.file.Path;

/** Whose blocks a command reads: those of a node, running or not, by its configuration or its data folder. */
final class BlocksOption
{
    @Option(names = "--config", paramLabel = "FILE",
        description = "The node's configuration (default: " + NodeConfig.FILE_NAME + " in the working folder).")
    private Path config;

    @Option(names = "--data", paramLabel = "DIR",
        description = "The node's data folder; its blocks are taken as they are, whatever their chain.")
    private Path data;

    /** Opens them for reading; an empty store is refused. */
    BlockFiles open(final CommandSpec spec)
    {
        if (config != null && data != null)
        {
            throw new CommandLine.ParameterException(spec.commandLine(), "--config and --data exclude each other");
        }
        final NodeConfig node =
            data != null ? null : NodeConfig.read(config == null ? Path.of(NodeConfig.FILE_NAME) : config);
        final Path folder = DataFolder.blocks(node == null ? data : node.path(ConfigKey.DATA));
        final BlockFiles blocks =
            BlockFiles.openReadOnly(folder, node == null ? null : ChainFile.read(node).genesis().chainId());
        if (blocks.lastHeight() == BlockStore.NO_HEIGHT)
        {
            blocks.close();
            throw new CliException(ExitCode.UNREACHABLE, "there are no blocks in " + folder,
                "a node writes the first one a second after it and its peers have started",
                "check --config or --data; start the node and its peers");
        }
        return blocks;
    }
}
