package io.timecoin.node;

import io.timecoin.genesis.Genesis;
import io.timecoin.utxo.ChronicleUtxoStore;
import io.timecoin.utxo.UtxoStore;
import io.timecoin.utxo.UtxoStoreException;
import io.timecoin.utxo.WriteBackUtxoStore;
import io.timecoin.validator.Validator;

import java.nio.file.Path;

/** Opens a node's unspent outputs, or makes them from the genesis. */
final class NodeStore
{
    private NodeStore()
    {
    }

    /**
     * Opens or makes the set.
     *
     * @param folder     of the set.
     * @param genesis    of the chain.
     * @param capacity   most outputs.
     * @param cacheBytes memory for the latest of them, 0 for none.
     * @return to be closed by the node.
     */
    static UtxoStore open(final Path folder, final Genesis genesis, final long capacity, final long cacheBytes)
    {
        if (genesis.outputCount() > capacity)
        {
            throw new NodeException(NodeException.Kind.CONFIGURATION,
                "the genesis has " + genesis.outputCount() + " outputs but storage.utxo_capacity is " + capacity,
                "the map is made for its capacity and cannot grow", "set storage.utxo_capacity to several times more");
        }
        try
        {
            if (ChronicleUtxoStore.exists(folder))
            {
                return WriteBackUtxoStore.over(
                    ChronicleUtxoStore.open(folder, genesis.chainId(), capacity), cacheBytes);
            }
            final UtxoStore store = WriteBackUtxoStore.over(
                ChronicleUtxoStore.create(folder, genesis.chainId(), capacity), cacheBytes);
            Validator.loadGenesis(genesis, store);
            return store;
        }
        catch (final UtxoStoreException ex)
        {
            throw new NodeException(kind(ex.reason()), ex.getMessage(), "", "");
        }
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
