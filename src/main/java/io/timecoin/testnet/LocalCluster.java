package io.timecoin.testnet;

import io.timecoin.network.EmbeddedDriver;
import io.timecoin.node.ChainFile;
import io.timecoin.node.HaltReport;
import io.timecoin.node.Node;
import io.timecoin.node.NodeConfig;
import io.timecoin.node.TuningProfile;
import io.timecoin.utxo.UtxoView;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** All validators in this JVM, with one media driver for all of them. */
final class LocalCluster implements Cluster
{
    private final List<Path> folders;
    private final TuningProfile tuning;
    private final EmbeddedDriver driver;
    private final List<Node> nodes = new ArrayList<>();

    /**
     * Nothing started yet.
     *
     * @param folders of the validators, with their configuration.
     * @param tuning  of every node.
     * @param driver  shared, not closed by this.
     */
    LocalCluster(final List<Path> folders, final TuningProfile tuning, final EmbeddedDriver driver)
    {
        this.folders = folders;
        this.tuning = tuning;
        this.driver = driver;
    }

    @Override
    public void start() throws InterruptedException
    {
        // Opening compiles, maps and fills: the nodes do it side by side.
        final ExecutorService openers = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try
        {
            final List<Callable<Node>> tasks = new ArrayList<>();
            for (int i = 0; i < folders.size(); i++)
            {
                final int index = i;
                tasks.add(() -> open(index));
            }
            final List<Future<Node>> opened = openers.invokeAll(tasks);
            collect(opened);
        }
        finally
        {
            openers.shutdown();
        }
        for (final Node node : nodes)
        {
            node.start();
        }
    }

    @Override
    public boolean isAlive(final int validator)
    {
        return nodes.get(validator).haltReport() == null;
    }

    @Override
    public String lossOf(final int validator)
    {
        final HaltReport halt = nodes.get(validator).haltReport();
        return halt == null ? "validator " + validator + " runs" :
            "validator " + validator + " halted: " + halt.agent() + ": " + halt.what();
    }

    @Override
    public UtxoView utxo(final int validator)
    {
        return nodes.get(validator).utxo();
    }

    @Override
    public void close()
    {
        nodes.parallelStream().forEach(Node::close);
        nodes.clear();
    }

    private Node open(final int index)
    {
        final ChainFile chain = ChainFile.read(NodeConfig.read(folders.get(index).resolve(NodeConfig.FILE_NAME)));
        return Node.open(chain, tuning, new Node.Surroundings("node" + index + "-", driver, (halt) -> {}));
    }

    /** Keeps every node that opened, so that they are closed even if another did not. */
    private void collect(final List<Future<Node>> opened) throws InterruptedException
    {
        RuntimeException failure = null;
        for (final Future<Node> each : opened)
        {
            try
            {
                nodes.add(each.get());
            }
            catch (final ExecutionException ex)
            {
                failure = ex.getCause() instanceof RuntimeException known ? known :
                    new IllegalStateException(ex.getCause());
            }
        }
        if (failure != null)
        {
            throw failure;
        }
    }
}
