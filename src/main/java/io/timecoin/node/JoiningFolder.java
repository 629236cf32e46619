package io.timecoin.node;

import io.timecoin.crypto.KeyPair;
import io.timecoin.genesis.Genesis;
import io.timecoin.network.Endpoint;
import io.timecoin.wallet.KeyFile;
import io.timecoin.wallet.KeyFileException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** Makes the folder of a node that is to join a chain: the chain's genesis, a key of its own, a configuration. */
public final class JoiningFolder
{
    private static final String LOOPBACK = "127.0.0.1:";
    private static final int MAX_PORT = 65_535;
    /** Taken over from the node whose folder is named: what depends on the chain and on the machine they may share. */
    private static final List<ConfigKey> ALIKE = List.of(ConfigKey.UTXO_CAPACITY, ConfigKey.POOL_SIZE_MB,
        ConfigKey.BLOCK_INTERVAL_MS, ConfigKey.MAX_PEERS, ConfigKey.ACCEPT_WEAK_PARAMETERS);

    private final Genesis genesis;
    private final NodeConfig like;
    private final List<String> peers;
    private final String listen;

    /**
     * Reads what there is; writes nothing.
     *
     * @param source a genesis, or the folder of a node of the chain.
     * @param named  host:port of the chain's validators; empty for the one whose folder it is, and its peers.
     * @param listen where the node is to listen; null for a port of this machine next to theirs.
     * @throws NodeException if the chain takes nobody, or if it is not clear where anybody is.
     */
    public JoiningFolder(final Path source, final List<String> named, final String listen)
    {
        final boolean isFolder = Files.isDirectory(source);
        final ChainFile chain = isFolder ? ChainFile.read(NodeConfig.read(source.resolve(NodeConfig.FILE_NAME))) : null;
        genesis = isFolder ? chain.genesis() : ChainFile.readGenesis(source);
        if (genesis.bondUnit() == NetworkPlan.CLOSED)
        {
            throw new NodeException(NodeException.Kind.CONFIGURATION,
                "nobody can join this chain (closed_chain)", "its genesis has a bond unit of 0: the first validators " +
                "stay for ever", "ask for another chain; 'timecoin init --bond-unit AMOUNT' makes one that is open");
        }
        like = isFolder ? chain.config() : null;
        peers = new ArrayList<>(named);
        if (peers.isEmpty() && isFolder)
        {
            peers.add(like.text(ConfigKey.LISTEN));
            peers.addAll(like.peers());
        }
        this.listen = listen == null ? besides(peers) : Endpoint.normal(listen);
        requireEndpoints();
    }

    /**
     * The chain's genesis.
     *
     * @return as read.
     */
    public Genesis genesis()
    {
        return genesis;
    }

    /**
     * Writes the folder.
     *
     * @param folder made if need be; must hold nothing of what is written.
     * @return the new identity.
     */
    public KeyPair write(final Path folder)
    {
        final NodeConfig config = config(folder);
        final Path file = folder.resolve(NodeConfig.FILE_NAME);
        NetworkFolders.refuseToOverwrite(List.of(file, config.path(ConfigKey.GENESIS), config.path(ConfigKey.KEY)));
        final KeyPair identity = KeyPair.generate(new SecureRandom());
        try
        {
            Files.createDirectories(folder);
            Files.write(config.path(ConfigKey.GENESIS), genesis.encode(), StandardOpenOption.CREATE_NEW);
            KeyFile.writeUnencrypted(config.path(ConfigKey.KEY), identity);
            Files.writeString(file, config.toToml(), StandardOpenOption.CREATE_NEW);
        }
        catch (final IOException ex)
        {
            throw NetworkFolders.cannotWrite(folder, Reason.of(ex));
        }
        catch (final KeyFileException ex)
        {
            throw NetworkFolders.cannotWrite(folder, ex.getMessage());
        }
        return identity;
    }

    private NodeConfig config(final Path folder)
    {
        final NodeConfig defaults = NodeConfig.defaults(genesis.testnet(), folder);
        NodeConfig config = defaults
            .with(ConfigKey.NETWORK, genesis.testnet() ? "testnet" : "mainnet")
            .with(ConfigKey.LISTEN, listen)
            .with(ConfigKey.PEERS, List.copyOf(peers));
        if (like == null)
        {
            config = config.with(ConfigKey.UTXO_CAPACITY,
                Math.max(defaults.integer(ConfigKey.UTXO_CAPACITY), NetworkFolders.GROWTH * genesis.outputCount()));
        }
        else
        {
            for (final ConfigKey key : ALIKE)
            {
                config = config.with(key, like.setting(key).value());
            }
        }
        return config.integer(ConfigKey.MAX_PEERS) < peers.size() ?
            config.with(ConfigKey.MAX_PEERS, (long)peers.size()) : config;
    }

    private void requireEndpoints()
    {
        if (peers.isEmpty())
        {
            throw new NodeException(NodeException.Kind.CONFIGURATION,
                "it is not known where the chain's validators are", "a genesis does not say it",
                "name them with --peers HOST:PORT,HOST:PORT,…");
        }
        for (final String peer : peers)
        {
            if (!Endpoint.isValid(peer) || peer.equals(listen))
            {
                throw new NodeException(NodeException.Kind.CONFIGURATION,
                    "'" + peer + "' is no endpoint of another node", peer.equals(listen) ? "it is this node's own" : "",
                    "write it as HOST:PORT in --peers");
            }
        }
        if (listen == null || !Endpoint.isLiteral(listen) || Endpoint.port(listen) == 0)
        {
            throw new NodeException(NodeException.Kind.CONFIGURATION, listen == null ?
                "it is not known where this node is to listen" : "others cannot reach '" + listen + "'",
                "a validator that is in nobody's peers is reached where it says, which must be an address, not a name",
                "name an IP address of this machine and a port with --listen ADDRESS:PORT");
        }
    }

    /** The port after the last of theirs, if all are on this machine. */
    private static String besides(final List<String> peers)
    {
        int last = 0;
        for (final String peer : peers)
        {
            if (!peer.startsWith(LOOPBACK) || !Endpoint.isValid(peer))
            {
                return null;
            }
            last = Math.max(last, Endpoint.port(peer));
        }
        return last == 0 || last == MAX_PORT ? null : LOOPBACK + (last + 1);
    }
}
