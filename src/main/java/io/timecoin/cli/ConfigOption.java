package io.timecoin.cli;

import io.timecoin.node.NodeConfig;
import picocli.CommandLine.Option;

import java.nio.file.Path;

/** The option {@code --config}: the file of a node. */
public final class ConfigOption
{
    @Option(names = "--config", paramLabel = "FILE", defaultValue = NodeConfig.FILE_NAME,
        description = "The node's configuration (default: ${DEFAULT-VALUE} in the working folder).")
    private Path file = Path.of(NodeConfig.FILE_NAME);

    /**
     * The file as named.
     *
     * @return it may be missing.
     */
    public Path file()
    {
        return file;
    }

    /**
     * Reads the file.
     *
     * @return the node's configuration, without what its genesis says.
     */
    public NodeConfig read()
    {
        return NodeConfig.read(file);
    }
}
