package io.timecoin.node;

import java.io.UncheckedIOException;
import java.nio.file.Path;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.timecoin.block.BlockException;
import io.timecoin.block.BlockFault;
import io.timecoin.block.BlockFiles;
import io.timecoin.block.BlockRetention;
import io.timecoin.block.BlockStore;
import io.timecoin.block.BlockStoreException;
import io.timecoin.block.VoteFile;
import io.timecoin.consensus.bft.BftParameters;
import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.SignatureVerifiers;
import io.timecoin.finality.BlocksStage;
import io.timecoin.finality.FinalitySettings;
import io.timecoin.genesis.Genesis;
import io.timecoin.metrics.Counters;
import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.DutyCycle;
import io.timecoin.pipeline.Rings;
import io.timecoin.validator.BlocksFactory;

/** A node's part in blocks: the files of final blocks and of its own votes, and the stage that writes them. */
final class NodeBlocks implements AutoCloseable
{
    private static final Logger LOG = LoggerFactory.getLogger(NodeBlocks.class);

    private final BlockStore store;
    private final VoteFile votes;
    private final EvidenceFolder evidence;
    private final Genesis genesis;
    private final KeyPair identity;
    private final BftParameters times;
    private final long salt;
    private BlocksStage stage;

    private NodeBlocks(
        final BlockStore store, final VoteFile votes, final EvidenceFolder evidence, final Genesis genesis,
        final KeyPair identity, final BftParameters times, final long salt)
    {
        this.store = store;
        this.votes = votes;
        this.evidence = evidence;
        this.genesis = genesis;
        this.identity = identity;
        this.times = times;
        this.salt = salt;
    }

    /**
     * Opens or makes the files.
     *
     * @param data     where they are.
     * @param genesis  of the chain.
     * @param identity signs as that validator.
     * @param times    of the votes.
     * @param salt     secret.
     * @return to be closed by the node.
     */
    static NodeBlocks open(
        final DataFolder data, final Genesis genesis, final KeyPair identity, final BftParameters times,
        final long salt)
    {
        final Path file = data.votes();
        final BlockFiles store = open(data.blocks(), genesis.chainId());
        try
        {
            return new NodeBlocks(store, VoteFile.open(file, genesis.chainId()), new EvidenceFolder(data.evidence()),
                genesis, identity, times, salt);
        }
        catch (final BlockException ex)
        {
            store.close();
            throw new NodeException(kind(ex.fault()), ex.getMessage(), "a validator that forgot its votes could vote " +
                "twice, which ends its membership",
                "restore " + file + " from a backup; only if the others have made blocks without this validator " +
                    "since it ran last is it safe to remove it");
        }
        catch (final UncheckedIOException ex)
        {
            store.close();
            throw new NodeException(NodeException.Kind.CONFIGURATION, "cannot open the votes in " + file,
                Reason.of(ex.getCause()), "see that the file is this user's own and that the disk has room");
        }
    }

    private static BlockFiles open(final Path folder, final byte[] chainId)
    {
        try
        {
            final BlockFiles store = BlockFiles.open(folder, chainId, BlockRetention.ALL);
            if (store.cutBytes() > 0)
            {
                LOG.atWarn().addKeyValue("bytes", store.cutBytes()).addKeyValue("height", store.lastHeight())
                    .log("cut off what a crash had left behind the last whole block");
            }
            return store;
        }
        catch (final BlockStoreException ex)
        {
            throw new NodeException(kind(ex.reason()), ex.getMessage(), "",
                "restore " + folder + " from a backup, or remove it: the blocks come again from the others");
        }
    }

    /** The final blocks so far. */
    BlockStore store()
    {
        return store;
    }

    /** The stage's maker, once it is known which validator this is. */
    BlocksFactory of(final int self)
    {
        return new BlocksFactory()
        {
            @Override
            public DutyCycle make(final TransactionTable table, final Rings rings, final Counters counters)
            {
                return NodeBlocks.this.make(self, table, rings, counters);
            }

            @Override
            public int openHeight()
            {
                return votes.openHeight(store.lastHeight());
            }
        };
    }

    private DutyCycle make(final int self, final TransactionTable table, final Rings rings, final Counters counters)
    {
        stage = new BlocksStage(FinalitySettings.of(genesis, self, identity, votes, store)
            .withTimes(times)
            .withEvidence(evidence)
            .withMeans(SignatureVerifiers.fastest(), System::currentTimeMillis, salt), table, rings, counters);
        return stage;
    }

    /** Tells the operator of stored blocks that turned out to be unreadable; on any one thread. */
    void tellFaults()
    {
        BlockStoreException fault = stage.faults().next();
        while (fault != null)
        {
            LOG.atError()
                .addKeyValue("reason", fault.code())
                .addKeyValue("what", fault.getMessage())
                .addKeyValue("next", "the node goes on, and the others have this block; check the disk, then stop " +
                    "the node, and restore " + fault.file().getParent() + " from a backup or remove it: the blocks " +
                    "come again from the others")
                .log("a stored block cannot be read for others");
            fault = stage.faults().next();
        }
    }

    @Override
    public void close()
    {
        votes.close();
        store.close();
    }

    private static NodeException.Kind kind(final BlockStoreException.Reason reason)
    {
        return switch (reason)
        {
            case IO, WRONG_CHAIN -> NodeException.Kind.CONFIGURATION;
            case NOT_BLOCKS, VERSION, DAMAGED, MISSING -> NodeException.Kind.CORRUPT;
        };
    }

    private static NodeException.Kind kind(final BlockFault fault)
    {
        return fault == BlockFault.WRONG_CHAIN ? NodeException.Kind.CONFIGURATION : NodeException.Kind.CORRUPT;
    }
}
