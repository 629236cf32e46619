package io.timecoin.node;

import io.timecoin.block.BlockStore;
import io.timecoin.finality.FinalitySettings;
import io.timecoin.genesis.Genesis;
import io.timecoin.utxo.ChronicleUtxoStore;
import io.timecoin.utxo.UtxoStore;
import io.timecoin.utxo.UtxoStoreException;
import io.timecoin.utxo.WriteBackUtxoStore;
import io.timecoin.validator.Validator;

import java.nio.file.Path;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a node's unspent outputs, or makes them from the genesis. */
final class NodeStore
{
    private static final Logger LOG = LoggerFactory.getLogger(NodeStore.class);

    private NodeStore()
    {
    }

    /**
     * Opens or makes the set, in the state after the last stored block.
     *
     * @param folder   of the set.
     * @param genesis  of the chain.
     * @param capacity most outputs.
     * @param cache    bytes of memory for the latest of them, 0 for none.
     * @param blocks   stored so far.
     * @param height   of the block whose state the set has if it was closed in good order.
     * @return to be closed by the node.
     */
    static UtxoStore open(
        final Path folder, final Genesis genesis, final long capacity, final long cache, final BlockStore blocks,
        final long height)
    {
        if (genesis.outputCount() > capacity)
        {
            throw new NodeException(NodeException.Kind.CONFIGURATION,
                "the genesis has " + genesis.outputCount() + " outputs but storage.utxo_capacity is " + capacity,
                "the map is made for its capacity and cannot grow", "set storage.utxo_capacity to several times more");
        }
        try
        {
            final boolean isPresent = ChronicleUtxoStore.exists(folder);
            if (isPresent && height == blocks.lastHeight() && !ChronicleUtxoStore.isUnclean(folder))
            {
                return WriteBackUtxoStore.over(
                    ChronicleUtxoStore.open(folder, genesis.chainId(), capacity), cache);
            }
            if (isPresent)
            {
                LOG.atWarn().addKeyValue("height", blocks.lastHeight())
                    .log("the unspent outputs were not closed in good order: they are made anew of the blocks");
                ChronicleUtxoStore.remove(folder, genesis.chainId(), capacity);
            }
            return rebuild(folder, genesis, capacity, cache, blocks);
        }
        catch (final UtxoStoreException ex)
        {
            throw new NodeException(kind(ex.reason()), ex.getMessage(), "", "");
        }
    }

    private static UtxoStore rebuild(
        final Path folder, final Genesis genesis, final long capacity, final long cache, final BlockStore blocks)
    {
        if (blocks.firstHeight() > 1)
        {
            throw new NodeException(NodeException.Kind.CORRUPT, "the unspent outputs cannot be made of the blocks",
                "blocks before height " + blocks.firstHeight() + " are not kept",
                "restore the data folder from a copy, or remove it: everything comes again from the others");
        }
        final UtxoStore store = WriteBackUtxoStore.over(
            ChronicleUtxoStore.create(folder, genesis.chainId(), capacity), cache);
        Validator.loadGenesis(genesis, store);
        final BlockReplay replay = new BlockReplay(genesis, store, FinalitySettings.membership(genesis, blocks));
        for (int height = 1; height <= blocks.lastHeight(); height++)
        {
            replay.apply(blocks, height);
        }
        return store;
    }

    private static NodeException.Kind kind(final UtxoStoreException.Reason reason)
    {
        return switch (reason)
        {
            case UNCLEAN, CORRUPT, WRONG_VERSION -> NodeException.Kind.CORRUPT;
            case NO_COMPILER, ABSENT, PRESENT, WRONG_CHAIN, WRONG_CAPACITY, IO -> NodeException.Kind.CONFIGURATION;
        };
    }
}
